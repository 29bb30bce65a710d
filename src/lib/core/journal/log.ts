/**
 * Keeps one part of a running call on the disk: each change as a chunk of its own, written as soon as the one before is there, so that
 * a slow disk makes no queue and what is missing after a crash is never older than one write. When the changes outgrow what they
 * change, all is written anew as one chunk in their place. So is all after a write that failed: the disk says nothing about what it has.
 */
import type { Nonce } from '../../wire/ids.ts';
import type { JournalPart } from '../../wire/journal.ts';
import { cell, type Cell } from '../cell.ts';
import type { Scope } from '../scope.ts';
import type { Journal } from './journal.ts';

/** Chunks of a part that lie side by side, and how many bytes of changes at least, before they are put together. */
const CHUNKS_MAX = 100;
const CHANGES_MIN_BYTES = 64 * 1024;
/** After a write that failed, in milliseconds: a full disk may have room again. */
const RETRY_MS = 2_000;
/** A write that takes longer, in milliseconds, is one that fails: what changes meanwhile is not kept. */
const SLOW_MS = 5_000;

/** What is kept, whole or as what has come since a mark. */
export interface LogSource<M> {
  whole(): { readonly bytes: Uint8Array; readonly mark: M };
  /** Absent where it is always written whole. */
  readonly since?: (mark: M) => { readonly bytes: Uint8Array; readonly mark: M };
}

export interface Log {
  /** Something has changed. */
  changed(): void;
  /** True while something could not be written. */
  readonly failing: Cell<boolean>;
  /** Resolves when everything that has changed is written, or could not be. */
  flush(): Promise<void>;
}

/** A chunk that is on the disk. */
export interface KeptChunk {
  readonly id: Nonce;
  readonly bytes: number;
}

export function createLog<M>(deps: {
  readonly journal: Pick<Journal, 'write'>;
  readonly call: Nonce;
  readonly part: JournalPart;
  readonly source: LogSource<M>;
  /** Once it ends, what has changed is still written, but no longer again and again. */
  readonly scope: Scope;
  /** What is there already and has been taken in; the first write stands for it. */
  readonly before?: readonly Nonce[];
}): Log {
  const { journal, call, part, source, scope } = deps;
  const failing = cell(false);
  let chunks: readonly KeptChunk[] = (deps.before ?? []).map((id) => ({ id, bytes: 0 }));
  /** What the chunks hold; undefined: all has to be written anew. */
  let written: { readonly mark: M } | undefined;
  let dirty = false;
  let running: Promise<void> | undefined;
  let retrying = false;

  function grown(): boolean {
    const [whole, ...changes] = chunks;
    if (!whole || chunks.length >= CHUNKS_MAX) return true;
    const bytes = changes.reduce((sum, chunk) => sum + chunk.bytes, 0);
    return bytes > Math.max(whole.bytes, CHANGES_MIN_BYTES);
  }

  async function write(): Promise<void> {
    dirty = false;
    const change = written && source.since && !grown() ? source.since(written.mark) : undefined;
    if (change?.bytes.length === 0) return;
    const { bytes, mark } = change ?? source.whole();
    const instead = change ? [] : chunks.map(({ id }) => id);
    const stopWatch = scope.after(SLOW_MS, () => failing.set(true));
    try {
      const id = await journal.write(call, part, bytes, instead);
      chunks = [...(change ? chunks : []), { id, bytes: bytes.length }];
      written = { mark };
      failing.set(false);
    } catch {
      // It may be there or not; it is in what is written next, which stands for all that is known to be there.
      written = undefined;
      dirty = true;
      failing.set(true);
    } finally {
      stopWatch();
    }
  }
  async function run(): Promise<void> {
    do await write();
    while (dirty && written);
    running = undefined;
    if (!dirty || retrying) return;
    retrying = true;
    scope.after(RETRY_MS, () => {
      retrying = false;
      if (dirty) start();
    });
  }
  function start(): void {
    running ??= run();
  }
  return {
    failing,
    changed() {
      dirty = true;
      if (!retrying) start();
    },
    async flush() {
      if (dirty) start();
      await running;
    },
  };
}
