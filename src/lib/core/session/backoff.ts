/** How long to wait before the next try at the relay. */
import type { Random } from '../clock.ts';

const FIRST_MS = 200;
const LONGEST_MS = 5_000;
/** A restarted relay should not meet all its clients in one instant: they come back spread over this many milliseconds. */
const RESTART_SPREAD_MS = 500;

/** 0 to 1, from the random source that keys are made of: no second one is needed. */
const chance = (random: Random): number => (random(1)[0] ?? 0) / 255;

/** Milliseconds before the try after `failures` (>= 1) failures: doubling from 200 ms to 5 s, of which half is chance. */
export function backoffMs(failures: number, random: Random): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
  return full / 2 + (full / 2) * chance(random);
}

/** Milliseconds before the try after the relay said that it restarts. */
export const restartMs = (random: Random): number => RESTART_SPREAD_MS * chance(random);
