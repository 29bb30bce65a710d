import { read } from '@e965/xlsx';
import fc from 'fast-check';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { AgendaItem } from '../../../src/lib/core/documents/agenda-document.ts';
import { agendaSheet } from '../../../src/lib/core/export/agenda-sheet.ts';
import { plainText } from '../../../src/lib/core/export/plain-text.ts';
import { CELL_MAX_BREAKS, CELL_MAX_CHARS, cellParts, type Sheet } from '../../../src/lib/core/export/sheet.ts';
import { workbookOf } from '../../../src/lib/core/export/workbook.ts';
import { newNonce, systemRandom } from '../../../src/lib/core/clock.ts';
import type { TranscriptLine } from '../../../src/lib/wire/transcript.ts';
import { must } from '../../support/interview.ts';
import { agendaOf, HOSTILE, item, japanese, NOON, recordWith, stay, TOKYO } from './records.ts';

const sheetOf = (...rows: Sheet['rows']): Sheet => ({ name: 'アジェンダ', widths: [20, 40], rows, frozenRows: 1 });
const cellsOf = (sheet: Sheet) => must(read(workbookOf([sheet], TOKYO)).Sheets[sheet.name]);
const partOf = (sheet: Sheet, path: string): string => strFromU8(must(unzipSync(workbookOf([sheet]))[path]));
const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom(...HOSTILE));

describe('workbookOf (X5)', () => {
  it.each(HOSTILE)('no cell is a formula: %j stays text, letter by letter', (text) => {
    const sheet = sheetOf([{ text }]);
    const cell = cellsOf(sheet)['A1'];
    expect(cell).toMatchObject({ t: 's', v: plainText(text) });
    expect(cell).not.toHaveProperty('f');
    expect(partOf(sheet, 'xl/worksheets/sheet1.xml')).not.toContain('<f');
  });

  it('gives back any text; control characters do not break the file', () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 3 }), (texts) => {
        const cells = cellsOf(sheetOf(texts.map((text) => ({ text }))));
        expect(texts.map((_, at) => String(cells[`${'ABC'[at]}1`]?.v ?? ''))).toEqual(texts.map(plainText));
      }),
      { numRuns: 50 },
    );
  });

  it('writes moments as dates of the zone, which spreadsheets can sort and reformat', () => {
    const cell = must(cellsOf(sheetOf([{ at: NOON }]))['A1']);
    expect(cell.t).toBe('n');
    expect(cell.v).toBeCloseTo(45938.5, 6);
    expect(cell.w).toBe('2025/10/8 12:00');
  });

  it('has widths, wrapped cells at the top, bold heads and frozen rows', () => {
    const sheet = sheetOf(
      [{ text: '見出し', look: 'head' }],
      [{ text: '長い\n文' }, { text: '' }],
      [{ at: NOON }, { lasted: 28_000 }],
    );
    const xml = partOf(sheet, 'xl/worksheets/sheet1.xml');
    expect(xml).toContain('<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>');
    expect([...xml.matchAll(/<col [^>]*width="([\d.]+)"/g)].map(([, width]) => Math.floor(Number(width)))).toEqual([
      20, 40,
    ]);
    const styles = partOf(sheet, 'xl/styles.xml');
    const looks = must(/<cellXfs.*<\/cellXfs>/s.exec(styles))[0].match(/<xf .*?(<\/xf>|\/>(?!<))/gs) ?? [];
    const lookOf = (place: string): string => {
      const index = Number(must(new RegExp(`<c r="${place}" s="(\\d+)"`).exec(xml))[1]);
      return must(must(/<cellXfs[^>]*>(.*)<\/cellXfs>/s.exec(styles))[1]).split(/(?=<xf )/)[index] ?? '';
    };
    expect(looks.length).toBeGreaterThan(0);
    for (const place of ['A1', 'A2']) {
      expect(lookOf(place)).toContain('wrapText="1"');
      expect(lookOf(place)).toContain('quotePrefix="1"');
      expect(lookOf(place)).toContain('numFmtId="49"');
    }
    expect(lookOf('A1')).toContain('fontId="1"');
    expect(lookOf('A2')).toContain('vertical="top"');
    expect(lookOf('A2')).toContain('fontId="0"');
    for (const place of ['A3', 'B3']) expect(lookOf(place)).toContain('vertical="top"');
  });

  it('names sheets so that every program takes them', () => {
    const named = read(workbookOf([{ ...sheetOf([]), name: "a/b\\c?d*e[f]g:h'" + 'x'.repeat(40) }]));
    expect(named.SheetNames).toEqual(['a_b_c_d_e_f_g_h_xxxxxxxxxxxxxxx']);
  });
});

describe('cellParts: what is too much for one cell (Excel takes 32,767 characters and 253 line breaks)', () => {
  const texts = fc.oneof(
    fc.nat(3 * CELL_MAX_CHARS).map((length) =>
      'あ😀'
        .repeat(Math.ceil(length / 3))
        .slice(0, length)
        .toWellFormed(),
    ),
    fc.nat(900).map((breaks) => 'line\n'.repeat(breaks)),
  );
  it('loses nothing, and each part fits', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const parts = cellParts(text);
        for (const part of parts) {
          expect(part.length).toBeLessThanOrEqual(CELL_MAX_CHARS);
          expect(part.split('\n').length - 1).toBeLessThanOrEqual(CELL_MAX_BREAKS);
          expect(part.isWellFormed()).toBe(true);
        }
        // A break between two parts stands for a line break that is not written twice.
        expect(parts.join('').replaceAll('\n', '')).toBe(text.replaceAll('\n', ''));
      }),
      { numRuns: 30 },
    );
    expect(cellParts(`${'a'.repeat(30_000)}\n${'b'.repeat(30_000)}`)).toEqual(['a'.repeat(30_000), 'b'.repeat(30_000)]);
    expect(cellParts('')).toEqual(['']);
  });
});

describe('アジェンダ.xlsx (X5)', () => {
  const columnA = (cells: ReturnType<typeof cellsOf>, rows: number): unknown[] =>
    Array.from({ length: rows }, (_, row) => cells[`A${row + 1}`]?.v ?? '');

  it('stands as the specification says: who, which agenda, the memo, then the table', () => {
    const agenda = {
      ...agendaOf(item('自己紹介', 'お願いします', "=cmd|' /C calc'!A0\n二行目"), item('逆質問')),
      freeMemo: '明るい',
    };
    const cells = cellsOf(must(agendaSheet(recordWith({ agenda }), japanese.files)));
    expect(columnA(cells, 10)).toEqual([
      ...['終了時刻', '主催者名', '参加者名', '', 'アジェンダ名', 'メモ', ''],
      ...['アジェンダ項目名', '自己紹介', '逆質問'],
    ]);
    const row = (at: number): unknown[] => ['A', 'B', 'C', 'D'].map((column) => cells[`${column}${at}`]?.v);
    expect(cells['B1']?.w).toBe('2025/10/8 12:00');
    expect([row(2)[1], row(3)[1], row(5)[1], row(6)[1]]).toEqual(['毎日太郎', '佐藤花子', 'オリジナル1', '明るい']);
    expect(row(8)).toEqual(['アジェンダ項目名', 'アジェンダ詳細', 'メモ', undefined]);
    expect(row(9)).toEqual(['自己紹介', 'お願いします', "=cmd|' /C calc'!A0\n二行目", undefined]);
  });

  it('X5: what was said stands beneath, with time and speaker; no word of it is a formula, and a gap is said', () => {
    const said = (name: string, text: string, start: number): TranscriptLine => ({
      ...{ id: newNonce(systemRandom), speaker: must(recordWith().stays[0]).peer, name, role: 'host' as const },
      ...{ start, end: start + 1_000, text, words: [] },
    });
    const transcript = [
      said('毎日太郎', '=1+1', NOON - 60_000),
      { ...said('佐藤花子', '', NOON - 30_000), gap: true as const },
    ];
    const cells = cellsOf(must(agendaSheet(recordWith({ transcript }), japanese.files)));
    expect(columnA(cells, 12).slice(7)).toEqual([
      'アジェンダ項目名',
      '',
      '時刻',
      expect.any(Number),
      expect.any(Number),
    ]);
    expect([cells['A11']?.w, cells['B11']?.v, cells['C11']?.v]).toEqual([
      '2025/10/8 11:59',
      '毎日太郎',
      plainText('=1+1'),
    ]);
    expect(cells['C11']).not.toHaveProperty('f');
    expect([cells['B12']?.v, cells['C12']?.v]).toEqual(['佐藤花子', japanese.files.agenda.gap]);
  });

  it('X5 T5: each item has a summary of what was said about it, and an untouched one says that there was nothing', () => {
    const [first, second] = [item('志望動機'), item('希望年収')];
    const said = (role: 'host' | 'applicant', text: string, start: number): TranscriptLine => ({
      ...{ id: newNonce(systemRandom), speaker: must(recordWith().stays[0]).peer, name: role, role },
      ...{ start, end: start + 1_000, text, words: [] },
    });
    const transcript = [
      said('host', '応募した理由を教えてください', NOON - 60_000),
      said('applicant', '病院の予約データの分析に惹かれたからです', NOON - 50_000),
    ];
    const marks = [{ at: NOON - 61_000, item: first.id }];
    const record = recordWith({ agenda: { ...agendaOf(first, second), marks }, transcript });
    const cells = cellsOf(must(agendaSheet(record, japanese.files)));
    expect(['D8', 'D9', 'D10'].map((place) => cells[place]?.v)).toEqual([
      '要約',
      '病院の予約データの分析に惹かれたからです',
      '会話中に該当の会話はありません',
    ]);
    // T8: what the host wrote in its place, and put right.
    const texts = new Map([
      [second.id, { by: 'hand' as const, sentences: [{ text: '=400万円', lines: [] }], basis: '' }],
    ]);
    const changed = cellsOf(must(agendaSheet({ ...record, summary: { placed: new Map(), texts } }, japanese.files)));
    expect([changed['D9']?.v, changed['D10']?.v]).toEqual([
      '病院の予約データの分析に惹かれたからです',
      plainText('=400万円'),
    ]);
    expect(changed['D10']).not.toHaveProperty('f');
    const untold = cellsOf(must(agendaSheet(recordWith({ agenda: agendaOf(first) }), japanese.files)));
    expect(untold['D8']).toBeUndefined();
  });

  it('names co-interviewers where there were any, each person once', () => {
    const stays = [
      stay('毎日太郎', 'host', NOON - 9, NOON),
      stay('毎日太郎', 'host', NOON - 5, NOON),
      stay('鈴木', 'co-interviewer', NOON - 9, NOON),
      stay('佐藤', 'applicant', NOON - 9, NOON),
      stay('高橋', 'applicant', NOON - 9, NOON),
    ];
    const cells = cellsOf(must(agendaSheet(recordWith({ stays }), japanese.files)));
    expect(columnA(cells, 4)).toEqual(['終了時刻', '主催者名', '同席者名', '参加者名']);
    expect([2, 3, 4].map((row) => cells[`B${row}`]?.v)).toEqual(['毎日太郎', '鈴木', '佐藤、高橋']);
  });

  it('A7: says how long each item was talked about, to the second, once one was marked', () => {
    const [first, second, third, never] = ['自己紹介', '逆質問', '志望動機', '条件'].map((title) => item(title)) as [
      ...[AgendaItem, AgendaItem, AgendaItem, AgendaItem],
    ];
    const marks = [
      { at: NOON - 4_220_000, item: first.id },
      { at: NOON - 100_400, item: second.id },
      { at: NOON - 28_000, item: third.id },
    ];
    const agenda = { ...agendaOf(first, second, third, never), marks };
    const cells = cellsOf(must(agendaSheet(recordWith({ agenda }), japanese.files)));
    const column = [8, 9, 10, 11, 12].map((row) => cells[`D${row}`]);
    expect(column.map((cell) => cell?.w)).toEqual(['話した時間（時:分:秒）', '1:08:40', '0:01:12', '0:00:28', '']);
    // Numbers, so that a spreadsheet adds them up.
    expect(column.map((cell) => cell?.t)).toEqual(['s', 'n', 'n', 'n', 's']);
  });

  it('A7: the time stands beside the first row of an item whose memo takes several', () => {
    const long = item('自己紹介', '', 'あ'.repeat(CELL_MAX_CHARS + 10));
    const agenda = { ...agendaOf(long), marks: [{ at: NOON - 61_000, item: long.id }] };
    const cells = cellsOf(must(agendaSheet(recordWith({ agenda }), japanese.files)));
    expect(['D9', 'D10'].map((place) => cells[place]?.w)).toEqual(['0:01:01', '']);
  });

  it('goes on in the row beneath where a memo is too long for one cell', () => {
    const agenda = { ...agendaOf(item('自己紹介')), freeMemo: 'あ'.repeat(CELL_MAX_CHARS + 10) };
    const cells = cellsOf(must(agendaSheet(recordWith({ agenda }), japanese.files)));
    expect(columnA(cells, 10).slice(5)).toEqual(['メモ', 'メモ（続き）', '', 'アジェンダ項目名', '自己紹介']);
    expect(String(cells['B6']?.v) + String(cells['B7']?.v)).toBe(agenda.freeMemo);
  });

  it('freezes the head only where it leaves room for what scrolls beneath it', () => {
    const frozen = (freeMemo: string) =>
      agendaSheet(recordWith({ agenda: { ...agendaOf(), freeMemo } }), japanese.files)?.frozenRows;
    expect(frozen('短い')).toBe(8);
    expect(frozen('長い'.repeat(500))).toBe(0);
  });
});
