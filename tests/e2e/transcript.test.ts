/**
 * The transcript, for real: two browsers speak (files as fake microphones) over the mesh, the host's browser writes it down with a model from
 * the installation's own server. The model is a fixture that knows these words; see tests/fixtures/README.md.
 */
import { read } from '@e965/xlsx';
import { expect, test, type Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { addModel } from '../../tools/models/fetching.ts';
import { addTextModel } from '../../tools/models/text-model.ts';
import { openShelf } from '../../tools/models/shelf.ts';
import { createAppPage, type AppPage } from '../support/app-page.ts';
import { createBrowsers, type Browsers, type Seat } from '../support/browsers.ts';
import { alice, bob } from '../support/fake-media.ts';
import { must } from '../support/interview.ts';
import { startApp, type RunningRelay } from '../support/server.ts';
import {
  applicant,
  interviewer,
  LOOP_SECONDS,
  roundOf,
  wordErrorRate,
  wordsIn,
  type Track,
} from '../support/spoken-interview.ts';

test.describe.configure({ mode: 'serial' });

const MODEL = fileURLToPath(new URL('../fixtures/vosk-mini-ja.tar.gz', import.meta.url));
const TEXT_MODEL = fileURLToPath(new URL('../fixtures/tiny-llm', import.meta.url));
/** Pictures are not what is measured here. */
const SMALL = { width: 320, height: 180, framesPerSecond: 10 };
/** A round of the tracks, and what a busy machine is behind. */
const HEARD_MS = 75_000;
let app: RunningRelay;
let browsers: Browsers;
let seats: Seat[];
let host: AppPage;
let guest: AppPage;
let modelsDir: string;
/** Bytes between the host's browser and the relay. */
let throughRelay = 0;
/** What keeps a connection alive for as long as a transcript is written here; a second of sound is more. */
const MOST_THROUGH_RELAY = 20_000;

const spoken = ({ file }: Track) => ({ film: SMALL, args: [`--use-file-for-fake-audio-capture=${file}`] });

test.beforeAll(async () => {
  modelsDir = mkdtempSync(path.join(tmpdir(), 'mensetsu-models-'));
  app = await startApp({ modelsDir });
  browsers = createBrowsers();
  const { hostUrl, applicantUrl } = await app.newInterview();
  seats = await Promise.all([browsers.seat(alice, spoken(interviewer)), browsers.seat(bob, spoken(applicant))]);
  [host, guest] = seats.map(createAppPage) as [AppPage, AppPage];
  const count = ({ payload }: { payload: string | Buffer }): void => void (throughRelay += payload.length);
  host.page.on('websocket', (socket) => socket.on('framesent', count).on('framereceived', count));
  await Promise.all([host.arriveAsHost(hostUrl), guest.open(applicantUrl)]);
  // T2: told before one asks.
  await expect(guest.page.getByText('会話を文字起こしすることがあります')).toBeVisible();
  await guest.enterName();
  await guest.request();
  await host.admit('bob');
  await host.expectToSee(bob);
});

test.afterAll(async () => {
  await browsers?.closeAll();
  await app?.close();
  rmSync(modelsDir, { recursive: true, force: true });
});

interface ShownLine {
  readonly name: string;
  readonly at: number;
  readonly text: string;
}
/** The finished lines in the host's panel, from top to bottom. */
const shownLines = (page: Page): Promise<ShownLine[]> =>
  page.getByRole('log', { name: '文字起こし', exact: true }).evaluate((log) =>
    [...log.querySelectorAll('time')].map((time) => {
      const line = time.parentElement?.parentElement;
      return {
        name: line?.querySelector('strong')?.textContent ?? '',
        at: Date.parse(time.dateTime),
        text: line?.querySelector(':scope > p + p')?.textContent ?? '',
      };
    }),
  );
const mark = ({ page }: AppPage) => page.getByText('文字起こし中', { exact: true });
/** What was written of a person, but the first line: they were in the midst of a word when the writing began. */
const wholeLinesOf = (lines: readonly ShownLine[], name: string): ShownLine[] =>
  lines.filter((line) => line.name === name).slice(1);
const heard = (lines: readonly ShownLine[]): string[] => wordsIn(lines.map(({ text }) => text).join(''));

async function addItem(title: string): Promise<void> {
  await host.button('項目を追加').click();
  const dialog = host.page.getByRole('dialog', { name: 'アジェンダ項目の追加' });
  await dialog.getByRole('textbox', { name: '項目名' }).fill(title);
  await dialog.getByRole('button', { name: '保存' }).click();
  await expect(dialog).toBeHidden();
}

test('A5 while the agenda has no item nothing is written down, and the panel says so', async () => {
  await host.button('文字起こし').click();
  await expect(host.page.getByText('アジェンダの項目がありません')).toBeVisible();
  await expect(host.button('文字起こしを開始')).toBeHidden();
  await host.button('アジェンダを開く').click();
});

test('A5 T3 with the first item it begins by itself; without a model the panel says why it does not, and nobody is told that it does', async () => {
  await addItem('自己紹介');
  await host.button('文字起こし').click();
  await expect(host.page.getByText('音声認識のモデルがありません')).toBeVisible();
  await expect(mark(guest)).toBeHidden();
});

test('T1 T2 T3 the right words by the right speaker in the right order, at most 20 % wrong, both at once too', async () => {
  test.slow();
  const shelf = openShelf(modelsDir);
  const deps = { shelf, catalogue: [], fetch, wait: async () => undefined, progress: () => undefined };
  await addModel(MODEL, { language: 'ja' }, deps);
  await host.button('文字起こしを開始').click();
  await expect(mark(guest)).toBeVisible();
  await expect(mark(host).first()).toBeVisible();
  await guest.button('字幕').click();
  await expect(guest.button('字幕')).toHaveAttribute('aria-pressed', 'true');

  const tracks = [
    ['alice', interviewer],
    ['bob', applicant],
  ] as const;
  const hasRounds = async (): Promise<boolean> => {
    const lines = await shownLines(host.page);
    return tracks.every(([name, track]) => heard(wholeLinesOf(lines, name)).length > roundOf(track).length + 2);
  };
  const captions = guest.page.getByRole('region', { name: '字幕' });
  await expect(captions.locator('p').first()).toBeVisible({ timeout: HEARD_MS });
  const before = throughRelay;
  const caption = (await captions.locator('p').first().textContent()) ?? '';
  await expect.poll(hasRounds, { message: 'a round of both tracks is written down', timeout: HEARD_MS }).toBe(true);

  expect(throughRelay, 'what is said stays off the relay').toBeLessThan(before + MOST_THROUGH_RELAY);
  const lines = await shownLines(host.page);
  expect(lines.map(({ at }) => at)).toEqual(lines.map(({ at }) => at).toSorted((a, b) => a - b));
  for (const [name, track] of tracks) {
    const own = wholeLinesOf(lines, name);
    const rate = wordErrorRate(heard(own), track);
    process.stdout.write(`word error rate of ${name}: ${(rate * 100).toFixed(1)} % of ${heard(own).length} words\n`);
    expect(rate, `${name}: ${own.map(({ text }) => text).join(' / ')}`).toBeLessThanOrEqual(0.2);
    // Said in the other's name it would count as right there only.
    const [, other] = tracks.find(([one]) => one !== name) ?? [];
    expect(wordErrorRate(heard(own), other ?? track)).toBeGreaterThan(0.5);
    // When: every line that begins as a turn does stands where that turn stands in the track.
    const offsets = own.flatMap(({ at, text }) => {
      const turn = track.turns.find(({ words }) => text.startsWith(words.slice(0, 2).join('')));
      return turn ? [(((at / 1000 - turn.start) % LOOP_SECONDS) + LOOP_SECONDS) % LOOP_SECONDS] : [];
    });
    expect(offsets.length).toBeGreaterThan(1);
    const first = offsets[0] ?? 0;
    const apart = offsets.map((offset) =>
      Math.abs(((offset - first + 1.5 * LOOP_SECONDS) % LOOP_SECONDS) - LOOP_SECONDS / 2),
    );
    // Turns of one person are at least three seconds apart: nearer to its own place than to any other.
    expect(Math.max(...apart), `seconds apart: ${offsets.join(' ')}`).toBeLessThan(1.5);
  }
  expect(caption).toMatch(/^(alice|bob) ./);
});

test('T4 the transcript is searched; stopped, everybody sees that it is over, and what was written stays', async () => {
  const { page } = host;
  await page.getByRole('textbox', { name: '文字起こしを検索' }).fill('佐藤花子');
  await expect.poll(async () => (await shownLines(page)).every(({ text }) => text.includes('佐藤花子'))).toBe(true);
  expect((await shownLines(page)).length).toBeGreaterThan(0);
  await page.getByRole('textbox', { name: '文字起こしを検索' }).fill('');
  await host.button('文字起こしを停止').click();
  await expect(mark(guest)).toBeHidden();
  await expect(host.button('文字起こしを開始')).toBeVisible({ timeout: HEARD_MS });
  expect((await shownLines(page)).length).toBeGreaterThan(2);
});

test('T7 A5 a reload of the host loses no line, and what the host stopped stays stopped', async () => {
  const before = await shownLines(host.page);
  await host.page.reload();
  await guest.expectToSee(alice);
  await host.button('文字起こし').click();
  await expect.poll(() => shownLines(host.page)).toEqual(before);
  await expect(host.button('文字起こしを開始')).toBeVisible();
  await expect(mark(guest)).toBeHidden();
});

test('T5 T8 T9 X5 the summary rests on what was said, is changed by hand, and comes home in アジェンダ.xlsx', async () => {
  const { page } = host;
  await host.button('アジェンダ').click();
  await addItem('海外勤務の可否');
  await host.button('文字起こし').click();
  await page.getByRole('tab', { name: '要約' }).click();
  const told = page.getByRole('article', { name: '自己紹介' });
  const sources = told.locator('.sentences details').first();
  await expect(told.locator('.sentences > li').first()).toContainText(/佐藤花子|東京|大学/);
  await sources.locator('summary').click();
  // Answers, not questions.
  await expect(sources.locator('strong').first()).toHaveText('bob');
  await expect(page.getByRole('article', { name: '海外勤務の可否' })).toContainText('会話中に該当の会話はありません');

  await host.leave();
  await page.getByRole('button', { name: '「自己紹介」の要約を編集' }).click();
  await page.getByRole('textbox', { name: '「自己紹介」の要約' }).fill('=東京の大学三年生。');
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(told).toContainText('手で直した要約');
  await page.getByRole('tab', { name: '発言' }).click();
  await page
    .getByRole('button', { name: /aliceの発言を直す/ })
    .first()
    .click();
  await page.getByRole('textbox', { name: '発言の文字' }).fill('直した発言');
  await page.getByRole('button', { name: '保存', exact: true }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), host.button('アジェンダ').click()]);
  const sheet = must(read(await readFile(await download.path())).Sheets['アジェンダ']);
  const cells = Object.values(sheet).flatMap((cell: unknown) =>
    typeof cell === 'object' && cell !== null && 'v' in cell ? [String(cell.v)] : [],
  );
  expect(cells).toContain('直した発言');
  expect(cells.filter((cell) => cell.includes('東京の大学三年生。'))).toHaveLength(1);
  expect(cells).toContain('会話中に該当の会話はありません');
});

test('T6 T9 a language model writes the summary anew in the browser, from what was said alone', async () => {
  const { page } = host;
  const runtimeDir = fileURLToPath(new URL('../../node_modules/onnxruntime-web/dist', import.meta.url));
  await page.getByRole('tab', { name: '要約' }).click();
  await expect(page.getByText('言語モデルが置かれていない')).toBeVisible();
  await page.getByRole('button', { name: '「自己紹介」の要約を作り直す' }).click();
  const told = page.getByRole('article', { name: '自己紹介' });
  await expect(told).toContainText('発言からの抜き書き');
  await addTextModel(TEXT_MODEL, { name: 'Tiny' }, { shelf: openShelf(modelsDir), runtimeDir });
  await page.getByRole('tab', { name: '発言' }).click();
  await page.getByRole('tab', { name: '要約' }).click();
  await page.getByRole('combobox', { name: '処理の方法' }).selectOption('wasm');
  await host.button('言語モデルで要約する').click();
  await expect(told).toContainText('このブラウザの言語モデルによる要約', { timeout: HEARD_MS });
  await expect(page.getByText('1項目を要約しました')).toBeVisible();
  await told.locator('.sentences summary').first().click();
  await expect(told.locator('.sentences strong').first()).toHaveText('bob');
  await expect(page.getByRole('article', { name: '海外勤務の可否' })).toContainText('会話中に該当の会話はありません');
});

test('N6 T1 not one request left the origin, and nothing was thrown', async () => {
  /** What the recogniser itself says of a sound that breaks off in a word. */
  const OF_VOSK = 'WARNING (VoskAPI';
  const own = new URL(app.url).host;
  for (const { hostsAsked, errors, person } of seats) {
    expect([...hostsAsked]).toEqual([own]);
    expect(
      errors.filter((error) => !error.startsWith(OF_VOSK)),
      person.name,
    ).toEqual([]);
  }
});
