/**
 * Who creates, ends: a scope owns the timers, listeners, tracks and workers of one lifetime and closes them together,
 * last first. Ending twice is safe; what is added after the end is closed at once.
 */
import type { Clock } from './clock.ts';

export interface Scope {
  readonly ended: boolean;
  /** Closes `end` with this scope. Returns it. */
  own(end: () => void): () => void;
  /** Calls `run` once after `ms`, unless the scope ends first or the result is called. */
  after(ms: number, run: () => void): () => void;
  /** Calls `run` every `ms` until the scope ends or the result is called. */
  every(ms: number, run: () => void): () => void;
  child(): Scope;
  end(): void;
}

export function createScope(clock: Clock): Scope {
  const ends = new Set<() => void>();
  let ended = false;
  const scope: Scope = {
    get ended() {
      return ended;
    },
    own(end) {
      if (ended) end();
      else ends.add(end);
      return end;
    },
    after(ms, run) {
      if (ended) return () => undefined;
      const cancel = clock.after(ms, () => {
        ends.delete(cancel);
        run();
      });
      ends.add(cancel);
      return () => {
        ends.delete(cancel);
        cancel();
      };
    },
    every(ms, run) {
      let stop: () => void = () => undefined;
      let stopped = false;
      const next = (): void => {
        stop = scope.after(ms, () => {
          run();
          if (!stopped) next();
        });
      };
      next();
      return () => {
        stopped = true;
        stop();
      };
    },
    child() {
      const inner = createScope(clock);
      scope.own(() => inner.end());
      return inner;
    },
    end() {
      if (ended) return;
      ended = true;
      for (const end of [...ends].reverse()) end();
      ends.clear();
    },
  };
  return scope;
}
