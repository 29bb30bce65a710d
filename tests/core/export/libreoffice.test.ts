/** The files opened by another program than the one that wrote them. */
import { beforeAll, describe, expect, it } from 'vitest';
import { newNonce, systemRandom } from '../../../src/lib/core/clock.ts';
import { takeOut } from '../../../src/lib/core/export/takeout.ts';
import type { TranscriptLine } from '../../../src/lib/wire/transcript.ts';
import { openInLibreOffice, whyNoLibreOffice, type OpenedCell } from '../../support/libreoffice.ts';
import { must } from '../../support/interview.ts';
import { agendaOf, HOSTILE, item, japanese, keepsakeWith, line, NOON, recordWith, stay, TOKYO } from './records.ts';

const why = whyNoLibreOffice();
if (why !== undefined) process.stderr.write(`not tried here: ${why}\n`);
/** It starts up anew, on a machine that may be busy. */
const OFFICE_MS = 120_000;

const hostileName = "=cmd|' /C calc'!A0";
const first = item('自己紹介', '詳細\n二行', '=1+1\n二行目');
const second = item('志望動機', hostileName);
const untouched = item('条件', '', '未記入');
const MINUTE = 60_000;
const said = (minutes: number, text: string, name = '佐藤花子'): TranscriptLine => ({
  ...{
    id: newNonce(systemRandom),
    speaker: must(recordWith().stays[0]).peer,
    name,
    role: 'applicant',
    text,
    words: [],
  },
  ...{ start: NOON - minutes * MINUTE, end: NOON - minutes * MINUTE + 4_000 },
});
/** As people and machines say it, and as attackers would have it said. */
const transcript: readonly TranscriptLine[] = [
  said(29, 'わたくしは大学で統計学を学びました\n👨‍👩‍👧‍👦 と 𠮷野家で', hostileName),
  said(19, '病院の予約データの分析に惹かれたからです'),
  said(18, hostileName, hostileName),
  { ...said(17, '', '毎日太郎'), role: 'host', gap: true },
  ...HOSTILE.map((text, at) => said(10 - at / 10, text, text)),
];
const record = recordWith({
  stays: [stay(hostileName, 'applicant', NOON - 60_000, NOON), stay('毎日太郎', 'host', NOON - 90_000, NOON)],
  chat: [line('一行目\n二行目 "引用", 、。'), line('👨‍👩‍👧‍👦 が̈ 𠮷野家'), ...HOSTILE.map((text) => line(text, hostileName))],
  agenda: {
    ...agendaOf(first, second, untouched, ...HOSTILE.map((text) => item(text, text, text))),
    freeMemo: '-自由なメモ\n@二行目',
    marks: [
      { at: NOON - 30 * MINUTE, item: first.id },
      { at: NOON - 20 * MINUTE, item: second.id },
      { at: NOON - 16 * MINUTE },
    ],
  },
  transcript,
  summary: {
    placed: new Map(),
    texts: new Map([
      [second.id, { by: 'hand', sentences: [{ text: `${hostileName}\n二行目の要約`, lines: [] }], basis: '' }],
    ]),
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
    expect(sheet[7]).toEqual([...['アジェンダ項目名', 'アジェンダ詳細', 'メモ', '要約', '話した時間（時:分:秒）']]);
    expect(sheet[8]?.slice(0, 3)).toEqual(['自己紹介', '詳細\n二行', '=1+1\n二行目']);
    expect(sheet[11]?.slice(0, 3)).toEqual([hostileName, hostileName, hostileName]);
  });

  it('X5 T5 A7: summaries and the time that was spent stand beside their items', () => {
    const [one, two, three] = texts('agenda.xlsx').slice(8, 11);
    expect(one?.[3]).toContain('わたくしは大学で統計学を学びました');
    expect(two?.[3]).toBe(`${hostileName}\n二行目の要約`);
    expect(three?.[3]).toBe('会話中に該当の会話はありません');
    expect([one?.[4], two?.[4], three?.[4]]).toEqual(['0:10:00', '0:04:00', undefined]);
  });

  it('X5: what was said stands with its time and speaker, letter by letter', () => {
    const sheet = texts('agenda.xlsx');
    const head = sheet.findIndex(([at]) => at === '時刻');
    expect(sheet[head]).toEqual(['時刻', '話者', '発言']);
    const spoken = sheet.slice(head + 1);
    expect(spoken[0]?.[0]).toMatch(/2025.*11:31/);
    expect(spoken.slice(0, 4).map((row) => row.slice(1))).toEqual([
      [hostileName, 'わたくしは大学で統計学を学びました\n👨‍👩‍👧‍👦 と 𠮷野家で'],
      ['佐藤花子', '病院の予約データの分析に惹かれたからです'],
      [hostileName, hostileName],
      ['毎日太郎', japanese.files.agenda.gap],
    ]);
    expect(spoken).toHaveLength(transcript.length);
  });
});
