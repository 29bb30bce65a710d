/** People as this screen may name them (W7): once, for tiles, notices, panels, menus and files alike. */
import { hidesName, standInNumber, type Naming } from '$lib/core/call/stand-in.ts';
import type { Participant } from '$lib/core/call/participant.ts';

export const shownPeople = (
  people: readonly Participant[],
  { settings, viewer, standIn }: Naming,
): readonly Participant[] =>
  people.map((one) => (hidesName(settings, viewer, one) ? { ...one, name: standIn(standInNumber(one.peer)) } : one));
