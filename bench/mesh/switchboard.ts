/**
 * The benchmark's server, loopback only: the pages, and one signaling server per kind of mesh, each as small as its
 * protocol allows, so that no library waits for a slow server.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';

export interface Switchboard {
  readonly origin: string;
  close(): Promise<void>;
}

type Rooms = Map<string, Map<string, WebSocket>>;

function enter(rooms: Rooms, room: string, id: string, socket: WebSocket): Map<string, WebSocket> {
  const members = rooms.get(room) ?? new Map<string, WebSocket>();
  rooms.set(room, members.set(id, socket));
  socket.on('close', () => void members.delete(id));
  return members;
}

/** {to?, body} in, {from, body} out. */
function plain(socket: WebSocket, url: URL, rooms: Rooms): void {
  const self = url.searchParams.get('id') ?? '';
  const members = enter(rooms, url.searchParams.get('room') ?? '', self, socket);
  socket.on('message', (data) => {
    const { to, body } = JSON.parse(String(data)) as { to?: string; body: unknown };
    for (const [id, other] of members) {
      if (id !== self && (to === undefined || to === id)) other.send(JSON.stringify({ from: self, body }));
    }
  });
}

/** PeerServer's protocol: OPEN to the newcomer, everything else on to `dst` with `src`. */
function peerjs(socket: WebSocket, url: URL, rooms: Rooms): void {
  const self = url.searchParams.get('id') ?? '';
  const members = enter(rooms, url.searchParams.get('key') ?? '', self, socket);
  socket.send(JSON.stringify({ type: 'OPEN' }));
  socket.on('message', (data) => {
    const { type, dst, payload } = JSON.parse(String(data)) as { type: string; dst?: string; payload?: unknown };
    if (dst !== undefined) members.get(dst)?.send(JSON.stringify({ type, src: self, dst, payload }));
  });
}

interface NostrEvent {
  readonly id: string;
  readonly tags: readonly (readonly string[])[];
}
/** NIP-01 as far as trystero uses it: REQ with a filter on #x, EVENT, CLOSE. Nothing is stored. */
function createNostr(): (socket: WebSocket) => void {
  const subscriptions = new Map<WebSocket, Map<string, readonly string[]>>();
  return (socket) => {
    const own = new Map<string, readonly string[]>();
    subscriptions.set(socket, own);
    socket.on('close', () => subscriptions.delete(socket));
    socket.on('message', (data) => {
      const [verb, first, ...filters] = JSON.parse(String(data)) as [string, unknown, ...{ '#x'?: string[] }[]];
      if (verb === 'REQ') {
        own.set(
          String(first),
          filters.flatMap((filter) => filter['#x'] ?? []),
        );
        socket.send(JSON.stringify(['EOSE', first]));
      } else if (verb === 'CLOSE') own.delete(String(first));
      else if (verb === 'EVENT') {
        const event = first as NostrEvent;
        const topics = event.tags.filter(([name]) => name === 'x').map(([, topic]) => topic);
        socket.send(JSON.stringify(['OK', event.id, true, '']));
        for (const [other, subscribed] of subscriptions) {
          for (const [subscription, wanted] of subscribed) {
            if (wanted.some((topic) => topics.includes(topic)))
              other.send(JSON.stringify(['EVENT', subscription, event]));
          }
        }
      }
    });
  };
}

const PAGE = '<!doctype html><meta charset="utf-8"><script type="module" src="/page.js"></script><body></body>';

/** Serves the bundle in `folder`. */
export async function startSwitchboard(folder: string): Promise<Switchboard> {
  const rooms: Record<'plain' | 'peerjs', Rooms> = { plain: new Map(), peerjs: new Map() };
  const nostr = createNostr();

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const list = /^\/peerjs\/([^/]+)\/peers$/.exec(pathname);
    if (list)
      response
        .setHeader('Content-Type', 'application/json')
        .end(JSON.stringify([...(rooms.peerjs.get(list[1] ?? '')?.keys() ?? [])]));
    else if (pathname === '/') response.setHeader('Content-Type', 'text/html').end(PAGE);
    else if (/^\/[\w.-]+\.js$/.test(pathname)) {
      response.setHeader('Content-Type', 'text/javascript').end(readFileSync(path.join(folder, pathname)));
    } else response.writeHead(404).end();
  };
  const server = createServer(answer);
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, request) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/plain') plain(socket, url, rooms.plain);
    else if (url.pathname.startsWith('/peerjs')) peerjs(socket, url, rooms.peerjs);
    else nostr(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
