import { describe, expect, test } from 'vitest';
import { applySplice, type Splice } from '../../src/lib/core/documents/text-edit.ts';
import { createSharedText } from '../../src/lib/ui/agenda/shared-text.ts';

/** A field, and the shared text that it writes; others write by `theirs`. */
function setting(text = '') {
  const field = document.createElement('textarea');
  field.value = text;
  let shared = text;
  let full = false;
  let refused = false;
  const bound = createSharedText(
    field,
    (splice) => {
      if (full) return false;
      shared = applySplice(shared, splice);
      bound.show(shared);
      return true;
    },
    (now) => (refused = now),
  );
  return {
    field,
    bound,
    text: () => shared,
    refused: () => refused,
    fill: () => (full = true),
    /** The person puts `inserted` in the place of what is selected from `at` to `end`. */
    type(inserted: string, at = field.value.length, end = at) {
      field.value = field.value.slice(0, at) + inserted + field.value.slice(end);
      field.setSelectionRange(at + inserted.length, at + inserted.length);
      bound.handleInput();
    },
    theirs(splice: Splice) {
      shared = applySplice(shared, splice);
      bound.show(shared);
    },
  };
}

describe('A6 a memo that two people write at once', () => {
  test('what is typed is written at once, what others write comes in', () => {
    const one = setting();
    one.type('経験');
    one.type('は三年');
    expect(one.text()).toBe('経験は三年');
    one.theirs({ at: 5, removed: 0, inserted: '。' });
    expect(one.field.value).toBe('経験は三年。');
  });
  test('the caret stays where one writes', () => {
    const one = setting('abc');
    one.field.setSelectionRange(2, 3);
    one.theirs({ at: 0, removed: 0, inserted: 'xxx' });
    expect([one.field.selectionStart, one.field.selectionEnd]).toEqual([5, 6]);
    one.theirs({ at: 6, removed: 0, inserted: '!' });
    expect(one.field.value).toBe('xxxabc!');
    expect([one.field.selectionStart, one.field.selectionEnd]).toEqual([5, 6]);
  });
  test('while an input method composes nothing goes out or comes in; then both are there', () => {
    const one = setting('今日は');
    one.bound.handleCompositionStart();
    one.type('ほ');
    one.theirs({ at: 0, removed: 0, inserted: '【' });
    one.type('ん', 4);
    expect(one.field.value).toBe('今日はほん');
    expect(one.text()).toBe('【今日は');
    one.field.value = '今日は本';
    one.field.setSelectionRange(4, 4);
    one.bound.handleCompositionEnd();
    expect(one.text()).toBe('【今日は本');
    expect(one.field.value).toBe('【今日は本');
    expect(one.field.selectionStart).toBe(5);
  });
  test('what is not taken is not shown either, and said', () => {
    const one = setting('full');
    one.fill();
    one.type('!');
    expect([one.field.value, one.text(), one.refused()]).toEqual(['full', 'full', true]);
  });
});
