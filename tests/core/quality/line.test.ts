import { describe, expect, test } from 'vitest';
import { judgeLine, newLine, type LineReading, type LineState } from '../../../src/lib/core/quality/line.ts';

const GOOD: LineReading = {
  loss: 0,
  availableKbps: 2_500,
  limitedBy: 'none',
  roundTripMs: 40,
  targetKbps: 1_500,
};
const reading = (more: Partial<LineReading>): LineReading => ({ ...GOOD, ...more });
const run = (state: LineState, one: LineReading, times: number, mayWithhold = false): LineState => {
  let now = state;
  for (let i = 0; i < times; i += 1) now = judgeLine(now, one, mayWithhold);
  return now;
};
const WARM = 5;
const warm = (): LineState => run(newLine(), GOOD, WARM);
/** The rung after each reading, repeats left out. */
function path(readings: readonly LineReading[], from = warm(), mayWithhold = false): string[] {
  let state = from;
  const rungs: string[] = [state.rung];
  for (const one of readings) {
    state = judgeLine(state, one, mayWithhold);
    if (state.rung !== rungs.at(-1)) rungs.push(state.rung);
  }
  return rungs;
}
const times = (one: LineReading, count: number): LineReading[] => Array<LineReading>(count).fill(one);

describe('C7: what a line carries', () => {
  test.each<[string, Partial<LineReading>, string, LineState['grade']]>([
    // what lasts for 20 readings (40 s), where it ends
    ['a good line', {}, 'high', 'good'],
    ['5 % loss', { loss: 0.05 }, 'high', 'fair'],
    ['8 % loss', { loss: 0.08 }, 'low', 'poor'],
    ['15 % loss', { loss: 0.15 }, 'low', 'critical'],
    ['30 % loss', { loss: 0.3 }, 'low', 'critical'],
    ['half the bits', { limitedBy: 'bandwidth', availableKbps: 750 }, 'low', 'poor'],
    ['two thirds of the bits', { limitedBy: 'bandwidth', availableKbps: 1_000 }, 'high', 'fair'],
    ['almost no bits', { limitedBy: 'bandwidth', availableKbps: 80 }, 'low', 'critical'],
    ['a low estimate of a line that is hardly used', { availableKbps: 80 }, 'high', 'good'],
    ['400 ms more, as the browser knows the line', { roundTripMs: 440 }, 'high', 'good'],
    ['400 ms more, as nothing else is known (Firefox)', { roundTripMs: 440, availableKbps: undefined }, 'low', 'poor'],
    ['a computer that cannot keep up', { limitedBy: 'cpu', availableKbps: 300 }, 'high', 'good'],
    ['no picture is sent', { targetKbps: undefined, limitedBy: undefined }, 'high', 'good'],
  ])('%s', (_, more, rung, grade) => {
    expect(run(warm(), reading(more), 20)).toMatchObject({ rung, grade });
  });

  test('the first ten seconds do not count', () => {
    expect(run(newLine(), reading({ loss: 0.5 }), WARM)).toMatchObject({ rung: 'high', bad: 0 });
  });

  test('one bad reading, or two, move nothing', () => {
    const BAD = reading({ limitedBy: 'bandwidth', availableKbps: 300 });
    const two = [BAD, BAD, GOOD];
    expect(path([...two, ...two, ...two, ...two])).toEqual(['high']);
  });

  test('critical goes to the lowest rung at once, poor by one', () => {
    expect(path(times(reading({ loss: 0.4 }), 6))).toEqual(['high', 'low']);
    expect(path(times(reading({ limitedBy: 'bandwidth', availableKbps: 700 }), 3))).toEqual(['high', 'mid']);
  });

  test('a good line goes up by one rung each half minute', () => {
    const low = run(warm(), reading({ loss: 0.4 }), 6);
    expect(path(times(GOOD, 14 + 8), low)).toEqual(['low', 'mid']);
    expect(path(times(GOOD, 60), low)).toEqual(['low', 'mid', 'high']);
  });

  test('a rung that does not hold is tried after twice the time, so that nothing flaps', () => {
    const BAD = reading({ limitedBy: 'bandwidth', availableKbps: 100, targetKbps: 500 });
    let state = run(warm(), reading({ loss: 0.4 }), 6);
    const ups: number[] = [];
    let at = 0;
    // whatever is above the lowest rung is too much for this line: twenty minutes
    for (; at < 600; at += 1) {
      const next = judgeLine(state, state.rung === 'low' ? GOOD : BAD, false);
      if (state.rung === 'low' && next.rung === 'mid') ups.push(at);
      state = next;
    }
    expect(ups.length).toBeLessThanOrEqual(6);
    const waits = ups.slice(1).map((up, i) => up - (ups[i] ?? 0));
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
  });

  test('5 % loss, counted unevenly as reports come, moves nothing', () => {
    const noisy = Array.from({ length: 300 }, (_, i) =>
      reading({ loss: [0.02, 0.08, 0.05, 0.1, 0, 0.05][i % 6] ?? 0 }),
    );
    expect(path(noisy)).toEqual(['high']);
  });

  test('the picture is held back from one peer only where the trouble is its alone', () => {
    const terrible = times(reading({ loss: 0.4 }), 20);
    expect(path(terrible)).toEqual(['high', 'low']);
    expect(path(terrible, warm(), true)).toEqual(['high', 'low', 'none']);
    const held = run(warm(), reading({ loss: 0.4 }), 20, true);
    expect(path(times(GOOD, 60), held, true)).toEqual(['none', 'low', 'mid', 'high']);
  });
});
