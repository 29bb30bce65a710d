/**
 * The record of a call that this browser kept, without taking part in it: the documents are put together from their chunks, and of the
 * chat counts what verifies, as in the call. Needs Automerge's wasm to be initialised (platform/automerge).
 */
import * as A from '@automerge/automerge/slim';
import { agendaIn } from '../documents/agenda-document.ts';
import type { Board } from '../documents/board.ts';
import { statementsIn } from '../documents/chat-document.ts';
import { saidLines, type SaidLine } from '../documents/chat-lines.ts';
import { STATEMENTS_MAX } from '../documents/intake.ts';
import { createLedger } from '../documents/ledger.ts';
import { createVerifier, type VerifierDeps } from '../documents/verifier.ts';
import { closeStays } from '../call/attendance.ts';
import { recordedLine, type CallRecord } from '../record/record.ts';
import type { JournalPart } from '../../wire/journal.ts';
import { boardIn } from './board.ts';
import { PARTS, type Journal, type KeptCall, type Piece } from './journal.ts';
import { changesInPieces } from './summary-changes.ts';
import { linesInPieces } from './transcript-lines.ts';

type Statements = Record<string, unknown>;

/** What is kept of a call, as far as it could be read. */
export interface KeptRecord {
  readonly record: CallRecord;
  /** Parts of which something is on the disk that could not be read: it is missing in the record. */
  readonly damaged: ReadonlySet<JournalPart>;
  /** Where there was one. */
  readonly board?: Board;
}

/** What the pieces come to, undefined where there is none that could be read; `whole`: nothing of them is missing in it. */
function documentOf(pieces: readonly Piece[]): { doc: A.Doc<Statements> | undefined; whole: boolean } {
  let doc = A.init<Statements>();
  let read = 0;
  for (const { bytes } of pieces) {
    try {
      doc = A.loadIncremental(doc, bytes);
      read++;
    } catch {
      // damaged before it was sealed: the others may still say something
    }
  }
  const whole = read === pieces.length && A.getMissingDeps(doc, []).length === 0;
  if (read > 0) return { doc, whole };
  A.free(doc);
  return { doc: undefined, whole };
}

async function linesIn(doc: Statements, deps: Omit<VerifierDeps, 'certificateOf'>): Promise<readonly SaidLine[]> {
  const ledger = createLedger();
  const verify = createVerifier({ ...deps, certificateOf: (peer) => ledger.certificateOf(peer) });
  const statements = [...statementsIn(doc)].slice(0, STATEMENTS_MAX);
  const isCertificate = ([key]: readonly [string, unknown]): boolean => key.startsWith('k/');
  // Who somebody is comes first: what they said is judged by it.
  for (const some of [statements.filter(isCertificate), statements.filter((one) => !isCertificate(one))]) {
    for (const [key, text] of some) {
      const verdict = await verify(key, text).catch(() => undefined);
      if (verdict?.t === 'verified' && text !== undefined)
        ledger.add({ key, jws: text, by: verdict.by, verified: verdict.verified });
    }
  }
  return saidLines(ledger);
}

/** Rejects where the store cannot be read. `title` is for where the call's own is damaged. */
export async function readRecord(
  journal: Pick<Journal, 'read' | 'isDamaged'>,
  kept: KeptCall,
  deps: Omit<VerifierDeps, 'certificateOf' | 'call'> & { readonly title: string },
): Promise<KeptRecord> {
  const { call, at, parts } = kept;
  const facts = kept.facts ?? { title: deps.title, stays: [] };
  // None at all is no damage: the browser died before they were written.
  const damaged = new Set<JournalPart>();
  if (kept.facts === undefined && parts.has(PARTS.facts)) damaged.add(PARTS.facts);
  async function piecesOf(part: JournalPart): Promise<readonly Piece[]> {
    if (!parts.has(part)) return [];
    const pieces = await journal.read(call, part);
    if (await journal.isDamaged(kept, part, pieces)) damaged.add(part);
    return pieces;
  }
  async function read<T>(part: JournalPart, use: (doc: Statements) => T | Promise<T>): Promise<T | undefined> {
    const pieces = await piecesOf(part);
    if (pieces.length === 0) return undefined;
    const { doc, whole } = documentOf(pieces);
    if (!whole) damaged.add(part);
    if (!doc) return undefined;
    try {
      return await use(doc);
    } finally {
      A.free(doc);
    }
  }
  await piecesOf(PARTS.facts);
  const lines = await read(PARTS.chat, (doc) => linesIn(doc, { ...deps, call }));
  const agenda = await read(PARTS.agenda, agendaIn);
  const board = await read(PARTS.board, boardIn);
  const transcript = linesInPieces(await piecesOf(PARTS.transcript));
  const summary = changesInPieces(await piecesOf(PARTS.summary));
  const record: CallRecord = {
    call,
    title: facts.title,
    began: Math.min(...facts.stays.map(({ from }) => from), facts.ended ?? at),
    ...(facts.ended !== undefined && { ended: facts.ended }),
    stays: closeStays(facts.stays, facts.ended ?? at),
    chat: (lines ?? []).map(recordedLine),
    ...(agenda && { agenda }),
    ...(transcript.length > 0 && { transcript, summary }),
  };
  return { record, damaged, ...(board && { board }) };
}
