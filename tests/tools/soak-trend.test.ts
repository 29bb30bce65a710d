/** The soak's verdicts: what a leak of one a round looks like among scatter, and what does not count as one. */
import { expect, test } from 'vitest';
import { trendOf } from '../../bench/soak/trend.ts';

const LIMIT = 0.5;
/** Up and down around a straight line. */
const wave = (rounds: number, perRound: number, scatter: number) =>
  Array.from({ length: rounds }, (_, at) => ({
    round: at + 1,
    value: 100 + perRound * (at + 1) + (at % 2 === 0 ? scatter : -scatter),
  }));

test.each([
  ['the same again and again', wave(20, 0, 0), 'flat'],
  ['one more each round', wave(20, 1, 0), 'grows'],
  ['one more each round, among scatter', wave(20, 1, 4), 'grows'],
  ['scatter alone', wave(20, 0, 4), 'flat'],
  ['fewer each round', wave(20, -3, 4), 'flat'],
  ['too few rounds for so much scatter', wave(4, 0, 40), 'unclear'],
  ['two rounds', wave(2, 50, 0), 'unclear'],
])('issue 6, soak: %s', (_, samples, verdict) => {
  expect(trendOf(samples, LIMIT).verdict).toBe(verdict);
});

test('issue 6, soak: the slope is the line that was laid', () => {
  const { perRound, within } = trendOf(wave(200, 0.25, 2), LIMIT);
  expect(Math.abs(perRound - 0.25)).toBeLessThan(within);
  expect(within).toBeLessThan(0.02);
});
