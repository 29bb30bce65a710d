/**
 * Noise cancelling where it counts: at the other end of the call. An applicant speaks beside a fan (a file as fake microphone), and what
 * the host's browser plays is measured.
 */
import { expect, test, type Page } from '@playwright/test';
import { createAppPage, type AppPage } from '../support/app-page.ts';
import { createBrowsers, type Browsers, type Seat } from '../support/browsers.ts';
import { alice, bob } from '../support/fake-media.ts';
import { loudness, pauseAndSpeech } from '../support/loudness.ts';
import { noisySpeech } from '../support/noisy-speech.ts';
import { watchRtc } from '../support/rtc-watch.ts';
import { startApp, type RunningRelay } from '../support/server.ts';

test.describe.configure({ mode: 'serial' });

/** Pictures are not what is measured here. */
const SMALL = { width: 320, height: 180, framesPerSecond: 10 };
const noisy = noisySpeech();
let app: RunningRelay;
let browsers: Browsers;
let seats: Seat[];
let host: AppPage;
let speaker: AppPage;

test.beforeAll(async () => {
  app = await startApp();
  browsers = createBrowsers();
  const { hostUrl, applicantUrl } = await app.newInterview();
  seats = await Promise.all([
    browsers.seat(alice, { film: SMALL }),
    browsers.seat(bob, { film: SMALL, args: [`--use-file-for-fake-audio-capture=${noisy.file}`] }),
  ]);
  await Promise.all(seats.map(({ context }) => watchRtc(context)));
  [host, speaker] = seats.map(createAppPage) as [AppPage, AppPage];
  await Promise.all([host.arriveAsHost(hostUrl), speaker.arriveAndRequest(applicantUrl)]);
  await host.admit('bob');
  await host.expectToSee(bob);
});

test.afterAll(async () => {
  await browsers?.closeAll();
  await app?.close();
  noisy.remove();
});

const entry = async (page: Page) => {
  await page.getByRole('button', { name: 'マイクの設定', exact: true }).click();
  return page.getByRole('menuitemcheckbox', { name: 'ノイズキャンセル', exact: true });
};
async function switchNoiseCancelling(on: boolean): Promise<void> {
  const { page } = speaker;
  await (await entry(page)).click();
  // Ready, and not only wanted: nothing more is said of it.
  await expect(async () => {
    const shown = await entry(page);
    const state = [await shown.getAttribute('aria-checked'), await shown.getAttribute('aria-describedby')];
    await page.keyboard.press('Escape');
    expect(state).toEqual([String(on), null]);
  }).toPass();
}
const hear = async () => pauseAndSpeech(await loudness(host.page, noisy.seconds));

test('V1 the noise in the pauses is gone at the receiver, the speech is as loud as before', async () => {
  await loudness(host.page, 2); // what was heard while RNNoise began
  const on = await hear();
  await switchNoiseCancelling(false);
  const off = await hear();
  expect(off.pause - on.pause).toBeGreaterThan(25);
  expect(Math.abs(off.speech - on.speech)).toBeLessThan(2);
});

/** What the receiver had to make up, in samples of 48 kHz. */
const concealed = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const connected = window.rtcWatch.filter(({ connection }) => connection.connectionState === 'connected');
    const reports = await Promise.all(connected.map(({ connection }) => connection.getStats()));
    const stats = reports.flatMap((report) => [...(report.values() as Iterable<Record<string, unknown>>)]);
    const sound = stats.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'audio');
    return Number(sound?.['concealedSamples']);
  });

test('V1 switching it leaves no gap at the receiver', async () => {
  const GAP_SAMPLES = 2_400; // 50 ms: a microphone that is opened anew takes longer
  const before = await concealed(host.page);
  for (const on of [true, false, true]) await switchNoiseCancelling(on);
  await loudness(host.page, 1); // what was sent last is played by then
  expect((await concealed(host.page)) - before).toBeLessThan(GAP_SAMPLES);
});

test('V1 C6 muted, nothing is heard and one is told so; after a reload the choice holds, and the voice arrives', async () => {
  await speaker.button('マイク').click();
  const muted = async () => Math.max(...(await loudness(host.page, 0.5)));
  await expect.poll(muted).toBeLessThan(-90);
  await expect(speaker.page.getByText('マイクがオフのため、声が届いていません。')).toBeVisible(); // C6
  await speaker.button('マイク').click();
  await switchNoiseCancelling(false);
  await switchNoiseCancelling(true);
  await speaker.page.reload();
  await expect(speaker.stage).toBeVisible();
  await host.expectToSee(bob);
  await expect(await entry(speaker.page)).toHaveAttribute('aria-checked', 'true');
  await speaker.page.keyboard.press('Escape');
  await expect.poll(async () => (await hear()).pause, { timeout: 40_000 }).toBeLessThan(-65);
  expect((await hear()).speech).toBeGreaterThan(-35);
});

test('N6 no page asked any other host, and nothing was thrown', () => {
  for (const seat of seats) {
    expect([...seat.hostsAsked]).toEqual([`localhost:${app.port}`]);
    expect(seat.errors).toEqual([]);
  }
});
