/**
 * `npm start`: from a fresh clone to a running installation. Builds the client where it is missing or older than its
 * sources, runs the relay in this process, and says where to click. PORT and PUBLIC_URL: see relay/config.ts; SIGINT and
 * SIGTERM end it gracefully (relay/main.ts).
 */
import { configFrom } from '../relay/config.ts';
import { ensureClientBuilt, projectRoot } from './client-build.ts';

const GUIDE = `
  1. Open it and make an interview: a title, the time, 「リンクを発行」.
  2. Open the host's link (担当者用リンク) and press 「接続」; open the applicant's link (応募者用リンク) in another browser
     or window and press 「参加をリクエストする」.
  3. The host presses 「許可する」, and both are in the call.

  The same from a script: npm run invite -- --title "First interview" --json
  To stop: Ctrl+C
`;

if ((await ensureClientBuilt()) === 'failed') {
  console.error('The client could not be built; see above.');
  process.exit(1);
}
// The relay's own entry: it reads the environment, opens the port, and says itself why it cannot.
await import('../relay/main.ts');
if (process.exitCode === undefined) {
  const { publicUrl } = configFrom(process.env, projectRoot);
  console.log(`\nMensetsu is ready: ${publicUrl ? `${publicUrl}/` : 'at the address above'}\n${GUIDE}`);
}
