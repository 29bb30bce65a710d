/** An https origin before a server of this machine: ends TLS with a certificate of its own making, and passes the bytes on. */
import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { createServer } from 'node:tls';
import { selfSigned } from '../../tools/lan/certificate.ts';

export interface TlsProxy {
  /** https://localhost:PORT */
  readonly url: string;
  /** Where the bytes go from now on. */
  forwardTo(port: number): void;
  close(): Promise<void>;
}

/** Browsers take it with --ignore-certificate-errors. */
export async function startTlsProxy(): Promise<TlsProxy> {
  const open = new Set<Socket>();
  let target: number | undefined;
  const server = createServer(selfSigned(['127.0.0.1'], Date.now()), (socket) => {
    if (target === undefined) return void socket.destroy();
    const behind = connect(target, '127.0.0.1');
    for (const [one, other] of [
      [socket, behind],
      [behind, socket],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  server.on('tlsClientError', () => undefined); // a browser that closes a connection which it opened ahead
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://localhost:${port}`,
    forwardTo: (to) => void (target = to),
    async close() {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, 'close');
    },
  };
}
