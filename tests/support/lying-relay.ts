/**
 * A relay in this process, over the RelaySocket port, that is no friend: it speaks the wire protocol well enough for honest
 * clients, keeps every frame, verifies nothing, and lies where a test tells it to. What the real relay refuses (a wrong
 * proof, a forged pass) this one lets through: core must not lean on it.
 */
import type { OpenSocket, SocketHandlers } from '../../src/lib/core/session/relay-socket.ts';
import { newNonce, systemRandom } from '../../src/lib/core/clock.ts';
import { fromBase64Url, jsonOf } from '../../src/lib/wire/bytes.ts';
import { parse, type Nonce, type PeerId } from '../../src/lib/wire/ids.ts';
import { ClientFrame, type ServerFrame } from '../../src/lib/wire/relay.ts';

export interface Delivery {
  readonly to: PeerId;
  readonly frame: ServerFrame;
}
export type Sent<T extends ClientFrame['t'] = ClientFrame['t']> = Extract<ClientFrame, { t: T }> & {
  readonly from: PeerId;
};

export interface LyingRelay {
  readonly open: OpenSocket;
  /** Every frame of every client, in its order. */
  readonly sent: readonly Sent[];
  /** Those of one kind. */
  sentOf<T extends ClientFrame['t']>(t: T): Sent<T>[];
  /** What becomes of each frame on its way to a client: itself, another, several, none. Honest at first. */
  lie: (delivery: Delivery) => readonly Delivery[];
  /** Says anything to anybody. */
  say(to: PeerId, frame: ServerFrame): void;
  /** Everything the relay saw, also what it could decode out of it: text to search for secrets. */
  everythingReadable(): Buffer;
  /** Closes a client's connection. */
  drop(peer: PeerId, code?: number): void;
}

interface Client {
  readonly handlers: SocketHandlers;
  peer: PeerId | undefined;
  as: 'check' | 'lobby' | 'call' | 'host' | undefined;
  knock: Nonce | undefined;
  closed: boolean;
}

export function createLyingRelay(): LyingRelay {
  const clients = new Set<Client>();
  const sent: Sent[] = [];
  const texts: string[] = [];

  const of = (peer: PeerId): Client | undefined => [...clients].find((client) => client.peer === peer);
  const host = (): Client | undefined => [...clients].find((client) => client.as === 'host');
  const members = (): Client[] => [...clients].filter(({ as }) => as === 'call' || as === 'host');

  /** Past the lies, straight to a client; asynchronous as a network is. */
  function hand(client: Client, frame: ServerFrame): void {
    queueMicrotask(() => {
      if (!client.closed) client.handlers.onText(JSON.stringify(frame));
    });
  }
  function say(to: PeerId, frame: ServerFrame): void {
    const client = of(to);
    if (client) hand(client, frame);
  }
  function deliver(to: PeerId | undefined, frame: ServerFrame): void {
    if (to) for (const delivery of relay.lie({ to, frame })) say(delivery.to, delivery.frame);
  }

  function arrive(client: Client, as: 'check' | 'lobby' | 'call' | 'host'): void {
    const { peer } = client;
    if (!peer) return;
    const others = members().filter((other) => other !== client);
    client.as = as;
    const inCall = as === 'call' || as === 'host';
    const listed = others.flatMap((other) =>
      other.peer ? [{ peer: other.peer, as: other.as === 'host' ? ('host' as const) : ('call' as const) }] : [],
    );
    deliver(peer, { t: 'welcome', as, now: Date.now(), members: inCall ? listed : [] });
    deliver(peer, { t: 'host', peer: host()?.peer ?? null });
    if (inCall) for (const other of others) deliver(other.peer, { t: 'joined', peer, as });
    if (as === 'host') for (const other of clients) if (other !== client) deliver(other.peer, { t: 'host', peer });
  }

  function leave(client: Client): void {
    clients.delete(client);
    client.closed = true;
    const { peer, as, knock } = client;
    if (!peer) return;
    if (as === 'call' || as === 'host') for (const other of members()) deliver(other.peer, { t: 'left', peer });
    if (as === 'host') for (const other of clients) deliver(other.peer, { t: 'host', peer: null });
    if (as === 'lobby' && knock) deliver(host()?.peer, { t: 'withdrawn', from: peer, id: knock });
  }

  const standingBy = (pass: string | undefined): 'call' | 'host' => {
    const claims = jsonOf(fromBase64Url(pass?.split('.')[1] ?? '') ?? '') as { role?: string } | undefined;
    return claims?.role === 'host' ? 'host' : 'call';
  };

  function take(client: Client, frame: ClientFrame): void {
    if (frame.t === 'hello') {
      const old = of(frame.peer);
      if (old && old !== client) leave(old);
      client.peer = frame.peer;
    }
    const from = client.peer;
    if (!from) return;
    sent.push({ ...frame, from });
    switch (frame.t) {
      case 'hello':
        return arrive(client, frame.as === 'call' ? standingBy(frame.pass) : frame.as);
      case 'enter':
        return arrive(client, standingBy(frame.pass));
      case 'ping':
        return deliver(from, { t: 'pong' });
      case 'knock':
        client.knock = frame.id;
        if (!host()) return deliver(from, { t: 'host-absent', id: frame.id });
        return deliver(host()?.peer, { t: 'knock', from, id: frame.id, sealed: frame.sealed });
      case 'withdraw':
        client.knock = undefined;
        return deliver(host()?.peer, { t: 'withdrawn', from, id: frame.id });
      case 'answer':
        return deliver(frame.to, { t: 'answer', sealed: frame.sealed });
      case 'muster':
        return deliver(host()?.peer, { t: 'muster', from, sealed: frame.sealed });
      case 'signal':
        return deliver(frame.to, { t: 'signal', from, box: frame.box });
    }
  }

  const relay: LyingRelay = {
    open(_path, handlers) {
      const client: Client = { handlers, peer: undefined, as: undefined, knock: undefined, closed: false };
      clients.add(client);
      queueMicrotask(() => handlers.onOpen());
      hand(client, { t: 'challenge', nonce: newNonce(systemRandom) });
      return {
        send(text) {
          texts.push(text);
          const frame = parse(ClientFrame, jsonOf(text));
          if (!frame) throw new Error('a client sent what is no frame');
          queueMicrotask(() => {
            if (!client.closed) take(client, frame);
          });
        },
        close: () => leave(client),
      };
    },
    sent,
    sentOf: <T extends ClientFrame['t']>(t: T) => sent.filter((frame): frame is Sent<T> => frame.t === t),
    lie: (delivery) => [delivery],
    say,
    everythingReadable: () => Buffer.concat(texts.flatMap(decodings)),
    drop(peer, code = 1006) {
      const client = of(peer);
      if (!client) return;
      leave(client);
      client.handlers.onClose(code);
    },
  };
  return relay;
}

/** A text, and whatever base64url in it decodes to, and in that again. */
function decodings(text: string): Buffer[] {
  const MIN_CHARS = 16;
  const inner = (text.match(/[A-Za-z0-9_-]+/g) ?? []).filter((word) => word.length >= MIN_CHARS);
  return [
    Buffer.from(text),
    ...inner.flatMap((word) => {
      const bytes = fromBase64Url(word);
      if (!bytes || bytes.length === 0) return [];
      const decoded = Buffer.from(bytes);
      return decoded.toString('utf8').includes('\ufffd') ? [decoded] : decodings(decoded.toString('utf8'));
    }),
  ];
}
