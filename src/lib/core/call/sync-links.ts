/**
 * A data channel (`sync`, `bulk`) of each present peer as a channel for the shared documents and their files. A peer that comes back gets a new one;
 * what arrives before the documents are loaded is kept, within a limit, and read first.
 */
import { happening } from '../cell.ts';
import type { Channel } from '../documents/channel.ts';
import type { Bytes } from '../../wire/bytes.ts';
import type { PeerId } from '../../wire/ids.ts';

/** What may wait for the documents to be loaded, per peer, in bytes. Sync begins with a few hundred and then waits for an answer. */
const EARLY_MAX_BYTES = 1024 * 1024;

export interface SyncLinks {
  readonly open: () => readonly Channel[];
  handlePresent(peer: PeerId): void;
  handleData(peer: PeerId, data: Bytes): void;
  handleLow(peer: PeerId): void;
  handleGone(peer: PeerId): void;
}

interface Port {
  send(peer: PeerId, data: Bytes): boolean;
  bufferedAmount(peer: PeerId): number;
  opened(channel: Channel): void;
}

interface Entry {
  readonly channel: Channel;
  receive(data: Bytes): void;
  low(): void;
  close(): void;
}

export function createSyncLinks(port: Port): SyncLinks {
  const entries = new Map<PeerId, Entry>();
  const handleGone = (peer: PeerId): void => {
    const entry = entries.get(peer);
    entries.delete(peer);
    entry?.close();
  };
  return {
    open: () => [...entries.values()].map((entry) => entry.channel),
    handlePresent(peer) {
      handleGone(peer);
      const entry = createEntry(peer, port);
      entries.set(peer, entry);
      port.opened(entry.channel);
    },
    handleData: (peer, data) => entries.get(peer)?.receive(data),
    handleLow: (peer) => entries.get(peer)?.low(),
    handleGone,
  };
}

function createEntry(peer: PeerId, port: Port): Entry {
  const messages = happening<Bytes>();
  const lows = happening<undefined>();
  const closes = happening<undefined>();
  let early: Bytes[] | undefined = [];
  let earlyBytes = 0;
  let closed = false;
  return {
    channel: {
      peer,
      send: (data) => !closed && port.send(peer, data),
      bufferedAmount: () => (closed ? 0 : port.bufferedAmount(peer)),
      onBufferedLow: (run) => lows.on(run),
      onMessage(run) {
        const stop = messages.on(run);
        const waiting = early ?? [];
        early = undefined;
        for (const data of waiting) run(data);
        return stop;
      },
      onClose(run) {
        if (closed) run();
        return closes.on(run);
      },
    },
    receive(data) {
      if (closed) return;
      if (!early) return messages.emit(data);
      earlyBytes += data.byteLength;
      if (earlyBytes <= EARLY_MAX_BYTES) early.push(data);
    },
    low: () => lows.emit(undefined),
    close() {
      if (closed) return;
      closed = true;
      closes.emit(undefined);
    },
  };
}
