/**
 * Signals between members over a relay that may lie. What comes out of `signals` was sealed with the call key, signed by
 * `from`, meant for this very visit, and is newer than all before it from that peer: a replay, a swapped sender and a
 * changed order all end as `dropped`. What the relay holds back cannot be noticed here; the mesh asks again.
 *
 * Crypto is asynchronous and would reorder: sending and receiving each run one after another per peer.
 */
import { fromBase64Url, type Bytes } from '../../wire/bytes.ts';
import type { CallKey, PeerId, RoomId } from '../../wire/ids.ts';
import type { Box } from '../../wire/relay.ts';
import type { Signal, SignalBody } from '../../wire/signal.ts';
import { cell, happening, type Cell, type Happening } from '../cell.ts';
import type { Clock } from '../clock.ts';
import type { Identity } from '../session/identity.ts';
import { createLanes } from '../session/lanes.ts';
import { epochOf, importCallKey, openSignal, sealSignal } from './box.ts';

/** Boxes of a key that is still on its way to us, and how long they are kept, in milliseconds. */
const HELD_MAX = 64;
const HELD_MS = 10_000;
/** How long the previous key still opens boxes, in milliseconds, where nobody was removed. */
const GRACE_MS = 10_000;
/** Peers whose last visit is remembered against replays. */
const SEEN_MAX = 1_024;

export interface SignalEvent {
  readonly from: PeerId;
  /** The sender's page load. */
  readonly visit: number;
  readonly body: SignalBody;
}

export interface Signaling {
  /** Seals with this key from now on. `grace`: the key before still opens what is on its way. Older epochs change nothing. */
  rekey(epoch: number, key: CallKey, grace: boolean): Promise<void>;
  /** Seals and sends, in order. Before the first key, or to a peer not heard of yet (other than a hello), it is dropped. */
  send(to: PeerId, body: SignalBody): void;
  receive(from: PeerId, box: Box): void;
  readonly signals: Happening<SignalEvent>;
  /** Boxes that were not what they should be, and signals that could not be sent. */
  readonly dropped: Cell<number>;
  /** A box under a newer key than ours came, or so the relay says: a hint to ask the host for the key, and no more. */
  readonly behind: Happening<PeerId>;
  /** The peer is gone: what waits for it is let go. What was seen of it stays, against replays. */
  forget(peer: PeerId): void;
  end(): void;
}

export interface SignalingDeps {
  readonly identity: Identity;
  readonly room: RoomId;
  /** This page load, in milliseconds; must be greater than that of any earlier one of this identity. */
  readonly visit: number;
  readonly clock: Clock;
  readonly send: (to: PeerId, box: Box) => void;
}

interface Keyed {
  readonly epoch: number;
  readonly key: Promise<CryptoKey>;
}

export function createSignaling(deps: SignalingDeps): Signaling {
  const { identity, room, clock } = deps;
  const self = identity.peer;
  const signals = happening<SignalEvent>();
  const behind = happening<PeerId>();
  const dropped = cell(0);
  const drop = (): void => dropped.update((count) => count + 1);
  const sending = createLanes<PeerId>();
  const receiving = createLanes<PeerId>();
  const sent = new Map<PeerId, number>();
  const seen = new Map<PeerId, { visit: number; n: number }>();
  let current: Keyed | undefined;
  let previous: (Keyed & { until: number }) | undefined;
  let held: { from: PeerId; bytes: Bytes; epoch: number; until: number }[] = [];
  let ended = false;

  function receiveBytes(from: PeerId, bytes: Bytes, epoch: number): void {
    const queued = receiving.run(from, async () => {
      const keyed = keyFor(epoch);
      const signal = keyed && (await openSignal(await keyed.key, { room, epoch, from, to: self }, bytes));
      if (ended) return;
      if (!signal || !isNews(from, signal)) return drop();
      signals.emit({ from, visit: signal.visit, body: signal.body });
    });
    if (!queued) drop();
  }

  /** Looked up when a box's turn comes: a key that was revoked meanwhile opens nothing any more. */
  function keyFor(epoch: number): Keyed | undefined {
    if (epoch === current?.epoch) return current;
    return epoch === previous?.epoch && clock.now() < previous.until ? previous : undefined;
  }

  function isNews(from: PeerId, signal: Signal): boolean {
    if (signal.toVisit === null ? signal.body.t !== 'hello' : signal.toVisit !== deps.visit) return false;
    const last = seen.get(from);
    if (last && (signal.visit < last.visit || (signal.visit === last.visit && signal.n <= last.n))) return false;
    if (!last && seen.size >= SEEN_MAX) return false;
    seen.set(from, { visit: signal.visit, n: signal.n });
    return true;
  }

  return {
    signals,
    dropped,
    behind,
    async rekey(epoch, key, grace) {
      if (current && epoch <= current.epoch) return;
      previous = current && grace ? { ...current, until: clock.now() + GRACE_MS } : undefined;
      const imported = importCallKey(key);
      current = { epoch, key: imported };
      const now = clock.now();
      const waiting = held.filter((box) => box.until > now);
      held = waiting.filter((box) => box.epoch > epoch);
      for (const box of waiting) if (box.epoch <= epoch) receiveBytes(box.from, box.bytes, box.epoch);
      await imported;
    },
    send(to, body) {
      const toVisit = seen.get(to)?.visit ?? null;
      if (!current || (toVisit === null && body.t !== 'hello')) return drop();
      const n = (sent.get(to) ?? 0) + 1;
      sent.set(to, n);
      const signal: Signal = { visit: deps.visit, toVisit, n, body };
      const queued = sending.run(to, async () => {
        if (!current || ended) return;
        const { epoch, key } = current;
        const box = await sealSignal(identity, await key, { room, epoch, from: self, to }, signal).catch(
          () => undefined,
        );
        if (!box) drop();
        else if (!ended) deps.send(to, box);
      });
      if (!queued) drop();
    },
    receive(from, box) {
      if (ended) return;
      const bytes = from === self ? undefined : fromBase64Url(box);
      const epoch = bytes && epochOf(bytes);
      if (!bytes || epoch === undefined) return drop();
      if (current && epoch <= current.epoch) return receiveBytes(from, bytes, epoch);
      const now = clock.now();
      held = held.filter((other) => other.until > now);
      if (held.length >= HELD_MAX) return drop();
      held.push({ from, bytes, epoch, until: now + HELD_MS });
      if (current) behind.emit(from);
    },
    forget(peer) {
      held = held.filter((box) => box.from !== peer);
      sending.clear(peer);
      receiving.clear(peer);
    },
    end() {
      ended = true;
      held = [];
      current = previous = undefined;
      sending.clear();
      receiving.clear();
    },
  };
}
