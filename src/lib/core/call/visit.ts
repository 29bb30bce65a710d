/**
 * A visit: the identity that one page has in one room, kept in the tab so that a reload is the same person (J5). Whoever was in
 * the call within the last ten minutes takes their seat again without asking.
 */
import { RESUME_MS, type StoredVisit } from '../../wire/stored.ts';
import type { RoomId } from '../../wire/ids.ts';
import type { Clock, Random } from '../clock.ts';
import type { Kept } from '../kept.ts';
import { identityFromSeed, newSeed, type Identity } from '../session/identity.ts';

export interface Visit {
  readonly identity: Identity;
  /** This stay in milliseconds since the epoch: greater than every earlier one of the same identity. */
  readonly visit: number;
  /** What was stored when the page loaded, where it may still be taken up. */
  readonly resumed: StoredVisit | undefined;
  readonly stored: () => StoredVisit;
  /** Changes what is stored and marks a sign of life. */
  keep(change: Partial<Omit<StoredVisit, 'room' | 'seed' | 'visit' | 'seen'>>): void;
  /** Out of the call for good: a later page load asks again. The name stays. */
  leave(): void;
}

/** Whether who kept this was in the call. */
export const isSeated = (visit: StoredVisit): boolean => visit.admitted !== undefined || visit.hosting === true;

/** Opens the visit of this tab; `handed` is one that another tab of the same browser gave up (R7). */
export async function openVisit(
  deps: { clock: Clock; random: Random; kept: Kept<StoredVisit> },
  room: RoomId,
  handed?: StoredVisit,
): Promise<Visit> {
  const now = deps.clock.now();
  const found = handed ?? deps.kept.get();
  const earlier = found?.room === room && now - found.seen < RESUME_MS ? found : undefined;
  const seated = earlier !== undefined && isSeated(earlier);
  const seed = earlier?.seed ?? newSeed(deps.random);
  let stored: StoredVisit = {
    ...(earlier ?? { room, seed }),
    visit: Math.max(now, (earlier?.visit ?? 0) + 1),
    seen: now,
  };
  deps.kept.set(stored);
  const write = (next: StoredVisit): void => {
    stored = { ...next, seen: deps.clock.now() };
    deps.kept.set(stored);
  };
  return {
    identity: await identityFromSeed(seed),
    get visit() {
      return stored.visit;
    },
    resumed: seated ? earlier : undefined,
    stored: () => stored,
    keep: (change) => write({ ...stored, ...change }),
    leave() {
      const { admitted: _a, rules: _r, hosting: _h, since: _s, untranscribed: _u, ...rest } = stored;
      // Who comes back counts their signals from the start: under the old number those would be replays.
      write({ ...rest, visit: Math.max(deps.clock.now(), stored.visit + 1) });
    },
  };
}
