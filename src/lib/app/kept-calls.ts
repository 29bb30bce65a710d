/**
 * What this browser keeps of calls in this room that were not taken home (X6): offered in the host's waiting room until it was
 * downloaded or discarded.
 */
import { cell, type Cell } from '../core/cell.ts';
import type { Clock, Random } from '../core/clock.ts';
import { checkCertificate } from '../core/admission/certificate.ts';
import { createJournal, type Journal, type KeptCall } from '../core/journal/journal.ts';
import type { JournalStore } from '../core/journal/store.ts';
import type { Kept } from '../core/kept.ts';
import { keepsakeOf, type Keepsake } from '../core/record/keepsake.ts';
import type { CallRecord } from '../core/record/record.ts';
import { verifyJws } from '../core/session/identity.ts';
import type { OpenedLink } from '../core/session/link.ts';
import type { Nonce, Seed, Sha256 } from '../wire/ids.ts';
import type { JournalPart } from '../wire/journal.ts';
import type { StoredCall } from '../wire/stored.ts';

export interface OfferedCall {
  readonly keepsake: Keepsake;
  readonly record: CallRecord;
  /** When it is erased by itself, in milliseconds since the epoch. */
  readonly erasedAt: number;
  /** It was cut short: entering the call goes on with it. */
  readonly resumable: boolean;
  /** Something of it is on the disk that cannot be read: it is missing in the record. */
  readonly damaged: boolean;
  /** Which parts that is, but for files. */
  readonly unread: ReadonlySet<JournalPart>;
  /** It was taken home, and is on the disk no longer. */
  readonly taken: boolean;
}

export interface KeptCalls {
  readonly journal: Promise<Journal>;
  /** Newest first; empty as long as nothing was found. */
  readonly offered: Cell<readonly OfferedCall[]>;
  /** What there may be cannot be read: the browser's storage is broken or another program's. */
  readonly unreadable: Cell<boolean>;
  /** Looks anew. Never rejects: where the browser keeps nothing, nothing is offered. */
  look(): Promise<void>;
  /** The next call that is entered is this one, however long it was left. */
  resume(call: Nonce): void;
  /** Erases it, and offers it no longer. */
  discard(call: Nonce): Promise<void>;
  /** It was taken home: erases it. What is shown of it stays until one looks anew. */
  taken(call: Nonce): Promise<void>;
}

export interface KeptCallsDeps {
  readonly store: JournalStore;
  readonly link: OpenedLink;
  readonly seed: Seed;
  readonly clock: Clock;
  readonly random: Random;
  /** Which call goes on (see gate-call.ts). */
  readonly kept: Kept<StoredCall>;
  loadAutomerge(): Promise<void>;
}

/** Whether there is something that somebody may miss: a call in which nobody came and nothing was written is none. */
export function isWorthKeeping({ stays, chat, agenda, transcript }: CallRecord): boolean {
  const others = stays.some(({ role }) => role !== 'host');
  const notes = agenda?.freeMemo.trim() || agenda?.items.some(({ memo }) => memo.trim());
  return others || chat.length > 0 || transcript !== undefined || Boolean(notes);
}

export function createKeptCalls(deps: KeptCallsDeps): KeptCalls {
  const { store, link, seed, clock, random, kept } = deps;
  const journal = createJournal({ store, seed, room: link.room, clock, random });
  journal.catch(() => undefined); // whoever asks for something is told
  const offered = cell<readonly OfferedCall[]>([]);
  const unreadable = cell(false);

  const change = (call: Nonce, to: Partial<OfferedCall>): void =>
    offered.update((all) => all.map((one) => (one.record.call === call ? { ...one, ...to } : one)));

  async function find(): Promise<readonly OfferedCall[]> {
    const opened = await journal;
    const calls = await opened.calls();
    if (calls.length === 0) return [];
    await deps.loadAutomerge();
    const [{ readRecord }, { keptFilesOf }, { drawingOf }] = await Promise.all([
      import('../core/journal/read-record.ts'),
      import('../core/journal/kept-files.ts'),
      import('./kept-board.ts'),
    ]);
    const over = kept.get()?.over ?? [];
    const resumable = calls.find(({ call, facts }) => facts && facts.ended === undefined && !over.includes(call));
    const offer = async (found: KeptCall): Promise<OfferedCall | undefined> => {
      const {
        record,
        damaged: unread,
        board,
      } = await readRecord(opened, found, {
        title: link.details.title,
        verifyJws,
        verifyCertificate: (jws) => checkCertificate(link.authority, link.room, jws, 0),
      });
      const all = keptFilesOf(opened, found);
      const files = {
        has: all.has,
        async get(sha256: Sha256) {
          const bytes = await all.get(sha256);
          if (!bytes && all.has(sha256)) change(found.call, { damaged: true });
          return bytes;
        },
      };
      const drawBoard = board && drawingOf(board, files, clock);
      const damaged = unread.size > 0;
      if (!damaged && !drawBoard && !isWorthKeeping(record)) return undefined;
      const keepsake = keepsakeOf({ role: link.role, record, files, drawBoard });
      const offer = { keepsake, record, erasedAt: found.erasedAt, damaged, unread, taken: false };
      return { ...offer, resumable: found === resumable };
    };
    return (await Promise.all(calls.map(offer))).filter((one) => one !== undefined);
  }

  async function erase(call: Nonce): Promise<void> {
    const found = kept.get();
    if (found?.present?.call === call) {
      const { present: _present, ...others } = found;
      kept.set(others); // else entering would go on with it
    }
    await (await journal).discard(call);
  }

  return {
    journal,
    offered,
    unreadable,
    look: () =>
      find().then(
        (found) => {
          unreadable.set(false);
          offered.set(found);
        },
        (error: unknown) => {
          // Where the browser keeps nothing for us (SecurityError) there is nothing to miss.
          unreadable.set(!(error instanceof DOMException && error.name === 'SecurityError'));
          offered.set([]);
        },
      ),
    resume(call) {
      const found = kept.get();
      const before = found?.room === link.room ? found : { room: link.room, over: [] };
      const same = before.present?.call === call ? before.present : { call, epoch: 0 };
      kept.set({ ...before, present: { ...same, seen: clock.now() } });
    },
    async discard(call) {
      offered.update((all) => all.filter(({ record }) => record.call !== call));
      await erase(call);
    },
    async taken(call) {
      change(call, { resumable: false, taken: true });
      await erase(call);
    },
  };
}
