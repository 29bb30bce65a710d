/**
 * Quality of pictures (V4) and a bad line (C7), seen by the receiver: what it decodes when the sender chooses another preset or it shows the
 * picture in another size; and over a line that is made bad, what happens to the camera. The latter takes a minute of waiting, so that it
 * runs in a call of its own beside the others.
 */
import { expect, test, type Locator } from '@playwright/test';
import { createAppPage, type AppPage } from '../support/app-page.ts';
import { createBadLine, type BadLine } from '../support/bad-line.ts';
import { createBrowsers, type Browsers } from '../support/browsers.ts';
import { startCoturn, whyNoCoturn, type Coturn } from '../support/coturn.ts';
import { alice, bob } from '../support/fake-media.ts';
import { framesDecoded } from '../support/measure.ts';
import { skipAllBecause } from '../support/needs.ts';
import { newVisit } from '../support/new-visit.ts';
import { startApp, type RunningRelay } from '../support/server.ts';

test.describe.configure({ mode: 'serial', timeout: 360_000 });
skipAllBecause(whyNoCoturn());

const FILM = { width: 1280, height: 720, framesPerSecond: 10 };
/** Under load an encoder takes its time to use what it may. */
const PATIENCE = { timeout: 60_000 };
/** What a warning, switching off, or half a good minute take, with as much again for a loaded machine. */
const SLOW = { timeout: 100_000 };

let coturn: Coturn;
let line: BadLine;
let app: RunningRelay;
let browsers: Browsers;
/** Over the line. */
let host: AppPage;
let guest: AppPage;
/** In another call of the same two people, by the direct path. */
let sender: AppPage;
let viewer: AppPage;

const widthOf = (video: Locator): Promise<number> =>
  video.evaluate((element: HTMLVideoElement) =>
    element.checkVisibility({ visibilityProperty: true }) ? element.videoWidth : 0,
  );
const notice = (page: AppPage, text: string): Locator =>
  page.page.getByRole('status', { name: 'お知らせ' }).getByText(text);

async function choose({ page, button }: AppPage, quality: string): Promise<void> {
  await button('詳細アクション').click();
  await page.getByRole('menuitem', { name: 'ビデオの品質を管理' }).click();
  const dialog = page.getByRole('dialog', { name: 'ビデオの品質を管理' });
  await dialog.getByRole('radio', { name: quality, exact: true }).check();
  await dialog.getByRole('button', { name: '閉じる' }).click();
}

/** C7, from the good line to the bad one and back. */
let trouble: Promise<void>;

async function goThroughTrouble(): Promise<void> {
  line.set({ loss: 0.3 });
  await expect(notice(host, '回線が不安定です。')).toBeVisible(SLOW);
  await expect(notice(host, 'カメラをオフにしました')).toBeVisible(SLOW);
  await expect(host.button('カメラ')).toHaveAttribute('aria-pressed', 'false');
  await expect(guest.tile('alice').getByText('カメラがオフ')).toBeAttached(SLOW);
  await expect(guest.button('カメラ')).toHaveAttribute('aria-pressed', 'false', SLOW);
  await guest.expectToHear(alice);
  await host.expectToHear(bob);

  line.set({});
  await expect(notice(host, '回線が安定しました')).toBeVisible(SLOW);
  // It comes back when one wants it, never by itself.
  await expect(host.button('カメラ')).toHaveAttribute('aria-pressed', 'false');
  await host.button('カメラをオンにする').click();
  await guest.expectToSee(alice);
  await expect(notice(host, '回線が')).toHaveCount(0);
}

test.beforeAll(async () => {
  test.setTimeout(360_000);
  coturn = await startCoturn();
  const port = Number(/:(\d+)\?/.exec(coturn.turn.urls[0] ?? '')?.[1]);
  line = await createBadLine(port);
  app = await startApp({ turn: { ...coturn.turn, urls: [`turn:127.0.0.1:${line.port}?transport=udp`] } });
  browsers = createBrowsers();
  const interview = await app.newInterview();
  const hostSeat = await browsers.seat(alice, { film: FILM });
  host = createAppPage(hostSeat);
  const seat = await browsers.seat(bob, { film: FILM });
  // All that goes between the two goes over the line.
  await seat.context.addInitScript(() => localStorage.setItem('mensetsu/network', JSON.stringify({ relayOnly: true })));
  guest = createAppPage(seat);
  await host.arriveAsHost(interview.hostUrl);
  await guest.arriveAndRequest(interview.applicantUrl);
  await host.admit('bob');
  await guest.expectToSee(alice);
  await host.expectToSee(bob);
  trouble = goThroughTrouble();
  trouble.catch(() => undefined); // the last test waits for it
  const other = await app.newInterview();
  sender = await newVisit(hostSeat, app.url);
  viewer = await newVisit(seat, app.url);
  await sender.arriveAsHost(other.hostUrl);
  await viewer.arriveAndRequest(other.applicantUrl);
  await sender.admit('bob');
  await viewer.expectToSee(alice);
});

test.afterAll(async () => {
  await browsers?.closeAll();
  await app?.close();
  await line?.close();
  await coturn?.stop();
});

test('V4 C1: a larger tile is sent a larger picture, a smaller one a smaller', async () => {
  const picture = viewer.tile('alice').locator('video');
  await expect.poll(() => widthOf(picture), PATIENCE).toBeLessThanOrEqual(640);
  await viewer.button('タイルビュー').click();
  await expect.poll(() => widthOf(picture), PATIENCE).toBeGreaterThan(640);
  await viewer.page.setViewportSize({ width: 480, height: 360 });
  await expect.poll(() => widthOf(picture), PATIENCE).toBeLessThanOrEqual(640);
  await viewer.page.setViewportSize({ width: 1280, height: 800 });
});

test('V4: while nothing changes a picture that is shown is never stopped', async () => {
  const stopped = await sender.page.evaluate(async () => {
    const READINGS = 12;
    const { setParameters } = RTCRtpSender.prototype;
    const { getStats } = RTCPeerConnection.prototype;
    let [stops, readings] = [0, 0];
    const enough = Promise.withResolvers<undefined>();
    RTCRtpSender.prototype.setParameters = function (this: RTCRtpSender, ...given) {
      if (this.track && given[0].encodings.some(({ active }) => !active)) stops += 1;
      return setParameters.apply(this, given);
    };
    RTCPeerConnection.prototype.getStats = function (this: RTCPeerConnection, ...given) {
      if ((readings += 1) === READINGS) enough.resolve(undefined);
      return getStats.apply(this, given);
    };
    await enough.promise;
    Object.assign(RTCRtpSender.prototype, { setParameters });
    Object.assign(RTCPeerConnection.prototype, { getStats });
    return stops;
  });
  expect(stopped).toBe(0);
});

test('V4: each preset changes what the receiver decodes, while the call goes on', async () => {
  const picture = viewer.tile('alice').locator('video');
  await choose(sender, '低');
  await expect.poll(() => widthOf(picture), PATIENCE).toBe(320);
  await choose(sender, '中');
  await expect.poll(() => widthOf(picture), PATIENCE).toBe(640);
  await choose(sender, '高');
  await expect.poll(() => widthOf(picture), PATIENCE).toBeGreaterThan(640);
  await viewer.expectToHear(alice);
});

test('V4: 音声のみ sends and shows no camera, keeps the sound, is remembered, and gives the camera back', async () => {
  const mine = viewer.tile('alice').locator('video');
  const theirs = sender.tile('bob').locator('video');
  await choose(sender, '音声のみ');
  await expect(viewer.tile('alice').getByText('カメラがオフ')).toBeAttached(PATIENCE);
  await expect.poll(() => widthOf(theirs), PATIENCE).toBe(0);
  const before = await framesDecoded(mine);
  await viewer.expectToHear(alice);
  expect(await framesDecoded(mine)).toBe(before);
  const kept = await sender.page.evaluate(() => localStorage.getItem('mensetsu/quality'));
  expect(kept).toBe(JSON.stringify({ video: 'audio' }));

  await sender.button('カメラ').click();
  await expect(notice(sender, '「音声のみ」に設定しているため')).toBeVisible();
  await choose(sender, '高');
  await viewer.expectToSee(alice);
  await sender.expectToSee(bob);
});

test('C7: on a bad line one is warned, the camera goes off, the sound stays; on a good one it is offered back', async () => {
  await trouble;
});
