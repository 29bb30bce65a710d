import { describe, expect, test } from 'vitest';
import {
  guardCamera,
  newGuard,
  OFFER_AFTER,
  type GuardEvent,
  type GuardState,
} from '../../../src/lib/core/quality/camera-guard.ts';

const line = (how: 'good' | 'calm' | 'critical'): GuardEvent => ({ t: 'line', line: how });
const camera = (on: boolean): GuardEvent => ({ t: 'camera', on });
const wait = OFFER_AFTER;
const STATES: Record<GuardState['t'], GuardState> = {
  idle: { t: 'idle', wait },
  watching: { t: 'watching', wait, critical: 1, calm: 0 },
  warned: { t: 'warned', wait, critical: 4, calm: 2 },
  kept: { t: 'kept', wait, calm: 14 },
  off: { t: 'off', wait, good: wait - 1 },
  offered: { t: 'offered', wait, bad: 2 },
};
const EVENTS: Record<string, GuardEvent> = {
  good: line('good'),
  calm: line('calm'),
  critical: line('critical'),
  on: camera(true),
  off: camera(false),
  keep: { t: 'keep' },
  decline: { t: 'decline' },
};
/** Each state is one reading before what it leads to. Columns: good, calm, critical, on, off, keep, decline. */
const TABLE: Record<GuardState['t'], string[]> = {
  idle: ['idle', 'idle', 'idle', 'watching', 'idle', 'idle', 'idle'],
  watching: ['watching', 'watching', 'warned', 'watching', 'idle', 'watching', 'watching'],
  warned: ['watching', 'watching', 'off!', 'warned', 'idle', 'kept', 'warned'],
  kept: ['watching', 'watching', 'kept', 'kept', 'idle', 'kept', 'kept'],
  off: ['offered', 'off', 'off', 'watching', 'off', 'off', 'off'],
  offered: ['offered', 'off', 'off', 'watching', 'offered', 'offered', 'idle'],
};

describe('C7: the camera on a bad line', () => {
  const pairs = Object.entries(TABLE).flatMap(([from, row]) =>
    Object.keys(EVENTS).map((event, at) => [from as GuardState['t'], event, row[at] ?? ''] as const),
  );
  test.each(pairs)('%s, %s: %s', (from, event, expected) => {
    const { state, switchOff } = guardCamera(STATES[from], EVENTS[event] as GuardEvent);
    expect(`${state.t}${switchOff ? '!' : ''}`).toBe(expected);
  });

  /** What happens in turn, with how many readings each took. The camera goes off when it is told to; `accept`: offers are taken. */
  function play(readings: readonly ('good' | 'calm' | 'critical')[], accept = false): string[] {
    let state = newGuard(true);
    const seen: string[] = [];
    for (const one of readings) {
      const step = guardCamera(state, line(one));
      if (step.state.t !== state.t) seen.push(step.state.t);
      state = step.switchOff ? guardCamera(step.state, camera(false)).state : step.state;
      if (accept && state.t === 'offered') state = guardCamera(state, camera(true)).state;
    }
    return seen;
  }
  const times = <T>(one: T, count: number): T[] => Array<T>(count).fill(one);

  test('warned after 4 s, off after 10 s more, offered back after 30 good seconds, and only once', () => {
    expect(play(times('critical', 6))).toEqual(['warned']);
    expect(play(times('critical', 7))).toEqual(['warned', 'off']);
    expect(play([...times('critical' as const, 7), ...times('good' as const, 14)])).toEqual(['warned', 'off']);
    expect(play([...times('critical' as const, 7), ...times('good' as const, 400)])).toEqual([
      'warned',
      'off',
      'offered',
    ]);
  });

  test('a line that is bad for moments only: the camera stays on', () => {
    const moments = [...times('critical' as const, 3), ...times('calm' as const, 3)];
    expect(play([...moments, ...moments, ...moments])).not.toContain('off');
  });

  test('a camera that fails each time it is taken back is offered less and less often', () => {
    const cycle = (good: number) => [...times('critical' as const, 7), ...times('good' as const, good)];
    const offers = (readings: readonly ('good' | 'critical')[]) =>
      play(readings, true).filter((state) => state === 'offered').length;
    expect(offers([...cycle(15), ...cycle(29)])).toBe(1);
    expect(offers([...cycle(15), ...cycle(30)])).toBe(2);
    expect(offers([...cycle(15), ...cycle(30), ...cycle(59)])).toBe(2);
  });

  test('whoever keeps the camera on is left alone until the line has been good', () => {
    let state: GuardState = { ...STATES.warned };
    state = guardCamera(state, { t: 'keep' }).state;
    for (const one of times(line('critical'), 100)) {
      const step = guardCamera(state, one);
      expect(step.switchOff).toBe(false);
      state = step.state;
    }
    expect(state.t).toBe('kept');
  });
});
