/** One document of a repository, as the rest of core sees it: a value that changes here or at another peer. */
import * as A from '@automerge/automerge/slim';
import type { DocHandle, DocHandleChangePayload } from '@automerge/automerge-repo/slim';
import { heldBy } from './brought.ts';
import { createGauge, DOCUMENT_LIMITS, type Limits } from './gauge.ts';
import type { Allows, Guarded } from './guard.ts';

/** What of a document is enough to keep it, whatever is in it. */
export interface KeepableDocument {
  /** Calls `run` after each change, whoever made it. Returns what ends it. */
  onChange(run: () => void): () => void;
  /** The hashes of its newest changes: they stand for all that it holds. */
  heads(): readonly string[];
  save(): Uint8Array;
  /** What has come since `heads` was this; no bytes where nothing has. */
  saveSince(heads: readonly string[]): Uint8Array;
  /** Takes in what `save` or `saveSince` gave, here or elsewhere. False where the bytes are no such document or too much. */
  merge(saved: Uint8Array): boolean;
}

export interface SharedDocument<T> extends KeepableDocument {
  /** The present state; not to be changed. */
  read(): T;
  change(edit: (draft: T) => void): void;
  /** As `onChange`, with the keys at the root that were set or taken out. */
  onKeys(run: (keys: ReadonlySet<string>) => void): () => void;
  /** Too much is in it already; nothing of our own should be added. */
  isFull(): boolean;
}

export function createSharedDocument<T>(
  handle: DocHandle<T>,
  limits: Limits = DOCUMENT_LIMITS,
  allows?: Allows,
): { document: SharedDocument<T>; guarded: Guarded } {
  const gauge = createGauge(() => handle.doc(), limits);
  const document: SharedDocument<T> = {
    read: () => handle.doc(),
    change(edit) {
      // Each change has an actor of its own (the clone's). Automerge refuses a second change with the same actor and number, so
      // a peer that forged the next one of ours in advance would shut us out wherever its change came first.
      const fork = A.change(A.clone(handle.doc()), (draft) => edit(draft as T));
      const made = A.getLastLocalChange(fork);
      A.free(fork);
      if (!made) return;
      const held = heldBy(made, limits.max);
      if (typeof held !== 'string') gauge.admit(held.amount);
      handle.update((doc) => A.applyChanges(doc, [made])[0]);
    },
    onChange(run) {
      const listener = (): void => run();
      handle.on('change', listener);
      return () => void handle.off('change', listener);
    },
    onKeys(run) {
      const listener = ({ patches }: DocHandleChangePayload<T>): void =>
        run(new Set(patches.map(({ path }) => String(path[0]))));
      handle.on('change', listener);
      return () => void handle.off('change', listener);
    },
    isFull: () => gauge.isFull(),
    heads: () => A.getHeads(handle.doc()),
    save: () => A.save(handle.doc()),
    saveSince: (heads) => A.saveSince(handle.doc(), [...heads]),
    merge(saved) {
      const held = heldBy(saved, limits.max);
      if (typeof held === 'string' || !gauge.admit(held.amount)) return false;
      try {
        handle.update((doc) => A.loadIncremental(doc, saved));
        return true;
      } catch {
        return false;
      }
    },
  };
  return { document, guarded: { limits, gauge, doc: () => handle.doc(), ...(allows && { allows }) } };
}
