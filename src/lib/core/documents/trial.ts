/**
 * Tries on a copy what a peer brings. A change can be well-formed and still break Automerge: one that writes over an operation
 * that never was makes it panic, one that numbers its operations wrongly leaves a document that nobody can load any more. What
 * loads again after it was saved is sound.
 */
import * as A from '@automerge/automerge/slim';
import type { Brought } from './brought.ts';

/**
 * How far the numbers of a change's operations may be above all that are known. They follow one another, but for what a
 * Bloom filter hid; Automerge has 32 bits for them and breaks at their end.
 */
const LEAP_MAX = 20_000;

/** Number of the last operation in the document. */
function lastOperation(doc: A.Doc<unknown>): number {
  const changes = A.getHeads(doc).map((head) => A.inspectChange(doc, head));
  return Math.max(0, ...changes.map((change) => (change ? change.startOp + change.ops.length - 1 : 0)));
}

function leaps(doc: A.Doc<unknown>, { changes }: Brought): boolean {
  let last = lastOperation(doc);
  return changes.some((change) => {
    if (change.first > last + LEAP_MAX) return true;
    last = Math.max(last, change.last);
    return false;
  });
}

/** Throws where they do not stand. Changes that we have are not tried again. */
function tryChanges(doc: A.Doc<unknown>, changes: readonly Uint8Array[]): void {
  const before = A.getHeads(doc).join();
  const copy = A.applyChanges(A.clone(doc), [...changes])[0];
  try {
    if (A.getHeads(copy).join() !== before) A.free(A.load(A.save(copy)));
  } finally {
    A.free(copy);
  }
}

/**
 * Whether the document stays one that can be saved and loaded, and `allows` says yes to the documents that are brought. What is
 * brought has been found not too much.
 */
export function isSound(
  doc: A.Doc<unknown>,
  brought: Brought,
  allows: (documents: readonly A.Doc<unknown>[]) => boolean = () => true,
): boolean {
  const documents: A.Doc<unknown>[] = [];
  try {
    for (const saved of brought.documents) documents.push(A.load(saved));
    const { changes } = brought;
    if (changes.length > 0) {
      if (leaps(doc, brought)) return false;
      tryChanges(
        doc,
        changes.map(({ bytes }) => bytes),
      );
    }
    return allows(documents);
  } catch {
    return false;
  } finally {
    for (const one of documents) A.free(one);
  }
}
