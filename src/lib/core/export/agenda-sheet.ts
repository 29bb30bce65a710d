/**
 * アジェンダ.xlsx (X5): who talked with whom, the free memo, a table of the items with their memos and summaries, then what was said. The table's columns and the
 * sections are lists: what else belongs to an item, or stands beneath, is one more entry.
 */
import type { Role } from '../../wire/ids.ts';
import type { AgendaItem } from '../documents/agenda-document.ts';
import { timeSpent } from '../documents/agenda-time.ts';
import { endOf, type CallRecord } from '../record/record.ts';
import { linesIn, textRows, type Cell, type Sheet } from './sheet.ts';
import { NO_CHANGES, writtenSummary, type WrittenItem } from '../summary/written.ts';
import type { RecordWords } from './words.ts';

/** Above this many lines the head would leave too little of the window for what scrolls beneath it, so nothing is frozen. */
const FROZEN_MAX_LINES = 14;
/** Of the column of lengths, in characters. */
const LENGTH_WIDTH = 24;

interface Column {
  readonly title: string;
  readonly width: number;
  readonly text: (item: AgendaItem) => string;
}

/** What was said about each item (T5); undefined where nothing was written down. */
export function summariesOf(record: CallRecord): ReadonlyMap<string, WrittenItem> | undefined {
  const { agenda, transcript = [], summary: changes = NO_CHANGES } = record;
  if (!agenda || transcript.length === 0) return undefined;
  const { items } = writtenSummary({ lines: transcript, items: agenda.items, marks: agenda.marks, changes });
  return new Map(items.map((summary) => [summary.item, summary]));
}

function columnsOf(record: CallRecord, words: RecordWords['agenda']): readonly Column[] {
  const summaries = summariesOf(record);
  const summary = ({ id }: AgendaItem): string => {
    const found = summaries?.get(id);
    return found?.discussed ? found.sentences.map(({ text }) => text).join('\n') : words.notDiscussed;
  };
  return [
    { title: words.itemTitle, width: 26, text: (item) => item.title },
    { title: words.itemDetail, width: 44, text: (item) => item.detail },
    { title: words.itemMemo, width: 60, text: (item) => item.memo },
    ...(summaries ? [{ title: words.itemSummary, width: 60, text: summary }] : []),
  ];
}

/** The items, each with its texts and, once one of them was marked, with how long it was talked about: a number that can be added up. */
function itemRows(record: CallRecord, columns: readonly Column[], words: RecordWords['agenda']): Cell[][] {
  const { items, marks } = record.agenda ?? { items: [], marks: [] };
  const spent = timeSpent(marks, endOf(record));
  const length = (item: AgendaItem): Cell => {
    const lasted = spent.get(item.id);
    return lasted === undefined ? { text: '' } : { lasted };
  };
  const head = columns.map(({ title }): Cell => ({ text: title, look: 'head' }));
  const rows = items.flatMap((item) => {
    const texts = columns.map(({ text }) => text(item));
    return textRows(texts, { continued: words.continued }).map((cells, row): Cell[] =>
      marks.length > 0 ? [...cells, row === 0 ? length(item) : { text: '' }] : cells,
    );
  });
  return [marks.length > 0 ? [...head, { text: words.timeSpent, look: 'head' }] : head, ...rows];
}

function headRows(record: CallRecord, words: RecordWords['agenda']): Cell[][] {
  const { agenda, stays } = record;
  const row = (label: string, text: string): Cell[][] =>
    textRows([label, text], { look: ['label', undefined], continued: words.continued });
  const names = (wanted: Role): readonly string[] => [
    ...new Set(stays.filter(({ role }) => role === wanted).map(({ name }) => name)),
  ];
  const panel = names('co-interviewer');
  return [
    [{ text: words.endedAt, look: 'label' }, { at: endOf(record) }],
    ...row(words.host, names('host').join(words.and)),
    ...(panel.length > 0 ? row(words.coInterviewers, panel.join(words.and)) : []),
    ...row(words.applicants, names('applicant').join(words.and)),
    [],
    ...row(words.agendaName, agenda?.number === undefined ? '' : words.named(agenda.number)),
    ...row(words.freeMemo, agenda?.freeMemo ?? ''),
    [],
  ];
}

/** What was said, by whom and when; nothing where nothing was written down. */
function transcriptRows({ transcript = [] }: CallRecord, words: RecordWords['agenda']): Cell[][] {
  if (transcript.length === 0) return [];
  const head = [words.saidAt, words.speaker, words.said].map((text): Cell => ({ text, look: 'head' }));
  return [
    [],
    head,
    ...transcript.flatMap(({ start, name, text, gap }) =>
      textRows([name, gap ? words.gap : text], { continued: words.continued }).map((cells, row): Cell[] => [
        row === 0 ? { at: start } : { text: '' },
        ...cells,
      ]),
    ),
  ];
}

/** Undefined where there is no agenda. */
export function agendaSheet(record: CallRecord, { agenda: words }: RecordWords): Sheet | undefined {
  if (!record.agenda) return undefined;
  const columns = columnsOf(record, words);
  const head = headRows(record, words);
  const widths = [...columns.map(({ width }) => width), ...(record.agenda.marks.length > 0 ? [LENGTH_WIDTH] : [])];
  const lines = head.reduce(
    (sum, row) =>
      sum + Math.max(1, ...row.map((cell, at) => ('text' in cell ? linesIn(cell.text, widths[at] ?? 1) : 1))),
    0,
  );
  return {
    name: words.file,
    widths,
    rows: [...head, ...itemRows(record, columns, words), ...transcriptRows(record, words)],
    frozenRows: lines <= FROZEN_MAX_LINES ? head.length + 1 : 0,
  };
}
