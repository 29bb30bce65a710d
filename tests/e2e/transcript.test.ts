/**
 * The transcript, for real: two browsers speak (files as fake microphones) over the mesh, the host's browser writes it down with a model from
 * the installation's own server. The model is a fixture that knows these words; see tests/fixtures/README.md.
 */
import { expect, test } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAppPage, type AppPage } from '../support/app-page.ts';
import { createBrowsers, type Browsers, type Seat } from '../support/browsers.ts';
import { alice, bob } from '../support/fake-media.ts';
import { must } from '../support/interview.ts';
import { middleOf, watchTraffic, type TrafficWatch } from '../support/relay-traffic.ts';
import { startApp, type RunningRelay } from '../support/server.ts';
import { applicant, interviewer, roundOf, secondsApart, wordErrorRate, wordsIn } from '../support/spoken-interview.ts';
import {
  addInventingModel,
  CRASH,
  crash,
  expectStopped,
  LONG,
  MODEL_MS,
  notedOfWriter,
  noteWriter,
  slowTextWorkers,
  textWorkers,
} from '../support/text-model-page.ts';
import { startTlsProxy, type TlsProxy } from '../support/tls-proxy.ts';
import {
  addItem,
  addSpeechModel,
  cellsOf,
  correctLast,
  correctUnder,
  mark,
  shownLines,
  spokenBy,
  writeItem,
  type ShownLine,
} from '../support/transcript-page.ts';

test.describe.configure({ mode: 'serial' });

/** A round of the tracks, and what a busy machine is behind. */
const HEARD_MS = 75_000;
/** What goes through the relay is compared in pieces of so long. */
const WINDOW_MS = 5_000;
const HEARTBEAT_MS = 2_000;
const SEATS = 2;
/** A window may hold so many heartbeats more than another: two of each browser. */
const HEARTBEATS = 4;
const HEARTBEAT_BYTES = '{"t":"ping"}'.length;
let front: TlsProxy;
let app: RunningRelay;
let browsers: Browsers;
let seats: Seat[];
let host: AppPage;
let guest: AppPage;
let modelsDir: string;
/** All that the host's browser asked for. */
const asked: string[] = [];
let traffic: TrafficWatch;

test.beforeAll(async () => {
  modelsDir = mkdtempSync(path.join(tmpdir(), 'mensetsu-models-'));
  // What a library does on https alone is seen too (N6).
  front = await startTlsProxy();
  app = await startApp({ modelsDir, publicUrl: front.url, operator: { port: 0, host: '127.0.0.1' } });
  traffic = watchTraffic(`http://127.0.0.1:${app.operatorPort}`, WINDOW_MS);
  front.forwardTo(app.port);
  browsers = createBrowsers();
  const { hostUrl, applicantUrl } = await app.newInterview();
  seats = await Promise.all([browsers.seat(alice, spokenBy(interviewer)), browsers.seat(bob, spokenBy(applicant))]);
  seats[0]?.context.on('request', (request) => asked.push(request.url()));
  [host, guest] = seats.map(createAppPage) as [AppPage, AppPage];
  await Promise.all([host.arriveAsHost(hostUrl), guest.open(applicantUrl)]);
  // T2: told before one asks.
  await expect(guest.page.getByText('会話を文字起こしすることがあります')).toBeVisible();
  await guest.enterName();
  await guest.request();
  await host.admit('bob');
  await host.expectToSee(bob);
});

test.afterAll(async () => {
  traffic?.end();
  await browsers?.closeAll();
  await front?.close();
  await app?.close();
  rmSync(modelsDir, { recursive: true, force: true });
});

/** But the first, which may begin in the middle of a word. */
const wholeLinesOf = (lines: readonly ShownLine[], name: string) => lines.filter((line) => line.name === name).slice(1);
const heard = (lines: readonly ShownLine[]): string[] => wordsIn(lines.map(({ text }) => text).join(''));

const NOT_SAID = '会話中に該当の会話はありません';
const item = (title: string) => host.page.getByRole('article', { name: title });

test('A5 while the agenda has no item nothing is written down, and the panel says so', async () => {
  await host.button('文字起こし').click();
  await expect(host.page.getByText('アジェンダの項目がありません')).toBeVisible();
  await expect(host.button('文字起こしを開始')).toBeHidden();
  await host.button('アジェンダを開く').click();
});

test('A5 T3 with the first item it begins by itself; without a model the panel says why it does not, and nobody is told that it does', async () => {
  await addItem(host, '自己紹介');
  await host.button('進行中にする：自己紹介').click();
  await host.button('文字起こし').click();
  await expect(host.page.getByText('音声認識のモデルがありません')).toBeVisible();
  await expect(mark(guest)).toBeHidden();
});

test('T1 T2 T3 the right words by the right speaker in the right order, at most 20 % wrong, both at once too; the relay has no more traffic than before', async () => {
  test.slow();
  const beats = (): number | undefined => traffic.last()?.bytes;
  await expect
    .poll(beats, { message: 'the call is calm: heartbeats alone', timeout: HEARD_MS })
    .toBeLessThanOrEqual(((SEATS * WINDOW_MS) / HEARTBEAT_MS + HEARTBEATS) * HEARTBEAT_BYTES);
  const before = must(traffic.last());
  await addSpeechModel(modelsDir);
  await host.button('文字起こしを開始').click();
  await expect(mark(guest)).toBeVisible();
  await expect(mark(host).first()).toBeVisible();
  await guest.button('字幕').click();
  await expect(guest.button('字幕')).toHaveAttribute('aria-pressed', 'true');

  const tracks = [
    ['alice', interviewer],
    ['bob', applicant],
  ] as const;
  const captions = guest.page.getByRole('region', { name: '字幕' });
  await expect(captions.locator('p').first()).toBeVisible({ timeout: HEARD_MS });
  const caption = (await captions.locator('p').first().textContent()) ?? '';
  const began = Date.now();
  const hasRounds = async (): Promise<boolean> => {
    const lines = await shownLines(host.page);
    return (
      traffic.windowsSince(began).length >= 3 &&
      tracks.every(([name, track]) => heard(wholeLinesOf(lines, name)).length >= roundOf(track).length)
    );
  };
  await expect.poll(hasRounds, { message: 'a round of both tracks is written down', timeout: HEARD_MS }).toBe(true);

  const windows = traffic.windowsSince(began);
  const bytesOf = (all: readonly { bytes: number }[]): string => all.map(({ bytes }) => bytes.toFixed(0)).join(', ');
  process.stdout.write(
    `bytes to the relay in ${WINDOW_MS / 1000} s: before ${bytesOf([before])}; while it was written down ${bytesOf(windows)}\n`,
  );
  // A connection that is renewed goes through the relay, at any time: the middle window tells.
  const during = must(middleOf(windows));
  expect(during.bytes).toBeLessThanOrEqual(before.bytes + HEARTBEATS * HEARTBEAT_BYTES);
  expect(during.frames).toBeLessThanOrEqual(before.frames + HEARTBEATS);

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
    const { offsets, apart } = secondsApart(own, track);
    expect(offsets.length).toBeGreaterThan(1);
    // Turns of one person are at least three seconds apart: nearer to its own place than to any other.
    expect(apart, `seconds: ${offsets.join(' ')}`).toBeLessThan(1.5);
  }
  expect(caption).toMatch(/^(alice|bob) ./);
});

test('T2 T4 what the mark means is told; the transcript is searched; stopped, everybody sees that it is over, and what was written stays', async () => {
  await mark(guest).click();
  await expect(guest.page.getByText('この通話の発言を文字にしています')).toBeVisible();
  await guest.page.keyboard.press('Escape');
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

test('T5 T8 T9 the summary rests on what was said; it is put right by hand and by a tap', async () => {
  const { page } = host;
  await host.button('アジェンダ').click();
  await addItem(host, '海外勤務の可否');
  await host.button('文字起こし').click();
  await page.getByRole('tab', { name: '要約' }).click();
  const sources = item('自己紹介').locator('.sentences details').first();
  await expect(item('自己紹介').locator('.sentences > li').first()).toContainText(/佐藤花子|東京|大学/);
  await sources.locator('summary').click();
  // Answers, not questions.
  await expect(sources.locator('strong').first()).toHaveText('bob');
  await expect(item('海外勤務の可否')).toContainText(NOT_SAID);

  await item('自己紹介').locator('.talk > summary').click();
  const places = item('自己紹介').getByRole('combobox', { name: '入れる項目' });
  const count = await places.count();
  await places.first().selectOption({ label: '海外勤務の可否' });
  await expect(places).toHaveCount(count - 1);
  await expect(item('海外勤務の可否').locator('.talk > summary')).toHaveText('この項目の会話（1）');
  await writeItem(host, '海外勤務の可否', '=東京の大学三年生。');
  await expect(item('海外勤務の可否')).toContainText('手で直した要約');
});

test('T7 T8 T9 A5 a reload of the host loses neither line nor correction, and what the host stopped stays stopped', async () => {
  const { page } = host;
  await page.getByRole('tab', { name: '発言' }).click();
  const before = await shownLines(page);
  await page.reload();
  await guest.expectToSee(alice);
  await host.button('文字起こし').click();
  await expect.poll(() => shownLines(page)).toEqual(before);
  await expect(host.button('文字起こしを開始')).toBeVisible();
  await expect(mark(guest)).toBeHidden();
  await page.getByRole('tab', { name: '要約' }).click();
  await expect(item('海外勤務の可否')).toContainText('=東京の大学三年生。');
  await expect(item('海外勤務の可否')).toContainText('手で直した要約');
  await expect(item('海外勤務の可否').locator('.talk > summary')).toHaveText('この項目の会話（1）');
});

test('T8 X5 what is put right after the call comes home in アジェンダ.xlsx too', async () => {
  const { page } = host;
  await host.leave();
  await expect(page.getByText('言語モデルが置かれていない')).toBeVisible();
  await correctLast(host, 'alice', '直した発言');
  const download = page.waitForEvent('download');
  await host.button('アジェンダ').click();
  const cells = await cellsOf(await (await download).path());
  expect(cells).toContain('直した発言');
  expect(cells.filter((cell) => cell.includes('東京の大学三年生。'))).toHaveLength(1);
});

/** Longer than the time between two tellings of what has been written so far. */
const SEEN_MS = 250;
const begin = () => host.button('言語モデルで要約する');
const expectWriting = () =>
  expect(host.page.locator('.partial').getByText('オーストラリアへの')).toBeVisible({ timeout: MODEL_MS });

test('T6 a language model on WebAssembly: loads with progress, is called off in the middle, and a crash of it is survived', async () => {
  test.setTimeout(2 * MODEL_MS);
  const { page } = host;
  await addInventingModel(modelsDir);
  await correctLast(host, 'bob', LONG);
  await page.getByRole('combobox', { name: '処理の方法' }).selectOption('wasm');
  await noteWriter(page);
  const fast = slowTextWorkers(page);
  await begin().click();
  await expectWriting();
  const worker = must(textWorkers(page)[0]);
  await host.button('中止する').click();
  await expect(begin()).toBeVisible();
  await expect(item('自己紹介')).toContainText('発言からの抜き書き');
  expect((await notedOfWriter(page)).some((text) => text.includes('言語モデルを読み込んでいます（'))).toBe(true);
  await expectStopped(worker);

  // It heard: the same one goes on.
  await begin().click();
  await expectWriting();
  expect(textWorkers(page)).toEqual([worker]);
  await crash(worker);
  await expect(page.getByText('言語モデルが途中で止まりました')).toBeVisible();
  await expect(item('自己紹介')).toContainText('発言からの抜き書き');
  await correctLast(host, 'bob', '神戸の工場で三年働きました。');
  await page.getByRole('combobox', { name: '処理の方法' }).selectOption('wasm');
  await begin().click();
  await expect(item('自己紹介')).toContainText('このブラウザの言語モデルによる要約', { timeout: MODEL_MS });
  await expect(item('自己紹介').locator('.sentences > li > p')).toHaveText(['神戸の工場で三年働きました。']);
  await expect(page.getByText('1項目を要約しました。')).toBeVisible();
  await item('自己紹介').locator('.sentences summary').click();
  await expect(item('自己紹介').locator('.sentences strong')).toHaveText('bob');
  expect(textWorkers(page)).toHaveLength(1);
  fast();
});

test('T6 T8 on WebGPU too it is called off in the middle: what was finished stays and no more comes; it goes on after that, and a crash is survived', async () => {
  test.setTimeout(2 * MODEL_MS);
  const { page } = host;
  await correctLast(host, 'bob', '神戸の工場。');
  await host.button('「海外勤務の可否」の要約を作り直す').click();
  await item('海外勤務の可否').locator('.talk > summary').click();
  await correctUnder(host, '海外勤務の可否', LONG);
  await page.getByRole('combobox', { name: '処理の方法' }).selectOption('webgpu');
  const fast = slowTextWorkers(page);
  await begin().click();
  const writing = page.getByText('「海外勤務の可否」を要約しています（2 / 2）');
  await expect(writing).toBeVisible({ timeout: MODEL_MS });
  await expectWriting();
  const worker = must(textWorkers(page)[0]);
  await host.button('中止する').click();
  await expect(begin()).toBeVisible();
  const expectKept = async (): Promise<void> => {
    await expect(item('自己紹介').locator('.sentences > li > p')).toHaveText(['神戸の工場。']);
    await expect(item('自己紹介')).toContainText('このブラウザの言語モデルによる要約');
    await expect(item('海外勤務の可否')).toContainText('発言からの抜き書き');
  };
  await expectKept();
  await expect(page.getByText('中止しました。要約を終えた1項目は残っています。')).toBeVisible();
  await expectStopped(worker);

  await begin().click();
  await expectWriting();
  expect(textWorkers(page)).toEqual([worker]);
  await crash(worker);
  await expect(page.getByText('言語モデルが途中で止まりました')).toBeVisible();
  await expectKept();
  await writeItem(host, '海外勤務の可否', '手で書きました。');
  fast();
});

test('T6 T9 on WebGPU it is streamed, and a number that nobody said is dropped with its sentence', async () => {
  test.setTimeout(2 * MODEL_MS);
  const { page } = host;
  await correctLast(host, 'bob', '札幌です。');
  await page.getByRole('combobox', { name: '処理の方法' }).selectOption('webgpu');
  await noteWriter(page);
  slowTextWorkers(page, SEEN_MS);
  await begin().click();
  await expect(
    page.getByText('0項目を要約しました。発言で確かめられない1文は除きました。1項目は発言からの抜き書きのままです。'),
  ).toBeVisible({ timeout: MODEL_MS });
  // Word by word, as it was written.
  const streamed = (await notedOfWriter(page)).flatMap((text) => /^札幌.*/m.exec(text)?.[0] ?? []);
  expect(new Set(streamed).size).toBeGreaterThan(1);
  expect(streamed.every((text) => '札幌です、99歳。'.startsWith(text))).toBe(true);
  await expect(item('自己紹介')).toContainText('発言からの抜き書き');
  await expect(item('自己紹介')).not.toContainText('99歳');
});

test('N6 T1 not one request left the origin, and nothing was thrown', async () => {
  /** What the recogniser itself says of a sound that breaks off in a word. */
  const OF_VOSK = 'WARNING (VoskAPI';
  const own = new URL(app.url).host;
  expect(app.url).toMatch(/^https:/);
  expect(asked.filter((url) => !url.startsWith(`${app.url}/`) && !url.startsWith(`blob:${app.url}/`))).toEqual([]);
  // What the workers ask for is in what was seen.
  for (const part of ['vosk-mini-ja', 'onnx/model.onnx', 'asyncify.wasm']) expect(asked.join(' ')).toContain(part);
  for (const { hostsAsked, errors, person } of seats) {
    expect([...hostsAsked]).toEqual([own]);
    expect(
      errors.filter((error) => !error.startsWith(OF_VOSK) && !error.includes(CRASH)),
      person.name,
    ).toEqual([]);
  }
});
