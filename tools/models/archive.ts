/**
 * Whether an archive holds a Vosk model: one top folder with an acoustic model and its configuration in it. Only the names are read. A wrong archive is
 * found here and not in the browser, which would keep it.
 */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';

/** Names that are looked at, at most: an archive that never ends is none. */
const ENTRIES_MAX = 20_000;
const TAR_BLOCK_BYTES = 512;
const ZIP_END_BYTES = 22;
const ZIP_COMMENT_MAX_BYTES = 0xffff;
const ZIP_DIRECTORY_MAX_BYTES = 16 * 1024 * 1024;

/** Names in an archive (.tar.gz or .zip), or undefined where it is neither, or cut off. */
export async function namesIn(file: string): Promise<readonly string[] | undefined> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    if (bytesRead < 4) return undefined;
    if (buffer.readUInt16BE(0) === 0x1f8b) return await tarNames(file);
    if (buffer.toString('latin1') !== 'PK\x03\x04') return undefined;
    const { size } = await handle.stat();
    const tail = Buffer.alloc(Math.min(size, ZIP_END_BYTES + ZIP_COMMENT_MAX_BYTES));
    await handle.read(tail, 0, tail.length, size - tail.length);
    const end = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1');
    if (end < 0 || end + ZIP_END_BYTES > tail.length) return undefined;
    const length = tail.readUInt32LE(end + 12);
    const start = tail.readUInt32LE(end + 16);
    if (length > ZIP_DIRECTORY_MAX_BYTES || start + length > size) return undefined;
    const directory = Buffer.alloc(length);
    await handle.read(directory, 0, length, start);
    return zipNames(directory);
  } finally {
    await handle.close();
  }
}

/** The central directory of a zip file (APPNOTE 4.3.12). */
function zipNames(directory: Buffer): readonly string[] | undefined {
  const HEADER_BYTES = 46;
  const names: string[] = [];
  for (let at = 0; at + HEADER_BYTES <= directory.length;) {
    if (directory.toString('latin1', at, at + 4) !== 'PK\x01\x02' || names.length >= ENTRIES_MAX) return undefined;
    const nameLength = directory.readUInt16LE(at + 28);
    names.push(directory.toString('utf8', at + HEADER_BYTES, at + HEADER_BYTES + nameLength));
    at += HEADER_BYTES + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return names;
}

/** Headers of a tar archive (POSIX ustar), read to its end, so that a cut one is noticed. */
async function tarNames(file: string): Promise<readonly string[] | undefined> {
  const names: string[] = [];
  let held: Buffer = Buffer.alloc(0);
  let skip = 0;
  let ended = false;
  const unpacked = createReadStream(file).pipe(createGunzip());
  try {
    for await (const piece of unpacked) {
      held = held.length === 0 ? (piece as Buffer) : Buffer.concat([held, piece as Buffer]);
      while (held.length > 0) {
        const skipped = Math.min(skip, held.length);
        skip -= skipped;
        held = held.subarray(skipped);
        if (skip > 0 || held.length < TAR_BLOCK_BYTES) break;
        const header = held.subarray(0, TAR_BLOCK_BYTES);
        held = held.subarray(TAR_BLOCK_BYTES);
        if (header.every((byte) => byte === 0)) {
          ended = true;
          continue;
        }
        const size = parseInt(header.toString('latin1', 124, 136), 8);
        if (!Number.isSafeInteger(size) || names.length >= ENTRIES_MAX) return undefined;
        const text = (from: number, to: number): string => header.toString('utf8', from, to).replace(/\0.*$/s, '');
        const prefix = text(345, 500);
        names.push(prefix ? `${prefix}/${text(0, 100)}` : text(0, 100));
        skip = Math.ceil(size / TAR_BLOCK_BYTES) * TAR_BLOCK_BYTES;
      }
    }
  } catch {
    return undefined; // cut off, or no gzip
  } finally {
    unpacked.destroy();
  }
  return ended ? names : undefined;
}

/** Whether these are the names of a Vosk model, as the recogniser loads it (it takes the top folder away). */
export function isSpeechModel(names: readonly string[]): boolean {
  const inner = new Set(names.map((name) => name.replace(/^(\.\/)?[^/]+\//, '')));
  return (
    (inner.has('am/final.mdl') && inner.has('conf/model.conf')) || (inner.has('final.mdl') && inner.has('mfcc.conf'))
  );
}
