/**
 * `npm run audit`: asks the registry for known vulnerabilities of what package-lock.json names. Ends with 1 from "high" upwards, and with 3 where
 * the registry does not answer (no internet, or a mirror that only gives packages): then nothing is known. What can be
 * looked at without it, tests/tools/lockfile.test.ts does.
 */
import { spawn } from 'node:child_process';
import { verdictOf } from './audit/advisories.ts';
import { projectRoot } from './fresh-build.ts';

/** Longer than the registry ever takes; a network that swallows packets is not waited for without end. In milliseconds. */
const ANSWER_MS = 30_000;
const UNANSWERED = 3;

const args = ['audit', '--json', '--package-lock-only', '--fetch-retries=0', `--fetch-timeout=${ANSWER_MS}`];
const child = spawn('npm', args, {
  cwd: projectRoot,
  shell: process.platform === 'win32',
  stdio: ['ignore', 'pipe', 'ignore'],
  timeout: 2 * ANSWER_MS,
});
let output = '';
child.stdout.on('data', (piece: Buffer) => (output += piece.toString()));
child.on('error', () => (output = ''));
child.on('close', () => {
  const verdict = verdictOf(output);
  if (verdict.kind === 'unanswered') {
    console.log(`audit: not known, the registry does not answer (${verdict.why}). Ask again where it can be reached.`);
    process.exitCode = UNANSWERED;
    return;
  }
  for (const line of verdict.lines) console.log(line);
  console.log(
    verdict.kind === 'clear'
      ? 'audit: nothing is known against any package.'
      : `audit: ${verdict.lines.length} packages.`,
  );
  process.exitCode = verdict.kind === 'grave' ? 1 : 0;
});
