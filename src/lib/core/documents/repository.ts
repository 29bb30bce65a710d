/**
 * An automerge-repo Repo that holds a fixed set of documents and shares them with exactly those peers whose channel was
 * added. `announce` and `access` both ask the same list: with `sharePolicy`, or with one of them left open, a peer that knows
 * a document's id gets it. Nothing is stored. Automerge's wasm must have been initialised (platform/automerge).
 */
import { Repo, type DocumentId, type PeerId as RepoPeerId } from '@automerge/automerge-repo/slim';
import type { PeerId } from '../../wire/ids.ts';
import { CUT_OFF } from '../../wire/sync.ts';
import { cell, happening, type Cell, type Happening } from '../cell.ts';
import { systemClock, type Clock } from '../clock.ts';
import { createAccount, type Account } from './account.ts';
import { ChannelAdapter } from './channel-adapter.ts';
import type { Channel } from './channel.ts';
import type { Limits } from './gauge.ts';
import { createGuard, type Allows, type Guarded } from './guard.ts';
import { createSharedDocument, type SharedDocument } from './shared-document.ts';

export interface Repository {
  /** Takes part in a document from now on, starting from `first` (the same bytes at every peer). */
  open<T>(documentId: DocumentId, first: Uint8Array, limits?: Limits, allows?: Allows): SharedDocument<T>;
  /** Shares with this peer until the channel closes or the result is called. A newer channel replaces an older one. */
  addChannel(channel: Channel): () => void;
  /** A peer passed the limits; it was cut off and stays so. */
  readonly offender: Happening<PeerId>;
  /** A peer says that we passed its limits; said once of each. */
  readonly cutOffBy: Happening<PeerId>;
  /** Messages of peers that were not passed on. */
  readonly dropped: Cell<number>;
  end(): void;
}

export function createRepository(self: PeerId, clock: Clock = systemClock): Repository {
  const documents = new Map<string, Guarded>();
  const accounts = new Map<PeerId, Account>();
  const adapters = new Map<PeerId, ChannelAdapter>();
  /** Names within the repo that have access now. */
  const allowed = new Set<string>();
  const blocked = new Set<PeerId>();
  const offender = happening<PeerId>();
  const cutOffBy = happening<PeerId>();
  /** Who said so. */
  const deaf = new Set<PeerId>();
  const dropped = cell(0);
  let channels = 0;
  let ended = false;

  const mayHave = (peer: RepoPeerId, documentId?: DocumentId): Promise<boolean> =>
    Promise.resolve(documentId !== undefined && documents.has(documentId) && allowed.has(peer));
  const repo = new Repo({ peerId: self as string as RepoPeerId, shareConfig: { announce: mayHave, access: mayHave } });

  const accountOf = (peer: PeerId): Account => {
    const account = accounts.get(peer) ?? createAccount(clock);
    accounts.set(peer, account);
    return account;
  };
  const remove = (peer: PeerId, adapter: ChannelAdapter): void => {
    adapter.disconnect();
    if (adapters.get(peer) === adapter) adapters.delete(peer);
  };

  return {
    offender,
    cutOffBy,
    dropped,
    open<T>(documentId: DocumentId, first: Uint8Array, limits?: Limits, allows?: Allows) {
      const handle = repo.import<T>(first, { docId: documentId });
      const { document, guarded } = createSharedDocument(handle, limits, allows);
      documents.set(documentId, guarded);
      // The import has already asked whom to share with, and was told nobody.
      repo.shareConfigChanged();
      return document;
    },
    addChannel(channel) {
      const { peer } = channel;
      const old = adapters.get(peer);
      if (old) remove(peer, old);
      if (blocked.has(peer)) channel.send(CUT_OFF);
      if (ended || blocked.has(peer)) return () => undefined;
      // A new name for each connection, so that no sync state of a former one is taken up: a peer that has reloaded has
      // lost everything that the old state says it has.
      const remote = `${peer}/${++channels}` as RepoPeerId;
      allowed.add(remote);
      const adapter = new ChannelAdapter({
        channel,
        remote,
        guard: createGuard(peer, accountOf(peer), (documentId) => documents.get(documentId)),
        refused(judgement) {
          dropped.update((count) => count + 1);
          if (judgement !== 'offence') return;
          blocked.add(peer);
          offender.emit(peer);
        },
        cutOff() {
          if (deaf.has(peer)) return;
          deaf.add(peer);
          cutOffBy.emit(peer);
        },
      });
      adapter.on('peer-disconnected', () => {
        allowed.delete(remote);
        repo.shareConfigChanged();
      });
      adapters.set(peer, adapter);
      repo.networkSubsystem.addNetworkAdapter(adapter);
      return () => remove(peer, adapter);
    },
    end() {
      if (ended) return;
      ended = true;
      for (const [peer, adapter] of [...adapters]) remove(peer, adapter);
      documents.clear();
    },
  };
}
