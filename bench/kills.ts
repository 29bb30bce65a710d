/**
 * `npm run bench -- kills`: the host's browser is killed at random moments of a busy interview (issue 4), BENCH_KILLS times (20), and
 * after each return is looked what is missing. The aim is that nothing older than a second ever is.
 */
import { startBusySession, type Kill } from '../tests/e2e/kept/busy-session.ts';
import { median, table } from './table.ts';

const KILLS = Number(process.env['BENCH_KILLS'] ?? 20);
const BUSY_MIN_MS = 500;
const BUSY_MORE_MS = 5_500;
/** The aim, in milliseconds. */
const MAY_LOSE_MS = 1_000;

/** Kills, comes back, and prints what was missing. */
export async function runKills(): Promise<void> {
  const session = await startBusySession();
  const kills: Kill[] = [];
  try {
    while (kills.length < KILLS)
      kills.push(await session.killAfter(BUSY_MIN_MS + Math.random() * BUSY_MORE_MS, MAY_LOSE_MS));
  } finally {
    await session.end();
    const rows = kills.map(({ after, seen, missing, oldestLost }, index) => [
      ...[String(index + 1), (after / 1000).toFixed(1), String(seen), oldestLost === 0 ? '-' : String(oldestLost)],
      missing.length === 0 ? 'nothing' : missing.join(', '),
    ]);
    console.log("\nThe host's browser killed in a busy call (aim: nothing older than a second is missing)\n");
    console.log(table(['kill', 'after s', 'words', 'oldest lost ms', 'missing'], rows));
    const lost = kills.map(({ oldestLost }) => oldestLost);
    console.log(`\noldest lost: median ${median(lost).toFixed(0)} ms, worst ${Math.max(0, ...lost)} ms`);
  }
}
