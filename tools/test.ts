/**
 * `npm test`: every check and every test, each part with its own counts, and the sum as the last line. Format, lint and
 * types count as one test each. `npm test -- unit e2e` runs only the parts that are named.
 */
import { ensureClientBuilt } from './client-build.ts';
import {
  countReport,
  failedTests,
  line,
  oneFailed,
  onePassed,
  sum,
  type Counts,
  type FailedTest,
} from './test-counts.ts';
import { bin, runNode, runPlaywright, runVitest, type TestRun } from './test-runs.ts';

/** A check that counts as one test: its commands one after another, quiet unless one fails. */
async function check(...commands: readonly (readonly [script: string, ...args: string[]])[]): Promise<Counts> {
  for (const [script, ...args] of commands) {
    const { code, output } = await runNode(script, args, false);
    if (code !== 0) {
      console.log(output);
      return oneFailed;
    }
  }
  return onePassed;
}

/** What failed, said again under the sums. */
const failed: FailedTest[] = [];
function countAndName({ report, code }: TestRun): Counts {
  failed.push(...failedTests(report));
  return countReport(report, code);
}

const unit = async (): Promise<Counts> => countAndName(await runVitest());
const browserRun = async (project: string, workers: number): Promise<Counts> =>
  countAndName(await runPlaywright({ project, workers }));

async function e2e(): Promise<Counts> {
  if ((await ensureClientBuilt()) === 'failed') return oneFailed;
  return sum([await browserRun('beside', 2), await browserRun('alone', 1)]);
}

const format = (): Promise<Counts> => check([bin('prettier/bin/prettier.cjs'), '--check', '.']);
const lint = (): Promise<Counts> => check([bin('eslint/bin/eslint.js'), '--max-warnings', '0', '.']);
const types = (): Promise<Counts> =>
  check(
    [bin('@sveltejs/kit/svelte-kit.js'), 'sync'],
    [bin('svelte-check/bin/svelte-check'), '--fail-on-warnings', '--tsconfig', './tsconfig.json'],
  );

const parts: readonly (readonly [name: string, part: () => Promise<Counts>])[] = [
  ['types', types], // first: it makes the types that lint and the test runners read
  ['format', format],
  ['lint', lint],
  ['unit', unit],
  ['e2e', e2e],
];

const asked = process.argv.slice(2);
const chosen = parts.filter(([name]) => asked.length === 0 || asked.includes(name));
const results: [name: string, counts: Counts][] = [];
for (const [name, part] of chosen) {
  console.log(`\n== ${name}`);
  results.push([name, await part()]);
}

console.log('');
for (const { name, why } of failed) console.log(`failed: ${name}\n${why.replace(/^/gm, '    ')}`);
for (const [name, counts] of results) console.log(`${name.padEnd(8)}${line(counts)}`);
const total = sum(results.map(([, counts]) => counts));
console.log(line(total));
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
