import { expect, test } from 'vitest';
import { decodableFragment } from '../../../src/lib/wire/fragment.ts';

test('R6: a fragment that decodes stays as it is, one that does not is made to', () => {
  for (const whole of ['', '#', '#1.a.b', '#%E3%81%82', '#100%25']) expect(decodableFragment(whole)).toBe(whole);
  expect(decodableFragment('#%E0%A4%A')).toBe('#%25E0%25A4%25A');
  expect(decodableFragment('#1.a.%')).toBe('#1.a.%25');
  for (const cut of ['#%', '#%E3%81', '#a%zz%E3'])
    expect(() => decodeURIComponent(decodableFragment(cut))).not.toThrow();
});
