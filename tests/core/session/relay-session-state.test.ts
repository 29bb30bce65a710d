import { describe, expect, it } from 'vitest';
import {
  startingState,
  step,
  type Phase,
  type SessionEvent,
} from '../../../src/lib/core/session/relay-session-state.ts';

const phases: Phase[] = ['idle', 'connecting', 'greeting', 'open', 'retrying', 'refused', 'replaced', 'ended'];

/** For each event, what becomes of each phase above, in that order: next phase and effects; '-' where nothing happens. */
const table: [SessionEvent, string[]][] = [
  [{ t: 'join' }, [...Array<string>(7).fill('connecting open'), '-']],
  [
    { t: 'enter' },
    [
      'connecting open',
      'connecting open',
      'connecting open',
      'open enter',
      'connecting open',
      'connecting open',
      'connecting open',
      '-',
    ],
  ],
  [{ t: 'challenged' }, ['-', 'greeting hello', '-', '-', '-', '-', '-', '-']],
  [{ t: 'welcomed', standing: 'lobby' }, ['-', '-', 'open', 'open', '-', '-', '-', '-']],
  [{ t: 'refused', refusal: 'expired' }, ['-', '-', 'refused close', 'refused close', '-', '-', '-', '-']],
  [{ t: 'pong' }, ['-', '-', '-', 'open', '-', '-', '-', '-']],
  [{ t: 'closed', code: 1006 }, ['-', ...Array<string>(3).fill('retrying close wait'), '-', '-', '-', '-']],
  [{ t: 'closed', code: 1012 }, ['-', ...Array<string>(3).fill('retrying close wait-briefly'), '-', '-', '-', '-']],
  [{ t: 'closed', code: 4409 }, ['-', ...Array<string>(3).fill('replaced close'), '-', '-', '-', '-']],
  [{ t: 'silent' }, ['-', ...Array<string>(3).fill('retrying close wait'), '-', '-', '-', '-']],
  [{ t: 'retry' }, ['-', '-', '-', '-', 'connecting open', '-', '-', '-']],
  [{ t: 'poke' }, ['-', 'connecting open', 'connecting open', 'open check', 'connecting open', '-', '-', '-']],
  [{ t: 'end' }, [...Array<string>(7).fill('ended close'), '-']],
];

describe('relay session, state by event', () => {
  for (const [event, expected] of table) {
    it(JSON.stringify(event), () => {
      const found = phases.map((t) => {
        const state = { ...startingState, t };
        const [next, ...effects] = step(state, event);
        return next === state && effects.length === 0 ? '-' : [next.t, ...effects].join(' ');
      });
      expect(found).toEqual(expected);
    });
  }

  it('has nothing to enter once it is in the call', () => {
    for (const standing of ['call', 'host'] as const) {
      const state = { ...startingState, t: 'open' as const, standing };
      expect(step(state, { t: 'enter' })).toEqual([state]);
    }
  });

  it('counts failures until a pong, and waits longest when the relay chased it away', () => {
    const lost = { t: 'closed', code: 1006 } as const;
    const [first] = step({ ...startingState, t: 'connecting' }, lost);
    const [second] = step({ ...first, t: 'open' }, lost);
    expect([first.failures, second.failures]).toEqual([1, 2]);
    expect(step({ ...second, t: 'open' }, { t: 'pong' })[0].failures).toBe(0);
    expect(step({ ...startingState, t: 'open' }, { t: 'closed', code: 4429 })[0].failures).toBe(5);
    // a relay that says "restart" over and over is not met at once each time
    expect(step({ ...second, t: 'open' }, { t: 'closed', code: 1012 })).toContain('wait');
  });

  it('forgets a refusal when it tries anew', () => {
    const [refused] = step({ ...startingState, t: 'greeting' }, { t: 'refused', refusal: 'bad-pass' });
    expect(refused.refusal).toBe('bad-pass');
    expect(step(refused, { t: 'join' })[0].refusal).toBeUndefined();
  });
});
