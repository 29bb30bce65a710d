/**
 * `npm start`: from a fresh clone to a running installation. Builds client and relay where they are missing or older than
 * their sources, runs the relay as a process of its own, and says where to click. PORT, PUBLIC_URL and the others: see
 * relay/config.ts. SIGINT and SIGTERM end it gracefully. `npm start -- --lan [--address IP]`: for phones in the same network (tools/lan/).
 */
import { spawn, spawnSync } from 'node:child_process';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { renderUnicodeCompact } from 'uqr';
import { configFrom } from '../relay/config.ts';
import { ensureClientBuilt } from './client-build.ts';
import { projectRoot } from './fresh-build.ts';
import { lanAddress, lanCertificate, lanEnvironment } from './lan/settings.ts';
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
function runRelay(given: NodeJS.ProcessEnv, ready: () => void): Promise<number> {
  // One arena: glibc gives each thread its own otherwise, and the relay has next to nothing to do in threads.
  const env = { MALLOC_ARENA_MAX: '1', ...given };
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

/** Settings for a local network, over those of the environment; undefined: not asked for. Ends the process where there is no such network. */
function lanSettings(): ReturnType<typeof lanEnvironment> | undefined {
  const { values } = parseArgs({ options: { lan: { type: 'boolean', default: false }, address: { type: 'string' } } });
  if (!values.lan) return undefined;
  const address = values.address ?? lanAddress(networkInterfaces());
  if (address === undefined) {
    console.error('--lan: this machine has no address in a local network. Connect it, or name one with --address.');
    process.exit(2);
  }
  const dataDir = path.resolve(projectRoot, process.env['DATA_DIR'] || 'data');
  return lanEnvironment(process.env, address, lanCertificate(dataDir, address, Date.now()));
}

/** An interview to try it with: the host's link to click here, the applicant's to point a phone at. */
function lanGuide(settings: ReturnType<typeof lanEnvironment>): string {
  // The certificate is this machine's own: the command below trusts it, a browser asks once.
  const env = { ...process.env, ...settings, NODE_EXTRA_CA_CERTS: settings.TLS_CERT };
  const args = [path.join(projectRoot, 'tools', 'invite.ts'), '--title', 'LAN', '--json'];
  const made = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  if (made.status !== 0) return `No interview could be made: ${made.stderr}`;
  const { hostUrl, applicantUrl } = JSON.parse(made.stdout);
  return `
  1. Open the host's link here, and press 「接続」:
${hostUrl}

  2. Point the phone's camera at this, and press 「参加をリクエストする」:

${renderUnicodeCompact(applicantUrl)}

  3. The host presses 「許可する」, and both are in the call.

  Both browsers warn once: the certificate was made by this machine, and nobody else vouches for it. Go on (詳細設定 > アクセスする).
  If the phone finds nothing, the firewall of this machine keeps port ${settings.PORT} shut.
  More interviews are made at ${settings.PUBLIC_URL}/ with the organiser key ${settings.ORGANIZER_KEY}
  To stop: Ctrl+C
`;
}

const lan = lanSettings();
const built = [await ensureClientBuilt(), await ensureRelayBuilt()];
if (built.includes('failed')) {
  console.error('Mensetsu could not be built; see above.');
  process.exit(1);
}
const env = { ...process.env, ...lan };
process.exitCode = await runRelay(env, () => {
  const { publicUrl } = configFrom(env, projectRoot);
  const guide = lan ? lanGuide(lan) : GUIDE;
  console.log(`\nMensetsu is ready: ${publicUrl ? `${publicUrl}/` : 'at the address above'}\n${guide}`);
});
