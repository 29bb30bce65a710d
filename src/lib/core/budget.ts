/** A token bucket: how much of something is allowed in a burst and in the long run. */
import type { Clock } from './clock.ts';

export interface Budget {
  /** Uses one, or so many; false where fewer are left. */
  take(amount?: number): boolean;
}

/** @param perSecond how many come back each second, up to `burst` */
export function createBudget(clock: Clock, burst: number, perSecond: number): Budget {
  const MS_PER_SECOND = 1000;
  let left = burst;
  let at = clock.now();
  return {
    take(amount = 1) {
      const now = clock.now();
      left = Math.min(burst, left + (Math.max(0, now - at) * perSecond) / MS_PER_SECOND);
      at = now;
      if (left < amount) return false;
      left -= amount;
      return true;
    },
  };
}
