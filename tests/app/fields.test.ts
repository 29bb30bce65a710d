/** Browsers write what stands in a field to the disk, in the clear, to restore their tabs; not where the field says no (X6). */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const folder = path.resolve(import.meta.dirname, '../../src/lib/ui');
const OTHER_KINDS = /type="(?:file|checkbox|radio|range)"/;
const fields = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.svelte'))
  .flatMap((name) => {
    const found = readFileSync(path.join(folder, name), 'utf8').match(/<(?:textarea|input)\b(?:=>|[^>])*>/g) ?? [];
    return found.map((tag) => ({ name, tag }));
  })
  .filter(({ tag }) => !OTHER_KINDS.test(tag) && !/\breadonly\b/.test(tag));

test('X6: every field in which one writes says what the browser may keep of it', () => {
  expect(fields.length).toBeGreaterThan(4);
  const silent = fields.filter(({ tag }) => !/\bautocomplete\b/.test(tag)).map(({ name }) => name);
  expect(silent).toEqual([]);
});
