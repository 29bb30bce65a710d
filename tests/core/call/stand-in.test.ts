import { expect, test } from 'vitest';
import { hidesName, namedLines, standInNumber } from '../../../src/lib/core/call/stand-in.ts';
import { someone } from '../../support/interview.ts';
import type { Role } from '../../../src/lib/wire/ids.ts';

const ROLES: readonly Role[] = ['host', 'co-interviewer', 'applicant'];

test('W7: only applicants are not shown names, and only those of other applicants', () => {
  for (const viewer of ROLES) {
    for (const role of ROLES) {
      const hidden = viewer === 'applicant' && role === 'applicant';
      expect(hidesName({ names: false }, viewer, { role, self: false })).toBe(hidden);
      expect(hidesName({ names: false }, viewer, { role, self: true })).toBe(false);
      expect(hidesName({ names: true }, viewer, { role, self: false })).toBe(false);
      expect(hidesName(undefined, viewer, { role, self: false })).toBe(false);
    }
  }
});

test('W7: in the chat, on the screen and in the file, hidden names are replaced, and only these', async () => {
  const [host, self, other] = await Promise.all([someone(), someone(), someone()]);
  const lines = [
    { author: host.peer, name: '山田', role: 'host' as const, own: false },
    { author: self.peer, name: '佐藤', role: 'applicant' as const, own: true },
    { author: other.peer, name: '鈴木', role: 'applicant' as const, own: false },
  ];
  const naming = {
    settings: { names: false },
    viewer: 'applicant',
    standIn: (number: string) => `#${number}`,
  } as const;
  const names = namedLines(lines, naming).map(({ name }) => name);
  expect(names).toEqual(['山田', '佐藤', `#${standInNumber(other.peer)}`]);
  expect(namedLines(lines, { ...naming, viewer: 'host' })).toEqual(lines);
});

test('W7: what stands for a name is the same everywhere, has three digits, and seldom is somebody else’s', async () => {
  const people = await Promise.all(Array.from({ length: 100 }, someone));
  const numbers = people.map(({ peer }) => standInNumber(peer));
  expect(people.map(({ peer }) => standInNumber(peer))).toEqual(numbers);
  for (const number of numbers) expect(number).toMatch(/^[1-9]\d\d$/);
  expect(new Set(numbers).size).toBeGreaterThan(75);
});
