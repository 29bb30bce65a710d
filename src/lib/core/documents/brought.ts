/** What a sync message or saved bytes bring, found out without Automerge, which believes whatever it is told about sizes. */
import { chunksOf, measureChunk } from './chunks.ts';
import type { Amount } from './columns.ts';
import { TooMuch } from './inflate.ts';
import { changesIn } from './sync-message.ts';

export interface BroughtChange {
  readonly bytes: Uint8Array;
  /** Numbers of its first and its last operation. */
  readonly first: number;
  readonly last: number;
}

export interface Brought {
  readonly amount: Amount;
  readonly changes: readonly BroughtChange[];
  /** Whole documents, saved. */
  readonly documents: readonly Uint8Array[];
}

function add(rows: readonly Uint8Array[], max: Amount): Brought {
  const changes: BroughtChange[] = [];
  const documents: Uint8Array[] = [];
  let [ops, bytes] = [0, 0];
  for (const chunk of rows.flatMap(chunksOf)) {
    const more = measureChunk(chunk, { ops: max.ops - ops, bytes: max.bytes - bytes });
    ops += more.ops;
    bytes += more.bytes;
    if (chunk.kind === 'document') documents.push(chunk.bytes);
    else changes.push({ bytes: chunk.bytes, first: more.first, last: more.first + more.ops });
  }
  return { amount: { ops, bytes }, changes, documents };
}

function read(rows: () => readonly Uint8Array[], max: Amount): Brought | 'unreadable' | 'too-much' {
  try {
    return add(rows(), max);
  } catch (error) {
    return error instanceof TooMuch ? 'too-much' : 'unreadable';
  }
}

/** What a sync message brings; 'too-much' where that is more than `max`. */
export const broughtBy = (message: Uint8Array, max: Amount): Brought | 'unreadable' | 'too-much' =>
  read(() => changesIn(message), max);

/** What saved bytes hold. */
export const heldBy = (saved: Uint8Array, max: Amount): Brought | 'unreadable' | 'too-much' => read(() => [saved], max);
