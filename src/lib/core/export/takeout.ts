/**
 * What somebody takes home of a call (X3-X5, X7), made of its keepsake when it is asked for. Loaded then: the writers of workbooks and
 * archives are heavy.
 */
import { utf8 } from '../../wire/bytes.ts';
import { isForPanel, type Keepsake } from '../record/keepsake.ts';
import { endOf } from '../record/record.ts';
import { agendaSheet } from './agenda-sheet.ts';
import { archiveOf, type ArchiveEntry } from './archive.ts';
import { csvOf } from './csv.ts';
import { downloadName, uniqueNames } from './file-names.ts';
import type { DownloadKind } from './offer.ts';
import { recordJson } from './record-json.ts';
import { attendanceRows, chatRows } from './tables.ts';
import type { RecordWords } from './words.ts';
import { workbookOf } from './workbook.ts';

export interface Takeout {
  readonly name: string;
  readonly content: Blob;
  /** The picture of the whiteboard could not be made; everything else is in it. */
  readonly boardless: boolean;
}

const TYPES = {
  csv: 'text/csv;charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

type Single = Exclude<DownloadKind, 'all'>;

/** One of the three files: what it is called in the archive, its ending, its bytes; undefined for whom it is not meant for. */
function single(kind: Single, keepsake: Keepsake, words: RecordWords, zone: string) {
  const { record } = keepsake;
  switch (kind) {
    case 'attendance':
      if (!isForPanel(keepsake)) return undefined;
      return { what: words.attendance.file, ending: 'csv', bytes: csvOf(attendanceRows(record, words, zone)) } as const;
    case 'chat':
      return { what: words.chat.file, ending: 'csv', bytes: csvOf(chatRows(record, words, zone)) } as const;
    case 'agenda': {
      const sheets = [agendaSheet(record, words)].filter((sheet) => sheet !== undefined);
      if (sheets.length === 0) return undefined;
      return { what: words.agenda.file, ending: 'xlsx', bytes: workbookOf(sheets, zone) } as const;
    }
  }
}

async function archive(keepsake: Keepsake, words: RecordWords, zone: string): Promise<Omit<Takeout, 'name'>> {
  const { record, readFile, drawBoard } = keepsake;
  const at = endOf(record);
  const entries: ArchiveEntry[] = [];
  for (const kind of ['attendance', 'chat', 'agenda'] as const) {
    const made = single(kind, keepsake, words, zone);
    if (made) entries.push({ path: `${made.what}.${made.ending}`, content: made.bytes, at });
  }
  let boardless = false;
  // Drawn by the editor, whose code may not load: no reason to withhold the rest.
  const picture = await drawBoard?.().catch(() => void (boardless = true));
  const board = picture && `${words.archive.board}.png`;
  if (picture && board) entries.push({ path: board, content: picture, at });
  const named = uniqueNames();
  const paths = new Map<number, string>();
  for (const [line, { file, at: sentAt }] of record.chat.entries()) {
    const bytes = file && (await readFile(file.sha256));
    if (!file || !bytes) continue;
    const path = `${words.archive.filesFolder}/${named(file.name)}`;
    paths.set(line, path);
    entries.push({ path, content: bytes, at: sentAt });
  }
  const json = recordJson(record, {
    forPanel: isForPanel(keepsake),
    timeZone: zone,
    pathOf: (line) => paths.get(line),
    board,
  });
  const content = await archiveOf([...entries, { path: `${words.archive.record}.json`, content: utf8(json), at }]);
  return { content, boardless };
}

/** `zone`: of whoever saves it. Rejects where a file cannot be read, or the kind is not meant for this person. */
export async function takeOut(
  kind: DownloadKind,
  keepsake: Keepsake,
  words: RecordWords,
  zone: string,
): Promise<Takeout> {
  const { title, began: at } = keepsake.record;
  if (kind === 'all') {
    return { name: downloadName({ title, at, ending: 'zip' }, zone), ...(await archive(keepsake, words, zone)) };
  }
  const made = single(kind, keepsake, words, zone);
  if (!made) throw new Error(`no ${kind} for this person`);
  const { what, ending, bytes } = made;
  return {
    name: downloadName({ what, title, at, ending }, zone),
    content: new Blob([bytes], { type: TYPES[ending] }),
    boardless: false,
  };
}
