/**
 * What is large on the stage (C1), as a state machine. A shared screen comes to the front by itself, and when the last one ends the
 * stage is as it was; what the person has pinned stays in front of everything. Without a choice the one who speaks is large.
 */
import type { Participant } from '../../core/call/participant.ts';

/** One tile: somebody's camera, or the screen that they share. */
export interface StageItem {
  /** The peer's id, for a screen with `/screen` after it. */
  readonly key: string;
  readonly participant: Participant;
  readonly source: 'camera' | 'screen';
}

export const screenKey = (peer: string): string => `${peer}/screen`;

/** The tiles of these people: shared screens first. */
export function stageItems(participants: readonly Participant[]): readonly StageItem[] {
  const screens = participants.filter(({ state, screen }) => state.screen && screen !== undefined);
  return [
    ...screens.map((participant) => ({ key: screenKey(participant.peer), participant, source: 'screen' as const })),
    ...participants.map((participant) => ({ key: participant.peer, participant, source: 'camera' as const })),
  ];
}

export interface StageView {
  readonly mode: 'tiles' | 'enlarged';
  /** A share has changed the mode: back to tiles when the last one ends. */
  readonly lent: boolean;
  /** Keys; undefined: nobody. */
  readonly chosen: string | undefined;
  readonly pinned: string | undefined;
  /** Who spoke last. */
  readonly spoke: string | undefined;
  /** The shared screens of others that were there before. */
  readonly shares: readonly string[];
}

export type StageEvent =
  | { readonly t: 'toggle' }
  | { readonly t: 'enlarge'; readonly key: string }
  /** Pins, or takes the pin away where it is there already. */
  | { readonly t: 'pin'; readonly key: string }
  | { readonly t: 'speaks'; readonly key: string }
  /** All that can be shown now, and which of it are screens of others. */
  | { readonly t: 'present'; readonly keys: readonly string[]; readonly shares: readonly string[] };

export const STAGE_VIEW: StageView = {
  mode: 'tiles',
  lent: false,
  chosen: undefined,
  pinned: undefined,
  spoke: undefined,
  shares: [],
};

function handlePresent(view: StageView, keys: readonly string[], shares: readonly string[]): StageView {
  const still = (key: string | undefined): string | undefined =>
    key !== undefined && keys.includes(key) ? key : undefined;
  const newest = shares.findLast((key) => !view.shares.includes(key));
  const kept = { ...view, chosen: still(view.chosen), pinned: still(view.pinned), spoke: still(view.spoke), shares };
  if (newest !== undefined) {
    if (kept.pinned !== undefined) return kept;
    return { ...kept, mode: 'enlarged', lent: view.mode === 'tiles' || view.lent, chosen: newest };
  }
  const lostShare = view.chosen !== undefined && view.shares.includes(view.chosen) && kept.chosen === undefined;
  if (lostShare && shares.length > 0) return { ...kept, chosen: shares.at(-1) };
  if (shares.length === 0 && view.lent) return { ...kept, mode: kept.pinned ? kept.mode : 'tiles', lent: false };
  return kept;
}

/** The next view. */
export function stepStage(view: StageView, event: StageEvent): StageView {
  switch (event.t) {
    case 'toggle':
      return view.mode === 'tiles'
        ? { ...view, mode: 'enlarged', lent: false }
        : { ...view, mode: 'tiles', lent: false, pinned: undefined };
    case 'enlarge':
      return {
        ...view,
        mode: 'enlarged',
        lent: view.lent && view.shares.length > 0,
        chosen: event.key,
        pinned: view.pinned === event.key ? event.key : undefined,
      };
    case 'pin':
      return view.pinned === event.key
        ? { ...view, pinned: undefined }
        : { ...view, mode: 'enlarged', pinned: event.key, chosen: event.key };
    case 'speaks':
      return { ...view, spoke: event.key };
    case 'present':
      return handlePresent(view, event.keys, event.shares);
  }
}

/** The key of what is large now; undefined: all alike, or there is nothing. */
export function largeOf(view: StageView, items: readonly StageItem[]): string | undefined {
  if (view.mode === 'tiles') return undefined;
  const cameras = items.filter(({ source }) => source === 'camera');
  const other = cameras.find(({ participant }) => !participant.self) ?? cameras[0];
  return view.pinned ?? view.chosen ?? view.spoke ?? other?.key;
}
