/**
 * How full a document is, in operations and bytes, without measuring it at each message: it adds up what comes in, some of it
 * twice, and measures only when the sum passes a limit.
 */
import * as A from '@automerge/automerge/slim';
import { chunksOf, type Chunk } from './chunks.ts';

export interface Amount {
  readonly ops: number;
  readonly bytes: number;
}

/** Most that peers may make of a document. Saved, it must fit one sync message (SYNC_MESSAGE_MAX_BYTES). */
export const DOCUMENT_MAX: Amount = { ops: 40_000, bytes: 6 * 1024 * 1024 };
/** From here on we add nothing of our own, so that no honest peer ever makes it pass DOCUMENT_MAX. */
const DOCUMENT_FULL: Amount = { ops: 20_000, bytes: 3 * 1024 * 1024 };

/** What a document may hold: `max` by whoever, and from `full` on nothing of our own. */
export interface Limits {
  readonly max: Amount;
  readonly full: Amount;
}

const DOCUMENT_LIMITS: Limits = { max: DOCUMENT_MAX, full: DOCUMENT_FULL };

export interface Gauge {
  /** Whether this much more fits the limit; where it does it is counted as added. */
  admit(more: Amount): boolean;
  isFull(): boolean;
}

const within = (a: Amount, limit: Amount): boolean => a.ops <= limit.ops && a.bytes <= limit.bytes;
const sum = (a: Amount, b: Amount): Amount => ({ ops: a.ops + b.ops, bytes: a.bytes + b.bytes });

export function createGauge(doc: () => A.Doc<unknown>, limits = DOCUMENT_LIMITS): Gauge {
  const measured = (): Amount => ({ ops: A.stats(doc()).numOps, bytes: A.save(doc()).length });
  let known = measured();
  return {
    admit(more) {
      if (!within(sum(known, more), limits.max)) known = measured();
      const next = sum(known, more);
      if (!within(next, limits.max)) return false;
      known = next;
      return true;
    },
    isFull() {
      if (!within(known, limits.full)) known = measured();
      return !within(known, limits.full);
    },
  };
}

const NOTHING: Amount = { ops: 0, bytes: 0 };

/** What one chunk brings. Throws where Automerge cannot read it. */
function amountOf({ kind, bytes }: Chunk): Amount {
  if (kind === 'change') return { ops: A.decodeChange(bytes).ops.length, bytes: bytes.length };
  const doc = A.load(bytes);
  const { numOps } = A.stats(doc);
  A.free(doc);
  return { ops: numOps, bytes: bytes.length };
}

/** What saved bytes hold, or `undefined` where they are no document or changes. */
export function heldBy(saved: Uint8Array): Amount | undefined {
  try {
    return chunksOf(saved)?.map(amountOf).reduce(sum, NOTHING);
  } catch {
    return undefined;
  }
}

/** What a sync message brings, or `undefined` where it is none. */
export function broughtBy(message: Uint8Array): Amount | undefined {
  try {
    const amounts = A.decodeSyncMessage(message).changes.map(heldBy);
    return amounts.reduce((total, more) => total && more && sum(total, more), NOTHING);
  } catch {
    return undefined;
  }
}
