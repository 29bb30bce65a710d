/**
 * All statements of a chat that have been verified. It only grows: a statement that counted once goes on counting, whatever
 * becomes of the shared document, which any peer can write to. Where a person signed two different things for one key, the
 * smaller text counts, so that all peers come to the same.
 */
import type { Certificate } from '../../wire/admission.ts';
import type { ChatEntry } from '../../wire/chat.ts';
import type { Nonce, PeerId } from '../../wire/ids.ts';
import { entryKey } from './chat-document.ts';
import type { Verified } from './verifier.ts';

export interface Kept {
  readonly key: string;
  readonly jws: string;
  readonly by: PeerId;
  readonly verified: Verified;
}

export interface Ledger {
  add(statement: Kept): void;
  has(key: string): boolean;
  certificateOf(peer: PeerId): Certificate | undefined;
  /** Greatest order of all entries, 0 where there are none. */
  greatestOrder(): number;
  /** Entries that nobody deleted or cleared, by (order, at, id). */
  visible(): readonly ChatEntry[];
  /** Statements that belong into the document: all but entries that are gone and certificates of who said nothing. */
  wanted(): Iterable<Kept>;
}

const byPlace = (a: ChatEntry, b: ChatEntry): number =>
  a.order - b.order || a.at - b.at || (a.id < b.id ? -1 : Number(a.id > b.id));

export function createLedger(): Ledger {
  const kept = new Map<string, Kept>();
  const certificates = new Map<PeerId, Certificate>();
  const deleted = new Set<string>();
  const cleared = new Set<Nonce>();
  const speakers = new Set<PeerId>();
  let order = 0;

  const isGone = (entry: ChatEntry): boolean => cleared.has(entry.id) || deleted.has(entryKey(entry.author, entry.id));

  function take(verified: Verified): void {
    if (verified.kind === 'entry') order = Math.max(order, verified.entry.order);
    else if (verified.kind === 'delete') deleted.add(entryKey(verified.statement.author, verified.statement.id));
    else if (verified.kind === 'clear') for (const id of verified.statement.ids) cleared.add(id);
    else certificates.set(verified.certificate.peer, verified.certificate);
  }

  return {
    add(statement) {
      const present = kept.get(statement.key);
      if (present && present.jws <= statement.jws) return;
      kept.set(statement.key, statement);
      take(statement.verified);
      if (statement.verified.kind !== 'certificate') speakers.add(statement.by);
    },
    has: (key) => kept.has(key),
    certificateOf: (peer) => certificates.get(peer),
    greatestOrder: () => order,
    visible() {
      const entries: ChatEntry[] = [];
      for (const { verified } of kept.values()) {
        if (verified.kind === 'entry' && !isGone(verified.entry)) entries.push(verified.entry);
      }
      return entries.sort(byPlace);
    },
    *wanted() {
      for (const statement of kept.values()) {
        const { verified, by } = statement;
        if (verified.kind === 'entry' ? !isGone(verified.entry) : verified.kind !== 'certificate' || speakers.has(by)) {
          yield statement;
        }
      }
    },
  };
}
