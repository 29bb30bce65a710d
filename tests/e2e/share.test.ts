/**
 * Screen sharing with a tab that Chromium really captures: what arrives is compared, pixel by pixel, with a picture of the tab. The
 * same for the pictures that 「画面をキャプチャする」 saves. The tab has a sound of its own.
 */
import { expect, test, type Locator, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { createAppPage, type AppPage } from '../support/app-page.ts';
import { createBrowsers, type Browsers, type Seat } from '../support/browsers.ts';
import { alice, bob, carol } from '../support/fake-media.ts';
import { averageColour, colourDistance, framesDecoded, heardTones, hears } from '../support/measure.ts';
import { colourOf, differenceBetween, differenceToPicture, sizeOf, smeared, type Size } from '../support/picture.ts';
import { mediaBytes, watchRtc } from '../support/rtc-watch.ts';
import { startApp, type Interview, type RunningRelay } from '../support/server.ts';

test.describe.configure({ mode: 'serial' });

const TITLE = 'Shared page';
const ARRIVES_MS = 60_000;
/** What arrives may differ from what is shown by so much of what a picture of half the size would: the text is sharp. */
const SHARP = 0.6;

let app: RunningRelay;
let browsers: Browsers;
let interview: Interview;
let sharer: Seat;
let host: AppPage;
let guest: AppPage;
let shown: Page;

/** Hertz; unlike those of all persons. */
const TAB_TONE = 1760;

/** Small black text on white: what a scaled or smeared picture loses first. */
const TEXT_PAGE = `<title>${TITLE}</title><body style="margin:24px;font:18px/1.5 sans-serif;background:#fff;color:#111">
${Array.from({ length: 18 }, (_, line) => `<p style="margin:0">${line + 1}. 職務経歴書の内容について The quick brown fox jumps over the lazy dog 0123456789</p>`).join('')}
<div style="position:fixed;right:24px;bottom:24px;width:160px;height:90px;background:#0a7d3c"></div></body>`;

test.beforeAll(async () => {
  app = await startApp();
  browsers = createBrowsers();
  interview = await app.newInterview();
  const other = await browsers.seat(bob, { sharedTab: TITLE });
  sharer = await browsers.seat(alice, { sharedTab: TITLE });
  for (const { context } of [sharer, other]) await watchRtc(context);
  [host, guest] = [createAppPage(sharer), createAppPage(other)];
  await host.arriveAsHost(interview.hostUrl);
  await guest.arriveAndRequest(interview.applicantUrl);
  await host.admit('bob');
  await guest.expectToSee(alice);
  shown = await sharer.context.newPage();
  await shown.setContent(TEXT_PAGE);
  await shown.mouse.click(10, 10); // sound needs a press
  await shown.evaluate((frequency) => {
    const audio = new AudioContext();
    const level = new GainNode(audio, { gain: 0.2 });
    const tone = new OscillatorNode(audio, { frequency });
    tone.connect(level).connect(audio.destination);
    tone.start();
  }, TAB_TONE);
  await host.page.bringToFront();
});

test.afterAll(async () => {
  await browsers?.closeAll();
  await app?.close();
});

const screenOf = (page: AppPage, name: string): Locator => page.tile(`${name} さんの画面`);
const screenVideo = (page: AppPage, name: string): Locator => screenOf(page, name).locator('video').first();

test('V2: a captured tab is readable at the receiver, whole and large', async () => {
  const button = host.button('画面共有');
  await expect(button).toHaveAttribute('aria-pressed', 'false');
  await button.click();
  await expect(button).toHaveAttribute('aria-pressed', 'true');
  await expect(host.page.getByText('画面を共有しています')).toBeVisible();

  const video = screenVideo(guest, 'alice');
  await expect(video).toBeVisible({ timeout: ARRIVES_MS });
  await expect.poll(() => framesDecoded(video), { timeout: ARRIVES_MS }).toBeGreaterThan(0);
  await expectSharp(guest, video);
});

test('V2: the sound of the tab is heard beside the sharer’s voice', async () => {
  await expect.poll(async () => hears(await heardTones(guest.page), TAB_TONE), { timeout: ARRIVES_MS }).toBe(true);
  await guest.expectToHear(alice);
  // Nor would a whole computer's sound have the voices of the others in it.
  const isOwnLeftOut = (): boolean =>
    window.rtcWatch.some(({ connection }) =>
      connection.getSenders().some(({ track }) => track?.kind === 'audio' && 'restrictOwnAudio' in track.getSettings()),
    );
  expect(await host.page.evaluate(isOwnLeftOut)).toBe(true);
});

test('V2: the sharer’s camera sits at the upper right of the screen, and goes when the camera is off', async () => {
  const tile = screenOf(guest, 'alice');
  const face = tile.getByLabel('alice さんのカメラ');
  await expect(face).toBeVisible();
  await expect
    .poll(async () => colourDistance((await averageColour(face)) ?? [0, 0, 0], alice.colour), { timeout: ARRIVES_MS })
    .toBeLessThan(50);
  const [outer, inner] = [await boxOf(tile), await boxOf(face)];
  expect(outer.x + outer.width - (inner.x + inner.width)).toBeLessThan(20);
  expect(inner.y - outer.y).toBeLessThan(20);
  expect(inner.width).toBeLessThan(outer.width / 4);

  await host.button('カメラ').click();
  await expect(face).toBeHidden();
  await expect(screenVideo(guest, 'alice')).toBeVisible();
  await host.button('カメラ').click();
  await expect(face).toBeVisible();
});

test('C4 V2: thumbnails stand at the right and say who shares; the person’s tile keeps its name', async () => {
  const large = await boxOf(screenOf(guest, 'alice'));
  for (const name of ['alice', 'bob']) {
    const thumbnail = await boxOf(guest.tile(name));
    expect(thumbnail.x).toBeGreaterThanOrEqual(large.x + large.width);
    expect(thumbnail.width).toBeLessThan(large.width / 3);
  }
  await expect(guest.tile('alice')).toContainText('画面を共有中');
  await expect(guest.tile('bob')).not.toContainText('画面を共有中');
  await expect(guest.tile('alice').locator('video')).toHaveCount(1);
});

test('V2: what is shown changes, and so does what arrives', async () => {
  await shown.evaluate(() => {
    document.body.style.background = '#123a6b';
    document.body.style.color = '#fff';
  });
  await expectSharp(guest, screenVideo(guest, 'alice'));
});

test('V3: 「画面をキャプチャする」 saves the shared screen as it is', async () => {
  const original = await shown.screenshot();
  const limit = SHARP * (await differenceBetween(guest.page, original, await smeared(guest.page, original)));
  // On a busy machine what arrives is smeared for a while, and so is its picture.
  await expect(async () => {
    const picture = await capture(guest, screenOf(guest, 'alice'), 'alice さんの画面のメニュー');
    expect(sizeOf(picture)).toEqual(await videoSize(screenVideo(guest, 'alice')));
    expect(await differenceBetween(guest.page, picture, original)).toBeLessThan(limit);
  }).toPass({ timeout: ARRIVES_MS });
});

test('V3: of a person it saves the camera’s picture, and not while the camera is off', async () => {
  await guest.button('タイルビュー').click();
  // Larger tiles are sent larger pictures step by step: tried until none came in between.
  await expect(async () => {
    const picture = await capture(guest, guest.tile('alice'), 'alice さんのメニュー');
    expect(sizeOf(picture)).toEqual(await videoSize(guest.tile('alice').locator('video')));
    const colour = await colourOf(guest.page, picture);
    expect(colourDistance(colour, alice.colour)).toBeLessThan(50);
  }).toPass({ timeout: ARRIVES_MS });

  await host.button('カメラ').click();
  await expect(guest.tile('alice').getByText('カメラがオフ')).toBeAttached();
  await guest.tile('alice').getByRole('button', { name: 'alice さんのメニュー' }).click();
  const entry = guest.page.getByRole('menuitem', { name: /画面をキャプチャする/ });
  await expect(entry).toHaveAttribute('aria-disabled', 'true');
  await expect(entry).toContainText('カメラがオフのため');
  await guest.page.keyboard.press('Escape');
  await host.button('カメラ').click();
  await guest.expectToSee(alice);
});

test('V2: who joins later sees the sharing that goes on', async () => {
  const late = createAppPage(await browsers.seat(carol));
  await late.arriveAndRequest(interview.applicantUrl);
  await host.admit('carol');
  const video = screenVideo(late, 'alice');
  await expect(video).toBeVisible({ timeout: ARRIVES_MS });
  await expectSharp(late, video);
  await late.leave();
});

test('V6 V2: on hold no shared screen is sent in either direction, and both go on when it is over', async () => {
  const own = await guest.page.context().newPage();
  await own.setContent(TEXT_PAGE);
  await guest.page.bringToFront();
  await guest.button('画面共有').click();
  await expect(screenVideo(host, 'bob')).toBeVisible({ timeout: ARRIVES_MS });
  await expect.poll(() => framesDecoded(screenVideo(host, 'bob')), { timeout: ARRIVES_MS }).toBeGreaterThan(0);
  // What is shown must change, or nothing would be sent anyway.
  for (const page of [shown, own]) {
    await page.evaluate(() => {
      const bar = document.body.appendChild(document.createElement('div'));
      bar.style.cssText = 'position:fixed;left:0;bottom:0;height:8px;background:red';
      bar.dataset['turn'] = '0';
      const turn = (): void => {
        const next = Number(bar.dataset['turn']) + 1;
        bar.dataset['turn'] = String(next);
        bar.style.width = `${(next % 5) * 20}%`;
      };
      setInterval(turn, 200);
    });
  }
  await fromTile('bob', '保留にする');
  await expect(guest.page.getByText('管理者によって保留中に設定されました')).toBeVisible();
  const bytes = () => Promise.all([host, guest].map(({ page }) => mediaBytes(page)));
  // What was on its way may still arrive.
  await expect(async () => {
    const before = await bytes();
    await turnsShown(3);
    expect(await bytes()).toEqual(before);
  }).toPass({ timeout: ARRIVES_MS });
  const before = await bytes();
  await expect(screenOf(host, 'bob')).toBeHidden();
  await expect(screenOf(guest, 'alice')).toBeHidden();
  await turnsShown(8);
  expect(await bytes()).toEqual(before);
  for (const page of [host, guest]) {
    await expect(page.button('画面共有')).toHaveAttribute('aria-pressed', 'true');
  }

  await fromTile('bob', '保留を解除する');
  for (const [page, name] of [
    [host, 'bob'],
    [guest, 'alice'],
  ] as const) {
    const video = screenVideo(page, name);
    await expect(video).toBeVisible({ timeout: ARRIVES_MS });
    const before = await framesDecoded(video);
    await expect.poll(() => framesDecoded(video), { timeout: ARRIVES_MS }).toBeGreaterThan(before);
  }
  await guest.button('画面共有').click();
  await expect(screenOf(host, 'bob')).toBeHidden();
  await own.close();
});

test('V2: stopped by the sharer it is gone everywhere, and begins again', async () => {
  await host.button('共有を停止').click();
  await expect(screenOf(guest, 'alice')).toBeHidden();
  await expect(guest.tile('alice')).not.toContainText('画面を共有中');
  await host.button('画面共有').click();
  await expect(screenVideo(guest, 'alice')).toBeVisible({ timeout: ARRIVES_MS });
});

test('V2: it ends when the browser ends it', async () => {
  // The captured tab goes: to the page the same as the browser’s own stop button.
  await shown.close();
  await expect(host.button('画面共有')).toHaveAttribute('aria-pressed', 'false', { timeout: ARRIVES_MS });
  await expect(host.page.getByText('画面を共有しています')).toBeHidden();
  await expect(screenOf(guest, 'alice')).toBeHidden();
  await guest.expectToHear(alice);
  expect(sharer.errors).toEqual([]);
});

/** Waits until the video shows what the shared tab shows, as sharp as it is. */
async function expectSharp({ page }: AppPage, video: Locator): Promise<void> {
  const original = await shown.screenshot();
  const limit = SHARP * (await differenceBetween(page, original, await smeared(page, original)));
  let last = Infinity;
  await expect
    .poll(async () => (last = await differenceToPicture(video, original)), { timeout: ARRIVES_MS })
    .toBeLessThan(limit);
  test
    .info()
    .annotations.push({ type: 'difference', description: `${last.toFixed(2)} of at most ${limit.toFixed(2)}` });
}

/** Host: from the three-dot menu of a tile. */
async function fromTile(name: string, entry: string): Promise<void> {
  await host.button(`${name} さんのメニュー`).click();
  await host.page.getByRole('menuitem', { name: entry, exact: true }).click();
}

/** Waits until the shared tab has changed so many times more. */
async function turnsShown(turns: number): Promise<void> {
  const turn = async (): Promise<number> => Number(await shown.locator('[data-turn]').getAttribute('data-turn'));
  const before = await turn();
  await expect.poll(turn, { timeout: ARRIVES_MS }).toBeGreaterThanOrEqual(before + turns);
}

async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error('it is not to be seen');
  return box;
}

const videoSize = (video: Locator): Promise<Size> =>
  video.evaluate((element: HTMLVideoElement) => ({ width: element.videoWidth, height: element.videoHeight }));

/** Chooses the entry in the tile's menu, and reads what the browser saved. */
async function capture({ page }: AppPage, tile: Locator, menu: string): Promise<Buffer> {
  await tile.getByRole('button', { name: menu, exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: '画面をキャプチャする' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^alice_キャプチャ_\d{8}-\d{6}\.png$/);
  return readFileSync(await download.path());
}
