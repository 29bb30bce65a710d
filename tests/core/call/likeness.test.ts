import { describe, expect, test } from 'vitest';
import { outline, withLikeness } from '../../../src/lib/core/call/likeness.ts';

describe('J4: names that look like another’s', () => {
  test.each([
    ['alice', 'аlice'], // Cyrillic а
    ['Alice', 'ａｌｉｃｅ'],
    ['Bill', 'BiIl'],
    ['bob', 'b0b'],
    ['bob', 'b\u200dob'],
    ['José', 'Jose\u0301'],
    ['山田 太郎', '山田太郎'],
    ['カトー', '力卜一'], // kanji that look like kana
    ['高橋', '髙橋'],
    ['ミニロエ', '三二口工'],
  ])('%s and %s', (one, other) => expect(outline(one)).toBe(outline(other)));

  test.each([
    ['alice', 'alina'],
    ['かとう', 'がとう'],
    ['佐藤', '斎藤'],
    ['bob', 'bo'],
  ])('%s and %s are told apart', (one, other) => expect(outline(one)).not.toBe(outline(other)));

  test('who asks is compared with those in the call and those who asked before; nobody is refused', () => {
    const requests = [
      { peer: '1', name: 'аlice' },
      { peer: '2', name: 'carol' },
      { peer: '3', name: 'Carol' },
    ];
    expect(withLikeness(requests, [{ peer: '0', name: 'Alice' }])).toEqual([
      { peer: '1', name: 'аlice', like: 'Alice' },
      { peer: '2', name: 'carol' },
      { peer: '3', name: 'Carol', like: 'carol' },
    ]);
  });
});
