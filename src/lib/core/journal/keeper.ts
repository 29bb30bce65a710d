/**
 * Keeps a running call in the journal, and gives back what was kept of it before: each document first takes in what is on the disk,
 * then every change of it goes there. Where the disk is broken or slow the call goes on; `failing` says that it is not kept.
 */
import type { Nonce } from '../../wire/ids.ts';
import { utf8 } from '../../wire/bytes.ts';
import type { CallFacts, JournalPart } from '../../wire/journal.ts';
import { cell, type Cell } from '../cell.ts';
import type { Clock } from '../clock.ts';
import type { KeepableDocument } from '../documents/shared-document.ts';
import type { Exchange } from '../files/exchange.ts';
import type { Stay } from '../record/record.ts';
import { NO_CHANGES, type SummaryChanges } from '../summary/written.ts';
import type { TranscriptLine } from '../../wire/transcript.ts';
import { createScope } from '../scope.ts';
import { PARTS, type Journal, type KeptCall, type Piece } from './journal.ts';
import { createKeptFiles } from './kept-files.ts';
import { createLog, type Log, type LogSource } from './log.ts';
import { changesInPieces, changesToBytes } from './summary-changes.ts';
import { linesInPieces, linesSource } from './transcript-lines.ts';

/** How long a document waits for what was kept of it, in milliseconds. What comes later is still taken in. */
const PATIENCE_MS = 4_000;
/** After a failure to look at what was kept, in milliseconds. */
const RETRY_MS = 2_000;
/** How often is written that the call still goes on, in milliseconds: who was there when the browser died left between two of these. */
const ALIVE_EVERY_MS = 5_000;

export interface KeptStays {
  readonly stays: Cell<readonly Stay[]>;
  takeUp(earlier: { stays: readonly Stay[]; alive: number }): void;
}

export interface KeptLines {
  readonly lines: Cell<readonly TranscriptLine[]>;
  /** Lines of before. */
  restore(lines: readonly TranscriptLine[]): void;
}

export interface KeptSummary {
  readonly changes: Cell<SummaryChanges>;
  /** Changes of before; newer ones of the same count. */
  restore(changes: SummaryChanges): void;
}

export interface Keeper {
  /** True while something could not be kept. */
  readonly failing: Cell<boolean>;
  /** Resolves when what was kept of the document in this call has been taken in, or has not come in time. Never rejects. */
  keepDocument(part: JournalPart, document: KeepableDocument): Promise<void>;
  /** The same for what was written down; also lines that come after the end of the call are kept. */
  keepLines(transcript: KeptLines): Promise<void>;
  /** The same for what the host changed of the summary, also after the call. */
  keepSummary(summary: KeptSummary): Promise<void>;
  /** The same for who was in the call, under its title. */
  keepStays(title: string, attendance: KeptStays): Promise<void>;
  /** Keeps the files that it holds, and gives those back that were kept: the exchange that is used in its place. */
  keepFiles(exchange: Exchange): Exchange;
  /** The call is over: so it stands in the journal from now on. Resolves when everything is written, or could not be. */
  close(): Promise<void>;
  end(): void;
}

export function createKeeper(deps: {
  /** May reject. */
  readonly journal: Promise<Journal>;
  readonly call: Nonce;
  readonly clock: Clock;
}): Keeper {
  const { call, clock } = deps;
  const scope = createScope(clock);
  const failing = cell(false);
  const logs = new Set<Log>();
  /** What has not been looked at yet, in its time or without a failure. */
  const troubled = new Set<JournalPart>();
  let closed: number | undefined;
  let closing: () => void = () => undefined;
  const tell = (): void => failing.set(troubled.size > 0 || [...logs].some((log) => log.failing.get()));
  const trouble = (part: JournalPart, is: boolean): void => {
    if (is) troubled.add(part);
    else troubled.delete(part);
    tell();
  };

  let looked: Promise<KeptCall | undefined> | undefined;
  /** What was kept of this call before. Looked up before anything is written: what was written last tells when the browser died. */
  const earlier = (opened: Journal): Promise<KeptCall | undefined> => {
    looked ??= opened.calls().then((calls) => calls.find((kept) => kept.call === call));
    return looked.catch((error: unknown) => {
      looked = undefined;
      throw error;
    });
  };

  function log<M>(opened: Journal, part: JournalPart, source: LogSource<M>, before: readonly Piece[]): Log {
    const made = createLog({ journal: opened, call, part, source, scope, before: before.map(({ id }) => id) });
    logs.add(made);
    made.failing.subscribe(tell);
    return made;
  }
  /** Reads what was kept of a part and goes on with `take`; tried again until it works, but not waited for for ever. */
  function begin(
    part: JournalPart,
    take: (found: { opened: Journal; before: readonly Piece[]; kept: KeptCall | undefined }) => void,
  ): Promise<void> {
    return new Promise<void>((resolve) => {
      const giveUp = scope.after(PATIENCE_MS, () => {
        trouble(part, true);
        resolve();
      });
      scope.own(resolve);
      const attempt = async (): Promise<void> => {
        try {
          const opened = await deps.journal;
          const kept = await earlier(opened);
          const before = await opened.read(call, part);
          if (!scope.ended) take({ opened, before, kept });
          trouble(part, false);
        } catch {
          trouble(part, true);
          scope.after(RETRY_MS, () => void attempt());
        }
        giveUp();
        resolve();
      };
      void attempt();
    });
  }

  return {
    failing,
    keepDocument(part, document) {
      const first = String(document.heads());
      return begin(part, ({ opened, before }) => {
        const source: LogSource<readonly string[]> = {
          whole: () => ({ bytes: document.save(), mark: document.heads() }),
          since: (heads) => ({ bytes: document.saveSince(heads), mark: document.heads() }),
        };
        const taken = before.filter(({ bytes }) => document.merge(bytes));
        const kept = log(opened, part, source, taken);
        scope.own(document.onChange(kept.changed));
        if (String(document.heads()) !== first) kept.changed();
      });
    },
    keepLines: ({ lines, restore }) =>
      begin(PARTS.transcript, ({ opened, before }) => {
        restore(linesInPieces(before));
        const kept = log(opened, PARTS.transcript, linesSource(lines.get), before);
        // The last words are written after everybody has left: for as long as there are lines, not as this scope is open.
        lines.subscribe((now) => void (now.length > 0 && kept.changed()));
      }),
    keepSummary: ({ changes, restore }) =>
      begin(PARTS.summary, ({ opened, before }) => {
        restore(changesInPieces(before));
        const whole = () => ({ bytes: changesToBytes(changes.get()), mark: undefined });
        const kept = log(opened, PARTS.summary, { whole }, before);
        changes.subscribe((now) => void (now !== NO_CHANGES && kept.changed()));
      }),
    keepFiles(exchange) {
      const files = createKeptFiles({ journal: deps.journal, earlier, call, scope, exchange });
      logs.add(files);
      files.failing.subscribe(tell);
      return files.exchange;
    },
    keepStays: (title, attendance) =>
      begin(PARTS.facts, ({ opened, before, kept: found }) => {
        if (found?.facts) attendance.takeUp({ stays: found.facts.stays, alive: found.at });
        const facts = (): CallFacts => ({
          title,
          ...(closed !== undefined && { ended: closed }),
          stays: [...attendance.stays.get()],
        });
        const whole = () => ({ bytes: utf8(JSON.stringify(facts())), mark: undefined });
        const kept = log(opened, PARTS.facts, { whole }, before);
        scope.own(attendance.stays.subscribe(kept.changed));
        scope.every(ALIVE_EVERY_MS, kept.changed);
        closing = kept.changed;
      }),
    async close() {
      closed ??= clock.now();
      closing();
      await Promise.all([...logs].map((each) => each.flush()));
    },
    end: () => scope.end(),
  };
}
