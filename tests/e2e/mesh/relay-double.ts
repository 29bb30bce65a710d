/**
 * As much of a relay as a mesh needs: says who is there and carries signals. It checks nobody, so that these tests stand
 * on the mesh alone; the real relay has tests of its own.
 */
import { createServer, type Server } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import { toBase64Url } from '../../../src/lib/wire/bytes.ts';
import { jsonOf } from '../../../src/lib/wire/bytes.ts';
import { parse, type PeerId } from '../../../src/lib/wire/ids.ts';
import { ClientFrame, type ServerFrame } from '../../../src/lib/wire/relay.ts';

export interface RelayDouble {
  readonly port: number;
  close(): Promise<void>;
}

const send = (socket: WebSocket, frame: object): void => socket.send(JSON.stringify(frame));

export async function startRelayDouble(host: string): Promise<RelayDouble> {
  const server: Server = createServer((_, response) => response.writeHead(404).end());
  const sockets = new WebSocketServer({ server });
  const members = new Map<PeerId, WebSocket>();
  const tellOthers = (peer: PeerId, frame: ServerFrame): void => {
    for (const [other, socket] of members) if (other !== peer) send(socket, frame);
  };

  sockets.on('connection', (socket) => {
    let self: PeerId | undefined;
    send(socket, { t: 'challenge', nonce: toBase64Url(crypto.getRandomValues(new Uint8Array(16))) });
    socket.on('message', (data, binary) => {
      const frame = binary ? undefined : parse(ClientFrame, jsonOf(String(data)));
      if (frame?.t === 'hello') {
        self = frame.peer;
        const known = members.has(self);
        const others = [...members.keys()].filter((other) => other !== self);
        members.set(self, socket);
        send(socket, {
          t: 'welcome',
          as: 'call',
          now: Date.now(),
          members: others.map((peer) => ({ peer, as: 'call' })),
        });
        if (!known) tellOthers(self, { t: 'joined', peer: self, as: 'call' });
      } else if (frame?.t === 'ping') send(socket, { t: 'pong' });
      else if (frame?.t === 'signal' && self) {
        const target = members.get(frame.to);
        if (target) send(target, { t: 'signal', from: self, box: frame.box });
      }
    });
    socket.on('close', () => {
      if (!self || members.get(self) !== socket) return;
      members.delete(self);
      tellOthers(self, { t: 'left', peer: self });
    });
  });

  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the relay has no port');
  return {
    port: address.port,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
