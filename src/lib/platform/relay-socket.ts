/** The browser's WebSocket (also Node's) behind core's RelaySocket port. */
import type { OpenSocket } from '../core/session/relay-socket.ts';

/** Sockets to the relay at `base`, an http(s) address such as `location.origin`. Binary messages are not ours: ignored. */
export function webSocketsTo(base: string): OpenSocket {
  return (path, handlers) => {
    const url = new URL(path, base);
    url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:';
    const socket = new WebSocket(url);
    const ours = new AbortController();
    const listen = { signal: ours.signal };
    socket.addEventListener('open', () => handlers.onOpen(), listen);
    socket.addEventListener(
      'message',
      (event: MessageEvent<unknown>) => {
        if (typeof event.data === 'string') handlers.onText(event.data);
      },
      listen,
    );
    socket.addEventListener(
      'close',
      (event) => {
        ours.abort();
        handlers.onClose(event.code);
      },
      listen,
    );
    return {
      send(text) {
        if (socket.readyState === WebSocket.OPEN) socket.send(text);
      },
      close() {
        ours.abort();
        socket.close();
      },
    };
  };
}
