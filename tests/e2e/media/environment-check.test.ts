/** The environment check's measurements, in Chromium: real frames, a real voice, a real line, a real TURN server. */
import { expect, test, type Page } from '@playwright/test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CheckId, CheckItem } from '../../../src/lib/core/check/items.ts';
import { createBrowsers, type SeatOptions } from '../../support/browsers.ts';
import { alice } from '../../support/fake-media.ts';
import { servePage, type ServedPage } from './served-page.ts';
import { hasCoturn, startTurn } from './turn-server.ts';

const browsers = createBrowsers();
const folder = mkdtempSync(path.join(tmpdir(), 'mensetsu-check-'));
let served: ServedPage;

test.beforeAll(async () => {
  served = await servePage();
});
test.afterEach(async () => {
  served.limitDown(undefined);
  await browsers.closeAll();
});
test.afterAll(() => {
  served.close();
  rmSync(folder, { recursive: true });
});

async function open(options: SeatOptions = {}, url = served.url): Promise<Page> {
  const { page } = await browsers.seat(alice, options);
  await page.goto(url);
  await page.waitForFunction(() => 'media' in window);
  return page;
}
const run = (page: Page): Promise<readonly CheckItem[]> =>
  page.evaluate(async () => {
    await window.media.check.run();
    return window.media.check.items.get();
  });
const retry = (page: Page, id: CheckId): Promise<readonly CheckItem[]> =>
  page.evaluate(async (item) => {
    await window.media.check.retry(item);
    return window.media.check.items.get();
  }, id);
function pick<Id extends CheckId>(items: readonly CheckItem[], id: Id): Extract<CheckItem, { id: Id }> {
  const found = items.find((item): item is Extract<CheckItem, { id: Id }> => item.id === id);
  if (!found) throw new Error(`no item ${id}`);
  return found;
}

test('E1 E2 E3 all six items are measured and pass, and the next visit may skip them', async () => {
  const page = await open();
  expect(await page.evaluate(() => window.media.check.passedBefore())).toBe(false);
  const items = await run(page);
  expect(pick(items, 'browser')).toMatchObject({ measured: { name: 'chrome', system: 'linux', missing: [] } });
  expect(['ok', 'warning']).toContain(pick(items, 'browser').state); // the newest two change with time
  expect(pick(items, 'camera')).toMatchObject({ state: 'ok', measured: { width: 320, height: 180 } });
  expect(pick(items, 'camera').measured?.brightest).toBeGreaterThan(150);
  expect(pick(items, 'microphone').state).toBe('ok');
  expect(pick(items, 'microphone').measured?.loudestDb).toBeGreaterThan(-50);
  expect(pick(items, 'speed')).toMatchObject({ state: 'ok' });
  expect(pick(items, 'security')).toMatchObject({ state: 'ok', measured: { direct: true, turn: 'none' } });
  expect(pick(items, 'audio').state).toBe('running');

  await page.getByRole('button').click();
  await page.evaluate(() => window.media.check.playTestSound());
  await page.evaluate(() => window.media.check.confirmAudio(true));
  expect(await page.evaluate(() => window.media.check.passed.get())).toBe(true);
  await page.reload();
  await page.waitForFunction(() => 'media' in window);
  expect(await page.evaluate(() => window.media.check.passedBefore())).toBe(true);
});

test('E2 a slow line is measured as slow', async () => {
  const page = await open();
  served.limitDown(100_000);
  const { state, problem, measured } = pick(await retry(page, 'speed'), 'speed');
  expect([state, problem]).toEqual(['warning', 'line-slow']);
  // 0.8 Mbit/s; a busy machine may be slower, never faster.
  expect(measured?.downMbps).toBeGreaterThan(0.3);
  expect(measured?.downMbps).toBeLessThan(1.1);
  expect(measured?.upMbps).toBeGreaterThan(1);
});

test('E2 a covered camera and a microphone that is off in hardware are open, and yet found out', async () => {
  const width = 640;
  const height = 360;
  const black = Buffer.concat([
    Buffer.from(`YUV4MPEG2 W${width} H${height} F20:1 Ip A1:1 C420\nFRAME\n`),
    Buffer.alloc(width * height, 16),
    Buffer.alloc((width * height) / 2, 128),
  ]);
  const silence = Buffer.alloc(44 + 96_000);
  silence.write('RIFF', 0);
  silence.writeUInt32LE(36 + 96_000, 4);
  silence.write('WAVEfmt ', 8);
  for (const [at, value] of [
    [16, 16],
    [24, 48_000],
    [28, 96_000],
    [40, 96_000],
  ] as const)
    silence.writeUInt32LE(value, at);
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 2],
    [34, 16],
  ] as const)
    silence.writeUInt16LE(value, at);
  silence.write('data', 36);
  const film = path.join(folder, 'black.y4m');
  const sound = path.join(folder, 'silence.wav');
  writeFileSync(film, black);
  writeFileSync(sound, silence);

  const page = await open({
    args: [`--use-file-for-fake-video-capture=${film}`, `--use-file-for-fake-audio-capture=${sound}`],
  });
  expect(pick(await retry(page, 'camera'), 'camera')).toMatchObject({ state: 'warning', problem: 'camera-dark' });
  expect(pick(await retry(page, 'microphone'), 'microphone')).toMatchObject({
    state: 'failed',
    problem: 'microphone-silent',
  });
});

test('E2 the ways to a TURN server are tried one by one', async () => {
  test.skip(!hasCoturn(), 'coturn is not installed');
  const turn = await startTurn();
  try {
    const page = await open();
    const { host, username, credential } = turn;
    const urls = [`turn:${host}?transport=udp`, `turn:${host}?transport=tcp`, `turns:${host}?transport=tcp`];
    await page.evaluate((server) => window.media.setTurn([server]), { urls, username, credential });
    expect(pick(await retry(page, 'security'), 'security')).toMatchObject({
      state: 'warning',
      problem: 'turn-partly',
      measured: { turn: 'configured', paths: { udp: 'reached', tcp: 'reached', tls: 'unreached' } },
    });
    await page.evaluate((server) => window.media.setTurn([server]), { urls, username, credential: 'wrong' });
    expect(pick(await retry(page, 'security'), 'security')).toMatchObject({
      state: 'warning',
      problem: 'turn-unreachable',
    });
  } finally {
    turn.stop();
  }
});

test('E2 an insecure context fails the security item, and is not blamed on the browser', async () => {
  const page = await open(
    { args: ['--host-resolver-rules=MAP insecure.test 127.0.0.1'] },
    `http://insecure.test:${served.port}/`,
  );
  const items = await run(page);
  expect(pick(items, 'security')).toMatchObject({ state: 'failed', problem: 'insecure-context' });
  expect(pick(items, 'browser').measured?.missing).toEqual([]);
  expect(pick(items, 'camera').problem).toBe('insecure-context');
});
