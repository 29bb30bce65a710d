/** A clock that stands still until the test moves it. Promises that become due in between are let through. */
import type { Clock } from '../../src/lib/core/clock.ts';

export interface ManualClock extends Clock {
  /** Moves on by `ms`, running what becomes due in its order. */
  advance(ms: number): Promise<void>;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * WebCrypto runs on other threads: without knowing what is on its way there, no number of turns is enough on a busy machine.
 * Counts its calls from now on, for this process.
 */
const watchCrypto = ((): (() => () => number) => {
  let pending: (() => number) | undefined;
  return () => {
    if (pending) return pending;
    let count = 0;
    const { subtle } = crypto;
    for (const name of [
      'sign',
      'verify',
      'importKey',
      'exportKey',
      'digest',
      'encrypt',
      'decrypt',
      'deriveBits',
      'deriveKey',
    ] as const) {
      const original: unknown = Reflect.get(subtle, name);
      if (typeof original !== 'function') continue;
      const counted = async (...args: unknown[]): Promise<unknown> => {
        count += 1;
        try {
          return await Reflect.apply(original, subtle, args);
        } finally {
          count -= 1;
        }
      };
      Object.defineProperty(subtle, name, { value: counted, configurable: true });
    }
    pending = () => count;
    return pending;
  };
})();

/** Lets promises, including those of WebCrypto, run until `done`; throws where it never comes true. */
export async function until(done: () => boolean, what: string): Promise<void> {
  // by the true clock, since crypto takes its time on a busy machine, and a turn takes none
  const WAIT_MS = 4_500;
  const end = performance.now() + WAIT_MS;
  while (performance.now() < end) {
    if (done()) return;
    await turn();
  }
  throw new Error(`never came true: ${what}`);
}

/** Lets what is under way finish: promises, and the WebCrypto calls that they wait for. */
export async function quiet(): Promise<void> {
  const pending = watchCrypto();
  const IDLE_TURNS = 4;
  for (let idle = 0; idle < IDLE_TURNS;) {
    await turn();
    idle = pending() === 0 ? idle + 1 : 0;
  }
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
        await quiet();
      }
      now = end;
      await quiet();
    },
  };
}
