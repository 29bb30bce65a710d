/**
 * Files of a running call on the disk (X6): what the exchange holds is written there, and let go there as it is let go here. What was
 * written before is given back when it is wanted, before others are asked for it: they may have left. Where the disk does not
 * answer, others are asked.
 */
import type { Nonce, Sha256 } from '../../wire/ids.ts';
import type { JournalPart } from '../../wire/journal.ts';
import { cell } from '../cell.ts';
import { sha256Of } from '../files/assembly.ts';
import { fileKey, type Exchange, type FileRef } from '../files/exchange.ts';
import type { Scope } from '../scope.ts';
import { filePart, type Journal, type KeptCall } from './journal.ts';
import type { Log } from './log.ts';

/** How long a file waits to be told what is on the disk, in milliseconds, before others are asked for it. */
const PATIENCE_MS = 4_000;
/** After a failure, in milliseconds. */
const RETRY_MS = 2_000;

export interface KeptFiles extends Log {
  /** In place of the one that was given in. */
  readonly exchange: Exchange;
}

/** The bytes of one file; undefined where none on the disk are it. */
export async function readKeptFile(
  journal: Pick<Journal, 'read'>,
  call: Nonce,
  sha256: Sha256,
): Promise<Blob | undefined> {
  const part = filePart(sha256);
  for (const { bytes } of part ? await journal.read(call, part) : []) {
    const found = new Blob([bytes]);
    if ((await sha256Of(found)) === sha256) return found;
  }
  return undefined;
}

/** All files that are kept of one call. What was read once stays, also when the disk has let go of it. */
export function keptFilesOf(
  journal: Pick<Journal, 'read'>,
  { call, parts }: Pick<KeptCall, 'call' | 'parts'>,
): { has(sha256: Sha256): boolean; get(sha256: Sha256): Promise<Blob | undefined> } {
  const read = new Map<Sha256, Promise<Blob | undefined>>();
  return {
    has(sha256) {
      const part = filePart(sha256);
      return part !== undefined && parts.has(part);
    },
    get(sha256) {
      const known = read.get(sha256) ?? readKeptFile(journal, call, sha256);
      read.set(sha256, known);
      known.catch(() => read.delete(sha256));
      return known;
    },
  };
}

export function createKeptFiles(deps: {
  /** May reject. */
  readonly journal: Promise<Journal>;
  /** What was kept of this call before; may reject. */
  earlier(opened: Journal): Promise<Pick<KeptCall, 'parts'> | undefined>;
  readonly call: Nonce;
  /** Once it ends nothing more is written or let go. */
  readonly scope: Scope;
  readonly exchange: Exchange;
}): KeptFiles {
  const { call, scope, exchange } = deps;
  const failing = cell(false);
  /** On the disk, as far as is known. */
  const written = new Set<JournalPart>();
  /** Held at some time since this page came: what is held no more was let go. What lies on the disk unseen stays. */
  const seen = new Set<JournalPart>();
  const reading = new Map<string, symbol>();
  let running: Promise<void> | undefined;
  let dirty = false;
  let retrying = false;

  async function open(): Promise<Journal> {
    const opened = await deps.journal;
    for (const part of (await deps.earlier(opened))?.parts.keys() ?? []) {
      if (part.startsWith('file/')) written.add(part);
    }
    return opened;
  }
  let opening: Promise<Journal> | undefined;
  const ready = (): Promise<Journal> =>
    (opening ??= open().catch((error: unknown) => {
      opening = undefined; // tried anew the next time
      throw error;
    }));
  /** Resolves when the disk has answered, could not, or has not in time. */
  const answered = new Promise<void>((resolve) => {
    const done = (): void => resolve();
    ready().then(done, done);
    scope.after(PATIENCE_MS, done);
    scope.own(done);
  });

  const partOf = ({ sha256 }: FileRef): JournalPart | undefined => filePart(sha256);
  function held(): Map<JournalPart, FileRef> {
    const all = new Map<JournalPart, FileRef>();
    for (const file of exchange.held()) {
      const part = partOf(file);
      if (part) all.set(part, file);
    }
    return all;
  }

  /** One change of the disk; false where there is none to make. */
  async function step(journal: Journal): Promise<boolean> {
    const now = held();
    for (const part of now.keys()) seen.add(part);
    const gone = [...written].find((part) => seen.has(part) && !now.has(part));
    if (gone) {
      await journal.discard(call, gone);
      written.delete(gone);
      return true;
    }
    const [part, file] = [...now].find(([one]) => !written.has(one)) ?? [];
    const bytes = file && exchange.read(file);
    if (!part || !bytes) return false;
    await journal.write(call, part, new Uint8Array(await bytes.arrayBuffer()));
    written.add(part);
    return true;
  }
  async function run(): Promise<void> {
    try {
      const journal = await ready();
      while (dirty && !scope.ended) {
        dirty = false;
        while (!scope.ended && (await step(journal)));
      }
      failing.set(false);
    } catch {
      failing.set(true);
      retrying = true;
      scope.after(RETRY_MS, () => {
        retrying = false;
        changed();
      });
    } finally {
      running = undefined;
    }
  }
  function changed(): void {
    dirty = true;
    if (!retrying && !scope.ended) running ??= run();
  }
  scope.own(exchange.states.subscribe(changed));

  /** Whether it was on the disk and is here now. */
  async function giveBack(file: FileRef): Promise<boolean> {
    await answered;
    const part = partOf(file);
    if (!part || !written.has(part) || scope.ended) return false;
    const bytes = await readKeptFile(await ready(), call, file.sha256);
    if (bytes?.size !== file.size) {
      written.delete(part); // damaged there: written anew once it has come from somebody
      return false;
    }
    return (await exchange.keep(bytes)).t === 'kept';
  }
  function want(file: FileRef, author: Parameters<Exchange['want']>[1], urgent: boolean): void {
    const key = fileKey(file);
    if (reading.has(key)) return;
    if (exchange.read(file) || exchange.states.get().has(key)) return exchange.want(file, author, urgent);
    const mine = Symbol(key);
    reading.set(key, mine);
    void giveBack(file)
      .catch(() => false)
      .then((here) => {
        const wanted = reading.get(key) === mine;
        if (wanted) reading.delete(key);
        if (here && !wanted && !reading.has(key)) exchange.release(file);
        if (!here && wanted) exchange.want(file, author, urgent);
      });
  }

  return {
    failing,
    changed,
    flush: async () => {
      changed();
      await running;
    },
    exchange: {
      ...exchange,
      want,
      release(file) {
        reading.delete(fileKey(file));
        exchange.release(file);
      },
    },
  };
}
