import { describe, expect, test } from 'vitest';
import { GIVE_UP_MS, nextStep, type Outage } from '../../../src/lib/core/mesh/recovery.ts';

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

describe('recovery', () => {
  test.each([
    // what, outage, leader, signaling, ms since its begin, expected
    ['the leader waits for the gap to heal by itself', outage(), true, true, 0, { t: 'wait', ms: 1_500 }],
    ['the leader restarts after 1.5 s', outage(), true, true, 1_500, { t: 'restart' }],
    ['the other side waits longer', outage(), false, true, 1_500, { t: 'wait', ms: 4_500 }],
    ['the other side steps in at 6 s', outage(), false, true, 6_000, { t: 'restart' }],
    ['failed: the leader restarts at once', outage({ failed: true }), true, true, 0, { t: 'restart' }],
    ['failed: the other side still waits', outage({ failed: true }), false, true, 0, { t: 'wait', ms: 6_000 }],
    ['a first offer has 3 s', outage({ everUp: false }), true, true, 2_000, { t: 'wait', ms: 1_000 }],
    ['a first offer is repeated after 3 s', outage({ everUp: false }), true, true, 3_000, { t: 'restart' }],
    ['who only answered steps in at 7 s', outage({ everUp: false }), false, true, 7_000, { t: 'restart' }],
    [
      'attempts are 3 s apart at first',
      outage({ attempts: 1, lastAttempt: SINCE + 1_500 }),
      true,
      true,
      2_500,
      { t: 'wait', ms: 2_000 },
    ],
    [
      'and 5 s in the end',
      outage({ attempts: 9, lastAttempt: SINCE + 30_000 }),
      true,
      true,
      31_000,
      { t: 'wait', ms: 4_000 },
    ],
    ['nothing without signaling', outage(), true, false, 10_000, { t: 'wait', ms: 1_000 }],
    ['who is away is waited for', outage({ away: true }), true, true, 10_000, { t: 'wait', ms: 50_000 }],
    ['given up after a minute', outage(), true, true, GIVE_UP_MS, { t: 'give-up' }],
    ['given up without signaling too', outage(), true, false, GIVE_UP_MS, { t: 'give-up' }],
    ['given up where away', outage({ away: true }), false, true, GIVE_UP_MS, { t: 'give-up' }],
    ['no wait beyond the end', outage(), true, false, GIVE_UP_MS - 100, { t: 'wait', ms: 100 }],
  ] as const)('%s', (_, given, leader, signaling, after, expected) => {
    expect(nextStep(given, leader, signaling, SINCE + after)).toEqual(expected);
  });
});
