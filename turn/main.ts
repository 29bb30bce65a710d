/**
 * `npm run turn`: prints a configuration for coturn, or writes it (spec N2, U1). Only the configuration goes to standard output;
 * what to do with it goes to standard error. `npm run turn -- check` asks a running server; it ends with 1 where one answer is wrong.
 */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkTurn, type Finding } from './check.ts';
import { thisMachine } from './machine.ts';
import { renderTurnConfig, type TurnSettings } from './render.ts';
import { turnSecret, type FoundSecret } from './secret.ts';
import { readCheck, readCommand, USAGE, UsageError } from './settings.ts';

const root = join(import.meta.dirname, '..');

/** How the relay learns of this server. The secret itself is not printed. */
function hints(settings: Omit<TurnSettings, 'secret'>, { file }: FoundSecret): string {
  const { realm, publicIp, relayIp, listeningIp, port, tls } = settings;
  const host = publicIp.includes(':') ? `[${publicIp}]` : publicIp;
  const urls = [
    `turn:${host}:${port}?transport=udp`,
    `turn:${host}:${port}?transport=tcp`,
    ...(tls ? [`turns:${realm}:${tls.port}?transport=tcp`] : []),
  ];
  const secret = file
    ? `The relay reads the secret from ${file}; on another machine set TURN_SECRET to what it holds.`
    : 'Start the relay with the same TURN_SECRET.';
  const behindNat =
    relayIp === publicIp || relayIp === listeningIp
      ? []
      : [
          `${publicIp} is no address of this machine: it is taken to be behind NAT, with ${relayIp ?? 'an unknown address'} inside.`,
          'If the server is another machine, make the configuration there, or give its inner address by --listening-ip.',
        ];
  return [...behindNat, `For the relay: TURN_URLS='${urls.join(',')}'`, secret].join('\n');
}

/** How long one answer may take, in milliseconds. */
const ANSWER_MS = 6_000;
const MARKS: Readonly<Record<Finding['result'], string>> = { ok: 'ok    ', failed: 'FAILED', note: 'note  ' };

async function check(args: readonly string[]): Promise<void> {
  const { servers, allowed, ca } = readCheck(args, folder, process.env['TURN_URLS']);
  const { secret } = turnSecret(process.env, dataDir, true);
  const options = { servers, secret, allowed, ca: ca && readFileSync(ca, 'utf8'), timeout: ANSWER_MS, now: Date.now };
  let failed = 0;
  for await (const { name, result, detail } of checkTurn(options)) {
    console.log(`${MARKS[result]}  ${name}: ${detail}`);
    if (result === 'failed') failed += 1;
  }
  console.log(failed === 0 ? '\nAll is as it should be.' : `\n${failed} of the answers are wrong.`);
  if (failed > 0) process.exitCode = 1;
}

async function write(args: readonly string[]): Promise<void> {
  const { out, settings } = readCommand(args, folder, await thisMachine());
  const found = turnSecret(process.env, dataDir);
  const text = renderTurnConfig({ ...settings, secret: found.secret });
  if (out === undefined) {
    process.stdout.write(text);
  } else {
    writeFileSync(out, text, { mode: 0o600 });
    chmodSync(out, 0o600); // a file that was there before keeps its mode otherwise
    console.error(`${out} is written (mode 0600). Start the server with: turnserver -c ${out}`);
  }
  console.error(hints(settings, found));
}

const folder = process.env['INIT_CWD'] ?? process.cwd();
const dataDir = resolve(root, process.env['DATA_DIR'] || 'data');
const args = process.argv.slice(2);
try {
  if (args[0] === 'check') await check(args.slice(1));
  else await write(args);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}
