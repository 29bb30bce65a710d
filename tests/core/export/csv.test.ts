import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvOf } from '../../../src/lib/core/export/csv.ts';
import { asText } from '../../../src/lib/core/export/formula.ts';
import { plainText } from '../../../src/lib/core/export/plain-text.ts';
import { attendanceRows, chatRows } from '../../../src/lib/core/export/tables.ts';
import { readCsv } from '../../support/csv.ts';
import { must } from '../../support/interview.ts';
import { fileLine, HOSTILE, japanese, line, NOON, recordWith, stay, TOKYO } from './records.ts';

const decoded = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
const cellsOf = (rows: readonly (readonly string[])[]): string[][] => {
  const text = decoded(csvOf(rows));
  expect(text.startsWith('\ufeff')).toBe(true);
  return readCsv(text.slice(1));
};
/** What a spreadsheet may take for the beginning of a formula, spelt out anew. */
const FORMULA = /^[\s\u200b\ufeff"\0]*[=+\-@＝＋－＠﹦﹢﹣﹫−]/u;
const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom(...HOSTILE));

describe('csvOf', () => {
  it('X4: gives back what was put in, whatever it is: quotes, commas, line breaks, emoji', () => {
    fc.assert(
      fc.property(fc.array(fc.array(anyText, { minLength: 1, maxLength: 4 }), { maxLength: 5 }), (rows) => {
        const expected = rows.map((row) => row.map((cell) => asText(plainText(cell))));
        expect(cellsOf(rows)).toEqual(expected);
      }),
    );
  });

  it('X4: leaves ordinary text as it is', () => {
    const ordinary = [
      '本日はよろしくお願いします。',
      'a, "b"\nc',
      '👨‍👩‍👧‍👦 が̈',
      '3-1=2',
      "'引用'",
      'ありがとう ;-)',
      '持ち物:\n- 履歴書\n- 筆記具',
      'https://example.jp/?a=1;b=2',
      '',
    ];
    expect(cellsOf([ordinary])).toEqual([ordinary]);
  });

  it.each(HOSTILE)('X5: no cell can be run as a formula: %j', (text) => {
    const [[cell = ''] = []] = cellsOf([[text]]);
    expect(cell).not.toMatch(FORMULA);
    expect(cell).not.toMatch(/^[\t\r\n]/);
  });

  it('X5: nor by any text, read as any spreadsheet reads it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const [[cell = ''] = []] = cellsOf([[text]]);
        expect(cell).not.toMatch(FORMULA);
      }),
    );
  });

  it.each([
    ["a;=cmd|' /C calc'!A0", "a;'=cmd|' /C calc'!A0"],
    ['a\t@SUM(A1)', "a\t'@SUM(A1)"],
    ['持ち物\n=HYPERLINK("x")', '持ち物\n\'=HYPERLINK("x")'],
    ["a; -2+3+cmd|' /C calc'!A0", "a;' -2+3+cmd|' /C calc'!A0"],
    ['a;""=cmd|\' /C calc\'!A0', "a;'\"\"=cmd|' /C calc'!A0"],
  ])('X5: nor where the list separator is a semicolon: %j', (text, expected) => {
    expect(asText(text)).toBe(expected);
  });
});

describe('plainText', () => {
  it('keeps line breaks as one sort, and drops what no file can hold', () => {
    expect(plainText('a\r\nb\rc\u2028d\u0085e')).toBe('a\nb\nc\nd\ne');
    expect(plainText('a\u0000\u0001\u001b\u007f\ufffe\uffffb\tc')).toBe('ab\tc');
    expect(plainText('a\ud800b👨‍👩‍👧‍👦')).toBe('a\ufffdb👨‍👩‍👧‍👦');
  });
});

describe('参加者リスト.csv', () => {
  it('X3: has the columns of the specification, times of the zone, one row for each stay, interviewers first', () => {
    const record = recordWith({
      stays: [
        stay('佐藤花子', 'applicant', NOON - 600_000, NOON - 300_000),
        stay('鈴木', 'co-interviewer', NOON - 500_000, NOON),
        stay('毎日太郎', 'host', NOON - 400_000, NOON),
        stay('佐藤花子', 'applicant', NOON - 60_000, NOON),
      ],
    });
    expect(cellsOf(attendanceRows(record, japanese.files, TOKYO))).toEqual([
      ['ルーム名', '主催者・参加者', '名前', '接続開始時間', '接続終了時間'],
      ['一次面接', '主催者', '毎日太郎', '2025/10/08 11:53:20', '2025/10/08 12:00:00'],
      ['一次面接', '同席者', '鈴木', '2025/10/08 11:51:40', '2025/10/08 12:00:00'],
      ['一次面接', '参加者', '佐藤花子', '2025/10/08 11:50:00', '2025/10/08 11:55:00'],
      ['一次面接', '参加者', '佐藤花子', '2025/10/08 11:59:00', '2025/10/08 12:00:00'],
    ]);
    const [, inBerlin = []] = cellsOf(attendanceRows(record, japanese.files, 'Europe/Berlin'));
    expect(inBerlin[3]).toBe('2025/10/08 04:53:20');
  });
});

describe('チャット.csv', () => {
  it('X4: has the columns of the specification; a file is 【ファイル送信】 and its name', () => {
    const chat = [
      line('本日はよろしくお願いします。\n（改行）', '毎日太郎', 'host'),
      line('"はい", 1;2', '佐藤花子', 'applicant', NOON + 61_000),
      fileLine('../スケジュール\u202etxt.exe', 'a'),
    ];
    expect(cellsOf(chatRows(recordWith({ chat }), japanese.files, TOKYO))).toEqual([
      ['タイプ', '時刻', '主催者・参加者', '名前', 'メッセージ'],
      ['全体', '2025/10/08 12:00:00', '主催者', '毎日太郎', '本日はよろしくお願いします。\n（改行）'],
      ['全体', '2025/10/08 12:01:01', '参加者', '佐藤花子', '"はい", 1;2'],
      ['全体', '2025/10/08 12:00:00', '参加者', '佐藤花子', `【ファイル送信】 ${must(chat[2]?.file).name}`],
    ]);
  });
});
