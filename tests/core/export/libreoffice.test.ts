/** The files opened by another program than the one that wrote them. */
import { beforeAll, describe, expect, it } from 'vitest';
import { takeOut } from '../../../src/lib/core/export/takeout.ts';
import { openInLibreOffice, whyNoLibreOffice, type OpenedCell } from '../../support/libreoffice.ts';
import { must } from '../../support/interview.ts';
import { agendaOf, HOSTILE, item, japanese, keepsakeWith, line, NOON, recordWith, stay, TOKYO } from './records.ts';

const why = whyNoLibreOffice();
if (why !== undefined) process.stderr.write(`not tried here: ${why}\n`);
/** It starts up anew, on a machine that may be busy. */
const OFFICE_MS = 120_000;

const hostileName = "=cmd|' /C calc'!A0";
const record = recordWith({
  stays: [stay(hostileName, 'applicant', NOON - 60_000, NOON), stay('毎日太郎', 'host', NOON - 90_000, NOON)],
  chat: [line('一行目\n二行目 "引用", 、。'), line('👨‍👩‍👧‍👦 が̈ 𠮷野家'), ...HOSTILE.map((text) => line(text, hostileName))],
  agenda: {
    ...agendaOf(item('自己紹介', '詳細\n二行', '=1+1\n二行目'), ...HOSTILE.map((text) => item(text, text, text))),
    freeMemo: '-自由なメモ\n@二行目',
  },
});

describe.skipIf(why !== undefined)('opened in LibreOffice', () => {
  let opened: Readonly<Record<string, OpenedCell[][]>>;
  const rows = (name: string): OpenedCell[][] => must(opened[name]);
  const texts = (name: string): string[][] => rows(name).map((row) => row.map(({ text }) => text));

  beforeAll(async () => {
    const kinds = { 'people.csv': 'attendance', 'chat.csv': 'chat', 'agenda.xlsx': 'agenda' } as const;
    const files = Object.entries(kinds).map(async ([name, kind]) => {
      const { content } = await takeOut(kind, keepsakeWith(record), japanese.files, TOKYO);
      return [name, new Uint8Array(await content.arrayBuffer())] as const;
    });
    opened = await openInLibreOffice(Object.fromEntries(await Promise.all(files)));
  }, OFFICE_MS);

  it.each(['people.csv', 'chat.csv', 'agenda.xlsx'])('X5: no cell of %s is a formula', (name) => {
    const formulas = rows(name).flatMap((row) => row.filter(({ formula }) => formula !== undefined));
    expect(formulas).toEqual([]);
    expect(rows(name).flat().length).toBeGreaterThan(10);
  });

  it('X3: Japanese, times and hostile names stand in their cells', () => {
    const [head, host, guest] = texts('people.csv');
    expect(head).toEqual(['ルーム名', '主催者・参加者', '名前', '接続開始時間', '接続終了時間']);
    expect(host?.slice(0, 3)).toEqual(['一次面接', '主催者', '毎日太郎']);
    expect(guest?.slice(0, 3)).toEqual(['一次面接', '参加者', `'${hostileName}`]);
    expect(guest?.[3]).toMatch(/11:59/);
  });

  it('X4: line breaks and emoji stay inside their cells', () => {
    const [, first, second, ...rest] = texts('chat.csv');
    expect(first?.at(-1)).toBe('一行目\n二行目 "引用", 、。');
    expect(second?.at(-1)).toBe('👨‍👩‍👧‍👦 が̈ 𠮷野家');
    expect(rest).toHaveLength(HOSTILE.length);
    for (const row of rest) expect(row[3]).toBe(`'${hostileName}`);
  });

  it('X5: the agenda stands as it was written, letter by letter, and the end is a date', () => {
    const sheet = texts('agenda.xlsx');
    expect(sheet[0]?.[0]).toBe('終了時刻');
    expect(sheet[0]?.[1]).toMatch(/2025.*12:00/);
    expect(sheet[2]).toEqual(['参加者名', hostileName]);
    expect(sheet[5]).toEqual(['メモ', '-自由なメモ\n@二行目']);
    expect(sheet[7]).toEqual(['アジェンダ項目名', 'アジェンダ詳細', 'メモ']);
    expect(sheet[8]).toEqual(['自己紹介', '詳細\n二行', '=1+1\n二行目']);
    expect(sheet[9]).toEqual([hostileName, hostileName, hostileName]);
  });
});
