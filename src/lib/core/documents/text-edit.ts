/**
 * One edit of a text as a splice, as a text field gives it: before and after. Pure. Positions are UTF-16 code units; no splice
 * begins or ends inside a surrogate pair.
 */
export interface Splice {
  readonly at: number;
  readonly removed: number;
  readonly inserted: string;
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;

/** The one splice that makes `after` of `before`, or `undefined` where they are equal. `caret`: where the edit ended in `after`. */
export function spliceBetween(before: string, after: string, caret = after.length): Splice | undefined {
  if (before === after) return undefined;
  const most = Math.min(before.length, after.length);
  // What follows the caret was there before: "aa" typed into "aaaa" is told apart by it.
  const tailMax = Math.min(most, Math.max(after.length - caret, 0));
  let tail = 0;
  while (tail < tailMax && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  let head = 0;
  while (head < most - tail && before[head] === after[head]) head++;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  if (head > 0 && isHigh(before.charCodeAt(head - 1))) head--;
  if (tail > 0 && isLow(before.charCodeAt(before.length - tail))) tail--;
  return { at: head, removed: before.length - head - tail, inserted: after.slice(head, after.length - tail) };
}

export const applySplice = (text: string, { at, removed, inserted }: Splice): string =>
  text.slice(0, at) + inserted + text.slice(at + removed);

/** Where a caret at `position` stands after somebody else's splice. */
export function movedCaret(position: number, { at, removed, inserted }: Splice): number {
  if (position <= at) return position;
  if (position >= at + removed) return position + inserted.length - removed;
  return at + inserted.length;
}

/** `mine`, made on a text that `theirs` has changed meanwhile, as a splice of the changed text. */
export function rebased(mine: Splice, theirs: Splice | undefined): Splice {
  if (!theirs) return mine;
  const start = movedCaret(mine.at, theirs);
  const end = movedCaret(mine.at + mine.removed, theirs);
  return { at: start, removed: Math.max(end - start, 0), inserted: mine.inserted };
}
