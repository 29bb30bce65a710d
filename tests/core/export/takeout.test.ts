import { read } from '@e965/xlsx';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { downloadName, uniqueNames } from '../../../src/lib/core/export/file-names.ts';
import { offersOf } from '../../../src/lib/core/export/offer.ts';
import { takeOut } from '../../../src/lib/core/export/takeout.ts';
import { keepsakeOf, type Keepsake } from '../../../src/lib/core/record/keepsake.ts';
import type { RecordedLine } from '../../../src/lib/core/record/record.ts';
import { readCsv } from '../../support/csv.ts';
import { newNonce, systemRandom } from '../../../src/lib/core/clock.ts';
import { must, someone } from '../../support/interview.ts';
import { agendaOf, fileLine, item, japanese, keepsakeWith, line, NOON, recordWith, TOKYO } from './records.ts';

const words = japanese.files;
const bytesOf = async (content: Blob): Promise<Uint8Array> => new Uint8Array(await content.arrayBuffer());
const archived = async (of: Keepsake): Promise<Record<string, Uint8Array>> =>
  unzipSync(await bytesOf((await takeOut('all', of, words, TOKYO)).content));

describe('takeOut', () => {
  it('X3 X4 X5: gives each file under a name that says what, of which interview and when it was', async () => {
    const made = await Promise.all(
      (['attendance', 'chat', 'agenda', 'all'] as const).map((kind) => takeOut(kind, keepsakeWith(), words, TOKYO)),
    );
    expect(made.map(({ name }) => name)).toEqual([
      '参加者リスト_一次面接_20251008-1118.csv',
      'チャット_一次面接_20251008-1118.csv',
      'アジェンダ_一次面接_20251008-1118.xlsx',
      '一次面接_20251008-1118.zip',
    ]);
    expect(made.map(({ content }) => content.type)).toEqual([
      'text/csv;charset=utf-8',
      'text/csv;charset=utf-8',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'application/zip',
    ]);
  });

  it('X7: one archive holds everything: the three files, the chat’s files byte by byte, the whiteboard, the record as JSON', async () => {
    const [cv, sample] = [new Uint8Array([1, 2, 3]), new Uint8Array(3_000_000).map((_, at) => at * 7)];
    const chat = [
      line('どうぞ'),
      fileLine('履歴書.pdf', 'a'),
      fileLine('履歴書.PDF', 'b', sample.length),
      fileLine('来ない.txt', 'c'),
    ];
    const held = new Map([
      [chat[1]?.file?.sha256, cv],
      [chat[2]?.file?.sha256, sample],
    ]);
    const topic = item('自己紹介', '詳細', 'メモ');
    const marks = [{ at: NOON - 90_000, item: topic.id }];
    const record = recordWith({ chat, agenda: { ...agendaOf(topic), marks } });
    const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47]);
    const parts = await archived(
      keepsakeWith(record, {
        readFile: (sha256) => {
          const bytes = held.get(sha256);
          return Promise.resolve(bytes && new Blob([bytes]));
        },
        drawBoard: () => Promise.resolve(new Blob([png])),
      }),
    );
    expect(Object.keys(parts).toSorted()).toEqual(
      [
        '参加者リスト.csv',
        'チャット.csv',
        'アジェンダ.xlsx',
        'ホワイトボード.png',
        'チャットのファイル/履歴書.pdf',
        'チャットのファイル/履歴書 (2).PDF',
        '記録.json',
      ].toSorted(),
    );
    expect(parts['チャットのファイル/履歴書.pdf']).toEqual(cv);
    expect(Buffer.compare(must(parts['チャットのファイル/履歴書 (2).PDF']), sample)).toBe(0);
    expect(parts['ホワイトボード.png']).toEqual(png);
    expect(read(parts['アジェンダ.xlsx']).SheetNames).toEqual(['アジェンダ']);
    // fflate's decoder takes the byte order mark away.
    expect(readCsv(strFromU8(must(parts['チャット.csv'])))).toHaveLength(5);
    const json = JSON.parse(strFromU8(must(parts['記録.json']))) as Record<string, unknown>;
    expect(json).toMatchObject({
      format: 'mensetsu/record/1',
      title: '一次面接',
      timeZone: 'Asia/Tokyo',
      startedAt: '2025-10-08T02:18:00.000Z',
      endedAt: '2025-10-08T03:00:00.000Z',
      participants: [{ role: 'host' }, { role: 'applicant', name: '佐藤花子', until: '2025-10-08T03:00:00.000Z' }],
      chat: [
        { at: '2025-10-08T03:00:00.000Z', text: 'どうぞ' },
        { file: { name: '履歴書.pdf', path: 'チャットのファイル/履歴書.pdf' } },
        { file: { path: 'チャットのファイル/履歴書 (2).PDF' } },
        { file: { name: '来ない.txt', path: null } },
      ],
      agenda: {
        number: 1,
        items: [{ title: '自己紹介', memo: 'メモ', discussedSeconds: 90 }],
        marks: [{ at: '2025-10-08T02:58:30.000Z' }],
      },
      whiteboard: 'ホワイトボード.png',
    });
  });

  it('A6: what an applicant takes home holds neither agenda nor who came and went', async () => {
    const record = recordWith({
      chat: [line('こちらこそ')],
      agenda: agendaOf(item('内緒')),
      transcript: [
        {
          ...{ id: newNonce(systemRandom), speaker: must(recordWith().stays[0]).peer, name: '毎日太郎', role: 'host' },
          ...{ start: NOON, end: NOON, text: '内緒の話', words: [] },
        },
      ],
    });
    const theirs = keepsakeOf({ role: 'applicant', record, files: new Map() });
    expect(offersOf(theirs)).toEqual([{ kind: 'chat', count: 1 }]);
    expect(JSON.stringify(theirs)).not.toContain('内緒');
    const parts = await archived(theirs);
    expect(Object.keys(parts).toSorted()).toEqual(['チャット.csv', '記録.json']);
    const json = JSON.parse(strFromU8(must(parts['記録.json']))) as object;
    expect(json).not.toHaveProperty('agenda');
    expect(json).not.toHaveProperty('transcript');
    expect(json).not.toHaveProperty('participants');
    await expect(takeOut('agenda', theirs, words, TOKYO)).rejects.toThrow();
    await expect(takeOut('attendance', theirs, words, TOKYO)).rejects.toThrow();
  });

  it.each([Number.MAX_SAFE_INTEGER, 0])('H6: no time that a peer claims breaks a file: %d', async (at) => {
    const record = recordWith({
      chat: [line('いつ', '佐藤花子', 'applicant', at)],
      agenda: { ...agendaOf(), marks: [{ at }] },
    });
    for (const kind of ['attendance', 'chat', 'agenda', 'all'] as const) {
      expect((await takeOut(kind, keepsakeWith(record), words, TOKYO)).content.size).toBeGreaterThan(0);
    }
  });

  it('X7: names in the archive are marked as UTF-8, so that Windows reads them', async () => {
    const { content } = await takeOut('all', keepsakeWith(), words, TOKYO);
    const view = new DataView(await content.arrayBuffer());
    const UTF8_NAMES = 1 << 11; // general purpose bit 11 (APPNOTE, 4.4.4), in the header of the first entry
    expect(view.getUint32(0, true)).toBe(0x04034b50);
    expect(view.getUint16(6, true) & UTF8_NAMES).toBe(UTF8_NAMES);
  });

  it('X7: withholds nothing else where the whiteboard cannot be drawn, and says so', async () => {
    const drawBoard = (): Promise<never> => Promise.reject(new Error('the editor does not load'));
    const { content, boardless } = await takeOut('all', keepsakeWith(recordWith(), { drawBoard }), words, TOKYO);
    expect(boardless).toBe(true);
    const parts = unzipSync(await bytesOf(content));
    expect(Object.keys(parts)).toHaveLength(4);
    expect(JSON.parse(strFromU8(must(parts['記録.json'])))).toMatchObject({ whiteboard: null });
  });

  it('rejects where a file cannot be read, instead of an archive that lacks it', async () => {
    const record = recordWith({ chat: [fileLine('a.pdf', 'a')] });
    await expect(
      takeOut('all', keepsakeWith(record, { readFile: () => Promise.reject(new Error('gone')) }), words, TOKYO),
    ).rejects.toThrow('gone');
  });

  it('counts what there is for each download', async () => {
    const record = recordWith({ chat: [line('a'), fileLine('b.txt', 'b')], agenda: agendaOf(item('x')) });
    expect(offersOf(keepsakeWith(record, { missingFiles: 0 }))).toEqual([
      { kind: 'attendance', count: 2 },
      { kind: 'chat', count: 2 },
      { kind: 'agenda', count: 1 },
      { kind: 'all', count: 1, needed: true },
    ]);
    // The host's browser was killed and came back with another key.
    const back = { ...must(record.stays[0]), peer: (await someone()).peer };
    const again = { ...record, stays: [...record.stays, back] };
    expect(offersOf(keepsakeWith(again))[0]).toEqual({ kind: 'attendance', count: 2 });
    const kinds = (...chat: RecordedLine[]): string[] =>
      offersOf(keepsakeWith(recordWith({ chat }), { role: 'applicant', missingFiles: 0 })).map(({ kind }) => kind);
    expect(kinds()).toEqual([]);
    expect(kinds(fileLine('b.txt', 'b'))).toEqual(['chat', 'all']);
    const drawBoard = (): Promise<undefined> => Promise.resolve(undefined);
    const drawn = keepsakeWith(recordWith(), { role: 'applicant', drawBoard });
    expect(offersOf(drawn)).toEqual([{ kind: 'all', count: 0, board: true, needed: true }]);
    expect(offersOf(keepsakeWith(record)).at(-1)).toEqual({ kind: 'all', count: 0 }); // it never came
  });
});

describe('names of files', () => {
  const named = (title: string): string => downloadName({ what: 'チャット', title, at: NOON, ending: 'csv' }, TOKYO);
  it.each([
    ['../../etc/passwd', 'チャット_.._.._etc_passwd_20251008-1200.csv'],
    ['a\\b:c*d?"e"<f>|g', 'チャット_a_b_c_d__e__f__g_20251008-1200.csv'],
    ['gpj\u202e.exe\u0000\n', 'チャット_gpj.exe_20251008-1200.csv'],
    ['   ', 'チャット_20251008-1200.csv'],
  ])('are harmless whatever the title is: %j', (title, name) => {
    expect(named(title)).toBe(name);
  });
  it('are short enough for every file system, and no device of Windows', () => {
    expect(new TextEncoder().encode(named('面'.repeat(300))).length).toBeLessThanOrEqual(200);
    expect(named('面'.repeat(300))).toMatch(/_20251008-1200\.csv$/);
    expect(downloadName({ title: 'CON.', at: NOON, ending: 'zip' }, TOKYO)).not.toMatch(/^con\./i);
  });
  it('are never twice in one folder', () => {
    const unique = uniqueNames();
    expect(['a.txt', 'A.TXT', 'a.txt', 'a (2).txt', 'b', 'b', '.c', 'が.txt', 'か\u3099.txt'].map(unique)).toEqual([
      ...['a.txt', 'A (2).TXT', 'a (3).txt', 'a (2) (2).txt', 'b', 'b (2)', '.c', 'が.txt', 'か\u3099 (2).txt'],
    ]);
  });
});
