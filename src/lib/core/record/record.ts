/**
 * What a call leaves behind, as plain data: what is taken home (spec X3-X5, X7) is made of it, whether the call has just ended or
 * is read from what the host's browser kept of it.
 */
import type { Nonce, PeerId, Role } from '../../wire/ids.ts';
import type { TranscriptLine } from '../../wire/transcript.ts';
import type { AgendaContent } from '../documents/agenda-document.ts';
import type { SaidLine } from '../documents/chat-lines.ts';
import type { SummaryChanges } from '../summary/written.ts';

/** From when to when somebody was in the call. Who comes and goes has several. */
export interface Stay {
  readonly peer: PeerId;
  readonly role: Role;
  /** As its owner gave it, and nothing more is known of it; empty where it was not told. */
  readonly name: string;
  /** Milliseconds since the epoch, by the clock of who keeps the record, as `until`. */
  readonly from: number;
  /** Absent while they are there. */
  readonly until?: number;
}

/** A line of the chat, in its order. */
export type RecordedLine = SaidLine;

/** Their names, each person once: who comes back in another tab, or after their browser was killed, has another key. */
export const peopleIn = (stays: readonly Stay[]): readonly string[] => [
  ...new Map(stays.map(({ role, name }) => [`${role} ${name}`, name])).values(),
];

export interface CallRecord {
  readonly call: Nonce;
  readonly title: string;
  readonly began: number;
  /** Absent while it goes on, and where the browser died before it was ended. */
  readonly ended?: number;
  /** By `from`. */
  readonly stays: readonly Stay[];
  readonly chat: readonly RecordedLine[];
  /** Host and co-interviewers; absent where there was none. */
  readonly agenda?: AgendaContent;
  /** Host only, by `start`; absent where nothing was written down. */
  readonly transcript?: readonly TranscriptLine[];
  /** Host only: what was changed of the summary; absent where nothing was. */
  readonly summary?: SummaryChanges;
}

/** When the call ended, or what was last known of it. */
export const endOf = ({ began, ended, stays, chat, transcript = [] }: CallRecord): number =>
  ended ??
  Math.max(
    began,
    ...stays.map(({ from, until }) => until ?? from),
    ...chat.map(({ at }) => at),
    transcript.at(-1)?.end ?? began,
  );

/** What is recorded of a line that is shown. */
export const recordedLine = ({ id, author, name, role, at, text, file }: SaidLine): RecordedLine => ({
  ...{ id, author, name, role, at, text },
  ...(file && { file }),
});
