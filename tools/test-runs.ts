/** The test runners as processes of their own, with the report of each. For `npm test` and `npm run abuse`. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from './fresh-build.ts';

/** A script of an installed package. */
export const bin = (name: string): string => path.join(projectRoot, 'node_modules', name);

export interface Finished {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a Node script of a package. Its output is shown as it comes, or kept for the caller. */
export function runNode(
  script: string,
  args: readonly string[],
  show: boolean,
  env: NodeJS.ProcessEnv = {},
): Promise<Finished> {
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

export interface TestRun {
  /** The runner's JSON; undefined where it did not come so far. */
  readonly report: unknown;
  readonly code: number | null;
}

async function withReport(run: (file: string) => Promise<Finished>): Promise<TestRun> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'mensetsu-test-'));
  const file = path.join(scratch, 'report.json');
  try {
    const { code } = await run(file);
    let report: unknown;
    try {
      report = JSON.parse(readFileSync(file, 'utf8'));
    } catch {
      report = undefined;
    }
    return { report, code };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** All unit tests, or those of some files. */
export const runVitest = (files: readonly string[] = []): Promise<TestRun> =>
  withReport((file) =>
    runNode(
      bin('vitest/vitest.mjs'),
      ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...files],
      true,
    ),
  );

/** Browser tests: a project of playwright.config.ts, with so many test files side by side; all of its files, or some. */
export const runPlaywright = ({
  project,
  workers,
  files = [],
}: {
  readonly project?: string;
  readonly workers: number;
  readonly files?: readonly string[];
}): Promise<TestRun> =>
  withReport((file) =>
    runNode(
      bin('@playwright/test/cli.js'),
      ['test', '--reporter=list,json', ...(project ? [`--project=${project}`] : []), `--workers=${workers}`, ...files],
      true,
      { PLAYWRIGHT_JSON_OUTPUT_FILE: file },
    ),
  );
