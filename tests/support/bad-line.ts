/**
 * A line that tests can make bad, between browsers that may use TURN only and their TURN server: datagrams are passed on in both directions
 * with losses, a delay and a rate with a queue, as netem does in the kernel. In the process of the test, so that it needs neither root nor a
 * kernel with netem.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';

export interface Impairment {
  /** 0 to 1, of the datagrams in each direction, at random. */
  readonly loss?: number;
  /** In each direction, in milliseconds. */
  readonly delayMs?: number;
  /** In each direction, in kilobits per second of datagrams with their headers. */
  readonly kbps?: number;
}

export interface BadLine {
  readonly port: number;
  /** From now on. Nothing given: a good line. */
  set(impairment: Impairment): void;
  close(): Promise<void>;
}

/** What is longer in the queue than this is dropped, in milliseconds: a home router's. */
const QUEUE_MAX_MS = 400;
/** IPv4 and UDP. */
const HEADER_BYTES = 28;

/** One direction of all that one line carries. */
function createDirection(impairment: () => Impairment): (bytes: number, pass: () => void) => void {
  let freeAt = 0;
  return (bytes, pass) => {
    const { loss = 0, delayMs = 0, kbps } = impairment();
    const now = performance.now();
    if (Math.random() < loss) return;
    let wait = delayMs;
    if (kbps !== undefined) {
      const starts = Math.max(now, freeAt);
      if (starts - now > QUEUE_MAX_MS) return;
      freeAt = starts + ((bytes + HEADER_BYTES) * 8) / kbps;
      wait += freeAt - now;
    }
    if (wait < 1) pass();
    else setTimeout(pass, wait);
  };
}

const close = (socket: Socket): Promise<void> => new Promise((resolve) => socket.close(() => resolve()));

/** Passes on to `port` of this machine. Each client has an upstream socket of its own, as at a router that translates addresses. */
export async function createBadLine(port: number): Promise<BadLine> {
  let present: Impairment = {};
  let closed = false;
  const up = createDirection(() => present);
  const down = createDirection(() => present);
  const front = createSocket('udp4');
  const upstreams = new Map<string, Socket>();

  const upstreamOf = (client: RemoteInfo): Socket => {
    const name = `${client.address}:${client.port}`;
    const known = upstreams.get(name);
    if (known) return known;
    const made = createSocket('udp4');
    made.on('error', () => undefined); // a refused datagram is one that is lost
    made.on('message', (data) =>
      down(data.length, () => {
        if (!closed) front.send(data, client.port, client.address);
      }),
    );
    upstreams.set(name, made);
    return made;
  };
  front.on('message', (data, client) => {
    const upstream = upstreamOf(client);
    up(data.length, () => {
      if (!closed) upstream.send(data, port, '127.0.0.1');
    });
  });
  await new Promise<void>((resolve) => front.bind(0, '127.0.0.1', resolve));
  return {
    port: (front.address() as AddressInfo).port,
    set: (impairment) => void (present = impairment),
    async close() {
      closed = true;
      await Promise.all([front, ...upstreams.values()].map(close));
    },
  };
}
