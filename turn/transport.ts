/**
 * The three ways to a TURN server: UDP, TCP, TLS. A transport carries whole STUN messages; over a stream their own length
 * parts them (RFC 8489, 6.2.2). UDP may lose them: who asks repeats.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIP, isIPv6, connect, type Socket } from 'node:net';
import { lookup } from 'node:dns/promises';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { HEAD_BYTES, MESSAGE_MAX_BYTES } from './stun.ts';

export type Way = 'udp' | 'tcp' | 'tls';

export interface Server {
  readonly host: string;
  readonly port: number;
  readonly way: Way;
}

export interface Transport {
  /** Whether what is sent may be lost, and has to be repeated. */
  readonly isLossy: boolean;
  /** When the server's certificate ends; TLS only. */
  readonly certificateUntil: Date | undefined;
  send(message: Buffer): void;
  /** One listener; it is called with each message. */
  onMessage(listener: (message: Buffer) => void): void;
  /** Called once when the connection ends by itself. */
  onEnd(listener: (why: string) => void): void;
  end(): void;
}

export interface ConnectOptions {
  /** Milliseconds. */
  readonly timeout: number;
  /** Certificates that are trusted beside the usual ones: PEM. */
  readonly ca: string | undefined;
}

export function connectTo(server: Server, options: ConnectOptions): Promise<Transport> {
  return server.way === 'udp' ? overUdp(server) : overStream(server, options);
}

async function overUdp({ host, port }: Server): Promise<Transport> {
  const { address, family } = isIP(host) ? { address: host, family: isIPv6(host) ? 6 : 4 } : await lookup(host);
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  socket.connect(port, address);
  await once(socket, 'connect');
  let ended: ((why: string) => void) | undefined;
  socket.on('error', (error) => ended?.(reasonOf(error)));
  return {
    isLossy: true,
    certificateUntil: undefined,
    // Of a refusal by ICMP the error event tells; the callback keeps it from being thrown here.
    send: (message) => socket.send(message, () => undefined),
    onMessage: (listener) => void socket.on('message', listener),
    onEnd: (listener) => (ended = listener),
    end: () => socket.close(),
  };
}

async function overStream({ host, port, way }: Server, { timeout, ca }: ConnectOptions): Promise<Transport> {
  const secure: TLSSocket | undefined =
    way === 'tls'
      ? connectTls({ host, port, ...(isIP(host) === 0 && { servername: host }), ...(ca !== undefined && { ca }) })
      : undefined;
  const socket: Socket = secure ?? connect(port, host);
  const signal = AbortSignal.timeout(timeout);
  try {
    await once(socket, secure ? 'secureConnect' : 'connect', { signal });
  } catch (error) {
    socket.destroy();
    throw signal.aborted ? new Error('no answer') : error;
  }
  let ended: ((why: string) => void) | undefined;
  socket.on('error', (error) => ended?.(reasonOf(error)));
  socket.on('close', () => ended?.('the connection was closed'));
  return {
    isLossy: false,
    certificateUntil: secure && new Date(secure.getPeerCertificate().valid_to),
    send: (message) => void socket.write(message),
    onMessage: (listener) => {
      let kept = Buffer.alloc(0);
      socket.on('data', (piece: Buffer) => {
        kept = Buffer.concat([kept, piece]);
        while (kept.length >= HEAD_BYTES) {
          const size = HEAD_BYTES + kept.readUInt16BE(2);
          if (size > MESSAGE_MAX_BYTES) return socket.destroy();
          if (kept.length < size) return;
          listener(kept.subarray(0, size));
          kept = kept.subarray(size);
        }
      });
    },
    onEnd: (listener) => (ended = listener),
    end: () => {
      ended = undefined;
      socket.destroy();
    },
  };
}

/** The code of a system or TLS error, which says more in one word than most messages. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
