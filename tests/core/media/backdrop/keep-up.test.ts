import { describe, expect, test } from 'vitest';
import {
  BAD_REPORTS,
  CALM_REPORTS,
  DETAILS,
  HOPELESS_REPORTS,
  judge,
  KEEP_UP,
  type KeepUp,
  type Verdict,
} from '../../../../src/lib/core/media/backdrop/keep-up.ts';
import type { Report } from '../../../../src/lib/wire/backdrop.ts';

const overloaded: Report = { frames: 9, busyMs: 990, ms: 1000 };
const calm: Report = { frames: 30, busyMs: 200, ms: 1000 };
const fair: Report = { frames: 30, busyMs: 700, ms: 1000 };
const crawling: Report = { frames: 2, busyMs: 1000, ms: 1000 };
const darkRoom: Report = { frames: 4, busyMs: 100, ms: 1000 };
const SETTLING = 3;

/** Feeds reports; gives the state and every verdict that was not `go-on`, with the number of the report. */
function feed(from: KeepUp, report: Report, count: number, fps = 30) {
  const verdicts: (readonly [number, Verdict, number])[] = [];
  let state = from;
  for (let index = 1; index <= count; index += 1) {
    const judged = judge(state, report, fps);
    ({ state } = judged);
    if (judged.verdict !== 'go-on') verdicts.push([index, judged.verdict, state.level]);
  }
  return { state, verdicts };
}
const settled = (level: number): KeepUp => ({ ...KEEP_UP, level, settling: 0 });

describe('W4 whether the machine keeps up', () => {
  test('a machine that does is left alone, whether calm or well used', () => {
    expect(feed(KEEP_UP, calm, 500).verdicts).toEqual([]);
    expect(feed(KEEP_UP, fair, 500).verdicts).toEqual([]);
  });

  test('one that is slow for seconds on end gets smaller pictures; warming up does not count', () => {
    expect(feed(KEEP_UP, overloaded, SETTLING + BAD_REPORTS - 1).verdicts).toEqual([]);
    expect(feed(KEEP_UP, overloaded, SETTLING + BAD_REPORTS).verdicts).toEqual([
      [SETTLING + BAD_REPORTS, 'other-detail', 1],
    ]);
  });

  test('a hiccup changes nothing: good reports make up for bad ones', () => {
    let state = settled(0);
    for (let round = 0; round < 100; round += 1) {
      for (const report of [overloaded, overloaded, fair, fair]) {
        const judged = judge(state, report, 30);
        expect(judged.verdict).toBe('go-on');
        ({ state } = judged);
      }
    }
  });

  test('a camera that gives few frames is no slow machine', () => {
    expect(feed(settled(0), darkRoom, 500).verdicts).toEqual([]);
    expect(feed(settled(0), { frames: 14, busyMs: 990, ms: 1000 }, 500, 15).verdicts).toEqual([]);
  });

  test('at the coarsest, few but enough pictures are better than none', () => {
    expect(feed(settled(DETAILS.length - 1), { frames: 6, busyMs: 1000, ms: 1000 }, 500).verdicts).toEqual([]);
  });

  test('what crawls at the coarsest is given up, not before ten seconds', () => {
    const { verdicts } = feed(settled(DETAILS.length - 1), crawling, HOPELESS_REPORTS);
    expect(verdicts).toEqual([[HOPELESS_REPORTS, 'give-up', DETAILS.length - 1]]);
    const all = feed(KEEP_UP, crawling, 60).verdicts.map(([, verdict]) => verdict);
    expect(all.slice(0, 3)).toEqual(['other-detail', 'other-detail', 'give-up']);
  });

  test('calm makes it finer again, each time that this was too early with twice the patience: it does not flap', () => {
    const down = feed(settled(0), overloaded, BAD_REPORTS).state;
    expect(down).toMatchObject({ level: 1, patience: 2 * CALM_REPORTS });
    const up = feed(down, calm, SETTLING + 2 * CALM_REPORTS);
    expect(up.verdicts).toEqual([[SETTLING + 2 * CALM_REPORTS, 'other-detail', 0]]);
    const downAgain = feed(up.state, overloaded, SETTLING + BAD_REPORTS).state;
    expect(downAgain).toMatchObject({ level: 1, patience: 4 * CALM_REPORTS });
    expect(feed(downAgain, fair, 500).verdicts).toEqual([]);
  });
});
