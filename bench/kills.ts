/**
 * `npm run bench -- kills`: the host's browser is killed at random moments of a busy interview (issue 4), BENCH_KILLS times (20), and
 * after each return is looked what is missing: on the disk, before anything came from the other browser, and on the screen. The aim is that
 * nothing older than a second ever is.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startBusySession, type Kill } from '../tests/e2e/kept/busy-session.ts';
import { median, table } from './table.ts';

const KILLS = Number(process.env['BENCH_KILLS'] ?? 20);
const BUSY_MIN_MS = 500;
const BUSY_MORE_MS = 5_500;
/** The aim, in milliseconds. */
const MAY_LOSE_MS = 1_000;

const KINDS: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['memo words', /-m\d/],
  ['marks', /^mark /],
  ['chat lines', /-[bc]\d/],
  ['files', /^file /],
  ['strokes', /^shape:/],
  ['transcript lines', /^line /],
  ['times of people', /^stay /],
];
const amounts = (names: readonly string[]): string[] =>
  KINDS.map(([, pattern]) => String(names.filter((name) => pattern.test(name)).length));

/** Kills, comes back, and prints what was missing. */
export async function runKills(): Promise<void> {
  const modelsDir = mkdtempSync(path.join(tmpdir(), 'mensetsu-models-'));
  const session = await startBusySession({ files: true, modelsDir });
  const kills: Kill[] = [];
  try {
    while (kills.length < KILLS)
      kills.push(await session.killAfter(BUSY_MIN_MS + Math.random() * BUSY_MORE_MS, MAY_LOSE_MS));
  } finally {
    await session.end();
    rmSync(modelsDir, { recursive: true, force: true });
    const rows = kills.map(({ after, seen, missing, oldestLost, leftEarly }, index) => [
      ...[String(index + 1), (after / 1000).toFixed(1), ...amounts(seen), String(leftEarly)],
      ...[oldestLost === 0 ? '-' : String(oldestLost), missing.length === 0 ? 'nothing' : missing.join(', ')],
    ]);
    console.log("\nThe host's browser killed in a busy call (aim: nothing older than a second is missing)\n");
    const head = ['kill', 'after s', ...KINDS.map(([kind]) => kind), 'left ms early', 'oldest lost ms', 'missing'];
    console.log(table(head, rows));
    const lost = kills.map(({ oldestLost }) => oldestLost);
    console.log(`\noldest lost: median ${median(lost).toFixed(0)} ms, worst ${Math.max(0, ...lost)} ms`);
  }
}
