/**
 * Never lost (T7 for documents, X6, W9): the host's browser is killed in the middle of the call, and what was written is there again; also
 * when nobody else is in the call any more. It lies sealed on the disk, and not at all once it was discarded, nor ever with an applicant.
 * `npm run bench -- kills` does the same twenty times.
 */
import { expect, test, type Locator } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { AppPage } from '../../support/app-page.ts';
import { openBoard, shapes } from '../../support/board-page.ts';
import { readCsv } from '../../support/csv.ts';
import {
  current,
  keptDialog,
  MEMO_ITEM,
  memoOf,
  openAgenda,
  startBusySession,
  type BusySession,
} from './busy-session.ts';
import { MARK, wordsIn } from './names.ts';

test.describe.configure({ mode: 'serial' });

const KILLS = 2;
const BUSY_MIN_MS = 6_000;
const BUSY_MORE_MS = 2_000;
/** How long a write may take on a machine of which nothing is known; that it is within a second is for the bench to show. */
const MAY_LOSE_MS = 4_000;
/** Comes from the applicant, who then leaves. */
const CV = {
  name: '履歴書.bin',
  mimeType: 'application/octet-stream',
  buffer: Buffer.concat([Buffer.from(MARK.repeat(100)), randomBytes(300_000)]),
};
const fileOf = ({ chatLog }: AppPage): Locator => chatLog.locator('.file', { has: chatLog.page().getByTitle(CV.name) });

/** On a machine where several browsers share two cores. */
const ARRIVES_MS = 60_000;

let session: BusySession;
/** The chat at the end. */
let lines: string[];

test.beforeAll(async () => {
  session = await startBusySession();
});
test.afterAll(async () => {
  await session?.end();
});

/** Files below a folder that hold this text, as UTF-8 or UTF-16. */
function filesWith(folder: string, text: string): string[] {
  const needles = [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => {
      const bytes = readFileSync(file);
      return needles.some((needle) => bytes.includes(needle));
    })
    .map((file) => path.relative(folder, file));
}

/** What lies in the journal of this page's browser: bytes of each chunk. */
const keptSizes = ({ page }: AppPage): Promise<number[]> =>
  page.evaluate(
    () =>
      new Promise<number[]>((resolve, reject) => {
        const opening = indexedDB.open('mensetsu-journal');
        opening.onerror = () => reject(new Error('not opened'));
        opening.onsuccess = () => {
          const database = opening.result;
          const reading = database.transaction('bodies').objectStore('bodies').getAll();
          reading.onsuccess = () => {
            database.close();
            resolve(reading.result.map(({ sealed }: { sealed: Uint8Array }) => sealed.length));
          };
        };
      }),
  );

test('T7 X6: the browser is killed in the midst of writing: what had stood there is not missing', async () => {
  test.slow();
  for (let count = 0; count < KILLS; count++) {
    const kill = await session.killAfter(BUSY_MIN_MS + Math.random() * BUSY_MORE_MS, MAY_LOSE_MS);
    expect(kill.seen.length).toBeGreaterThan(2);
    expect(kill.missing, `killed after ${kill.after} ms`).toEqual([]);
  }
});

test('X6: nobody else is there any more: it comes back from the disk alone, and the offer says what there is', async () => {
  await session.guest.page.locator('input[type=file]').setInputFiles(CV);
  await session.guest.button('送信').click();
  await session.host().openChat();
  await expect(fileOf(session.host())).toHaveAttribute('data-file', 'here', { timeout: ARRIVES_MS });
  const largest = async (): Promise<number> => Math.max(0, ...(await keptSizes(session.host())));
  await expect.poll(largest, { timeout: ARRIVES_MS }).toBeGreaterThan(CV.buffer.length);
  await session.guest.leave();
  await expect(session.host().tile('bob')).toBeHidden();
  await openAgenda(session.host());
  const memo = await memoOf(session.host()).inputValue();
  const marked = (await current(session.host()).getAttribute('aria-pressed')) ?? '';
  const strokes = await shapes(session.host()).count();
  expect(strokes).toBeGreaterThan(0);
  await session.host().openChat();
  lines = wordsIn(await session.host().chatLog.innerText(), 'cb');
  expect(lines.length).toBeGreaterThan(2);
  await session.hostSeat().kill();
  expect(filesWith(session.hostBrowser.profile, MARK), 'nothing in the clear, by the page or by the browser').toEqual(
    [],
  );
  await session.reopen();
  const host = session.host();
  const dialog = keptDialog(host);
  await expect(dialog).toContainText('途中で切れました');
  await expect(dialog).toContainText(new RegExp(`チャット\\s*${lines.length + 1}件`));
  await expect(dialog).toContainText('alice、bob');
  await expect(dialog).toContainText('1項目（メモ 1件）');
  await expect(dialog).toContainText('ファイル1件');
  await expect(dialog).toContainText('ホワイトボードの画像');
  await dialog.getByRole('button', { name: '続きから再開する' }).click();
  await host.enterName();
  await host.connect();
  await openAgenda(host);
  await expect(memoOf(host)).toHaveValue(memo);
  await expect(current(host)).toHaveAttribute('aria-pressed', marked);
  await expect(host.page.getByRole('heading', { name: MEMO_ITEM })).toHaveCount(1);
  await host.openChat();
  for (const line of lines.slice(-3)) await expect(host.chatLog.getByText(line, { exact: true })).toBeVisible();
  await expect(fileOf(host)).toHaveAttribute('data-file', 'here', { timeout: ARRIVES_MS });
  const [download] = await Promise.all([host.page.waitForEvent('download'), host.button(`${CV.name} を保存`).click()]);
  expect(Buffer.compare(await readFile(await download.path()), CV.buffer)).toBe(0);
  await openBoard(host);
  await expect(shapes(host)).toHaveCount(strokes, { timeout: ARRIVES_MS });
  expect(session.hostSeat().errors).toEqual([]);
});

test('W9 X6 X3 X4: after a call that was ended the record is offered and saved from the disk, until it is discarded: then nothing is left', async () => {
  const host = session.host();
  await host.leave();
  await host.page.reload();
  const dialog = keptDialog(host);
  await expect(dialog).toContainText('終了しました');
  await expect(dialog.getByRole('button', { name: '続きから再開する' })).toBeHidden();
  await dialog.getByRole('button', { name: 'あとで決める' }).click();
  await expect(dialog).toBeHidden();
  await host.button('記録を確認する').click();
  const saved = async (name: string): Promise<string> => {
    const [download] = await Promise.all([
      host.page.waitForEvent('download'),
      dialog.getByRole('button', { name }).click(),
    ]);
    return readFile(await download.path(), 'utf8');
  };
  expect(wordsIn(await saved('チャット'), 'cb')).toEqual(lines);
  // X3: each time that the host was there, from one kill to the next, and the applicant.
  const people = readCsv((await saved('参加者リスト')).replace('\ufeff', ''));
  const times = people.filter(([, , name]) => name === 'alice').map(([, , , from = '', until = '']) => [from, until]);
  expect(times).toHaveLength(KILLS + 2);
  expect(times.flat()).toEqual(times.flat().toSorted());
  expect(people.some(([, , name]) => name === 'bob')).toBe(true);
  await dialog.getByRole('button', { name: '破棄する' }).click();
  await dialog.getByRole('button', { name: '破棄する' }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(() => keptSizes(host)).toEqual([]);
});

test('X6: an applicant’s browser keeps nothing of the call on its disk', async () => {
  const databases = await session.guest.page.evaluate(async () =>
    (await indexedDB.databases()).map(({ name }) => name),
  );
  expect(databases).toEqual([]);
});
