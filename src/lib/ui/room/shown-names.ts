/** People and messages as this screen may name them (W7): once, for tiles, notices, panels, menus, files and the chat alike. */
import { hidesName, standInNumber } from '$lib/core/call/stand-in.ts';
import type { Participant } from '$lib/core/call/participant.ts';
import type { BulkSettings } from '$lib/core/call/rules.ts';
import type { ChatLine } from '$lib/core/documents/chat.ts';

export interface Naming {
  readonly settings: Pick<BulkSettings, 'names'> | undefined;
  readonly viewer: Participant['role'];
  /** What stands in the place of a name. */
  readonly standIn: (number: string) => string;
}

export const shownPeople = (
  people: readonly Participant[],
  { settings, viewer, standIn }: Naming,
): readonly Participant[] =>
  people.map((one) => (hidesName(settings, viewer, one) ? { ...one, name: standIn(standInNumber(one.peer)) } : one));

export const shownLines = (lines: readonly ChatLine[], { settings, viewer, standIn }: Naming): readonly ChatLine[] =>
  lines.map((line) =>
    hidesName(settings, viewer, { role: line.role, self: line.own })
      ? { ...line, name: standIn(standInNumber(line.author)) }
      : line,
  );
