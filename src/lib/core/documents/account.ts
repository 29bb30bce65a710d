/**
 * What one peer may cost us in documents, kept for as long as the call lasts: a new connection does not wipe it clean. It is wide
 * enough for whole histories that come after an outage, and for a fast typist; it is no more than what nobody honest reaches.
 */
import { createBudget, type Budget } from '../budget.ts';
import type { Clock } from '../clock.ts';
import type { Amount, Limits } from './gauge.ts';

/** Messages: Automerge sends one when a document was still for 100 ms, and answers each. */
const MESSAGES_BURST = 2_000;
const MESSAGES_PER_SECOND = 100;
/** Undecodable or foreign messages that a peer may send before it is given up; versions may differ a little. */
const JUNK_MAX = 50;
/** How many times a document's limit it may bring: some comes twice, and after a reload again. */
const HISTORIES = 2;
/** How long it takes until a whole history may come again, in seconds. */
const HISTORY_SECONDS = 1_800;

export interface Account {
  /** Uses one message; false where there were too many. */
  message(): boolean;
  /** One more message that was none; false where there were too many. */
  junk(): boolean;
  /** Whether it may bring this much to a document. */
  bring(documentId: string, amount: Amount, limits: Limits): boolean;
}

export function createAccount(clock: Clock): Account {
  const messages = createBudget(clock, MESSAGES_BURST, MESSAGES_PER_SECOND);
  const amounts = new Map<string, { readonly ops: Budget; readonly bytes: Budget }>();
  let junk = 0;
  const budgetsOf = (documentId: string, { max }: Limits) => {
    const known = amounts.get(documentId);
    if (known) return known;
    const of = (limit: number): Budget => createBudget(clock, limit * HISTORIES, limit / HISTORY_SECONDS);
    const made = { ops: of(max.ops), bytes: of(max.bytes) };
    amounts.set(documentId, made);
    return made;
  };
  return {
    message: () => messages.take(),
    junk: () => ++junk <= JUNK_MAX,
    bring(documentId, amount, limits) {
      const { ops, bytes } = budgetsOf(documentId, limits);
      return ops.take(amount.ops) && bytes.take(amount.bytes);
    },
  };
}
