/**
 * `npm run turn`: prints a configuration for coturn, or writes it (spec N2, U1). Only the configuration goes to standard output;
 * what to do with it goes to standard error.
 */
import { chmodSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { renderTurnConfig, type TurnSettings } from './render.ts';
import { turnSecret, type FoundSecret } from './secret.ts';
import { readCommand, USAGE, UsageError } from './settings.ts';

const root = join(import.meta.dirname, '..');

/** How the relay learns of this server. The secret itself is not printed. */
function hints({ realm, publicIp, port, tls }: Omit<TurnSettings, 'secret'>, { file }: FoundSecret): string {
  const host = publicIp.includes(':') ? `[${publicIp}]` : publicIp;
  const urls = [
    `turn:${host}:${port}?transport=udp`,
    `turn:${host}:${port}?transport=tcp`,
    ...(tls ? [`turns:${realm}:${tls.port}?transport=tcp`] : []),
  ];
  const secret = file
    ? `The relay reads the secret from ${file}; on another machine set TURN_SECRET to what it holds.`
    : 'Start the relay with the same TURN_SECRET.';
  return `For the relay: TURN_URLS='${urls.join(',')}'\n${secret}`;
}

try {
  const { out, settings } = readCommand(process.argv.slice(2), process.env['INIT_CWD'] ?? process.cwd());
  const found = turnSecret(process.env, resolve(root, process.env['DATA_DIR'] || 'data'));
  const text = renderTurnConfig({ ...settings, secret: found.secret });
  if (out === undefined) {
    process.stdout.write(text);
  } else {
    writeFileSync(out, text, { mode: 0o600 });
    chmodSync(out, 0o600); // a file that was there before keeps its mode otherwise
    console.error(`${out} is written (mode 0600). Start the server with: turnserver -c ${out}`);
  }
  console.error(hints(settings, found));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}
