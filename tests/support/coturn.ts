/** Debian's TURN server on this machine, with the configuration that `npm run turn` makes, for calls that go through it. */
import { randomBytes } from 'node:crypto';
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TurnConfig } from '../../relay/turn.ts';
import { renderTurnConfig } from '../../turn/render.ts';
import { freePort, startProgram } from './process.ts';

export interface Coturn {
  /** For the relay under test: `startApp({ turn: coturn.turn })`. */
  readonly turn: TurnConfig;
  /** What it has printed: a line per session and allocation. */
  log(): string;
  stop(): Promise<void>;
}

const FOLDERS = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/bin', '/usr/sbin'];

function findTurnserver(): string | undefined {
  return FOLDERS.map((folder) => path.join(folder, 'turnserver')).find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Why there can be no TURN server here; undefined where there can: `test.skip(why !== undefined, why)`. */
export function whyNoCoturn(): string | undefined {
  return findTurnserver() ? undefined : 'coturn is not installed (apt-get install coturn)';
}

export interface CoturnOptions {
  /** Where it listens and relays; loopback unless told otherwise (a bridge of network namespaces). */
  readonly address?: string;
  /** Its name in the URLs that browsers get; its address where none is given. */
  readonly name?: string;
  /** TURN over TLS as well: port, and PEM files. */
  readonly tls?: { readonly port: number; readonly cert: string; readonly key: string };
}

/** Ports for relayed packets: one for each allocation, two or more for each peer. */
const RELAY_PORTS = 200;
const FIRST_RELAY_PORT = 50_000;
/** So that two servers seldom share relay ports. */
const RELAY_PORT_BLOCKS = 50;

/** Starts it; resolves when it listens. */
export async function startCoturn({ address = '127.0.0.1', name, tls }: CoturnOptions = {}): Promise<Coturn> {
  const command = findTurnserver();
  if (!command) throw new Error(whyNoCoturn());
  const port = await freePort();
  const minPort = FIRST_RELAY_PORT + (port % RELAY_PORT_BLOCKS) * RELAY_PORTS;
  const secret = randomBytes(32).toString('hex');
  const config = renderTurnConfig({
    realm: 'turn.test',
    publicIp: address,
    listeningIp: address,
    relayIp: address,
    secret,
    port,
    tls,
    minPort,
    maxPort: minPort + RELAY_PORTS - 1,
    allowed: { private: true, loopback: true },
  });
  const folder = mkdtempSync(path.join(tmpdir(), 'mensetsu-coturn-'));
  const file = path.join(folder, 'turnserver.conf');
  writeFileSync(file, config, { mode: 0o600 });
  const server = startProgram(command, ['-c', file, '-v', '--pidfile', path.join(folder, 'pid')], { cwd: folder });
  const place = address.replaceAll('.', String.raw`\.`);
  const listeners = [['UDP', port], ['TCP', port], ...(tls ? [['TCP', tls.port]] : [])];
  for (const [protocol, at] of listeners)
    await server.waitFor(new RegExp(`${protocol} listener opened on *: *${place}:${at}`));
  const host = name ?? address;
  return {
    turn: {
      urls: [
        ...['udp', 'tcp'].map((transport) => `turn:${host}:${port}?transport=${transport}`),
        ...(tls ? [`turns:${host}:${tls.port}?transport=tcp`] : []),
      ],
      secret,
    },
    log: () => server.output(),
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
