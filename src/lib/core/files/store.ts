/**
 * The files that are held in this page, whole and verified, as Blobs: browsers put large ones on disk. Room is reserved
 * before the first byte comes, so that no sum of files passes the limit.
 */
import type { Sha256 } from '../../wire/ids.ts';

/** All files of a call together, in bytes. */
export const STORE_MAX_BYTES = 512 * 1024 * 1024;

export interface FileStore {
  get(file: Sha256): Blob | undefined;
  all(): readonly Sha256[];
  /** False where there is no room for that many more bytes. */
  reserve(bytes: number): boolean;
  /** Gives back what was reserved and not filled. */
  unreserve(bytes: number): void;
  /** Fills what was reserved with the file. */
  put(file: Sha256, bytes: Blob): void;
  drop(file: Sha256): void;
  clear(): void;
}

export function createFileStore(maxBytes = STORE_MAX_BYTES): FileStore {
  const held = new Map<Sha256, Blob>();
  let used = 0;
  return {
    get: (file) => held.get(file),
    all: () => [...held.keys()],
    reserve(bytes) {
      if (used + bytes > maxBytes) return false;
      used += bytes;
      return true;
    },
    unreserve(bytes) {
      used -= bytes;
    },
    put(file, bytes) {
      if (held.has(file)) used -= bytes.size;
      else held.set(file, bytes);
    },
    drop(file) {
      used -= held.get(file)?.size ?? 0;
      held.delete(file);
    },
    clear() {
      held.clear();
      used = 0;
    },
  };
}
