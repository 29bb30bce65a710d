/** The gate's entries, one per peer, bounded in number; and what follows from them: the queue, the members, the removed. */
import { CERTIFICATE_MS, CLOCK_TOLERANCE_MS } from '../../wire/admission.ts';
import type { Nonce, PeerId, Role } from '../../wire/ids.ts';
import type { DisplayName } from '../../wire/name.ts';
import { cell, type Cell } from '../cell.ts';
import { stepEntry, unknownEntry, type Entry, type EntryEffect, type EntryEvent } from './gate-entry.ts';

/** Longest queue of requests: a host cannot look through more, and an attacker with a link could make them endless. */
const QUEUE_MAX = 50;
/** Peers that are remembered, whatever became of them. */
const ENTRIES_MAX = 500;

/** Somebody who asks to be let in. */
export interface Request {
  readonly peer: PeerId;
  readonly id: Nonce;
  readonly name: DisplayName;
  readonly role: Role;
  /** When it came, in milliseconds since the epoch. */
  readonly at: number;
}

export interface Register {
  readonly queue: Cell<readonly Request[]>;
  readonly removed: Cell<readonly PeerId[]>;
  entry(peer: PeerId): Entry;
  /** Moves the entry; the result is what the peer is to be answered. */
  tell(peer: PeerId, event: EntryEvent): EntryEffect | undefined;
  /** Whether a knock of this peer could be taken in. */
  hasRoomFor(peer: PeerId): boolean;
  /** Members whose certificate may still hold at `now`. */
  members(now: number): PeerId[];
}

export function createRegister(removedBefore: readonly PeerId[]): Register {
  const entries = new Map<PeerId, Entry>();
  for (const peer of removedBefore) entries.set(peer, { ...unknownEntry, phase: 'removed', barred: true });
  const queue = cell<readonly Request[]>([], sameRequests);
  const removed = cell<readonly PeerId[]>(
    [...removedBefore],
    (a, b) => a.length === b.length && a.every((x) => b.includes(x)),
  );
  const entry = (peer: PeerId): Entry => entries.get(peer) ?? unknownEntry;

  /** Makes room for a peer that is new by forgetting the oldest that matters no more; the others are bounded by the host. */
  function makeRoom(peer: PeerId): void {
    if (entries.has(peer) || entries.size < ENTRIES_MAX) return;
    for (const [other, { phase, barred }] of entries) {
      if (barred || phase === 'pending' || phase === 'admitted') continue;
      entries.delete(other);
      return;
    }
  }

  function publish(): void {
    const waiting = [...entries].flatMap(([peer, { phase, caller, knock, at }]): Request[] =>
      phase === 'pending' && caller && knock ? [{ peer, id: knock, name: caller.name, role: caller.role, at }] : [],
    );
    queue.set(waiting.sort((a, b) => a.at - b.at));
    removed.set([...entries].flatMap(([peer, { barred }]) => (barred ? [peer] : [])));
  }

  return {
    queue,
    removed,
    entry,
    tell(peer, event) {
      makeRoom(peer);
      const [next, effect] = stepEntry(entry(peer), event);
      if (next !== unknownEntry) entries.set(peer, next);
      publish();
      return effect;
    },
    hasRoomFor: (peer) => queue.get().length < QUEUE_MAX || entry(peer).phase === 'pending',
    members: (now) =>
      [...entries].flatMap(([peer, { phase, at }]) =>
        phase === 'admitted' && now < at + CERTIFICATE_MS + CLOCK_TOLERANCE_MS ? [peer] : [],
      ),
  };
}

const sameRequests = (a: readonly Request[], b: readonly Request[]): boolean =>
  a.length === b.length && a.every((one, at) => one.peer === b[at]?.peer && one.id === b[at].id);
