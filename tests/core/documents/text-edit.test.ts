import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applySplice, movedCaret, rebased, spliceBetween } from '../../../src/lib/core/documents/text-edit.ts';

/** Few letters, so that they repeat, and pairs of surrogates. */
const text = fc.array(fc.constantFrom('a', 'b', '漢', '😀', '👍'), { maxLength: 8 }).map((parts) => parts.join(''));

describe('A6 an edit of a text as a splice', () => {
  test('gives the text after it, and cuts no character in two', () => {
    fc.assert(
      fc.property(text, text, fc.nat(16), (before, after, caret) => {
        const splice = spliceBetween(before, after, caret);
        if (!splice) return void expect(before).toBe(after);
        expect(applySplice(before, splice)).toBe(after);
        for (const part of [splice.inserted, before.slice(0, splice.at), before.slice(splice.at + splice.removed)]) {
          expect(part.isWellFormed()).toBe(true);
        }
      }),
    );
  });
  test('the caret tells where among equal letters something was typed', () => {
    expect(spliceBetween('aaaa', 'aaaaa', 2)).toEqual({ at: 1, removed: 0, inserted: 'a' });
    expect(spliceBetween('aaaa', 'aaaaa', 5)).toEqual({ at: 4, removed: 0, inserted: 'a' });
  });
  test.each([
    ['before', 2, { at: 5, removed: 0, inserted: 'xy' }, 2],
    ['after', 5, { at: 0, removed: 0, inserted: 'xy' }, 7],
    ['after what was taken out', 5, { at: 1, removed: 2, inserted: '' }, 3],
    ['within what was written over', 3, { at: 1, removed: 4, inserted: 'x' }, 2],
  ])('a caret that stands %s somebody else’s edit', (_where, position, splice, expected) => {
    expect(movedCaret(position, splice)).toBe(expected);
  });
  test('two edits of one text both stay, whichever place they have', () => {
    const base = 'そこで何をしましたか';
    const theirs = spliceBetween(base, `まず、${base}`);
    const mine = spliceBetween(base, `${base}？`);
    if (!mine || !theirs) throw new Error('no edits');
    expect(applySplice(applySplice(base, theirs), rebased(mine, theirs))).toBe(`まず、${base}？`);
  });
  test('an edit that was made on an older text fits the newer one', () => {
    fc.assert(
      fc.property(text, text, text, (base, ours, others) => {
        const mine = spliceBetween(base, ours);
        if (!mine) return;
        const { at, removed } = rebased(mine, spliceBetween(base, others));
        expect(at + removed).toBeLessThanOrEqual(others.length);
      }),
    );
  });
});
