import { expect, test } from 'vitest';
import { median, table } from '../../bench/table.ts';

test.each([
  [[3, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
  [[7], 7],
  [[], NaN],
])('the median of %j is %d', (values, middle) => expect(median(values)).toBe(middle));

test('a table pads its columns, numbers to the right', () => {
  expect(
    table(
      ['mesh', 'ms'],
      [
        ['bare', '7'],
        ['simple-peer', '250'],
      ],
    ).split('\n'),
  ).toEqual(['| mesh        | ms  |', '|-------------|-----|', '| bare        |   7 |', '| simple-peer | 250 |']);
});
