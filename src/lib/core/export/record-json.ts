/** 記録.json: the record for programs, as it stands in the archive. Times are ISO 8601 in UTC; `timeZone` is the one of the other files. */
import { summariesOf } from './agenda-sheet.ts';
import { timeSpent } from '../documents/agenda-time.ts';
import { endOf, type CallRecord } from '../record/record.ts';
import { writable } from './moments.ts';

/** Grows when a field changes its meaning; new fields do not count. */
const FORMAT = 'mensetsu/record/1';

const iso = (at: number): string => new Date(writable(at)).toISOString();

export interface JsonContext {
  readonly forPanel: boolean;
  readonly timeZone: string;
  /** Where a file of the chat lies in the archive; undefined where its bytes are not there. By the line's place in the chat. */
  readonly pathOf: (line: number) => string | undefined;
  /** Where the picture of the whiteboard lies. */
  readonly board: string | undefined;
}

/** Text of the file. */
export function recordJson(record: CallRecord, { forPanel, timeZone, pathOf, board }: JsonContext): string {
  const { title, began, stays, chat, agenda, transcript } = record;
  const spent = agenda && timeSpent(agenda.marks, endOf(record));
  const summaries = summariesOf(record);
  const value = {
    format: FORMAT,
    title,
    timeZone,
    startedAt: iso(began),
    endedAt: iso(endOf(record)),
    participants: forPanel
      ? stays.map(({ role, name, from, until }) => ({
          role,
          name,
          from: iso(from),
          until: until === undefined ? null : iso(until),
        }))
      : undefined,
    chat: chat.map(({ name, role, at, text, file }, line) => ({
      ...{ at: iso(at), role, name },
      ...(file
        ? {
            file: {
              ...{ name: file.name, size: file.size, type: file.type, sha256: file.sha256 },
              path: pathOf(line) ?? null,
            },
          }
        : { text }),
    })),
    agenda: agenda && {
      number: agenda.number ?? null,
      freeMemo: agenda.freeMemo,
      items: agenda.items.map(({ id, title, detail, memo }) => ({
        ...{ id, title, detail, memo },
        summary: summaries?.get(id)?.sentences.map(({ text, lines }) => ({ text, lines })),
        summaryBy: summaries?.get(id)?.by,
        discussedSeconds: Math.round((spent?.get(id) ?? 0) / 1000),
      })),
      marks: agenda.marks.map(({ at, item }) => ({ at: iso(at), item: item ?? null })),
    },
    transcript: transcript?.map(({ id, start, end, role, name, text, gap }) => ({
      ...{ id, start: iso(start), end: iso(end), role, name },
      ...(gap ? { gap } : { text }),
    })),
    whiteboard: board ?? null,
  };
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
