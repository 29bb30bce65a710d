/** One file that is wanted: what has come of it, from whom it comes now, and whom it makes no sense to ask. */
import type { PeerId, Sha256 } from '../../wire/ids.ts';
import { createAssembly, type Assembly } from './assembly.ts';
import type { BulkLink } from './bulk-link.ts';

/** What names a file: a hash alone could be mentioned with a false size. */
export interface FileRef {
  readonly sha256: Sha256;
  readonly size: number;
}
export const fileKey = ({ sha256, size }: FileRef): string => `${sha256}.${size}`;

export interface Source {
  readonly link: BulkLink;
  readonly ask: number;
  /** The watch for a holder that stops sending. */
  watch(): void;
  stop(): void;
}

export interface Download {
  readonly file: FileRef;
  readonly author: PeerId | undefined;
  /** Somebody waits for it. */
  urgent: boolean;
  readonly assembly: Assembly;
  readonly tried: Set<PeerId>;
  readonly liars: Set<PeerId>;
  source: Source | undefined;
  /** All bytes are here and are being hashed. */
  checking: boolean;
  /** Nobody is left to ask. */
  stuck: boolean;
}

export const createDownload = (file: FileRef, author: PeerId | undefined, urgent: boolean): Download => ({
  file,
  author,
  urgent,
  assembly: createAssembly(file),
  tried: new Set(),
  liars: new Set(),
  source: undefined,
  checking: false,
  stuck: false,
});

/**
 * Whom to ask next: who said that they have it, before its author, before anybody else. 'busy': those who are left are sending us
 * something else; 'nobody': nobody is left.
 */
export function nextHolder(
  download: Download,
  links: Iterable<BulkLink>,
  busy: ReadonlySet<PeerId>,
): BulkLink | 'busy' | 'nobody' {
  // Nobody sends no bytes: where the empty file does not have this hash, no file does.
  if (download.file.size === 0) return 'nobody';
  const left = [...links].filter(({ peer }) => !download.tried.has(peer) && !download.liars.has(peer));
  const place = (link: BulkLink): number =>
    link.has.has(download.file.sha256) ? 0 : link.peer === download.author ? 1 : 2;
  const free = left.filter(({ peer }) => !busy.has(peer)).sort((a, b) => place(a) - place(b));
  return free[0] ?? (left.length > 0 ? 'busy' : 'nobody');
}
