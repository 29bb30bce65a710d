/**
 * Whether the machine keeps up with replacing the background, decided from the worker's reports: pictures get smaller and
 * fewer before anything else, and only what is too slow at the coarsest is given up. A worker that waits (a camera that gives
 * few frames in the dark) is not slow: it counts only what it was busy for.
 */
import type { Detail, Report } from '../../../wire/backdrop.ts';

/** From the best on: the camera's own size up to 720p, then what costs about a half and a fifth of it. */
export const DETAILS = [
  { height: 720, framesPerSecond: 30 },
  { height: 540, framesPerSecond: 20 },
  { height: 360, framesPerSecond: 12 },
] as const satisfies readonly Detail[];
const COARSEST = DETAILS.length - 1;

/** Share of the time that it works, from which on it has no room left; and below which it has plenty. */
const BUSY_SHARE = 0.85;
const CALM_SHARE = 0.35;
/** Of the frames that there should be. */
const ENOUGH_SHARE = 0.8;
/** Frames a second below which a picture is no picture of a person talking: then it is given up. */
export const LEAST_FPS = 5;

/** Reports (about a second each) that do not count: at the beginning the machine warms up, and a new size has to settle. */
const SETTLING = 3;
/** So many more bad than good reports make it coarser. */
export const BAD_REPORTS = 5;
/** At the coarsest: so many more make it give up. */
export const HOPELESS_REPORTS = 10;
/** So many calm reports in a row make it finer; each time that this was too early, twice as many. */
export const CALM_REPORTS = 30;

export interface KeepUp {
  /** Index in DETAILS. */
  readonly level: number;
  readonly settling: number;
  /** Bad reports, less good ones. */
  readonly bad: number;
  readonly calm: number;
  /** Calm reports that it takes to go finer. */
  readonly patience: number;
}

export const KEEP_UP: KeepUp = { level: 0, settling: SETTLING, bad: 0, calm: 0, patience: CALM_REPORTS };

export type Verdict = 'go-on' | 'other-detail' | 'give-up';

/** Taken straight to the coarsest; undefined where it is there already: then nothing is left but to give up. */
export const relieved = ({ level, patience }: KeepUp): KeepUp | undefined =>
  level === COARSEST ? undefined : { level: COARSEST, settling: SETTLING, bad: 0, calm: 0, patience: patience * 2 };

/** @param cameraFps what the camera says that it gives */
export function judge(before: KeepUp, report: Report, cameraFps: number): { state: KeepUp; verdict: Verdict } {
  if (before.settling > 0) return { state: { ...before, settling: before.settling - 1 }, verdict: 'go-on' };
  const share = report.ms > 0 ? report.busyMs / report.ms : 0;
  const fps = report.ms > 0 ? (report.frames * 1000) / report.ms : 0;
  const wanted = Math.min(cameraFps, DETAILS[before.level]?.framesPerSecond ?? 0);
  const least = before.level === COARSEST ? Math.min(LEAST_FPS, wanted * ENOUGH_SHARE) : wanted * ENOUGH_SHARE;
  const isBad = share >= BUSY_SHARE && fps < least;
  const bad = isBad ? before.bad + 1 : Math.max(0, before.bad - 1);
  const calm = share < CALM_SHARE ? before.calm + 1 : 0;
  const state = { ...before, bad, calm };
  const at = (level: number, patience: number): { state: KeepUp; verdict: Verdict } => ({
    state: { level, settling: SETTLING, bad: 0, calm: 0, patience },
    verdict: 'other-detail',
  });

  if (before.level === COARSEST) {
    if (bad >= HOPELESS_REPORTS) return { state, verdict: 'give-up' };
  } else if (bad >= BAD_REPORTS) {
    // Having to come back shows that the calm was deceptive.
    return at(before.level + 1, before.patience * 2);
  }
  if (calm >= before.patience && before.level > 0) return at(before.level - 1, before.patience);
  return { state, verdict: 'go-on' };
}
