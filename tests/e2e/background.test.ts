/**
 * The virtual background in Chromium, with a camera that shows a person in a room: pixels of the room are replaced and those
 * of the person kept, at home and at the receiver; nothing of the call is touched by a change of background.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { projectRoot } from '../../tools/fresh-build.ts';
import { createAppPage, type AppPage } from '../support/app-page.ts';
import { createBrowsers, type Browsers, type Seat } from '../support/browsers.ts';
import { alice, bob, type Colour } from '../support/fake-media.ts';
import { colourDistance } from '../support/measure.ts';
import { PERSON_PICTURE, personFilm } from '../support/person-film.ts';
import { coloursOf, coloursOfFile, type Point } from '../support/picture-points.ts';
import { watchRtc } from '../support/rtc-watch.ts';
import { startApp, type Interview, type RunningRelay } from '../support/server.ts';

test.describe.configure({ mode: 'serial' });

/** The flag at the left and the wall beside the head. */
const ROOM: readonly Point[] = [
  [0.05, 0.85],
  [0.12, 0.6],
  [0.65, 0.12],
];
/** Hair, cheek, forehead. */
const PERSON: readonly Point[] = [
  [0.44, 0.13],
  [0.4, 0.44],
  [0.43, 0.3],
];
/** What colours may be apart after coding. */
const NEAR = 55;
const PREPARED_MS = 30_000;

const picture = (preset: string): Buffer =>
  readFileSync(path.join(projectRoot, 'static/backgrounds', `${preset}.webp`));

let app: RunningRelay;
let browsers: Browsers;
let interview: Interview;
let seat: Seat;
let host: AppPage;
let guest: AppPage;
const film = personFilm();

test.beforeAll(async () => {
  app = await startApp();
  browsers = createBrowsers();
  interview = await app.newInterview();
  seat = await browsers.seat(alice, { args: film.args });
  await watchRtc(seat.context);
  await seat.context.addInitScript(() => {
    const { mediaDevices } = navigator;
    const open = mediaDevices.getUserMedia.bind(mediaDevices);
    let count = 0;
    mediaDevices.getUserMedia = (constraints) => {
      document.documentElement.dataset['opened'] = String((count += 1));
      return open(constraints);
    };
  });
  host = createAppPage(seat);
});
test.afterAll(async () => {
  await browsers?.closeAll();
  await app?.close();
  film.end();
});

const selfView = (page: Page): Locator => page.locator('video[aria-label="自分の映像"]');

/** Greatest distance of the video's colours from the wanted ones; Infinity while there is no picture. */
async function apart(video: Locator, points: readonly Point[], wanted: readonly Colour[]): Promise<number> {
  const found = await coloursOf(video, points);
  return found ? Math.max(...found.map((colour, at) => colourDistance(colour, wanted[at] ?? [0, 0, 0]))) : Infinity;
}
async function expectReplaced(video: Locator, preset: Buffer, type: string): Promise<void> {
  const page = video.page();
  const behind = await coloursOfFile(page, preset, type, ROOM);
  const person = await coloursOfFile(page, readFileSync(PERSON_PICTURE), 'image/jpeg', PERSON);
  await expect.poll(() => apart(video, ROOM, behind), { timeout: PREPARED_MS, message: 'the room' }).toBeLessThan(NEAR);
  await expect.poll(() => apart(video, PERSON, person), { message: 'the person' }).toBeLessThan(NEAR);
}
async function expectBare(video: Locator): Promise<void> {
  const room = await coloursOfFile(video.page(), readFileSync(PERSON_PICTURE), 'image/jpeg', ROOM);
  await expect.poll(() => apart(video, ROOM, room), { timeout: PREPARED_MS }).toBeLessThan(NEAR);
}
async function choose(page: Page, name: string): Promise<void> {
  await page.getByRole('radio', { name, exact: true }).check({ force: true });
}

test('W4 waiting room: the room is replaced, the person kept, live in the self view', async () => {
  await host.open(interview.hostUrl);
  await expectBare(selfView(host.page));
  await host.button('背景を選択').click();
  await choose(host.page, '海');
  await expectReplaced(selfView(host.page), picture('sea'), 'image/webp');
});

test('W4 blur: the lines of the room are gone, the person stays', async () => {
  await choose(host.page, 'ぼかし');
  // A white star and the blue beside it.
  const star: readonly Point[] = [
    [0.07, 0.13],
    [0.1, 0.13],
  ];
  const contrast = async (): Promise<number> => {
    const [a, b] = (await coloursOf(selfView(host.page), star)) ?? [];
    return a && b ? colourDistance(a, b) : Infinity;
  };
  const sharp = await coloursOfFile(host.page, readFileSync(PERSON_PICTURE), 'image/jpeg', star);
  const before = colourDistance(sharp[0] ?? [0, 0, 0], sharp[1] ?? [0, 0, 0]);
  expect(before).toBeGreaterThan(120);
  await expect.poll(contrast).toBeLessThan(before / 2);
  const person = await coloursOfFile(host.page, readFileSync(PERSON_PICTURE), 'image/jpeg', PERSON);
  await expect.poll(() => apart(selfView(host.page), PERSON, person)).toBeLessThan(NEAR);
});

test('W4 an own picture of 512 KB is taken, a byte more and what is no picture are refused', async () => {
  const { page } = host;
  const LIMIT = 512 * 1024;
  const jpeg = readFileSync(PERSON_PICTURE);
  const input = page.locator('input[type=file]');
  const padded = (length: number): Buffer => Buffer.concat([jpeg, Buffer.alloc(length - jpeg.length)]);
  const give = (name: string, buffer: Buffer) => input.setInputFiles({ name, mimeType: 'image/jpeg', buffer });
  const own = page.getByRole('radio', { name: '自分の画像', exact: true });
  await give('large.jpg', padded(LIMIT + 1));
  await expect(page.getByRole('alert')).toContainText('512KB');
  await give('words.jpg', Buffer.from('words, no picture'));
  await expect(page.getByRole('alert')).toContainText('JPEGまたはPNG');
  await give('cut.jpg', jpeg.subarray(0, 700));
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(own).toBeHidden();
  await give('mine.jpg', padded(LIMIT));
  await expect(own).toBeChecked();
  await expect(page.getByRole('alert')).toBeHidden();
  await page.keyboard.press('Escape');
  await expectBare(selfView(page)); // the picture is that of the room
});

test('W4 the choice is remembered; after a reload the bare room is not seen for a moment', async () => {
  const { page } = host;
  await host.button('背景を選択').click();
  await choose(page, '夜の街');
  await expectReplaced(selfView(page), picture('evening'), 'image/webp');
  await page.reload();
  const bare = await coloursOfFile(page, readFileSync(PERSON_PICTURE), 'image/jpeg', ROOM);
  const behind = await coloursOfFile(page, picture('evening'), 'image/webp', ROOM);
  let nearest = Infinity;
  await expect
    .poll(
      async () => {
        nearest = Math.min(nearest, await apart(selfView(page), ROOM, bare));
        return apart(selfView(page), ROOM, behind);
      },
      { timeout: PREPARED_MS, intervals: [50] },
    )
    .toBeLessThan(NEAR);
  expect(nearest).toBeGreaterThan(NEAR);
});

test('W4 V5 at the receiver the same; toggling leaves connection and camera alone', async () => {
  guest = createAppPage(await browsers.seat(bob));
  await host.enterName();
  await host.connect();
  await guest.arriveAndRequest(interview.applicantUrl);
  await host.admit('bob');
  await expect(guest.stage).toBeVisible();
  const received = guest.tile('alice').locator('video');
  await expectReplaced(received, picture('evening'), 'image/webp');
  const standing = () =>
    host.page.evaluate(() => [
      document.documentElement.dataset['opened'],
      ...window.rtcWatch
        .filter(({ connection }) => connection.connectionState === 'connected')
        .map(({ connection }) => connection.localDescription?.sdp),
    ]);
  const before = await standing();
  expect(before).toHaveLength(2);
  await host.button('詳細アクション').click();
  await host.page.getByRole('menuitem', { name: '背景を選択' }).click();
  await choose(host.page, '背景なし');
  await expectBare(received);
  await choose(host.page, '海');
  await expectReplaced(received, picture('sea'), 'image/webp');
  await host.page.keyboard.press('Escape');
  await guest.expectToHear(alice);
  expect(await standing()).toEqual(before);
});

test('N6 no other host was asked, and nothing was thrown', () => {
  expect([...seat.hostsAsked]).toEqual([`localhost:${app.port}`]);
  expect(seat.errors).toEqual([]);
});

test('W4 what cannot be loaded switches the camera off and asks; only the answer shows the room', async () => {
  const context = await seat.browser.newContext({ permissions: ['camera', 'microphone'], locale: 'ja-JP' });
  await context.route(/vision_wasm.*\.wasm/, (route) => route.abort());
  const page = await context.newPage();
  const other = createAppPage({ ...seat, context, page });
  await other.open((await app.newInterview()).hostUrl);
  await expectBare(selfView(page));
  await other.button('背景を選択').click();
  await choose(page, 'ぼかし');
  await expect(page.getByText('背景を変更できないため').first()).toBeVisible({ timeout: PREPARED_MS });
  await page.keyboard.press('Escape');
  await expect(other.button('カメラ')).toHaveAttribute('aria-pressed', 'false');
  await expect(selfView(page)).toBeHidden();
  await other.button('背景なしで映す').click();
  await expectBare(selfView(page));
  await context.close();
});

test('W4 without streams of frames the page hands on picture by picture', async () => {
  const context = await seat.browser.newContext({ permissions: ['camera', 'microphone'], locale: 'ja-JP' });
  await context.addInitScript(() => Reflect.deleteProperty(window, 'MediaStreamTrackGenerator'));
  const page = await context.newPage();
  const other = createAppPage({ ...seat, context, page });
  await other.open((await app.newInterview()).hostUrl);
  await other.button('背景を選択').click();
  await choose(page, '海');
  await expectReplaced(selfView(page), picture('sea'), 'image/webp');
  await context.close();
});

test('C3 phones have no virtual background', async () => {
  const userAgent =
    'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36';
  const context = await seat.browser.newContext({ permissions: ['camera', 'microphone'], locale: 'ja-JP', userAgent });
  const page = await context.newPage();
  const other = createAppPage({ ...seat, context, page });
  await page.goto((await app.newInterview()).hostUrl);
  // No sound to confirm on a phone.
  await expect(other.button('待機画面へ進む')).toBeEnabled({ timeout: 60_000 });
  await other.button('待機画面へ進む').click();
  await expect(other.button('デバイス設定')).toBeVisible();
  await expect(other.button('背景を選択')).toBeHidden();
  await context.close();
});
