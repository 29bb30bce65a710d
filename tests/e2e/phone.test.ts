/**
 * The call screen on a phone (C3, S3): touch, 360 x 740, upright and turned. Everything that can be pressed is in the window, large enough for
 * a thumb, and under nothing else.
 */
import { expect, test, type Locator, type Page } from '@playwright/test';
import { createAppPage, type AppPage } from '../support/app-page.ts';
import { createBrowsers, type Browsers } from '../support/browsers.ts';
import { alice, bob } from '../support/fake-media.ts';
import { unreachable } from '../support/reach.ts';
import { startApp, type RunningRelay } from '../support/server.ts';

test.describe.configure({ mode: 'serial' });

const UPRIGHT = { width: 360, height: 740 };
const TURNED = { width: 740, height: 360 };
const ANDROID =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36';
/** A thumb needs so many CSS pixels. */
const TARGET_PX = 44;
/** What is only read: a line. */
const TEXT_PX = 14;

/** The environment check measures the line. */
const CHECK_MS = 60_000;

let app: RunningRelay;
let browsers: Browsers;
let host: AppPage;
let phone: AppPage;

test.beforeAll(async () => {
  app = await startApp();
  browsers = createBrowsers();
  const interview = await app.newInterview();
  const context = { viewport: UPRIGHT, isMobile: true, hasTouch: true, userAgent: ANDROID };
  host = createAppPage(await browsers.seat(alice));
  phone = createAppPage(await browsers.seat(bob, { context }));
  await host.arriveAsHost(interview.hostUrl);
  await phone.page.goto(interview.applicantUrl);
  await phone.button('待機画面へ進む').click({ timeout: CHECK_MS }); // phones have no sound to be confirmed (E2)
});

test.afterAll(async () => {
  await browsers?.closeAll();
  await app?.close();
});

const buttonsOf = (page: Page): Locator => page.getByRole('main').locator('button:visible');

async function expectTidy({ page, stage }: AppPage): Promise<void> {
  await expect.poll(() => unreachable(buttonsOf(page), TARGET_PX)).toEqual([]);
  // Turned, the stage is laid out again, and its tiles glide to their places.
  await expect
    .poll(() =>
      page.evaluate(
        () => document.documentElement.scrollWidth > innerWidth || document.documentElement.scrollHeight > innerHeight,
      ),
    )
    .toBe(false);
  const bar = page.getByRole('navigation', { name: '通話メニュー' });
  const tilesUnderBar = async (): Promise<number> => {
    const top = (await bar.boundingBox())?.y ?? 0;
    const tiles = await Promise.all((await stage.getByRole('group').all()).map((tile) => tile.boundingBox()));
    return tiles.filter((tile) => !tile || tile.y + tile.height > top).length;
  };
  await expect.poll(tilesUnderBar).toBe(0);
}

test('W1 W5 S3 T2: in the waiting room the name, the button, and that the talk may be written down are in sight, upright and turned', async () => {
  const field = phone.page.getByRole('textbox', { name: 'お名前' });
  const told = phone.page.getByText('会話を文字起こしすることがあります');
  await expect(field).toBeVisible();
  // The button of the check before lay further down.
  await expect.poll(() => phone.page.evaluate(() => scrollY)).toBe(0);
  for (const viewport of [TURNED, UPRIGHT]) {
    await phone.page.setViewportSize(viewport);
    await expect.poll(() => unreachable(field, TARGET_PX)).toEqual([]);
    await expect.poll(() => unreachable(phone.button('参加をリクエストする'), TARGET_PX)).toEqual([]);
    await expect.poll(() => unreachable(told, TEXT_PX)).toEqual([]);
  }
  await phone.enterName();
  await phone.request();
  await host.admit('bob');
  await phone.expectToSee(alice);
});

for (const [how, viewport] of [
  ['upright', UPRIGHT],
  ['turned', TURNED],
] as const) {
  test(`C3 S3: ${how}, everything is reachable and nothing lies under anything`, async () => {
    await phone.page.setViewportSize(viewport);
    await expectTidy(phone);
    for (const name of ['alice', 'bob']) await expect(phone.tile(name)).toBeInViewport({ ratio: 0.99 });
    for (const name of ['マイク', 'カメラ', '詳細アクション', '退出', 'チャット'])
      await expect(phone.button(name)).toBeVisible();
    await phone.expectToSee(alice);
  });

  test(`C3: ${how}, the menu holds what does not fit, and no screen sharing and no choice of speaker`, async () => {
    await phone.button('詳細アクション').tap();
    const entries = phone.page.getByRole('menu').locator('[role^="menuitem"]');
    await expect.poll(() => unreachable(entries, TARGET_PX)).toEqual([]);
    const names = await entries.allTextContents();
    const bar = await phone.page
      .getByRole('navigation', { name: '通話メニュー' })
      .locator('button')
      .evaluateAll((all) => all.map((button) => button.getAttribute('aria-label') ?? ''));
    const reachable = [...names, ...bar].map((name) => name.trim());
    for (const name of ['タイルビュー', '手を挙げる', 'チャット', 'フルスクリーン', 'デバイス設定', '接続の詳細'])
      expect(reachable).toContain(name);
    for (const name of reachable) expect(name).not.toMatch(/画面共有|背景/);
    await phone.page.getByRole('menuitem', { name: 'デバイス設定' }).tap();
    const dialog = phone.page.getByRole('dialog', { name: 'デバイス設定' });
    await expect(dialog).toBeVisible();
    await expect(dialog.getByLabel('スピーカー')).toHaveCount(0);
    await dialog.getByRole('button', { name: '閉じる' }).tap();
    await expect(dialog).toBeHidden();
  });

  test(`C1: ${how}, one large with the other as a thumbnail; a tap on it changes places`, async () => {
    await phone.tile('alice').getByRole('button', { name: 'alice さんのメニュー' }).tap();
    const menu = phone.page.getByRole('menu');
    await expect.poll(() => unreachable(menu.locator('[role^="menuitem"]'), TARGET_PX)).toEqual([]);
    await menu.getByRole('menuitem', { name: '大きく表示' }).tap();
    await expect.poll(() => timesAsLarge('alice', 'bob')).toBeGreaterThan(2);
    await expectTidy(phone);
    await phone.button('bob さんを大きく表示').tap();
    await expect.poll(() => timesAsLarge('bob', 'alice')).toBeGreaterThan(2);
    await phone.expectToSee(alice);
    await toTiles(phone);
  });

  test(`C3 C8: ${how}, a raised hand tells on the tile and in a pop-up that leaves the bar free`, async () => {
    await host.button('手を挙げる').click();
    await expect(phone.tile('alice').getByText('手を挙げています')).toBeAttached();
    const popup = phone.page.getByRole('status', { name: 'お知らせ' });
    await expect(popup).toContainText('alice さんが手を挙げています');
    const bar = await phone.page.getByRole('navigation', { name: '通話メニュー' }).boundingBox();
    const box = await popup.boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(bar?.y ?? 0);
    const tile = await phone.tile('alice').boundingBox();
    const hand = await phone.tile('alice').getByTitle('手を挙げています').boundingBox();
    expect((hand?.x ?? 0) - (tile?.x ?? 0)).toBeLessThan(20);
    expect((hand?.y ?? 0) - (tile?.y ?? 0)).toBeLessThan(20);
    await popup.getByRole('button', { name: '閉じる' }).first().tap();
    await host.button('手を挙げる').click();
  });
}

test('H5 S3: upright, a tap on one’s own file shows 「削除」, large enough for a thumb and apart from the button that saves; so it goes', async () => {
  await phone.page.setViewportSize(UPRIGHT);
  const NAME = '履歴書.pdf';
  const shown = (at: AppPage): Locator => at.chatLog.getByTitle(NAME);
  await phone.openChat();
  await phone.page
    .locator('input[type=file]')
    .setInputFiles({ name: NAME, mimeType: 'application/pdf', buffer: Buffer.alloc(9, NAME) });
  await phone.button('送信').tap();
  await host.openChat();
  await expect(shown(host)).toBeVisible();
  await shown(phone).tap();
  const remove = phone.button(`「${NAME}」を削除`);
  const save = phone.button(`${NAME} を保存`);
  for (const one of [remove, save]) await expect.poll(() => unreachable(one, TARGET_PX)).toEqual([]);
  const [below, above] = [await remove.boundingBox(), await save.boundingBox()];
  expect((below?.y ?? 0) - ((above?.y ?? Infinity) + (above?.height ?? 0))).toBeGreaterThanOrEqual(0);
  await remove.tap();
  for (const at of [phone, host]) await expect(shown(at)).toBeHidden();
  await phone.page.getByRole('complementary').getByRole('button', { name: '閉じる' }).tap();
});

test('V6 C3: turned, on hold, a pop-up leaves the words about it free', async () => {
  await phone.page.setViewportSize(TURNED);
  await host.button('bob さんのメニュー').click();
  await host.page.getByRole('menuitem', { name: '保留にする' }).click();
  const words = phone.page.getByText('管理者によって保留中に設定されました').locator('..');
  await expect(words).toBeVisible();
  await host.button('手を挙げる').click();
  const popup = phone.page.getByRole('status', { name: 'お知らせ' }).getByText('手を挙げています');
  await expect(popup).toBeVisible();
  const last = words.locator('p');
  const apart = async (): Promise<number> => {
    const [above, below] = [await last.boundingBox(), await popup.boundingBox()];
    return above && below ? below.y - (above.y + above.height) : -Infinity;
  };
  // The screen is laid out anew after it was turned.
  await expect.poll(apart).toBeGreaterThan(0);
});

const timesAsLarge = async (one: string, other: string): Promise<number> =>
  (await areaOf(phone.tile(one))) / (await areaOf(phone.tile(other)));

async function areaOf(tile: Locator): Promise<number> {
  const box = await tile.boundingBox();
  return (box?.width ?? 0) * (box?.height ?? 0);
}

/** Back to all alike, from the bar or from its menu. */
async function toTiles({ page, button }: AppPage): Promise<void> {
  if (await button('タイルビュー').isVisible()) return button('タイルビュー').tap();
  await button('詳細アクション').tap();
  await page.getByRole('menuitemcheckbox', { name: 'タイルビュー' }).tap();
}
