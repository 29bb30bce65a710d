/** A TCP proxy before a relay that counts what goes through it, by what it is for. For HTTP/1.1 in the clear, as a benchmark has it. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export type Purpose = 'page' | 'line test' | 'models' | 'socket';

export interface Bytes {
  /** To the relay, and from it. */
  up: number;
  down: number;
  /** Connections that were opened for it, or requests. */
  count: number;
}

export interface CountingProxy {
  readonly url: string;
  /** What went through since the last question. */
  take(): ReadonlyMap<Purpose, Bytes>;
  close(): void;
}

const REQUEST = /^(?:GET|POST|HEAD) (\/\S*) HTTP/;
const purposeOf = (path: string): Purpose =>
  path.startsWith('/ws/')
    ? 'socket'
    : path.startsWith('/probe/')
      ? 'line test'
      : path.startsWith('/models/')
        ? 'models'
        : 'page';

export async function startCountingProxy(port: number): Promise<CountingProxy> {
  let bytes = new Map<Purpose, Bytes>();
  const sockets = new Set<Socket>();
  const of = (purpose: Purpose): Bytes => {
    const found = bytes.get(purpose) ?? { up: 0, down: 0, count: 0 };
    bytes.set(purpose, found);
    return found;
  };
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    // A browser asks for one thing at a time on a connection, so an answer belongs to the request before it.
    let purpose: Purpose = 'page';
    client.on('data', (piece) => {
      const path = purpose === 'socket' ? undefined : REQUEST.exec(piece.toString('latin1', 0, 4096))?.[1];
      if (path !== undefined) {
        purpose = purposeOf(path);
        of(purpose).count += 1;
      }
      of(purpose).up += piece.length;
    });
    upstream.on('data', (piece) => (of(purpose).down += piece.length));
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo; // a TCP server that listens has no other kind
  return {
    url: `http://localhost:${address.port}`,
    take() {
      const taken = bytes;
      bytes = new Map();
      return taken;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
