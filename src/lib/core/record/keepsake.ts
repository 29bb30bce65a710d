/** What somebody takes home of a call (X3-X7): its record, as far as it is meant for them, and what is too large to be data. */
import type { Role, Sha256 } from '../../wire/ids.ts';
import type { CallRecord } from './record.ts';

export interface Keepsake {
  readonly role: Role;
  readonly record: CallRecord;
  /** The bytes of a file of the chat; undefined where they never came. */
  readFile(sha256: Sha256): Promise<Blob | undefined>;
  /** Files of the chat whose bytes never came. */
  readonly missingFiles: number;
  /** The whiteboard as a PNG picture, where something was drawn. */
  readonly drawBoard?: (() => Promise<Blob | undefined>) | undefined;
}

export interface KeepsakeSources {
  readonly role: Role;
  readonly record: CallRecord;
  /** What there is of the chat's files. */
  readonly files: {
    has(sha256: Sha256): boolean;
    get(sha256: Sha256): Blob | undefined | Promise<Blob | undefined>;
  };
  readonly drawBoard?: Keepsake['drawBoard'];
}

/** Interviewers are told who came and went, and have the agenda and the transcript (A6). */
export const isForPanel = ({ role }: Pick<Keepsake, 'role'>): boolean => role !== 'applicant';

export function keepsakeOf({ role, record, files, drawBoard }: KeepsakeSources): Keepsake {
  const { agenda: _agenda, transcript: _transcript, summary: _summary, ...shared } = record;
  return {
    role,
    record: isForPanel({ role }) ? record : { ...shared, stays: [] },
    readFile: async (sha256) => files.get(sha256),
    missingFiles: record.chat.filter(({ file }) => file && !files.has(file.sha256)).length,
    drawBoard,
  };
}
