/** What core may rely on in a RelaySocket: the same on the browser's WebSocket (here Node's) and on the relay of the tests. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket as WebSocketOfServer } from 'ws';
import type { OpenSocket } from '../../src/lib/core/session/relay-socket.ts';
import { newNonce, systemRandom } from '../../src/lib/core/clock.ts';
import { webSocketsTo } from '../../src/lib/platform/relay-socket.ts';
import { createFakeSockets } from '../support/fake-socket.ts';
import { quiet, until } from '../support/manual-clock.ts';

/** The far end, as a test drives it. */
interface FarEnd {
  readonly open: OpenSocket;
  /** Paths asked for, in order. */
  paths(): string[];
  received(): string[];
  say(text: string): void;
  drop(code: number): void;
  closed(): boolean;
}

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

async function overNetwork(): Promise<FarEnd> {
  const http = createServer();
  const server = new WebSocketServer({ server: http });
  const paths: string[] = [];
  const received: string[] = [];
  let closed = false;
  server.on('connection', (socket, request) => {
    paths.push(request.url ?? '');
    socket.on('message', (data) => received.push(Buffer.isBuffer(data) ? data.toString() : ''));
    socket.on('close', () => (closed = true));
    socket.send(new Uint8Array([1, 2, 3])); // a binary message is nobody's business
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
    http.close();
  });
  const each = (run: (socket: WebSocketOfServer) => void): void => server.clients.forEach(run);
  return {
    open: webSocketsTo(`http://127.0.0.1:${(http.address() as AddressInfo).port}`),
    paths: () => paths,
    received: () => received,
    say: (text) => each((socket) => socket.send(text)),
    drop: (code) => each((socket) => socket.close(code)),
    closed: () => closed,
  };
}

function inMemory(): Promise<FarEnd> {
  const { open, sockets, last } = createFakeSockets();
  return Promise.resolve({
    open,
    paths: () => sockets.map(({ path }) => path),
    received: () => sockets.flatMap(({ sent }) => sent.map((frame) => JSON.stringify(frame))),
    say: (text) => last().say(text),
    drop: (code) => last().drop(code),
    closed: () => last().closed,
  });
}

const PING = '{"t":"ping"}';
const withdrawal = (): string => JSON.stringify({ t: 'withdraw', id: newNonce(systemRandom) });

for (const [name, far] of [
  ['WebSocket', overNetwork],
  ['in memory', inMemory],
] as const) {
  describe(`RelaySocket, ${name}`, () => {
    async function opened() {
      const end = await far();
      const log: string[] = [];
      const socket = end.open('/ws/room', {
        onOpen: () => log.push('open'),
        onText: (text) => log.push(text),
        onClose: (code) => log.push(`closed ${code}`),
      });
      expect(log).toEqual([]);
      await until(() => log.includes('open'), 'the socket to open');
      return { end, log, socket };
    }

    it('opens the path, carries texts in order both ways, and tells the code of the close last', async () => {
      const { end, log, socket } = await opened();
      const texts = [PING, withdrawal(), withdrawal(), PING];
      texts.forEach((text) => socket.send(text));
      await until(() => end.received().length === texts.length, 'all texts');
      expect(end.received()).toEqual(texts);
      expect(end.paths()).toEqual(['/ws/room']);
      end.say('one');
      end.say('zwei ü 三');
      await until(() => log.length === 3, 'both answers');
      end.drop(4409);
      await until(() => log.length === 4, 'the close');
      socket.send(PING);
      await quiet();
      expect(log).toEqual(['open', 'one', 'zwei ü 三', 'closed 4409']);
    });

    it('is silent once it was closed from this side', async () => {
      const { end, log, socket } = await opened();
      socket.close();
      socket.close();
      end.say('late');
      socket.send(PING);
      await until(() => end.closed(), 'the far end to notice');
      await quiet();
      expect(log).toEqual(['open']);
    });

    it('may be closed before it opens', async () => {
      const end = await far();
      const log: string[] = [];
      const tell = (): void => void log.push('called');
      end.open('/ws/room', { onOpen: tell, onText: tell, onClose: tell }).close();
      await quiet();
      expect(log).toEqual([]);
    });
  });
}

describe('RelaySocket, WebSocket only', () => {
  it('tells a close where nothing answers', async () => {
    const end = await overNetwork();
    ends.splice(0).forEach((stop) => stop());
    const codes: number[] = [];
    end.open('/ws/room', { onOpen: () => undefined, onText: () => undefined, onClose: (code) => codes.push(code) });
    await until(() => codes.length > 0, 'the close');
    expect(codes).toEqual([1006]);
  });

  it('asks an https installation over wss', () => {
    const real = globalThis.WebSocket;
    const asked: string[] = [];
    class Recorder extends EventTarget {
      readonly readyState = 0;
      constructor(url: URL) {
        super();
        asked.push(url.href);
      }
      close(): void {
        asked.push('closed');
      }
    }
    try {
      Object.assign(globalThis, { WebSocket: Recorder });
      const nothing = (): void => undefined;
      webSocketsTo('https://interview.example')('/ws/r', {
        onOpen: nothing,
        onText: nothing,
        onClose: nothing,
      }).close();
    } finally {
      Object.assign(globalThis, { WebSocket: real });
    }
    expect(asked).toEqual(['wss://interview.example/ws/r', 'closed']);
  });
});
