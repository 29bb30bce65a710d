/**
 * Files as one ZIP archive (fflate). Bytes of large files pass through piece by piece and are not packed again: most are packed already, and
 * a call's files may be more than a page's memory takes twice.
 */
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import type { Bytes } from '../../wire/bytes.ts';

export interface ArchiveEntry {
  /** With `/` between folders; unique. */
  readonly path: string;
  readonly content: Bytes | Blob;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** ZIP counts years from 1980 to 2099. */
const EARLIEST = new Date(1980, 0, 2).getTime();
const LATEST = new Date(2099, 0, 1).getTime();
/** What lies in memory before the browser is given it as a Blob, which it may put on disk, in bytes. */
const GATHER_BYTES = 16 * 1024 * 1024;

/** Rejects where a file cannot be read. */
export async function archiveOf(entries: Iterable<ArchiveEntry>): Promise<Blob> {
  const done: Blob[] = [];
  let gathered: Bytes[] = [];
  let size = 0;
  let failed: Error | undefined;
  const zip = new Zip((error, chunk) => {
    if (error) failed = error;
    gathered.push(chunk as Bytes);
    size += chunk.length;
    if (size < GATHER_BYTES) return;
    done.push(new Blob(gathered));
    gathered = [];
    size = 0;
  });
  for (const { path, content, at } of entries) {
    const file = content instanceof Blob ? new ZipPassThrough(path) : new ZipDeflate(path);
    file.mtime = Math.min(Math.max(at, EARLIEST), LATEST);
    zip.add(file);
    if (content instanceof Blob) await pour(content, (chunk) => file.push(chunk));
    file.push(content instanceof Blob ? new Uint8Array(0) : content, true);
    if (failed) throw failed;
  }
  zip.end();
  if (failed) throw failed;
  return new Blob([...done, ...gathered], { type: 'application/zip' });
}

async function pour(content: Blob, take: (chunk: Uint8Array) => void): Promise<void> {
  const reader = content.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    take(value);
  }
}
