/** Whether what is measured again and again stays flat: a straight line through the samples by least squares, and how sure its slope is. */

export interface Sample {
  readonly round: number;
  readonly value: number;
}

/** `unclear`: the samples scatter so much that the limit lies within what the slope may be. */
export type Verdict = 'flat' | 'grows' | 'unclear';

export interface Trend {
  /** Per round, and how far the true one may be from it (two standard errors). NaN where there are fewer than three samples. */
  readonly perRound: number;
  readonly within: number;
  readonly verdict: Verdict;
}

const LEAST_SAMPLES = 3;

/** `limit`: what a round may add. */
export function trendOf(samples: readonly Sample[], limit: number): Trend {
  const count = samples.length;
  if (count < LEAST_SAMPLES) return { perRound: NaN, within: NaN, verdict: 'unclear' };
  const mean = (of: (sample: Sample) => number): number => samples.reduce((sum, one) => sum + of(one), 0) / count;
  const [middle, level] = [mean(({ round }) => round), mean(({ value }) => value)];
  const spread = samples.reduce((sum, { round }) => sum + (round - middle) ** 2, 0);
  const perRound = samples.reduce((sum, { round, value }) => sum + (round - middle) * (value - level), 0) / spread;
  const rest = samples.reduce((sum, { round, value }) => sum + (value - level - perRound * (round - middle)) ** 2, 0);
  const within = 2 * Math.sqrt(rest / (count - 2) / spread);
  const verdict = perRound + within <= limit ? 'flat' : perRound - within > limit ? 'grows' : 'unclear';
  return { perRound, within, verdict };
}
