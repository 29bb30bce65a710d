/**
 * `npm run doctor`: looks at an installation from outside (N3): page, headers, clock, WebSocket, TURN; and, where it runs on this machine, at the
 * modes of its secrets. Ends with 1 where something is wrong.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { checkTurn, type Finding } from '../turn/check.ts';
import { turnSecret } from '../turn/secret.ts';
import { readCheck, UsageError } from '../turn/settings.ts';
import { checkPage } from './doctor/page.ts';
import { projectRoot } from './fresh-build.ts';

const USAGE = `npm run doctor [-- --url https://interview.example.org] [--tls-ca FILE] [--allow-private]
  The address comes from PUBLIC_URL, TURN servers from TURN_URLS, their secret from TURN_SECRET or DATA_DIR, as for the relay.`;
/** How long one answer of the TURN server may take, in milliseconds. */
const TURN_MS = 6_000;
const OTHERS = 0o077;
const MARKS: Readonly<Record<Finding['result'], string>> = { ok: 'ok    ', failed: 'FAILED', note: 'note  ' };

function secretModes(dataDir: string): Finding[] {
  return ['relay-secret', 'turn-secret'].flatMap((name): Finding[] => {
    const file = path.join(dataDir, name);
    if (!existsSync(file) || process.platform === 'win32') return [];
    const mode = statSync(file).mode & 0o777;
    const isClosed = (mode & OTHERS) === 0;
    const detail = isClosed
      ? `mode ${mode.toString(8)}`
      : `mode ${mode.toString(8)}, can be read by others: chmod 600 ${file}`;
    return [{ name: `Secret ${name}`, result: isClosed ? 'ok' : 'failed', detail }];
  });
}

async function* findings(): AsyncGenerator<Finding> {
  const { values } = parseArgs({
    options: {
      url: { type: 'string' },
      'tls-ca': { type: 'string' },
      'allow-private': { type: 'boolean', default: false },
    },
  });
  const address = values.url ?? process.env['PUBLIC_URL'] ?? `http://localhost:${process.env['PORT'] ?? '8080'}`;
  if (!URL.canParse(address)) throw new UsageError(`${address} is no address.`);
  yield* checkPage(new URL(address).origin, Date.now);
  const dataDir = path.resolve(projectRoot, process.env['DATA_DIR'] || 'data');
  yield* secretModes(dataDir);
  const turnUrls = process.env['TURN_URLS'];
  if (!turnUrls) {
    return yield {
      name: 'TURN',
      result: 'note',
      detail: 'TURN_URLS is not set: people behind strict firewalls cannot join',
    };
  }
  const args = [
    ...(values['tls-ca'] ? ['--tls-ca', values['tls-ca']] : []),
    ...(values['allow-private'] ? ['--allow-private'] : []),
  ];
  const { servers, allowed, ca } = readCheck(args, process.env['INIT_CWD'] ?? process.cwd(), turnUrls);
  const { secret } = turnSecret(process.env, dataDir, true);
  yield* checkTurn({ servers, secret, allowed, ca: ca && readFileSync(ca, 'utf8'), timeout: TURN_MS, now: Date.now });
}

try {
  let wrong = 0;
  for await (const { name, result, detail } of findings()) {
    console.log(`${MARKS[result]}  ${name}: ${detail}`);
    if (result === 'failed') wrong += 1;
  }
  console.log(wrong === 0 ? '\nAll is as it should be.' : `\n${wrong} things are wrong.`);
  if (wrong > 0) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof UsageError) && !(error instanceof TypeError)) throw error;
  console.error(`${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}
