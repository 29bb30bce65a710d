/** What a page may rely on from claimRoom. Driven from Node: on tabs in one process (tabs.test.ts), and on Chromium's (tests/e2e/media). */
import assert from 'node:assert/strict';

/** One open tab with its claim on the one room of the test. */
export interface Tab {
  state(): Promise<'mine' | 'elsewhere'>;
  /** Resolves with what was handed over. */
  takeOver(): Promise<unknown>;
  /** How often this tab was told that it lost the room. */
  timesTaken(): Promise<number>;
  /** Ends the page, as closing the tab does. */
  close(): Promise<void>;
}

/** `gives`: what the tab hands over when it is taken from. It must be an object {seed: string} to be accepted. */
export type OpenTab = (gives: unknown) => Promise<Tab>;

const LONGEST_MS = 8_000;

async function becomes<T>(read: () => Promise<T>, wanted: T, what: string): Promise<void> {
  const until = Date.now() + LONGEST_MS;
  for (;;) {
    const value = await read();
    if (value === wanted) return;
    assert(Date.now() < until, `${what}: ${String(value)} instead of ${String(wanted)}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export interface TabsCase {
  readonly title: string;
  run(open: OpenTab): Promise<void>;
}

export const tabsContract: readonly TabsCase[] = [
  {
    title: 'R7 the first tab has the room, the second is told that it is elsewhere',
    run: async (open) => {
      const first = await open({ seed: 'one' });
      const second = await open({ seed: 'two' });
      assert.equal(await first.state(), 'mine');
      assert.equal(await second.state(), 'elsewhere');
      assert.equal(await first.timesTaken(), 0);
    },
  },
  {
    title: 'R7 taking over moves the room with what the first tab hands over, and back again',
    run: async (open) => {
      const first = await open({ seed: 'one' });
      const second = await open({ seed: 'two' });
      assert.deepEqual(await second.takeOver(), { seed: 'one' });
      assert.equal(await second.state(), 'mine');
      await becomes(first.state, 'elsewhere', 'the first');
      assert.equal(await first.timesTaken(), 1);
      assert.equal(await second.timesTaken(), 0);

      assert.deepEqual(await first.takeOver(), { seed: 'two' });
      assert.equal(await first.state(), 'mine');
      await becomes(second.state, 'elsewhere', 'the second');
    },
  },
  {
    title: 'a hand-over of another shape is not taken, the room is',
    run: async (open) => {
      await open({ seed: 7 });
      const second = await open(undefined);
      assert.equal(await second.takeOver(), undefined);
      assert.equal(await second.state(), 'mine');
    },
  },
  {
    title: 'who already has the room takes nothing over',
    run: async (open) => {
      const first = await open({ seed: 'one' });
      assert.equal(await first.takeOver(), undefined);
      assert.equal(await first.timesTaken(), 0);
    },
  },
  {
    title: 'a tab that is closed frees the room for the one that waits',
    run: async (open) => {
      const first = await open({ seed: 'one' });
      const second = await open({ seed: 'two' });
      assert.equal(await second.state(), 'elsewhere');
      await first.close();
      await becomes(second.state, 'mine', 'the second');
    },
  },
  {
    title: 'the third of three tabs takes the room, not the one that waited longer',
    run: async (open) => {
      const first = await open({ seed: 'one' });
      const second = await open({ seed: 'two' });
      const third = await open({ seed: 'three' });
      assert.deepEqual(await third.takeOver(), { seed: 'one' });
      assert.equal(await third.state(), 'mine');
      assert.equal(await first.state(), 'elsewhere');
      assert.equal(await second.state(), 'elsewhere');
      assert.equal(await second.timesTaken(), 0);
    },
  },
];
