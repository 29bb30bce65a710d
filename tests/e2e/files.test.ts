/**
 * Files in the chat (H2, H3), from browser to browser: what is saved is what was sent, byte by byte; too large ones are refused;
 * who comes later fetches from whoever has them.
 */
import { expect, test, type Locator } from '@playwright/test';
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createAppPage, type AppPage } from '../support/app-page.ts';
import { createBrowsers, type Browsers } from '../support/browsers.ts';
import { alice, bob, carol } from '../support/fake-media.ts';
import { colourDistance } from '../support/measure.ts';
import { coloursOfFile } from '../support/picture-points.ts';
import { startApp, type Interview, type RunningRelay } from '../support/server.ts';

test.describe.configure({ mode: 'serial' });

const FILM = { width: 160, height: 96, framesPerSecond: 5 };
/** The largest that may be sent (H2), in bytes. */
const LARGEST = 5 * 1024 * 1024;
const GREEN = [10, 125, 60] as const;
/** On a machine where several browsers share two cores. */
const DRAWN_MS = 60_000;

let app: RunningRelay;
let browsers: Browsers;
let interview: Interview;
let host: AppPage;
let guest: AppPage;
let late: AppPage;
/** By name: what was sent. */
const sent = new Map<string, Buffer>();

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const entry = ({ chatLog }: AppPage, name: string): Locator =>
  chatLog.locator('.file', { has: chatLog.page().getByTitle(name) });

async function attach(
  { page }: AppPage,
  name: string,
  buffer: Buffer,
  mimeType = 'application/octet-stream',
): Promise<void> {
  sent.set(name, buffer);
  await page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer });
}
/** A picture is decoded and drawn some time after its bytes have come. */
const expectGreen = (canvas: Locator): Promise<void> =>
  expect(async () => {
    const [colour] = await coloursOfFile(host.page, await canvas.screenshot(), 'image/png', [[0.5, 0.5]]);
    expect(colour && colourDistance(colour, GREEN)).toBeLessThan(20);
  }).toPass({ timeout: DRAWN_MS });
async function saved({ page }: AppPage, press: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

test.beforeAll(async () => {
  app = await startApp();
  browsers = createBrowsers();
  interview = await app.newInterview();
  const seats = await Promise.all([alice, bob, carol].map((person) => browsers.seat(person, { film: FILM })));
  [host, guest, late] = seats.map(createAppPage) as [AppPage, AppPage, AppPage];
  await host.arriveAsHost(interview.hostUrl);
  await guest.arriveAndRequest(interview.applicantUrl);
  await host.admit('bob');
  await host.expectToSee(bob);
  for (const app of [host, guest]) await app.openChat();
});

test.afterAll(async () => {
  await browsers?.closeAll();
  await app?.close();
});

test('H2: a file of 5 MB goes over, and is saved by a double click as it was', async () => {
  await attach(guest, '職務経歴書.pdf', randomBytes(LARGEST), 'application/pdf');
  await guest.button('送信').click();
  await expect(entry(host, '職務経歴書.pdf')).toHaveAttribute('data-file', 'here', { timeout: 60_000 });
  const { name, bytes } = await saved(host, () => entry(host, '職務経歴書.pdf').dblclick());
  expect(name).toBe('職務経歴書.pdf');
  expect(sha256(bytes)).toBe(sha256(sent.get('職務経歴書.pdf') ?? Buffer.alloc(0)));
});

test('H2: one byte more is refused where it arose, and nothing is sent', async () => {
  await attach(guest, 'too-large.bin', Buffer.alloc(LARGEST + 1));
  await expect(guest.page.getByText('「too-large.bin」は5MBを超えているため送信できません。').first()).toBeVisible();
  await guest.post('大きすぎました');
  await expect(host.chatLog.getByText('大きすぎました')).toBeVisible();
  await expect(entry(host, 'too-large.bin')).toHaveCount(0);
});

test('H2: a button does the same; an empty file is a file', async () => {
  await attach(host, 'empty.txt', Buffer.alloc(0), 'text/plain');
  await host.button('送信').click();
  // What is sent in an applicant's first seconds may be history already, which comes on demand (core/files/chat-files.ts).
  const atGuest = entry(guest, 'empty.txt');
  await expect(atGuest).toBeVisible();
  if ((await atGuest.getAttribute('data-file')) === 'elsewhere') await guest.button('empty.txt を受け取る').click();
  await expect(atGuest).toHaveAttribute('data-file', 'here');
  const { bytes } = await saved(guest, () => guest.button('empty.txt を保存').click());
  expect(bytes.length).toBe(0);
});

test('H2: a picture is shown by its pixels, small and large; an SVG that calls itself one is a file and no more', async () => {
  const green = await guest.page.evaluate(async ([red, green, blue]) => {
    const canvas = new OffscreenCanvas(560, 350);
    const pen = canvas.getContext('2d');
    if (!pen) throw new Error('no canvas');
    pen.fillStyle = `rgb(${red} ${green} ${blue})`;
    pen.fillRect(0, 0, 560, 350);
    return [...new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())];
  }, GREEN);
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="40" onload="document.title = \'run\'"/>';
  const mimeType = 'image/png';
  await host.page.setViewportSize({ width: 1280, height: 560 }); // more than fits
  await guest.page.locator('input[type=file]').setInputFiles([
    { name: '作品.png', mimeType, buffer: Buffer.from(green) },
    { name: 'script.png', mimeType, buffer: Buffer.from(svg) },
  ]);
  await guest.button('送信').click();
  for (const name of ['作品.png', 'script.png']) {
    await expect(entry(host, name)).toHaveAttribute('data-file', 'here', { timeout: DRAWN_MS });
  }
  await expect(entry(host, '作品.png').locator('canvas')).toBeVisible({ timeout: DRAWN_MS });
  // A picture is drawn after its line has come, and makes it larger: the newest stays in sight (H3).
  const hidden = (): Promise<number> =>
    host.chatLog.evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight);
  expect(await host.chatLog.evaluate((log) => log.scrollHeight - log.clientHeight)).toBeGreaterThan(100);
  await expect.poll(hidden).toBeLessThan(2);
  await expectGreen(entry(host, '作品.png').locator('canvas'));
  await entry(host, '作品.png').getByRole('button', { name: '作品.png を大きく表示' }).click();
  const dialog = host.page.getByRole('dialog', { name: '作品.png' });
  await expectGreen(dialog.locator('canvas'));
  await host.page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(host.chatLog, 'Esc closed the picture, not the chat').toBeVisible();
  await host.page.setViewportSize({ width: 1280, height: 800 });
  await expect(entry(host, 'script.png').locator('canvas, img, svg[onload], object, iframe')).toHaveCount(0);
  expect(await host.page.title()).not.toBe('run');
});

test('H3: who comes later sees them and fetches them, also once their author has left', async () => {
  await late.arriveAndRequest(interview.applicantUrl);
  await host.admit('carol');
  await host.expectToSee(carol);
  await guest.leave();
  await late.openChat();
  const file = entry(late, '職務経歴書.pdf');
  await expect(file).toBeVisible();
  const { bytes } = await saved(late, () => file.dblclick());
  expect(sha256(bytes)).toBe(sha256(sent.get('職務経歴書.pdf') ?? Buffer.alloc(0)));
});

test('H5: the host clears the chat, and the files go with it', async () => {
  await host.button('チャット履歴をすべて削除').click();
  await host.button('すべて削除する').click();
  await expect(entry(late, '職務経歴書.pdf')).toHaveCount(0);
});
