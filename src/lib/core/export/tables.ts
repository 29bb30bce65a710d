/** The rows of 参加者リスト.csv (X3) and チャット.csv (X4). */
import type { CallRecord, RecordedLine, Stay } from '../record/record.ts';
import type { Role } from '../../wire/ids.ts';
import { stamp } from './moments.ts';
import type { RecordWords } from './words.ts';

export type Rows = readonly (readonly string[])[];

const ORDER: readonly Role[] = ['host', 'co-interviewer', 'applicant'];

/** Interviewers first, everybody by arrival. */
const inOrder = (stays: readonly Stay[]): readonly Stay[] =>
  stays.toSorted((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role));

/** One row for each stay. */
export function attendanceRows(record: CallRecord, words: RecordWords, zone?: string): Rows {
  const { room, role, name, from, until } = words.attendance;
  const rows = inOrder(record.stays).map((stay) => [
    record.title,
    words.roles[stay.role],
    stay.name,
    stamp(stay.from, zone),
    stay.until === undefined ? '' : stamp(stay.until, zone),
  ]);
  return [[room, role, name, from, until], ...rows];
}

const said = ({ text, file }: RecordedLine, words: RecordWords): string =>
  file ? words.chat.sentFile(file.name) : text;

/** One row for each line, in the order of the chat. */
export function chatRows(record: CallRecord, words: RecordWords, zone?: string): Rows {
  const { type, toAll, time, role, name, message } = words.chat;
  const rows = record.chat.map((line) => [
    toAll,
    stamp(line.at, zone),
    words.roles[line.role],
    line.name,
    said(line, words),
  ]);
  return [[type, time, role, name, message], ...rows];
}
