/**
 * The relay: introduces browsers to each other, and serves the page. `createRelay` does nothing yet; `listen` opens the port.
 * Several relays can run in one process; nothing is shared between them.
 */
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { addressOf } from './address.ts';
import type { RelayConfig } from './config.ts';
import { createHttp } from './http.ts';
import { installationOf } from './installation.ts';
import { AddressBuckets } from './limits.ts';
import { createOperatorPort } from './operator.ts';
import { originTest } from './origin.ts';
import { ProbeDesk } from './probe.ts';
import { createReception } from './reception.ts';
import { Rooms } from './rooms.ts';
import { signingSecret } from './secret.ts';
import { Sockets } from './sockets.ts';
import { Tally } from './tally.ts';
import { createTraffic } from './traffic.ts';

/** How long clients have to close after they were told to, in milliseconds. */
const DRAIN_MS = 3_000;
/** How often what addresses have used up is looked through, in milliseconds. */
const FORGET_MS = 30_000;

export const SECRET_FILE = 'relay-secret';

export interface RelayStats {
  readonly connections: number;
  readonly rooms: number;
  readonly frames: number;
  readonly badFrames: number;
}

export interface Relay {
  /** Resolves once the port is open; `url` is the public URL, with the actual port where none was given. */
  listen(): Promise<{ readonly port: number; readonly url: string; readonly operatorPort: number | undefined }>;
  /** From now on /readyz says no, and everything else goes on as before: a proxy takes this relay out. */
  drain(): void;
  /** Tells the clients to come back elsewhere, waits for them, and frees the port. Safe twice. */
  close(): Promise<void>;
  stats(): RelayStats;
}

/** Throws SecretError where the secret file cannot be used. */
export function createRelay(config: RelayConfig): Relay {
  const { limits, now } = config;
  const secret = signingSecret(join(config.dataDir, SECRET_FILE));
  const tally = new Tally();
  const rooms = new Rooms(limits, now);
  const probes = new ProbeDesk(secret, limits, now);
  const signers = new AddressBuckets(limits.signBurst, limits.signRate);
  const arrivals = new AddressBuckets(limits.connectBurst, limits.connectRate);
  const traffic = createTraffic({ rooms, probes, turn: config.turn, tally, now });
  const reception = createReception({ secret, rooms, limits, tally, traffic, now });
  // Replaced when the port is known.
  let url = config.publicUrl ?? 'http://localhost';
  let isAllowedOrigin = originTest(url, config.allowedOrigins);
  const shared = {
    isAllowedOrigin: (origin: string | undefined) => isAllowedOrigin(origin),
    addressOf: (request: Parameters<typeof addressOf>[0]) => addressOf(request, config.trustProxy),
    tally,
    now,
  };
  const sockets = new Sockets({ rooms, limits, arrivals, reception, ...shared });
  const links = { secret, organizerKey: config.organizerKey, addresses: signers, ...shared };
  let closing: Promise<void> | undefined;
  let isDraining = false;
  const isReady = (): boolean => !isDraining && closing === undefined;
  const http = createHttp({
    limits,
    tls: config.tls,
    links,
    probes,
    staticDir: config.staticDir,
    modelsDir: config.modelsDir,
    installation: () => installationOf(url, config.turn.urls),
    isHttps: () => url.startsWith('https:'),
    isReady,
    addressOf: shared.addressOf,
  });
  http.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head));
  const operator =
    config.operator &&
    createOperatorPort(config.operator, () => ({
      connections: sockets.standings(),
      rooms: rooms.size,
      isReady: isReady(),
      tally,
    }));
  let forgetTimer: ReturnType<typeof setInterval> | undefined;

  async function shutDown(): Promise<void> {
    const closed = new Promise<void>((resolve) => http.close(() => resolve()));
    http.closeIdleConnections();
    await sockets.close(DRAIN_MS);
    http.closeAllConnections();
    clearInterval(forgetTimer);
    await closed;
    await operator?.close();
  }

  return {
    async listen() {
      await new Promise<void>((resolve, reject) => {
        http.once('error', reject);
        http.listen(config.port, config.host, () => {
          http.off('error', reject);
          resolve();
        });
      });
      const { port } = http.address() as AddressInfo; // a TCP server that listens has no other kind
      url = config.publicUrl ?? `http://localhost:${port}`;
      isAllowedOrigin = originTest(url, config.allowedOrigins);
      const operatorPort = await operator?.listen();
      sockets.start();
      forgetTimer = setInterval(() => {
        probes.sweep(now());
        signers.sweep(now());
        arrivals.sweep(now());
      }, FORGET_MS);
      return { port, url, operatorPort };
    },
    drain: () => {
      isDraining = true;
    },
    close: () => (closing ??= shutDown()),
    stats: () => ({ connections: sockets.size, rooms: rooms.size, frames: tally.frames, badFrames: tally.badFrames }),
  };
}
