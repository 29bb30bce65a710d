/**
 * Who was in the call, from when to when (X3): told by the list of participants as it changes, and going on from what was kept where
 * the browser that kept it died meanwhile. Whoever is silent has left when they were last heard, not when they were given up.
 */
import type { PeerId } from '../../wire/ids.ts';
import { STAYS_MAX } from '../../wire/journal.ts';
import { cell, type Cell } from '../cell.ts';
import type { Clock } from '../clock.ts';
import type { Stay } from '../record/record.ts';
import { createScope } from '../scope.ts';
import type { Participant } from './participant.ts';

/** Who is back within this time, in milliseconds, was not away: a reload, a change of network. */
export const SAME_STAY_MS = 60_000;

export type Here = Pick<Participant, 'peer' | 'role' | 'name' | 'connection'>;

/** How an earlier part of the same call was recorded. */
export interface EarlierStays {
  readonly stays: readonly Stay[];
  /** When it was last known how things stood, in milliseconds since the epoch. */
  readonly alive: number;
}

export interface Attendance {
  readonly stays: Cell<readonly Stay[]>;
  /** The call is one that this browser knows from before: its stays come first, and those who are still there go on with theirs. */
  takeUp(earlier: EarlierStays): void;
  end(): void;
}

const NOBODY: ReadonlySet<PeerId> = new Set();

/** The stays, now that these are here. `leftAt` says when somebody who is gone was last there; whoever is `awaited` was not away, however long that is. */
export function attend(
  before: readonly Stay[],
  here: readonly Here[],
  now: number,
  leftAt: (peer: PeerId) => number = () => now,
  awaited = NOBODY,
): readonly Stay[] {
  const come = new Map(here.filter(({ connection }) => connection !== 'connecting').map((one) => [one.peer, one]));
  // Who connects anew is neither here nor gone.
  const known = new Set(here.map(({ peer }) => peer));
  const latest = new Map(before.map(({ peer }, index) => [peer, index]));
  let changed = false;
  const after = before.map((stay, index): Stay => {
    const { until, ...going } = stay;
    if (until === undefined) {
      if (come.delete(stay.peer) || known.has(stay.peer)) return stay;
      changed = true;
      return { ...going, until: Math.max(leftAt(stay.peer), stay.from) };
    }
    const wasAway = now - until >= SAME_STAY_MS && !awaited.has(stay.peer);
    if (latest.get(stay.peer) !== index || wasAway || !come.delete(stay.peer)) return stay;
    changed = true;
    return going;
  });
  for (const { peer, role, name } of come.values()) {
    if (after.length >= STAYS_MAX) break;
    changed = true;
    after.push({ peer, role, name, from: now });
  }
  return changed ? after : before;
}

/** The stays of a call that ended then: who was still there left with it. */
export const closeStays = (stays: readonly Stay[], ended: number): readonly Stay[] =>
  stays.map((stay) => ({ ...stay, until: stay.until ?? Math.max(ended, stay.from) }));

export function createAttendance(deps: {
  readonly clock: Clock;
  readonly participants: Cell<readonly Here[]>;
}): Attendance {
  const { clock, participants } = deps;
  const scope = createScope(clock);
  const stays = cell<readonly Stay[]>([]);
  /** Since when somebody is not heard any more. */
  const silent = new Map<PeerId, number>();
  /** Who was there at the end of the earlier part of this call, and has not been seen in this one. */
  const awaited = new Set<PeerId>();
  let seen: readonly Here[] = [];

  function look(here: readonly Here[]): void {
    const now = clock.now();
    seen = here;
    for (const { peer, connection } of here) {
      if (connection !== 'lost') silent.delete(peer);
      else if (!silent.has(peer)) silent.set(peer, now);
    }
    stays.update((before) => attend(before, here, now, (peer) => silent.get(peer) ?? now, awaited));
    for (const { peer, connection } of here) if (connection !== 'connecting') awaited.delete(peer);
    const present = new Set(here.map(({ peer }) => peer));
    for (const peer of silent.keys()) if (!present.has(peer)) silent.delete(peer);
  }
  scope.own(participants.subscribe(look));

  return {
    stays,
    takeUp({ stays: earlier, alive }) {
      for (const { peer, until } of earlier) if (until === undefined) awaited.add(peer);
      // What was noted here of the same people a moment ago is looked at anew, behind their earlier stays.
      const earlierPeers = new Set(earlier.map(({ peer }) => peer));
      const others = stays.get().filter(({ peer }) => !earlierPeers.has(peer));
      // At once, and not when they are given up: the call may end before, or this browser die once more.
      stays.set([...closeStays(earlier, alive), ...others].slice(0, STAYS_MAX));
      look(seen);
      // Whoever has not come back in the time in which a lost one is given up was gone with the browser.
      scope.after(SAME_STAY_MS, () => {
        const present = new Set(seen.map(({ peer }) => peer));
        for (const peer of awaited) if (!present.has(peer)) awaited.delete(peer);
      });
    },
    end: () => scope.end(),
  };
}
