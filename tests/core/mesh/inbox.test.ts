/** How many signals of one peer are worked on, in which order; that a flood leaves the others alone is in liars.test.ts. */
import { describe, expect, test } from 'vitest';
import { createInboxes } from '../../../src/lib/core/mesh/inbox.ts';
import { newNonce, systemRandom } from '../../../src/lib/core/clock.ts';
import type { PeerId } from '../../../src/lib/wire/ids.ts';
import { someone } from '../../support/interview.ts';
import { createManualClock } from '../../support/manual-clock.ts';

/** A start is about 20 signals, a restart about 10. */
const [BURST, PER_SECOND] = [150, 20];
const none = (): Promise<void> => Promise.resolve();

async function setUp() {
  const clock = createManualClock();
  const connected = new Set<PeerId>();
  const [mallory, bob] = [(await someone()).peer, (await someone()).peer];
  return { clock, connected, mallory, bob, inboxes: createInboxes(clock, (peer) => connected.has(peer)) };
}

describe('signals of one peer', () => {
  test('a flood, each signal done before the next comes: the budget ends it, fills up again, and is each peer’s own', async () => {
    const { clock, inboxes, mallory, bob } = await setUp();
    const taken = async (count: number): Promise<number> => {
      let yes = 0;
      for (let at = 0; at < count; at += 1) {
        if (inboxes.take(mallory, none)) yes += 1;
        await Promise.resolve();
      }
      return yes;
    };
    expect(await taken(BURST * 2)).toBe(BURST);
    expect(inboxes.take(bob, none)).toBe(true);
    await clock.advance(1_000);
    expect(await taken(BURST)).toBe(PER_SECOND);
  });

  test('one after another: the next waits until that before is done', async () => {
    const { inboxes, mallory } = await setUp();
    const order: string[] = [];
    let finish = (): void => undefined;
    const slow = new Promise<void>((resolve) => (finish = resolve));
    inboxes.take(mallory, () => slow.then(() => void order.push('first')));
    inboxes.take(mallory, () => Promise.resolve(void order.push('second')));
    await new Promise(setImmediate);
    expect(order).toEqual([]);
    finish();
    await new Promise(setImmediate);
    expect(order).toEqual(['first', 'second']);
  });

  test('what does not end holds no more than so many that wait', async () => {
    const { clock, inboxes, mallory } = await setUp();
    const never = new Promise<void>(() => undefined);
    let taken = 0;
    for (let second = 0; second < 20; second += 1) {
      for (let at = 0; at < BURST; at += 1) if (inboxes.take(mallory, () => never)) taken += 1;
      await clock.advance(1_000);
    }
    // The first is being worked on.
    const WAITING = 256;
    expect(taken).toBe(WAITING + 1);
  });

  test('the budget of a connected one is not forgotten for a thousand made-up senders', async () => {
    const { connected, inboxes, mallory } = await setUp();
    connected.add(mallory);
    for (let at = 0; at < BURST; at += 1) inboxes.take(mallory, none);
    await new Promise(setImmediate);
    const stranger = (await someone()).peer;
    for (let at = 0; at < 1_000; at += 1) {
      const peer = `${newNonce(systemRandom)}${stranger.slice(22)}` as PeerId;
      inboxes.take(peer, none);
      if (at % 50 === 0) await new Promise(setImmediate);
    }
    expect(inboxes.take(mallory, none)).toBe(false);
  });
});
