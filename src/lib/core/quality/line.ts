/**
 * How good a picture the line to one peer carries: a ladder of rungs, climbed down quickly and up slowly. One reading every two
 * seconds goes in. What keeps it from flapping: losses are smoothed, the bounds for down and up lie apart, the first seconds do not
 * count (the browser's own estimate is still on its way up), and a rung that did not hold is tried again only after twice the time.
 *
 * A long round trip alone moves nothing where the browser tells what the line carries: less picture does not shorten a satellite's way.
 */
import type { Rung } from './encoding.ts';

export interface LineReading {
  /** 0 to 1, of the packets sent. */
  readonly loss: number | undefined;
  readonly availableKbps: number | undefined;
  /** What the browser says that holds the picture back: 'bandwidth', 'cpu', … */
  readonly limitedBy: string | undefined;
  readonly roundTripMs: number | undefined;
  /** What the picture may take at most just now, in kilobits per second; undefined: no picture is sent. */
  readonly targetKbps: number | undefined;
}

/** good: a better picture may be tried; fair: it stays as it is; poor: less picture would help; critical: even the least is too much. */
export type Grade = 'good' | 'fair' | 'poor' | 'critical';

export interface LineState {
  readonly rung: Rung | 'none';
  readonly grade: Grade;
  /** Readings since the peer was there. */
  readonly readings: number;
  /** Readings in a row that asked for less, and that were good. */
  readonly bad: number;
  readonly good: number;
  /** Smoothed. */
  readonly loss: number;
  /** The shortest round trip so far: what is above it is a queue. */
  readonly baseMs: number | undefined;
  /** Good readings before the next rung is tried. */
  readonly patience: number;
  /** Readings since the last step up. */
  readonly sinceUp: number;
}

/** Ten seconds. */
const WARMUP = 5;
const DOWN_AFTER = 3;
/** Half a minute; doubled for each rung that did not hold, to four minutes. */
const PATIENCE = 15;
const PATIENCE_MAX = 120;
/** A rung that was held for so many readings (a minute) has held. */
const HELD = 30;
/** Before a picture is held back from one peer alone: longer than the camera's own guard takes. */
const WITHHOLD_AFTER = 8;

/** Browsers repair 5 % so that hardly anybody sees it. */
const POOR_LOSS = 0.07;
const GOOD_LOSS = 0.04;
const CRITICAL_LOSS = 0.1;
/** Of a new reading in the mean. */
const SMOOTHING = 0.35;
const CRITICAL_KBPS = 100;
/** A picture that gets less than this share of its bits looks better on the rung below. */
const POOR_SHARE = 0.6;
/** For browsers that do not tell what the line carries: a queue of so many milliseconds. */
const POOR_QUEUE_MS = 300;

export const newLine = (): LineState => ({
  rung: 'high',
  grade: 'fair',
  readings: 0,
  bad: 0,
  good: 0,
  loss: 0,
  baseMs: undefined,
  patience: PATIENCE,
  sinceUp: HELD,
});

function gradeOf(loss: number, baseMs: number | undefined, reading: LineReading): Grade {
  const { availableKbps, limitedBy, targetKbps, roundTripMs } = reading;
  const starved = limitedBy === 'bandwidth' && availableKbps !== undefined && targetKbps !== undefined;
  if (loss > CRITICAL_LOSS) return 'critical';
  if (starved && availableKbps < CRITICAL_KBPS) return 'critical';
  if (loss > POOR_LOSS) return 'poor';
  if (starved && availableKbps < targetKbps * POOR_SHARE) return 'poor';
  const queue = roundTripMs !== undefined && baseMs !== undefined ? roundTripMs - baseMs : 0;
  if (availableKbps === undefined && queue > POOR_QUEUE_MS) return 'poor';
  return loss < GOOD_LOSS && !starved ? 'good' : 'fair';
}

const BELOW = { high: 'mid', mid: 'low', low: 'low', none: 'none' } as const;
const ABOVE = { none: 'low', low: 'mid', mid: 'high', high: 'high' } as const;

/**
 * The next state.
 * @param mayWithhold whether the trouble is this peer's alone, so that its picture may be held back while others get theirs
 */
export function judgeLine(before: LineState, reading: LineReading, mayWithhold: boolean): LineState {
  const readings = before.readings + 1;
  // Where nothing was sent nothing is known to be lost: an earlier trouble fades.
  const loss = before.loss + ((reading.loss ?? 0) - before.loss) * SMOOTHING;
  const { roundTripMs } = reading;
  const baseMs = roundTripMs === undefined ? before.baseMs : Math.min(before.baseMs ?? Infinity, roundTripMs);
  const grade = readings <= WARMUP ? 'fair' : gradeOf(loss, baseMs, reading);
  const worse = grade === 'poor' || grade === 'critical';
  const state: LineState = {
    ...before,
    ...{ readings, loss, baseMs, grade },
    bad: worse ? before.bad + 1 : 0,
    good: grade === 'good' ? before.good + 1 : 0,
    sinceUp: before.sinceUp + 1,
  };
  return stepDown(state, mayWithhold) ?? stepUp(state) ?? state;
}

function stepDown(state: LineState, mayWithhold: boolean): LineState | undefined {
  const { rung, grade, bad } = state;
  if (rung === 'none') return undefined;
  if (rung === 'low') {
    const hopeless = mayWithhold && grade === 'critical' && bad >= WITHHOLD_AFTER;
    return hopeless ? down(state, 'none') : undefined;
  }
  if (bad < DOWN_AFTER) return undefined;
  // A line that is as bad as can be does not get better by one rung.
  return down(state, grade === 'critical' ? 'low' : BELOW[rung]);
}

const down = (state: LineState, rung: LineState['rung']): LineState => ({
  ...{ ...state, rung, bad: 0, good: 0 },
  patience: state.sinceUp < HELD ? Math.min(state.patience * 2, PATIENCE_MAX) : PATIENCE,
});

function stepUp(state: LineState): LineState | undefined {
  if (state.rung === 'high' || state.good < state.patience) return undefined;
  return { ...state, rung: ABOVE[state.rung], bad: 0, good: 0, sinceUp: 0 };
}
