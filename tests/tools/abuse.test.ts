import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ranOf } from '../../tools/abuse/report.ts';
import { rows } from '../../tools/abuse/rows.ts';
import { hasTest, outcomeOf, titlePattern, verdict } from '../../tools/abuse/titles.ts';

const root = join(import.meta.dirname, '../..');

describe('the abuse suite', () => {
  test('every test that a row names is there', () => {
    const sources = new Map<string, string>();
    const missing = rows.flatMap(({ id, tests }) =>
      tests.flatMap(([file, title]) => {
        const source =
          sources.get(file) ?? (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '');
        sources.set(file, source);
        return hasTest(source, title) ? [] : [`${id}: ${file} › ${title}`];
      }),
    );
    expect(missing).toEqual([]);
  });

  test('every row has a name of its own, and a test', () => {
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    expect(rows.filter(({ tests }) => tests.length === 0)).toEqual([]);
    expect(rows.length).toBeGreaterThanOrEqual(35);
  });
});

describe('titles', () => {
  const source = `test('plain', () => {}); it.each(x)(\n  "in: %s", f); test(\`made of \${what}\`, g); // 'a comment' , x`;
  test.each([
    ['plain', true],
    ['in: %s', true],
    ['made of ${what}', true],
    ['a comment', false],
    ['plai', false],
  ])('%s: found %s', (title, found) => expect(hasTest(source, title)).toBe(found));

  test('placeholders stand for anything, everything else for itself', () => {
    expect(titlePattern('window: %s (%s at %i h)').test('window: the lobby (lobby at -1 h)')).toBe(true);
    expect(titlePattern('before, %.20s ends').test('before, [[\n[ ends')).toBe(true);
    expect(titlePattern('a.b').test('axb')).toBe(false);
    expect(titlePattern('100 % of it').test('100 % of it')).toBe(true);
  });
});

describe('outcomes', () => {
  const unit = {
    testResults: [
      {
        name: '/root/tests/a.test.ts',
        assertionResults: [
          { title: 'x is 1', status: 'passed' },
          { title: 'x is 2', status: 'failed' },
          { title: 'y', status: 'pending' },
        ],
      },
    ],
  };
  const browser = {
    config: { rootDir: '/root/tests/e2e' },
    suites: [
      {
        specs: [],
        suites: [{ specs: [{ title: 'z', file: 'b.test.ts', tests: [{ status: 'expected' }] }] }],
      },
    ],
  };
  test('of both runners, by file and title; what was not run is no success', () => {
    const ran = [...ranOf(unit, '/root'), ...ranOf(browser, '/root')];
    const said = (file: string, title: string): string => verdict(outcomeOf(ran, [file, title]));
    expect(said('tests/a.test.ts', 'x is 1')).toBe('passed');
    expect(said('tests/a.test.ts', 'x is %i')).toBe('FAILED');
    expect(said('tests/a.test.ts', 'y')).toBe('skipped');
    expect(said('tests/e2e/b.test.ts', 'z')).toBe('passed');
    expect(said('tests/a.test.ts', 'z')).toBe('NOT RUN');
    expect(ranOf({ nothing: 1 }, '/root')).toEqual([]);
  });
});
