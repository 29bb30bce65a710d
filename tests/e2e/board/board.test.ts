/** B1-B3: the whiteboard's editor in Chromium, two of them on one board, with honest and hostile hands. */
import { expect, test, type Browser, type Page } from '@playwright/test';
import type { BoardRecord } from '../../../src/lib/core/documents/board-record.ts';
import { launchBrowser } from '../../support/browsers.ts';
import { buildBoardPage, openBoards, type BoardPage } from './page.ts';

test.describe.configure({ mode: 'serial' });

let browser: Browser;
let boards: BoardPage;
let page: Page;

test.beforeAll(async () => {
  const files = await buildBoardPage();
  browser = await launchBrowser({ name: 'boards' });
  boards = await openBoards(browser, files);
  page = boards.page;
});
test.afterAll(async () => browser?.close());

type Who = 'alice' | 'bob';
const report = (who: Who) => page.evaluate((name) => window.desks[name].report(), who);
const count = async (who: Who): Promise<number> => (await report(who)).ids.length;
/** The left edge of a desk, in pixels of the page. */
const LEFT: Readonly<Record<Who, number>> = { alice: 0, bob: 800 };

async function draw(who: Who, from: [number, number], to: [number, number], lift = true): Promise<void> {
  await page.locator(`#${who} [data-testid="tools.draw"]`).click();
  await page.mouse.move(LEFT[who] + from[0], from[1]);
  await page.mouse.down();
  const STEPS = 12;
  await page.mouse.move(LEFT[who] + to[0], to[1], { steps: STEPS });
  if (lift) await page.mouse.up();
}

const settle = async (shapes: number): Promise<void> => {
  await expect.poll(() => count('alice')).toBe(shapes);
  await expect.poll(() => count('bob')).toBe(shapes);
  await expect
    .poll(async () => JSON.stringify(await report('alice')) === JSON.stringify(await report('bob')))
    .toBe(true);
};

test('B1: a stroke appears at the other while it is drawn, and is one change when it is finished', async () => {
  const before = await page.evaluate(() => window.desks.alice.saved());
  await draw('alice', [200, 200], [500, 300], false);
  await expect(page.locator('#bob .tl-shape[data-shape-type="draw"]')).toHaveCount(1);
  expect(await count('bob')).toBe(0); // not in the document yet
  await page.mouse.up();
  await settle(1);
  await expect(page.locator('#bob .tl-shape[data-shape-type="draw"]')).toHaveCount(1);
  const grown = (await page.evaluate(() => window.desks.alice.saved())) - before;
  expect(grown).toBeLessThan(1_500);
});

test('B1: pointers carry the name of the certificate', async () => {
  await page.mouse.move(LEFT.alice + 300, 400);
  await page.mouse.move(LEFT.alice + 320, 420, { steps: 4 });
  await expect(page.locator('#bob').getByText('佐藤花子')).toBeVisible();
  await page.mouse.move(LEFT.bob + 300, 400, { steps: 4 });
  await expect(page.locator('#bob').getByText('佐藤花子')).toBeHidden();
  await expect(page.locator('#alice').getByText('毎日太郎')).toBeVisible();
});

test('B1: undo takes back one’s own only', async () => {
  const alices = (await report('alice')).ids;
  await draw('bob', [200, 400], [400, 420]);
  await settle(2);
  const [bobs] = (await report('bob')).ids.filter((id) => !alices.includes(id));
  const undo = page.locator('#alice [data-testid="quick-actions.undo"]');
  await undo.click();
  await settle(1);
  await expect(undo).toBeDisabled(); // what bob did is not hers to take back
  expect((await report('alice')).ids).toEqual([bobs]);
});

test('B1: two who draw through an outage end equal', async () => {
  const already = await count('alice');
  await page.evaluate(() => window.cut());
  await draw('alice', [150, 150], [250, 180]);
  await draw('alice', [150, 250], [250, 280]);
  await draw('bob', [450, 150], [550, 180]);
  await expect.poll(() => count('alice')).toBe(already + 2);
  await expect.poll(() => count('bob')).toBe(already + 1);
  await page.evaluate(() => window.join());
  await settle(already + 3);
});

test('B1: text, also Japanese, and a pasted address that stays text', async () => {
  const already = await count('alice');
  await page.locator('#alice [data-testid="tools.text"]').click();
  await page.mouse.click(LEFT.alice + 400, 500);
  await page.keyboard.insertText('志望動機');
  await page.keyboard.press('Escape');
  await settle(already + 1);
  await expect(page.locator('#bob .tl-shape').filter({ hasText: '志望動機' })).toBeVisible();
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', 'https://example.com/page');
    document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
  });
  await settle(already + 3); // both editors of this page hear what is pasted
  await expect(page.locator('#bob .tl-shape').filter({ hasText: 'https://example.com/page' }).first()).toBeVisible();
  await expect(page.locator('#bob a[href]').filter({ hasText: 'example.com' })).toHaveCount(0);
});

test('B2: a picture comes onto the board by its hash, and its pixels are at the other', async () => {
  const already = await count('alice');
  const png = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(64, 48);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('2d');
    context.fillStyle = '#d02090';
    context.fillRect(0, 0, 64, 48);
    return [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())];
  });
  const before = await page.evaluate(() => window.desks.alice.saved());
  await page.evaluate((bytes) => window.desks.alice.place(bytes, 'image/png'), png);
  await settle(already + 2); // the picture and what is on it
  expect((await page.evaluate(() => window.desks.alice.saved())) - before).toBeLessThan(1_500);
  const image = page
    .locator('#bob .tl-shape[data-shape-type="image"] img, #bob .tl-shape[data-shape-type="image"] .tl-image')
    .first();
  await expect(image).toBeVisible();
  const shot = await image.screenshot();
  const middle = await page.evaluate(
    async (bytes) => {
      const bitmap = await createImageBitmap(new Blob([Uint8Array.from(bytes)]));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext('2d');
      context?.drawImage(bitmap, 0, 0);
      return [...(context?.getImageData(bitmap.width >> 1, bitmap.height >> 1, 1, 1).data ?? [])].slice(0, 3);
    },
    [...shot],
  );
  expect(middle).toEqual([0xd0, 0x20, 0x90]);
});

test('B3: the board is saved as a picture with what is on it', async () => {
  const bytes = await page.evaluate(() => window.desks.bob.save());
  if (!bytes) throw new Error('nothing was saved');
  expect(bytes.slice(1, 4)).toEqual([...Buffer.from('PNG')]);
  const inked = await page.evaluate(async (png) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(png)]));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d');
    context?.drawImage(bitmap, 0, 0);
    const { data } = context?.getImageData(0, 0, bitmap.width, bitmap.height) ?? { data: [] };
    let pink = 0;
    for (let at = 0; at < data.length; at += 4) if (data[at] === 0xd0 && data[at + 1] === 0x20) pink++;
    return pink;
  }, bytes);
  expect(inked).toBeGreaterThan(1_000);
});

const hostile = (type: string, props: Record<string, unknown>, more: Record<string, unknown> = {}): BoardRecord => ({
  id: `shape:evil${type}`,
  typeName: 'shape',
  type,
  parentId: 'page:page',
  index: 'a5',
  x: 100,
  y: 100,
  rotation: 0,
  isLocked: false,
  opacity: 1,
  props,
  meta: {},
  ...more,
});

test('H6 B1: records that do not fit the editor are skipped, and it goes on', async () => {
  const already = await page.locator('#bob .tl-shape').count();
  await page.evaluate(
    (records) => window.desks.alice.push(records),
    [
      hostile('geo', { geo: 'rectangle' }),
      hostile('draw', { segments: 'none' }),
      hostile('image', { w: -5, h: 'x' }),
      hostile('note', {}, { index: 'a0000' }),
      hostile('arrow', { start: { x: 1 }, end: null }),
      hostile('frame', { w: 10, h: 10, name: 'f', color: 'black' }, { parentId: 'shape:evilgroup' }),
      hostile('group', {}, { parentId: 'shape:evilframe' }),
    ],
  );
  await page.evaluate(() =>
    window.desks.alice.write({
      'shape:raw/p':
        '{"type":"embed","parentId":"page:page","index":"a1","x":0,"y":0,"rotation":0,"isLocked":false,"opacity":1}',
      'shape:raw/l': '{"props":{"url":"https://example.com","w":100,"h":100}}',
      'asset:remote/p': '{"type":"image"}',
      'asset:remote/l':
        '{"props":{"src":"https://example.com/track.png","w":1,"h":1,"name":"x","isAnimated":false,"mimeType":"image/png"}}',
    }),
  );
  const strokes = page.locator('#bob .tl-shape[data-shape-type="draw"]');
  const before = await strokes.count();
  await draw('alice', [300, 600], [420, 620]);
  await expect.poll(() => strokes.count()).toBeGreaterThan(before);
  // Looked at anew each time: a stroke is seen before it is in either document.
  let drawn: readonly string[] = [];
  await expect(async () => {
    drawn = (await report('alice')).ids;
    expect((await report('bob')).ids).toEqual(drawn);
  }).toPass();
  expect(drawn).not.toContain('shape:raw');
  expect(drawn).not.toContain('asset:remote');
  await expect(page.locator('#bob iframe')).toHaveCount(0);
  expect(await page.locator('#bob .tl-shape').count()).toBeGreaterThan(already);
  await expect(page.locator('.tl-error-boundary, .tl-shape-error-boundary')).toHaveCount(0);
});

test('N6: no other host was asked; what tldraw would send home on https, the policy stops', async () => {
  expect(boards.elsewhere).toEqual([]);
  const blocked = await boards.blocked();
  const home = blocked.filter((what) => what.startsWith('connect-src https://cdn.tldraw.com/'));
  // What is left is a library that asks whether it may compile code, and goes on without.
  expect(blocked.filter((what) => !home.includes(what) && !what.startsWith('script-src eval'))).toEqual([]);
  // One rejection for each editor's request that was stopped; nothing else was thrown.
  expect(boards.thrown).toEqual(home.map(() => 'Failed to fetch'));
});
