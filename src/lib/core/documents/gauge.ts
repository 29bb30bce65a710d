/**
 * How full a document is, in operations and unpacked bytes, without measuring it at each message: it adds up what comes in,
 * some of it twice, and measures only when the sum passes a limit.
 */
import * as A from '@automerge/automerge/slim';
import { heldBy } from './brought.ts';
import type { Amount } from './columns.ts';

export type { Amount } from './columns.ts';

/** Most that peers may make of a document. Saved, it must fit one sync message (SYNC_MESSAGE_MAX_BYTES). */
export const DOCUMENT_MAX: Amount = { ops: 40_000, bytes: 6 * 1024 * 1024 };
/** From here on we add nothing of our own, so that no honest peer ever makes it pass DOCUMENT_MAX. */
const DOCUMENT_FULL: Amount = { ops: 20_000, bytes: 3 * 1024 * 1024 };

/** What a document may hold: `max` by whoever, and from `full` on nothing of our own. */
export interface Limits {
  readonly max: Amount;
  readonly full: Amount;
}

export const DOCUMENT_LIMITS: Limits = { max: DOCUMENT_MAX, full: DOCUMENT_FULL };

export interface Gauge {
  /** Whether this much more fits the limit; where it does it is counted as added. */
  admit(more: Amount): boolean;
  isFull(): boolean;
}

const UNBOUNDED: Amount = { ops: Infinity, bytes: Infinity };
const within = (a: Amount, limit: Amount): boolean => a.ops <= limit.ops && a.bytes <= limit.bytes;
const sum = (a: Amount, b: Amount): Amount => ({ ops: a.ops + b.ops, bytes: a.bytes + b.bytes });

function measure(doc: A.Doc<unknown>): Amount {
  const held = heldBy(A.save(doc), UNBOUNDED);
  return typeof held === 'string' ? UNBOUNDED : held.amount;
}

export function createGauge(doc: () => A.Doc<unknown>, limits: Limits): Gauge {
  let known = measure(doc());
  /** A document keeps its history: what is full stays so. */
  let full = false;
  return {
    admit(more) {
      if (!within(sum(known, more), limits.max)) known = measure(doc());
      const next = sum(known, more);
      if (!within(next, limits.max)) return false;
      known = next;
      return true;
    },
    isFull() {
      if (full || within(known, limits.full)) return full;
      known = measure(doc());
      full = !within(known, limits.full);
      return full;
    },
  };
}
