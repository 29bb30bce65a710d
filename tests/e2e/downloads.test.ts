/**
 * What one takes home of an interview (X3-X7): host and applicant talk, send files and write the agenda; then the files that each saves are
 * read cell by cell and byte by byte. Names and messages are as an attacker writes them.
 */
import { read } from '@e965/xlsx';
import { expect, test } from '@playwright/test';
import { unzipSync } from 'fflate';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createAppPage, type AppPage } from '../support/app-page.ts';
import { createBrowsers, type Browsers, type Seat } from '../support/browsers.ts';
import { readCsv } from '../support/csv.ts';
import { alice, bob } from '../support/fake-media.ts';
import { must } from '../support/interview.ts';
import { coloursOfFile } from '../support/picture-points.ts';
import { startApp, type RunningRelay } from '../support/server.ts';

test.describe.configure({ mode: 'serial' });

const TITLE = '=一次/面接';
const HOSTILE = "=cmd|' /C calc'!A0";
const MESSAGE = "@SUM(1+1)*cmd|' /C calc'!A0";
const CV = { name: '../履歴書\u202efdp.exe', mimeType: 'application/pdf', buffer: randomBytes(700_000) };
/** Loading the whiteboard's editor, on a machine where several browsers share two cores. */
const LOADS_MS = 60_000;
/** Day and minute in Tokyo, where these browsers are. */
const STAMP = /^\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}:\d{2}$/;
const inTokyo = (stamp: string): number => Date.parse(`${stamp.replaceAll('/', '-').replace(' ', 'T')}+09:00`);

let app: RunningRelay;
let browsers: Browsers;
let seats: Seat[];
let host: AppPage;
let guest: AppPage;
let began: number;

interface Saved {
  readonly name: string;
  readonly bytes: Buffer;
}
async function save({ page, button }: AppPage, name: string): Promise<Saved> {
  const [download] = await Promise.all([page.waitForEvent('download'), button(name).click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}
function csvOf({ bytes }: { bytes: Uint8Array }): string[][] {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  expect(text.startsWith('\ufeff')).toBe(true);
  return readCsv(text.slice(1));
}
/** Every cell of the only sheet, by place. */
function cellsOf({ bytes }: { bytes: Uint8Array }): Record<string, unknown> {
  const book = read(bytes);
  expect(book.SheetNames).toEqual(['アジェンダ']);
  const sheet = must(book.Sheets['アジェンダ']);
  const places = Object.keys(sheet).filter((place) => /^[A-Z]+\d+$/.test(place));
  for (const place of places) expect(sheet[place]).not.toHaveProperty('f');
  return Object.fromEntries(places.map((place) => [place, (sheet[place] as { v: unknown }).v]));
}

/** The picture shows a line from the upper left to the lower right, on paper. */
async function expectStroke({ page }: AppPage, png: Uint8Array): Promise<void> {
  const paper = [[0.9, 0.1] as const, [0.1, 0.9] as const];
  const line = [0.4, 0.45, 0.5, 0.55, 0.6].map((y) => [0.5, y] as const);
  const colours = await coloursOfFile(page, Buffer.from(png), 'image/png', [...paper, ...line]);
  const [right = 0, left = 0, ...across] = colours.map((colour) => Math.min(...colour));
  expect(Math.min(right, left)).toBeGreaterThan(230);
  expect(Math.min(...across)).toBeLessThan(200);
}

test.beforeAll(async () => {
  began = Date.now();
  app = await startApp();
  browsers = createBrowsers();
  const interview = await app.newInterview({ title: TITLE });
  const film = { width: 160, height: 96, framesPerSecond: 5 };
  seats = await Promise.all([alice, bob].map((person) => browsers.seat(person, { film })));
  [host, guest] = seats.map(createAppPage) as [AppPage, AppPage];
  await host.open(interview.hostUrl);
  await host.page.getByRole('switch', { name: 'アジェンダ' }).click();
  await host.enterName('毎日太郎');
  await host.connect();
  await guest.open(interview.applicantUrl);
  await guest.enterName(HOSTILE);
  await guest.request();
  await host.admit(HOSTILE);
  await expect(guest.stage).toBeVisible();
});

test.afterAll(async () => {
  await browsers?.closeAll();
  await app?.close();
});

test('X4 X5: they talk, send a file and write the agenda; the host leaves', async () => {
  await host.post('本日はよろしくお願いします。');
  await guest.openChat();
  await expect(guest.chatLog.getByText('本日はよろしくお願いします。')).toBeVisible();
  await guest.post(MESSAGE);
  await guest.page.locator('input[type=file]').setInputFiles(CV);
  await guest.button('送信').click();
  await expect(host.chatLog.locator('.file')).toHaveAttribute('data-file', 'here');

  await host.button('アジェンダ').click();
  await host.button('項目を追加').click();
  const dialog = host.page.getByRole('dialog', { name: 'アジェンダ項目の追加' });
  await dialog.getByRole('textbox', { name: '項目名' }).fill('自己紹介');
  await dialog.getByRole('textbox', { name: '詳細' }).fill('@お願いします');
  await dialog.getByRole('button', { name: '保存' }).click();
  await host.page.getByRole('textbox', { name: 'メモ：自己紹介' }).fill('=1+1\n二行目');
  await host.page.getByRole('textbox', { name: '自由メモ' }).fill('明るい方');

  await host.button('ホワイトボード').click();
  const canvas = host.page.locator('.tl-canvas');
  await expect(canvas).toBeVisible({ timeout: LOADS_MS });
  const box = must(await canvas.boundingBox());
  await host.page.keyboard.press('d');
  await host.page.mouse.move(box.x + 150, box.y + 120);
  await host.page.mouse.down();
  await host.page.mouse.move(box.x + 400, box.y + 200, { steps: 8 });
  await host.page.mouse.up();
  await expect(guest.button('開く')).toBeVisible(); // the applicant has it too
  await host.leave();
  await expect(host.page.getByRole('heading', { name: '面接が終わりました' })).toBeVisible();
});

test('X3: 参加者リスト has both with their times, in the time zone of the browser', async () => {
  const { name, bytes } = await save(host, '参加者リスト');
  expect(name).toMatch(/^参加者リスト_=一次_面接_\d{8}-\d{4}\.csv$/);
  const [head, ...rows] = csvOf({ bytes });
  expect(head).toEqual(['ルーム名', '主催者・参加者', '名前', '接続開始時間', '接続終了時間']);
  expect(rows.map((row) => row.slice(0, 3))).toEqual([
    ["'=一次/面接", '主催者', '毎日太郎'],
    ["'=一次/面接", '参加者', `'${HOSTILE}`],
  ]);
  for (const [from = '', until = ''] of rows.map((row) => row.slice(3))) {
    expect(from).toMatch(STAMP);
    expect(inTokyo(from)).toBeGreaterThan(began - 1000);
    expect(inTokyo(until)).toBeGreaterThan(inTokyo(from));
    expect(inTokyo(until)).toBeLessThan(Date.now() + 1000);
  }
  await expect(host.page.getByText(`「${name}」を保存しました。`)).toBeVisible();
});

test('X4: チャット has every line; a file is 【ファイル送信】 and its name', async () => {
  const rows = csvOf(await save(host, 'チャット'));
  expect(rows.map((row) => row.toSpliced(1, 1))).toEqual([
    ['タイプ', '主催者・参加者', '名前', 'メッセージ'],
    ['全体', '主催者', '毎日太郎', '本日はよろしくお願いします。'],
    ['全体', '参加者', `'${HOSTILE}`, `'${MESSAGE}`],
    ['全体', '参加者', `'${HOSTILE}`, '【ファイル送信】 履歴書fdp.exe'],
  ]);
  for (const [, time = ''] of rows.slice(1)) expect(time).toMatch(STAMP);
});

test('X5: アジェンダ opens as a workbook without a formula', async () => {
  const { name, bytes } = await save(host, 'アジェンダ');
  expect(name).toMatch(/^アジェンダ_.*\.xlsx$/);
  const { B1: endedAt, ...cells } = cellsOf({ bytes });
  expect(endedAt).toEqual(expect.any(Number));
  expect(cells).toEqual({
    ...{ A1: '終了時刻', A2: '主催者名', B2: '毎日太郎', A3: '参加者名', B3: HOSTILE },
    ...{ A5: 'アジェンダ名', B5: 'オリジナル1', A6: 'メモ', B6: '明るい方' },
    ...{ A8: 'アジェンダ項目名', B8: 'アジェンダ詳細', C8: 'メモ' },
    ...{ A9: '自己紹介', B9: '@お願いします', C9: '=1+1\n二行目' },
  });
});

test('X7: すべて保存 gives one archive with the three, the sent file byte by byte, and the record as JSON', async () => {
  const { name, bytes } = await save(host, 'すべて保存');
  expect(name).toMatch(/\.zip$/);
  const parts = unzipSync(bytes);
  expect(Object.keys(parts).toSorted()).toEqual(
    [
      ...['参加者リスト.csv', 'チャット.csv', 'アジェンダ.xlsx', 'ホワイトボード.png', '記録.json'],
      'チャットのファイル/履歴書fdp.exe',
    ].toSorted(),
  );
  expect(Buffer.compare(must(parts['チャットのファイル/履歴書fdp.exe']), CV.buffer)).toBe(0);
  expect(csvOf({ bytes: must(parts['チャット.csv']) })).toHaveLength(4);
  expect(cellsOf({ bytes: must(parts['アジェンダ.xlsx']) })).toHaveProperty('B6', '明るい方');
  await expectStroke(host, must(parts['ホワイトボード.png']));
  const json = JSON.parse(new TextDecoder().decode(parts['記録.json'])) as { startedAt: string; timeZone: string };
  expect(json.timeZone).toBe('Asia/Tokyo');
  expect(Date.parse(json.startedAt)).toBeGreaterThan(began - 1000);
});

test('A6 X1: the applicant is offered the chat and its files, and nothing of the agenda is in them', async () => {
  await expect(guest.page.getByRole('heading', { name: '面接が終わりました' })).toBeVisible();
  await expect(guest.button('チャット')).toBeVisible();
  for (const name of ['参加者リスト', 'アジェンダ']) await expect(guest.button(name)).toHaveCount(0);
  expect(csvOf(await save(guest, 'チャット'))).toHaveLength(4);
  const { bytes } = await save(guest, 'すべて保存');
  const parts = unzipSync(bytes);
  expect(Object.keys(parts).toSorted()).toEqual(
    ['チャット.csv', 'ホワイトボード.png', '記録.json', 'チャットのファイル/履歴書fdp.exe'].toSorted(),
  );
  expect(Buffer.compare(must(parts['チャットのファイル/履歴書fdp.exe']), CV.buffer)).toBe(0);
  await expectStroke(guest, must(parts['ホワイトボード.png'])); // never opened here
  const everything = Object.values(parts).map((part) => Buffer.from(part).toString('utf8'));
  for (const secret of ['自己紹介', '明るい方']) expect(everything.join('\n')).not.toContain(secret);
});

test('N6: nothing was thrown on any page, and no other host was asked', () => {
  for (const seat of seats) {
    expect(seat.errors).toEqual([]);
    expect([...seat.hostsAsked]).toEqual([new URL(app.url).host]);
  }
});
