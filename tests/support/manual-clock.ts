/** A clock that stands still until the test moves it. Promises that become due in between are let through. */
import type { Clock } from '../../src/lib/core/clock.ts';

export interface ManualClock extends Clock {
  /** Moves on by `ms`, running what becomes due in its order. */
  advance(ms: number): Promise<void>;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Lets promises, including those of WebCrypto, run until `done`; throws where it never comes true. */
export async function until(done: () => boolean, what: string): Promise<void> {
  const TURNS_MAX = 20_000;
  for (let left = TURNS_MAX; left > 0; left -= 1) {
    if (done()) return;
    await turn();
  }
  throw new Error(`never came true: ${what}`);
}

/** Lets what is under way finish: enough turns for a signature and its verification on a busy machine. */
export async function quiet(turns = 40): Promise<void> {
  for (let left = turns; left > 0; left -= 1) await turn();
}

export function createManualClock(start = 1_800_000_000_000): ManualClock {
  let now = start;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async advance(ms) {
      const end = now + ms;
      for (;;) {
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        now = Math.max(now, next.at);
        timers = timers.filter((other) => other !== next);
        next.run();
        await quiet(8);
      }
      now = end;
      await quiet();
    },
  };
}
