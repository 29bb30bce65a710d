/** What the marks of an agenda say (A7): which item is talked about, and for how long each was. Pure. */
import type { AgendaMark } from '../../wire/agenda.ts';
import type { Nonce } from '../../wire/ids.ts';

/** The item that is talked about since the last mark, if any. */
export const currentItem = (marks: readonly AgendaMark[]): Nonce | undefined => marks.at(-1)?.item;

/** Milliseconds spent on each item up to `now`; an item may come up several times. */
export function timeSpent(marks: readonly AgendaMark[], now: number): ReadonlyMap<Nonce, number> {
  const spent = new Map<Nonce, number>();
  marks.forEach(({ at, item }, index) => {
    if (!item) return;
    const end = marks[index + 1]?.at ?? now;
    spent.set(item, (spent.get(item) ?? 0) + Math.max(end - at, 0));
  });
  return spent;
}
