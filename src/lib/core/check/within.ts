/** Time limits for what may never answer. */
import type { Clock } from '../clock.ts';

/** The answer, or `otherwise` where it takes longer than `ms` or fails. */
export function within<T, E>(clock: Clock, ms: number, answer: Promise<T>, otherwise: E): Promise<T | E> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, () => resolve(otherwise));
    const done = (result: T | E): void => {
      cancel();
      resolve(result);
    };
    answer.then(done, () => done(otherwise));
  });
}
