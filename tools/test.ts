/**
 * `npm test`: every check and every test, each part with its own counts, and the sum as the last line. Format, lint and
 * types count as one test each. `npm test -- unit e2e` runs only the parts that are named.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureClientBuilt } from './client-build.ts';
import { projectRoot } from './fresh-build.ts';
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

const bin = (name: string): string => path.join(projectRoot, 'node_modules', name);
const scratch = mkdtempSync(path.join(tmpdir(), 'mensetsu-test-'));

interface Finished {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a Node script of a package. Its output is shown as it comes, or kept for the caller. */
function run(script: string, args: readonly string[], show: boolean, env: NodeJS.ProcessEnv = {}): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: projectRoot,
      env: { ...process.env, ...env },
      stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', (error) => resolve({ code: null, output: String(error) }));
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** A check that counts as one test: its commands one after another, quiet unless one fails. */
async function check(...commands: readonly (readonly [script: string, ...args: string[]])[]): Promise<Counts> {
  for (const [script, ...args] of commands) {
    const { code, output } = await run(script, args, false);
    if (code !== 0) {
      console.log(output);
      return oneFailed;
    }
  }
  return onePassed;
}

function readReport(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined; // the runner did not come so far
  }
}

/** What failed, said again under the sums. */
const failed: FailedTest[] = [];
function countAndName(report: unknown, code: number | null): Counts {
  failed.push(...failedTests(report));
  return countReport(report, code);
}

async function unit(): Promise<Counts> {
  const file = path.join(scratch, 'vitest.json');
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const { code } = await run(bin('vitest/vitest.mjs'), args, true);
  return countAndName(readReport(file), code);
}

/** One run of the browser tests: a project of playwright.config.ts, with so many test files side by side. */
async function browserRun(project: string, workers: number): Promise<Counts> {
  const file = path.join(scratch, `${project}.json`);
  const args = ['test', '--reporter=list,json', `--project=${project}`, `--workers=${workers}`];
  const { code } = await run(bin('@playwright/test/cli.js'), args, true, { PLAYWRIGHT_JSON_OUTPUT_FILE: file });
  return countAndName(readReport(file), code);
}

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
rmSync(scratch, { recursive: true, force: true });

console.log('');
for (const { name, why } of failed) console.log(`failed: ${name}\n${why.replace(/^/gm, '    ')}`);
for (const [name, counts] of results) console.log(`${name.padEnd(8)}${line(counts)}`);
const total = sum(results.map(([, counts]) => counts));
console.log(line(total));
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
