/**
 * Files between the members of a call (spec H2, H3): each is named by its SHA-256 and comes from whoever has it, by ranges, so that
 * it goes on where a holder has left. A file is given on only when its size and hash are right. It promises that no peer
 * makes us hold more than was wanted; what is wanted is its owner's to say (chat-files.ts).
 */
import { FILE_MAX_BYTES } from '../../wire/files.ts';
import type { PeerId, Sha256 } from '../../wire/ids.ts';
import { cell, happening, type Cell, type Happening } from '../cell.ts';
import type { Clock } from '../clock.ts';
import type { Channel } from '../documents/channel.ts';
import { createScope } from '../scope.ts';
import { createAccount, type Account } from './account.ts';
import { sha256Of } from './assembly.ts';
import { createBulkLink, type BulkLink } from './bulk-link.ts';
import { fileKey, type Download, type FileRef } from './download.ts';
import { createDownloads } from './downloads.ts';
import { createFileStore } from './store.ts';

export { fileKey, type FileRef } from './download.ts';

/** How a file stands; one without a state is not here and nobody has asked for it. */
export type FileState =
  /** `sending`: how far the slowest upload is, 0 to 1. `takers`: how many others are known to have it. */
  | { readonly t: 'here'; readonly sending: number | undefined; readonly takers: number }
  | { readonly t: 'queued' }
  | { readonly t: 'coming'; readonly received: number }
  /** 'nobody': who has it is not here now; 'damaged': what was sent is not the file; 'no-room': too much is held already. */
  | { readonly t: 'stuck'; readonly why: 'nobody' | 'damaged' | 'no-room' };

export type KeepResult = { readonly t: 'kept'; readonly file: FileRef } | { readonly t: 'too-large' | 'no-room' };

export interface Exchange {
  readonly states: Cell<ReadonlyMap<string, FileState>>;
  /** A peer went too far; it is no longer served or listened to here. */
  readonly offender: Happening<PeerId>;
  /** Holds an own file, for the others to fetch. */
  keep(bytes: Blob): Promise<KeepResult>;
  /** Fetches it, from `author` or anybody else; `urgent`: before the others. Asked again, it tries everybody again. */
  want(file: FileRef, author: PeerId | undefined, urgent: boolean): void;
  /** What is here, whole and verified. */
  held(): readonly FileRef[];
  /** The bytes, where they are here. */
  read(file: FileRef): Blob | undefined;
  /** Gives up a file, here or on its way. */
  release(file: FileRef): void;
  /** A newer channel to the same peer replaces the older one. */
  addChannel(channel: Channel): void;
  end(): void;
}

/** Between two looks at how far things are, in milliseconds. */
const PROGRESS_MS = 100;

export function createExchange({ clock, maxBytes }: { clock: Clock; maxBytes?: number }): Exchange {
  const scope = createScope(clock);
  const store = createFileStore(maxBytes);
  const links = new Map<PeerId, BulkLink>();
  const accounts = new Map<PeerId, Account>();
  const takers = new Map<Sha256, Set<PeerId>>();
  const noRoom = new Set<string>();
  const states = cell<ReadonlyMap<string, FileState>>(new Map());
  const offender = happening<PeerId>();

  const isHere = (file: FileRef): boolean => store.get(file.sha256)?.size === file.size;
  function stateOf(download: Download): FileState {
    if (download.source || download.checking) return { t: 'coming', received: download.assembly.received };
    if (!download.stuck) return { t: 'queued' };
    return { t: 'stuck', why: download.liars.size > 0 ? 'damaged' : 'nobody' };
  }
  function show(): void {
    const next = new Map<string, FileState>();
    for (const key of noRoom) next.set(key, { t: 'stuck', why: 'no-room' });
    for (const [key, download] of downloads.all()) next.set(key, stateOf(download));
    for (const sha256 of store.all()) {
      const running = [...links.values()].flatMap((link) => link.uploads.progressOf(sha256) ?? []);
      const sending = running.length > 0 ? Math.min(...running) : undefined;
      const size = store.get(sha256)?.size ?? 0;
      next.set(fileKey({ sha256, size }), { t: 'here', sending, takers: takers.get(sha256)?.size ?? 0 });
    }
    states.set(next);
  }
  let showing = false;
  const showSoon = (): void => {
    if (showing) return;
    showing = true;
    scope.after(PROGRESS_MS, () => {
      showing = false;
      show();
    });
  };

  const accountOf = (peer: PeerId): Account => {
    const known = accounts.get(peer);
    if (known) return known;
    const account = createAccount(clock, () => {
      links.get(peer)?.end();
      offender.emit(peer);
    });
    accounts.set(peer, account);
    return account;
  };

  /** Room has been reserved. */
  function hold(sha256: Sha256, bytes: Blob): void {
    store.put(sha256, bytes);
    for (const link of links.values()) link.announce([sha256]);
    show();
  }

  const downloads = createDownloads({
    scope,
    links: () => links.values(),
    whole: ({ sha256 }, bytes) => hold(sha256, bytes),
    junk: (peer) => accountOf(peer).junk(),
    changed: showSoon,
  });

  return {
    states,
    offender,
    async keep(bytes) {
      if (bytes.size > FILE_MAX_BYTES) return { t: 'too-large' };
      if (!store.reserve(bytes.size)) return { t: 'no-room' };
      // The bytes themselves: a file on disk may be changed or gone when somebody asks for it.
      const copy = await bytes.arrayBuffer().then(
        (data) => new Blob([data]),
        (error: unknown) => {
          store.unreserve(bytes.size);
          throw error;
        },
      );
      const sha256 = await sha256Of(copy);
      if (!scope.ended) hold(sha256, copy);
      return { t: 'kept', file: { sha256, size: copy.size } };
    },
    want(file, author, urgent) {
      if (scope.ended || isHere(file)) return;
      const known = downloads.get(file);
      if (known) return downloads.renew(known, urgent);
      const room = store.reserve(file.size);
      if (room) {
        noRoom.delete(fileKey(file));
        downloads.add(file, author, urgent);
      } else noRoom.add(fileKey(file));
      show();
    },
    held: () => store.all().map((sha256) => ({ sha256, size: store.get(sha256)?.size ?? 0 })),
    read: (file) => (isHere(file) ? store.get(file.sha256) : undefined),
    release(file) {
      noRoom.delete(fileKey(file));
      if (downloads.remove(file)) store.unreserve(file.size);
      if (isHere(file)) {
        for (const link of links.values()) link.uploads.withdraw(file.sha256);
        for (const account of accounts.values()) account.forget(file.sha256);
        store.drop(file.sha256);
        takers.delete(file.sha256);
      }
      show();
    },
    addChannel(channel) {
      const { peer } = channel;
      const account = accountOf(peer);
      links.get(peer)?.end();
      if (scope.ended || account.blocked) return;
      const link: BulkLink = createBulkLink({
        channel,
        clock,
        account,
        store,
        part: (ask, offset, bytes) => downloads.handlePart(link, ask, offset, bytes),
        absent: (ask) => downloads.handleAbsent(link, ask),
        has(files) {
          for (const file of files) {
            if (store.get(file)) takers.set(file, (takers.get(file) ?? new Set()).add(peer));
          }
          downloads.hopeFor(peer, files);
        },
        uploadsChanged: showSoon,
        closed() {
          if (links.get(peer) === link) links.delete(peer);
          downloads.handleGone(link);
        },
      });
      links.set(peer, link);
      link.start();
      link.announce(store.all());
      downloads.hopeFor(peer);
    },
    end() {
      if (scope.ended) return;
      scope.end();
      for (const link of [...links.values()]) link.end();
      downloads.end();
      store.clear();
    },
  };
}
