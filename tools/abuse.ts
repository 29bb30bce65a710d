/**
 * `npm run abuse`: the abuse suite as a table, row by row: attempt, result, tests. `npm run abuse -- run` runs them as well and says how each
 * went; `run A11 A24` those rows only, `run unit` those that need no browser.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { AbuseRow } from './abuse/row.ts';
import { rows } from './abuse/rows.ts';
import { ranOf } from './abuse/report.ts';
import { hasTest, outcomeOf, verdict, type Ran } from './abuse/titles.ts';
import { ensureClientBuilt } from './client-build.ts';
import { projectRoot } from './fresh-build.ts';
import { table } from '../bench/table.ts';
import { runPlaywright, runVitest } from './test-runs.ts';

const USAGE = `Usage: npm run abuse [-- [run] [unit] [ROW...]]

  (nothing)   the table: what may be tried, what comes of it, and the tests that try it
  run         runs these tests too, and says how each went (minutes, with browsers)
  unit        only those that need no browser
  A11 A24     only these rows`;
const BROWSER = 'tests/e2e/';

const asked = process.argv.slice(2);
const ids = asked.filter((word) => rows.some(({ id }) => id === word));
const unknown = asked.filter((word) => word !== 'run' && word !== 'unit' && !ids.includes(word));
if (unknown.length > 0) {
  console.error(`${USAGE}\n\nThere is no row ${unknown.join(', ')}.`);
  process.exit(2);
}
const onlyUnit = asked.includes('unit');
const chosen: readonly AbuseRow[] = rows
  .filter(({ id }) => ids.length === 0 || ids.includes(id))
  .map((row) => ({ ...row, tests: row.tests.filter(([file]) => !onlyUnit || !file.startsWith(BROWSER)) }));

function isThere([file, title]: readonly [file: string, title: string]): boolean {
  const full = path.join(projectRoot, file);
  return existsSync(full) && hasTest(readFileSync(full, 'utf8'), title);
}

async function runAll(): Promise<readonly Ran[]> {
  const files = [...new Set(chosen.flatMap(({ tests }) => tests.map(([file]) => file)))];
  const [browser, unit] = [true, false].map((is) => files.filter((file) => file.startsWith(BROWSER) === is));
  const reports: unknown[] = [];
  if (unit && unit.length > 0) reports.push((await runVitest(unit)).report);
  if (browser && browser.length > 0 && (await ensureClientBuilt()) !== 'failed')
    reports.push((await runPlaywright({ workers: 1, files: browser })).report);
  return reports.flatMap((report) => ranOf(report, projectRoot));
}

const ran = asked.includes('run') ? await runAll() : undefined;
const how = (test: readonly [file: string, title: string]): string =>
  !isThere(test) ? 'MISSING' : ran ? verdict(outcomeOf(ran, test)) : 'there';
const lines = chosen.flatMap(({ id, attempt, result, tests }) =>
  tests.map((test, at) => [...(at === 0 ? [id, attempt, result] : ['', '', '']), `${test[0]} › ${test[1]}`, how(test)]),
);
console.log(`\n${table(['row', 'attempt', 'result', 'test', ran ? 'outcome' : 'test is'], lines)}`);
const outcomes = lines.map((cells) => cells.at(-1) ?? '');
const bad = outcomes.filter((word) => !/^(there|passed)/.test(word));
console.log(
  `\n${chosen.length} rows, ${outcomes.length} tests${ran ? ` run, ${outcomes.length - bad.length} passed` : ''}`,
);
if (bad.length > 0) console.log(`not so: ${[...new Set(bad)].join(', ')}`);
process.exitCode = bad.length === 0 ? 0 : 1;
