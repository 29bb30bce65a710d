/**
 * `npm start`: from a fresh clone to a running installation. Builds client and relay where they are missing or older than
 * their sources, runs the relay as a process of its own, and says where to click. PORT, PUBLIC_URL and the others: see
 * relay/config.ts. SIGINT and SIGTERM end it gracefully.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { configFrom } from '../relay/config.ts';
import { ensureClientBuilt } from './client-build.ts';
import { projectRoot } from './fresh-build.ts';
import { ensureRelayBuilt } from './relay-build.ts';

const GUIDE = `
  1. Open it and make an interview: a title, the time, 「リンクを発行」.
  2. Open the host's link (担当者用リンク) and press 「接続」; open the applicant's link (応募者用リンク) in another browser
     or window and press 「参加をリクエストする」.
  3. The host presses 「許可する」, and both are in the call.

  The same from a script: npm run invite -- --title "First interview" --json
  To stop: Ctrl+C
`;

/** Runs the relay until it ends; `ready` once it listens. Its exit code. */
function runRelay(ready: () => void): Promise<number> {
  // One arena: glibc gives each thread its own otherwise, and the relay has next to nothing to do in threads.
  const env = { MALLOC_ARENA_MAX: '1', ...process.env };
  const relay = spawn(process.execPath, [path.join(projectRoot, 'dist', 'relay.mjs')], {
    cwd: projectRoot,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  relay.stdout.on('data', (piece: Buffer) => {
    process.stdout.write(piece);
    if (said.includes('listening')) return;
    said += piece.toString();
    if (said.includes('listening')) ready();
  });
  // Ctrl+C reaches the relay as well; only what is sent to this process alone has to be handed on.
  process.on('SIGTERM', () => relay.kill('SIGTERM'));
  process.on('SIGINT', () => undefined);
  return new Promise((resolve) => relay.on('exit', (code) => resolve(code ?? 1)));
}

const built = [await ensureClientBuilt(), await ensureRelayBuilt()];
if (built.includes('failed')) {
  console.error('Mensetsu could not be built; see above.');
  process.exit(1);
}
process.exitCode = await runRelay(() => {
  const { publicUrl } = configFrom(process.env, projectRoot);
  console.log(`\nMensetsu is ready: ${publicUrl ? `${publicUrl}/` : 'at the address above'}\n${GUIDE}`);
});
