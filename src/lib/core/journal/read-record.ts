/**
 * The record of a call that this browser kept, without taking part in it: the documents are put together from their chunks, and of the
 * chat counts what verifies, as in the call. Needs Automerge's wasm to be initialised (platform/automerge).
 */
import * as A from '@automerge/automerge/slim';
import { agendaIn, type AgendaContent } from '../documents/agenda-document.ts';
import { statementsIn } from '../documents/chat-document.ts';
import { saidLines, type SaidLine } from '../documents/chat-lines.ts';
import { STATEMENTS_MAX } from '../documents/intake.ts';
import { createLedger } from '../documents/ledger.ts';
import { createVerifier, type VerifierDeps } from '../documents/verifier.ts';
import { closeStays } from '../call/attendance.ts';
import { recordedLine, type CallRecord } from '../record/record.ts';
import type { JournalPart } from '../../wire/journal.ts';
import { PARTS, type Journal, type KeptCall, type Piece } from './journal.ts';
import { linesInPieces } from './transcript-lines.ts';

type Statements = Record<string, unknown>;

/** What the pieces come to; undefined where there is none that could be read. */
function documentOf(pieces: readonly Piece[]): Statements | undefined {
  let doc = A.init<Statements>();
  let some = false;
  for (const { bytes } of pieces) {
    try {
      doc = A.loadIncremental(doc, bytes);
      some = true;
    } catch {
      // damaged on the disk: the others may still say something
    }
  }
  return some ? doc : undefined;
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

/** Rejects where the store cannot be read. */
export async function readRecord(
  journal: Pick<Journal, 'read'>,
  { call, facts, at, parts }: KeptCall,
  deps: Omit<VerifierDeps, 'certificateOf' | 'call'>,
): Promise<CallRecord> {
  const read = async (part: JournalPart): Promise<Statements | undefined> =>
    parts.has(part) ? documentOf(await journal.read(call, part)) : undefined;
  const [chat, agenda] = [await read(PARTS.chat), await read(PARTS.agenda)];
  const transcript = parts.has(PARTS.transcript) ? linesInPieces(await journal.read(call, PARTS.transcript)) : [];
  const lines = chat ? await linesIn(chat, { ...deps, call }) : [];
  const content: AgendaContent | undefined = agenda && agendaIn(agenda);
  for (const doc of [chat, agenda]) if (doc) A.free(doc);
  return {
    call,
    title: facts.title,
    began: Math.min(...facts.stays.map(({ from }) => from), facts.ended ?? at),
    ...(facts.ended !== undefined && { ended: facts.ended }),
    stays: closeStays(facts.stays, facts.ended ?? at),
    chat: lines.map(recordedLine),
    ...(content && { agenda: content }),
    ...(transcript.length > 0 && { transcript }),
  };
}
