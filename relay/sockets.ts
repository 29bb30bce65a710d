/**
 * The WebSocket side: takes upgrades, keeps the list of all connections, and looks through it once a second for those that
 * are mute, dead or will not close. One timer and one set of listeners for all of them.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { toBase64Url } from '../src/lib/wire/bytes.ts';
import { Nonce, parse, RoomId } from '../src/lib/wire/ids.ts';
import { CloseCode, FRAME_MAX_BYTES, type Standing } from '../src/lib/wire/relay.ts';
import { Connection, type AddressCount } from './connection.ts';
import type { AddressBuckets, Limits } from './limits.ts';
import type { Reception } from './reception.ts';
import type { Rooms } from './rooms.ts';
import type { Tally } from './tally.ts';

const WS_PATH = /^\/ws\/([A-Za-z0-9_-]{22})$/;
const NONCE_BYTES = 16;
/** How long the other side may take to answer a close, in milliseconds. */
const CLOSING_MS = 2_000;
/** Up to this many times a limit a socket is still opened, to be told that all is full; beyond it gets no handshake. */
const POLITE_FACTOR = 1.25;

export interface SocketDeps {
  readonly rooms: Rooms;
  readonly limits: Limits;
  /** New sockets, by address. */
  readonly arrivals: AddressBuckets;
  readonly reception: Reception;
  readonly tally: Tally;
  readonly isAllowedOrigin: (origin: string | undefined) => boolean;
  readonly addressOf: (request: IncomingMessage) => string;
  readonly now: () => number;
}

interface Hears {
  message(socket: WebSocket, data: RawData, isBinary: boolean): void;
  pong(socket: WebSocket): void;
  close(socket: WebSocket, code: number): void;
}

/** Listeners that learn their socket from `this`: the same four functions on every socket. */
const listeners = (hears: Hears) => ({
  message(this: WebSocket, data: RawData, isBinary: boolean): void {
    hears.message(this, data, isBinary);
  },
  pong(this: WebSocket): void {
    hears.pong(this);
  },
  close(this: WebSocket, code: number): void {
    hears.close(this, code);
  },
  error(): void {
    // a broken frame or connection; 'close' follows
  },
});

export class Sockets {
  readonly #deps: SocketDeps;
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: FRAME_MAX_BYTES,
  });
  readonly #connections = new Map<WebSocket, Connection>();
  readonly #addresses = new Map<string, AddressCount>();
  readonly #listeners: ReturnType<typeof listeners>;
  #sweepTimer: ReturnType<typeof setInterval> | undefined;
  #onEmpty: (() => void) | undefined;
  #draining = false;

  constructor(deps: SocketDeps) {
    this.#deps = deps;
    this.#listeners = listeners({
      message: (socket, data, isBinary) => {
        const connection = this.#connections.get(socket);
        if (connection) deps.reception.receive(connection, data, isBinary);
      },
      pong: (socket) => {
        const connection = this.#connections.get(socket);
        // Before the hello only a hello counts.
        if (connection?.presence) connection.heardAt = deps.now();
      },
      close: (socket, code) => {
        deps.tally.closed(code);
        this.#forget(socket);
      },
    });
  }

  get size(): number {
    return this.#connections.size;
  }

  /** How many stand where; `new`: no hello yet. */
  standings(): Record<'new' | 'closing' | Standing, number> {
    const counts = { new: 0, closing: 0, check: 0, lobby: 0, call: 0, host: 0 };
    for (const { stage, standing } of this.#connections.values()) {
      counts[stage === 'closing' ? 'closing' : (standing ?? 'new')] += 1;
    }
    return counts;
  }

  start(): void {
    this.#sweepTimer = setInterval(() => this.#sweep(), this.#deps.limits.sweepMs);
  }

  /** For the HTTP server's `upgrade` event. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const room = parse(RoomId, WS_PATH.exec(request.url?.split('?', 1)[0] ?? '')?.[1]);
    if (this.#draining) return this.#reject(socket, 503);
    if (!room) return this.#reject(socket, 404);
    if (!this.#deps.isAllowedOrigin(request.headers.origin)) return this.#reject(socket, 403);
    const address = this.#deps.addressOf(request);
    // A guess at a token ends its connection, so this is also how often one may guess.
    if (!this.#deps.arrivals.take(address, 1, this.#deps.now())) return this.#reject(socket, 503);
    const from = this.#addresses.get(address) ?? { address, sockets: 0 };
    const { connections, connectionsPerAddress } = this.#deps.limits;
    const load = Math.max(from.sockets / connectionsPerAddress, this.#connections.size / connections);
    if (load >= POLITE_FACTOR) return this.#reject(socket, 503);
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#accept(webSocket, room, from, load >= 1));
  }

  /** Tells everybody to come back (1012), waits up to `graceMs` for them to go, then cuts. */
  async close(graceMs: number): Promise<void> {
    this.#draining = true;
    const now = this.#deps.now();
    for (const connection of this.#connections.values()) connection.close(CloseCode.restart, now);
    if (this.#connections.size > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, graceMs);
        this.#onEmpty = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    clearInterval(this.#sweepTimer);
    for (const connection of this.#connections.values()) connection.terminate();
  }

  #accept(socket: WebSocket, room: RoomId, from: AddressCount, isFull: boolean): void {
    const { limits, now } = this.#deps;
    const connection = new Connection(socket, room, from, limits, now());
    from.sockets += 1;
    this.#addresses.set(from.address, from);
    this.#connections.set(socket, connection);
    const { message, pong, close, error } = this.#listeners;
    socket.on('message', message).on('pong', pong).on('close', close).on('error', error);
    const nonce = parse(Nonce, toBase64Url(randomBytes(NONCE_BYTES)));
    if (isFull || !nonce) {
      this.#deps.tally.refused('full');
      connection.send({ t: 'refused', code: 'full' });
      return connection.close(CloseCode.refused, now());
    }
    connection.nonce = nonce;
    connection.send({ t: 'challenge', nonce });
  }

  #reject(socket: Duplex, status: keyof typeof REASONS): void {
    this.#deps.tally.rejected(status);
    reject(socket, status);
  }

  #forget(socket: WebSocket): void {
    const connection = this.#connections.get(socket);
    if (!connection) return;
    this.#connections.delete(socket);
    connection.stage = 'closing';
    this.#deps.rooms.leave(connection);
    const { from } = connection;
    from.sockets -= 1;
    if (from.sockets === 0) this.#addresses.delete(from.address);
    if (this.#connections.size === 0) this.#onEmpty?.();
  }

  #sweep(): void {
    const { limits, now } = this.#deps;
    const at = now();
    for (const connection of this.#connections.values()) {
      const silent = at - connection.heardAt;
      if (connection.stage === 'closing') {
        if (silent >= CLOSING_MS) connection.terminate();
      } else if (!connection.presence) {
        if (silent >= limits.authMs) connection.close(CloseCode.authTimeout, at);
      } else if (silent >= limits.deadMs) {
        connection.terminate();
      } else if (silent >= limits.idleMs) {
        connection.askAlive();
      }
    }
  }
}

const REASONS = { 403: 'Forbidden', 404: 'Not Found', 503: 'Service Unavailable' } as const;

/** An answer in place of the upgrade. */
function reject(socket: Duplex, status: keyof typeof REASONS): void {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${REASONS[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
