/**
 * How full a document is, in operations and bytes, without measuring it at each message: it adds up what comes in, some of it
 * twice, and measures only when the sum passes a limit.
 */
import * as A from '@automerge/automerge/slim';

export interface Amount {
  readonly ops: number;
  readonly bytes: number;
}

/** Most that peers may make of a document. Saved, it must fit one sync message (SYNC_MESSAGE_MAX_BYTES). */
export const DOCUMENT_MAX: Amount = { ops: 40_000, bytes: 6 * 1024 * 1024 };
/** From here on we add nothing of our own, so that no honest peer ever makes it pass DOCUMENT_MAX. */
export const DOCUMENT_FULL: Amount = { ops: 20_000, bytes: 3 * 1024 * 1024 };

export interface Gauge {
  /** Whether this much more fits DOCUMENT_MAX; where it does it is counted as added. */
  admit(more: Amount): boolean;
  isFull(): boolean;
}

const within = (a: Amount, limit: Amount): boolean => a.ops <= limit.ops && a.bytes <= limit.bytes;
const sum = (a: Amount, b: Amount): Amount => ({ ops: a.ops + b.ops, bytes: a.bytes + b.bytes });

export function createGauge(doc: () => A.Doc<unknown>): Gauge {
  const measured = (): Amount => ({ ops: A.stats(doc()).numOps, bytes: A.save(doc()).length });
  let known = measured();
  return {
    admit(more) {
      if (!within(sum(known, more), DOCUMENT_MAX)) known = measured();
      const next = sum(known, more);
      if (!within(next, DOCUMENT_MAX)) return false;
      known = next;
      return true;
    },
    isFull() {
      if (!within(known, DOCUMENT_FULL)) known = measured();
      return !within(known, DOCUMENT_FULL);
    },
  };
}

/** Byte 8 of a chunk of Automerge's binary format says what it is. */
const CHUNK_TYPE_AT = 8;
const DOCUMENT_CHUNK = 0;

/** What one chunk (a change or a whole document) brings. Throws where it is none. */
function amountOf(chunk: Uint8Array): Amount {
  const bytes = chunk.length;
  if (chunk[CHUNK_TYPE_AT] !== DOCUMENT_CHUNK) return { ops: A.decodeChange(chunk).ops.length, bytes };
  const doc = A.load(chunk);
  const { numOps } = A.stats(doc);
  A.free(doc);
  return { ops: numOps, bytes };
}

/** What a sync message brings, or `undefined` where it is none. */
export function broughtBy(message: Uint8Array): Amount | undefined {
  try {
    return A.decodeSyncMessage(message).changes.map(amountOf).reduce(sum, { ops: 0, bytes: 0 });
  } catch {
    return undefined;
  }
}

/** What a saved document holds, or `undefined` where the bytes are none. */
export function heldBy(saved: Uint8Array): Amount | undefined {
  try {
    return amountOf(saved);
  } catch {
    return undefined;
  }
}
