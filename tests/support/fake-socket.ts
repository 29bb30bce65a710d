/** The relay's end of RelaySocket ports, for tests of the session alone: the test says what the relay does. */
import type { OpenSocket, SocketHandlers } from '../../src/lib/core/session/relay-socket.ts';
import { jsonOf } from '../../src/lib/wire/bytes.ts';
import { parse } from '../../src/lib/wire/ids.ts';
import { ClientFrame, type ServerFrame } from '../../src/lib/wire/relay.ts';

export interface FakeSocket {
  readonly path: string;
  /** What the client sent, parsed by the wire's schema: an unknown frame fails the test. */
  readonly sent: ClientFrame[];
  closed: boolean;
  say(frame: ServerFrame | string): void;
  drop(code: number): void;
}

export function createFakeSockets(): { open: OpenSocket; sockets: FakeSocket[]; last(): FakeSocket } {
  const sockets: FakeSocket[] = [];
  const open: OpenSocket = (path, handlers: SocketHandlers) => {
    const socket: FakeSocket = {
      path,
      sent: [],
      closed: false,
      say(frame) {
        if (!socket.closed) handlers.onText(typeof frame === 'string' ? frame : JSON.stringify(frame));
      },
      drop(code) {
        if (socket.closed) return;
        socket.closed = true;
        handlers.onClose(code);
      },
    };
    sockets.push(socket);
    queueMicrotask(() => {
      if (!socket.closed) handlers.onOpen();
    });
    return {
      send(text) {
        const frame = parse(ClientFrame, jsonOf(text));
        if (!frame) throw new Error(`no frame of the wire: ${text}`);
        if (!socket.closed) socket.sent.push(frame);
      },
      close() {
        socket.closed = true;
      },
    };
  };
  return {
    open,
    sockets,
    last() {
      const socket = sockets.at(-1);
      if (!socket) throw new Error('no socket was opened');
      return socket;
    },
  };
}
