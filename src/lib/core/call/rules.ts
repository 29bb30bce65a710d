/** The rules of a call as values: what they mean for two people, and how each act of the host changes them. */
import { RULES_PEERS_MAX, type BulkSettings, type Rules } from '../../wire/rules.ts';
import type { Nonce, PeerId, RoomId } from '../../wire/ids.ts';

export type { BulkSettings, Rules };

/** Nothing is forbidden: what holds where the host has said nothing. */
export const OPEN_SETTINGS: BulkSettings = { microphones: true, cameras: true, names: true };

export const openRules = (room: RoomId, call: Nonce): Rules => ({
  ...{ room, call, n: 0, held: [], removed: [], sentBack: [] },
  ...OPEN_SETTINGS,
});

export type RulesChange =
  | { readonly t: 'settings'; readonly settings: Partial<BulkSettings> }
  | { readonly t: 'hold' | 'release' | 'remove' | 'send-back' | 'readmit'; readonly peer: PeerId };

const without = (peers: readonly PeerId[], peer: PeerId): PeerId[] => peers.filter((one) => one !== peer);
/** The earliest fall off: the call key has long changed since they were sent out. */
const added = (peers: readonly PeerId[], peer: PeerId): PeerId[] =>
  [...without(peers, peer), peer].slice(-RULES_PEERS_MAX);

/** The rules after an act of the host; `n` is for whoever signs them. Who is sent out is on hold no more. */
export function changeRules(rules: Rules, change: RulesChange): Rules {
  if (change.t === 'settings') return { ...rules, ...change.settings };
  const { peer } = change;
  const held = without(rules.held, peer);
  const removed = without(rules.removed, peer);
  const sentBack = without(rules.sentBack, peer);
  switch (change.t) {
    case 'hold':
      return { ...rules, held: added(held, peer) };
    case 'release':
      return { ...rules, held };
    case 'remove':
      return { ...rules, held, removed: added(removed, peer), sentBack };
    case 'send-back':
      return { ...rules, held, removed, sentBack: added(sentBack, peer) };
    case 'readmit':
      return { ...rules, removed, sentBack };
  }
}

export const isHeld = (rules: Rules | undefined, peer: PeerId): boolean => rules?.held.includes(peer) ?? false;

/** Whether somebody was sent out of the call. */
export const isOut = (rules: Rules | undefined, peer: PeerId): boolean =>
  rules !== undefined && (rules.removed.includes(peer) || rules.sentBack.includes(peer));

/** Whether media may go between two people, in either direction. */
export const mayExchange = (rules: Rules | undefined, one: PeerId, other: PeerId): boolean =>
  ![one, other].some((peer) => isHeld(rules, peer) || isOut(rules, peer));
