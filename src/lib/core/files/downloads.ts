/**
 * All files that are wanted and not here: which of them comes next, and from whom. A holder that has not got it, says nothing or sends
 * something else is left for the next one; where all were asked in vain, they are asked again after a while.
 */
import type { PeerId, Sha256 } from '../../wire/ids.ts';
import type { Scope } from '../scope.ts';
import type { BulkLink } from './bulk-link.ts';
import { createDownload, fileKey, nextHolder, type Download, type FileRef } from './download.ts';

/** Files on their way at once, each from another holder. */
const AT_ONCE_MAX = 3;
/** A holder that sends nothing for so long is left for another, in milliseconds. */
const STALL_MS = 20_000;
/** What nobody could give is asked for again, in milliseconds. */
const RETRY_MS = 30_000;

export interface Downloads {
  all(): Iterable<readonly [key: string, download: Download]>;
  get(file: FileRef): Download | undefined;
  add(file: FileRef, author: PeerId | undefined, urgent: boolean): void;
  /** Wanted once more: everybody is asked again. */
  renew(download: Download, urgent: boolean): void;
  /** False where it was not wanted. */
  remove(file: FileRef): boolean;
  handlePart(link: BulkLink, ask: number, offset: number, bytes: Uint8Array): void;
  handleAbsent(link: BulkLink, ask: number): void;
  /** The peer is there (again), or says that it has these files now. */
  hopeFor(peer: PeerId, files?: readonly Sha256[]): void;
  handleGone(link: BulkLink): void;
  end(): void;
}

interface DownloadsDeps {
  readonly scope: Scope;
  links(): Iterable<BulkLink>;
  /** Verified; no longer wanted. */
  whole(file: FileRef, bytes: Blob): void;
  /** The peer sent what does not belong to the file. */
  junk(peer: PeerId): void;
  changed(): void;
}

export function createDownloads({ scope, links, whole, junk, changed }: DownloadsDeps): Downloads {
  const downloads = new Map<string, Download>();

  /** Leaves the present holder; 'tried': it is not asked for this file any more. */
  function leave(download: Download, why: 'tried' | 'gone'): void {
    const { source } = download;
    if (!source) return;
    source.stop();
    download.source = undefined;
    if (why === 'tried') download.tried.add(source.link.peer);
  }
  function giveUp(download: Download): void {
    download.source?.link.cancel(download.source.ask);
    leave(download, 'tried');
    schedule();
  }

  function begin(download: Download, link: BulkLink): boolean {
    const { file, assembly } = download;
    assembly.begin(link.peer);
    const ask = link.ask(file.sha256, assembly.received, file.size);
    if (ask === undefined) return false;
    let stop: () => void = () => undefined;
    const watch = (): void => {
      stop();
      stop = scope.after(STALL_MS, () => giveUp(download));
    };
    watch();
    download.source = { link, ask, watch, stop: () => stop() };
    return true;
  }

  function schedule(): void {
    if (scope.ended) return;
    const waiting = [...downloads.values()].filter(({ source, checking }) => !source && !checking);
    const busy = new Set([...downloads.values()].flatMap(({ source }) => source?.link.peer ?? []));
    for (const download of waiting.sort((a, b) => Number(b.urgent) - Number(a.urgent))) {
      if (busy.size >= AT_ONCE_MAX) break;
      const holder = nextHolder(download, links(), busy);
      download.stuck = holder === 'nobody';
      if (typeof holder === 'string') continue;
      if (begin(download, holder)) busy.add(holder.peer);
      else download.tried.add(holder.peer);
    }
    changed();
  }

  async function check(download: Download): Promise<void> {
    const { file, assembly } = download;
    leave(download, 'gone');
    download.checking = true;
    const bytes = await assembly.verified();
    download.checking = false;
    if (scope.ended || downloads.get(fileKey(file)) !== download) return;
    if (bytes) {
      downloads.delete(fileKey(file));
      whole(file, bytes);
    } else if (assembly.culprit) download.liars.add(assembly.culprit);
    schedule();
  }

  const comingFrom = (link: BulkLink, ask: number): Download | undefined =>
    [...downloads.values()].find(({ source }) => source?.link === link && source.ask === ask);

  scope.every(RETRY_MS, () => {
    for (const download of downloads.values()) if (download.stuck) download.tried.clear();
    schedule();
  });

  return {
    all: () => downloads,
    get: (file) => downloads.get(fileKey(file)),
    add(file, author, urgent) {
      const download = createDownload(file, author, urgent);
      downloads.set(fileKey(file), download);
      if (file.size === 0) void check(download);
      else schedule();
    },
    renew(download, urgent) {
      download.urgent ||= urgent;
      download.tried.clear();
      if (urgent) download.liars.clear();
      schedule();
    },
    remove(file) {
      const download = downloads.get(fileKey(file));
      if (!download) return false;
      downloads.delete(fileKey(file));
      giveUp(download);
      return true;
    },
    handlePart(link, ask, offset, bytes) {
      const download = comingFrom(link, ask);
      if (!download) return; // of an ask that was given up
      const outcome = download.assembly.add(offset, bytes);
      if (outcome === 'whole') void check(download);
      else if (outcome === 'more') download.source?.watch();
      else {
        junk(link.peer);
        giveUp(download);
      }
      changed();
    },
    handleAbsent(link, ask) {
      const download = comingFrom(link, ask);
      if (!download) return;
      leave(download, 'tried');
      schedule();
    },
    hopeFor(peer, files) {
      for (const download of downloads.values()) {
        if (!files || files.includes(download.file.sha256)) download.tried.delete(peer);
      }
      schedule();
    },
    handleGone(link) {
      for (const download of downloads.values()) if (download.source?.link === link) leave(download, 'gone');
      schedule();
    },
    end: () => downloads.clear(),
  };
}
