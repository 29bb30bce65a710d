import { describe, expect, test } from 'vitest';
import { GIVE_UP_MS, nextStep, type Outage, type Signaling } from '../../../src/lib/core/mesh/recovery.ts';

const SINCE = 1_000_000;
const outage = (more: Partial<Outage> = {}): Outage => ({
  since: SINCE,
  everUp: true,
  failed: false,
  away: false,
  attempts: 0,
  lastAttempt: undefined,
  ...more,
});

const UP: Signaling = { up: true, answered: false };
const ANSWERED: Signaling = { up: true, answered: true };
const DOWN: Signaling = { up: false, answered: true };

describe('recovery', () => {
  test.each([
    // what, outage, leader, signaling, ms since its begin, expected
    ['the leader waits for the gap to heal by itself', outage(), true, UP, 0, { t: 'wait', ms: 1_500 }],
    ['the leader restarts after 1.5 s', outage(), true, UP, 1_500, { t: 'restart' }],
    ['the other side waits longer', outage(), false, UP, 1_500, { t: 'wait', ms: 4_500 }],
    ['the other side steps in at 6 s', outage(), false, UP, 6_000, { t: 'restart' }],
    ['failed: the leader restarts at once', outage({ failed: true }), true, UP, 0, { t: 'restart' }],
    ['failed: the other side still waits', outage({ failed: true }), false, UP, 0, { t: 'wait', ms: 6_000 }],
    ['a first offer has 3 s', outage({ everUp: false }), true, UP, 2_000, { t: 'wait', ms: 1_000 }],
    ['a first offer is repeated after 3 s', outage({ everUp: false }), true, UP, 3_000, { t: 'restart' }],
    ['who waits for a first offer steps in at 7 s', outage({ everUp: false }), false, UP, 7_000, { t: 'restart' }],
    [
      'an answered first offer has 10 s: ICE is at work',
      outage({ everUp: false, attempts: 1, lastAttempt: SINCE + 100 }),
      true,
      ANSWERED,
      5_000,
      { t: 'wait', ms: 5_100 },
    ],
    ['so it has at who answered', outage({ everUp: false }), false, ANSWERED, 7_000, { t: 'wait', ms: 3_000 }],
    ['then it is repeated', outage({ everUp: false }), false, ANSWERED, 10_000, { t: 'restart' }],
    [
      'unless ICE says before that it failed',
      outage({ everUp: false, failed: true, attempts: 1, lastAttempt: SINCE }),
      true,
      ANSWERED,
      3_000,
      { t: 'restart' },
    ],
    ['a path that worked is restarted as soon, answered or not', outage(), true, ANSWERED, 1_500, { t: 'restart' }],
    [
      'attempts are 3 s apart at first',
      outage({ attempts: 1, lastAttempt: SINCE + 1_500 }),
      true,
      UP,
      2_500,
      { t: 'wait', ms: 2_000 },
    ],
    [
      'and 5 s in the end',
      outage({ attempts: 9, lastAttempt: SINCE + 30_000 }),
      true,
      UP,
      31_000,
      { t: 'wait', ms: 4_000 },
    ],
    ['nothing without signaling', outage(), true, DOWN, 10_000, { t: 'wait', ms: 1_000 }],
    ['who is away is waited for', outage({ away: true }), true, UP, 10_000, { t: 'wait', ms: 50_000 }],
    ['given up after a minute', outage(), true, UP, GIVE_UP_MS, { t: 'give-up' }],
    ['given up without signaling too', outage(), true, DOWN, GIVE_UP_MS, { t: 'give-up' }],
    ['given up where away', outage({ away: true }), false, UP, GIVE_UP_MS, { t: 'give-up' }],
    ['no wait beyond the end', outage(), true, DOWN, GIVE_UP_MS - 100, { t: 'wait', ms: 100 }],
  ] as const)('%s', (_, given, leader, signaling, after, expected) => {
    expect(nextStep(given, leader, signaling, SINCE + after)).toEqual(expected);
  });
});
