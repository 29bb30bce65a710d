/**
 * 詳細アクション and the menus of tiles (C2-C4, V5) in a call: by keyboard, on a screen and on a phone, all of each in the window; full screen,
 * all cameras off, help beside the call.
 */
import { expect, test } from '@playwright/test';
import { createAppPage, type AppPage } from '../support/app-page.ts';
import { createBrowsers, type Browsers, type Seat } from '../support/browsers.ts';
import { alice, bob } from '../support/fake-media.ts';
import { unreachable } from '../support/reach.ts';
import { startApp, type RunningRelay } from '../support/server.ts';

test.describe.configure({ mode: 'serial' });

const DESKTOP = { width: 1280, height: 800 };
const TARGET_PX = 44;

let app: RunningRelay;
let browsers: Browsers;
let seats: Seat[];
let host: AppPage;
let guest: AppPage;

test.beforeAll(async () => {
  app = await startApp();
  browsers = createBrowsers();
  const interview = await app.newInterview();
  seats = await Promise.all([alice, bob].map((person) => browsers.seat(person)));
  [host, guest] = seats.map(createAppPage) as [AppPage, AppPage];
  await host.arriveAsHost(interview.hostUrl);
  await guest.arriveAndRequest(interview.applicantUrl);
  await host.admit('bob');
  await host.expectToSee(bob);
});

test.afterAll(async () => {
  await browsers?.closeAll();
  await app?.close();
});

const menu = ({ page }: AppPage) => page.getByRole('menu');
const entries = (of: AppPage) => menu(of).locator('[role^="menuitem"]');

test('S3 V5: by keyboard: the arrows open it at both ends, a choice is made by Enter, Esc gives the focus back', async () => {
  const { keyboard } = host.page;
  const more = host.button('詳細アクション');
  await more.focus();
  await keyboard.press('ArrowDown');
  await expect(entries(host).first()).toBeFocused();
  await keyboard.press('Escape');
  await expect(menu(host)).toBeHidden();
  await expect(more).toBeFocused();
  await keyboard.press('ArrowUp');
  await expect(host.page.getByRole('menuitem', { name: 'ヘルプ' })).toBeFocused();
  while (
    !(await host.page.getByRole('menuitem', { name: 'デバイス設定' }).evaluate((it) => it === document.activeElement))
  )
    await keyboard.press('ArrowUp');
  await keyboard.press('Enter');
  await expect(host.page.getByRole('dialog', { name: 'デバイス設定' })).toBeVisible();
  await keyboard.press('Escape');
  await expect(more).toBeFocused();
});

test('V5 C2: it holds what the spec gives to the host, and nothing of the host’s to the applicant', async () => {
  const ALL = ['ビデオの品質を管理', 'デバイス設定', '背景を選択', 'ヘルプ'];
  const HOSTS = ['全員をミュート', '全員のカメラを無効にする', 'フルスクリーン表示', '参加リクエストの通知'];
  for (const of of [host, guest]) {
    await of.button('詳細アクション').click();
    const names = (await entries(of).allTextContents()).map((name) => name.trim());
    expect(names).toEqual(expect.arrayContaining(of === host ? [...ALL, ...HOSTS] : ALL));
    expect(names.filter((name) => HOSTS.includes(name))).toHaveLength(of === host ? HOSTS.length : 0);
    await of.page.keyboard.press('Escape');
  }
});

for (const [where, viewport] of [
  ['on a screen', DESKTOP],
  ['on a phone', { width: 360, height: 740 }],
  ['on a phone on its side', { width: 740, height: 360 }],
] as const) {
  test(`C3 S3: ${where}, each menu is whole in the window, or scrolls in it`, async () => {
    await host.page.setViewportSize(viewport);
    for (const name of ['詳細アクション', 'bob さんのメニュー', 'alice さんのメニュー']) {
      await host.button(name).click();
      await expect(entries(host).first()).toBeFocused();
      for (const entry of await entries(host).all()) {
        await entry.scrollIntoViewIfNeeded();
        expect(await unreachable(entry, TARGET_PX), name).toEqual([]);
      }
      await host.page.keyboard.press('Escape');
    }
  });
}

test('C5 C3: on a phone the menu in the list of participants is not cut off by the list', async () => {
  await host.page.setViewportSize({ width: 360, height: 740 });
  await host.button('詳細アクション').click();
  await host.page.getByRole('menuitemcheckbox', { name: '参加者' }).click();
  await host.button('bob さんの操作').click();
  expect(await unreachable(entries(host), TARGET_PX)).toEqual([]);
  await host.page.keyboard.press('Escape');
  await host.page.keyboard.press('Escape');
  await host.page.setViewportSize(DESKTOP);
});

test('V5: full screen, from the host’s menu and from the applicant’s bar, and out of it again', async () => {
  const isFull = (of: AppPage): Promise<boolean> => of.page.evaluate(() => document.fullscreenElement !== null);
  await host.button('詳細アクション').click();
  await host.page.getByRole('menuitem', { name: 'フルスクリーン表示' }).click();
  await expect.poll(() => isFull(host)).toBe(true);
  await host.button('詳細アクション').click();
  await host.page.getByRole('menuitem', { name: 'フルスクリーン表示を終了' }).click();
  await expect.poll(() => isFull(host)).toBe(false);

  const button = guest.button('フルスクリーン');
  await button.click();
  await expect(button).toHaveAttribute('aria-pressed', 'true');
  expect(await isFull(guest)).toBe(true);
  await button.click();
  await expect(button).toHaveAttribute('aria-pressed', 'false');
});

test('V5: 全員のカメラを無効にする switches off all but the host’s; each may switch on again', async () => {
  await host.button('詳細アクション').click();
  await host.page.getByRole('menuitem', { name: '全員のカメラを無効にする' }).click();
  await expect(guest.page.getByText('担当者があなたのカメラをオフにしました。')).toBeVisible();
  await expect(guest.button('カメラ')).toHaveAttribute('aria-pressed', 'false');
  await expect(host.tile('bob').getByText('カメラがオフ')).toBeAttached();
  await guest.expectToSee(alice);
  await guest.button('カメラ').click();
  await host.expectToSee(bob);
});

test('V5 S2: help opens beside the call, names this installation’s ports, and the call goes on', async () => {
  await guest.button('詳細アクション').click();
  const [help] = await Promise.all([
    guest.page.context().waitForEvent('page'),
    guest.page.getByRole('menuitem', { name: 'ヘルプ' }).click(),
  ]);
  await expect(help.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(
    help
      .getByRole('table')
      .filter({ hasText: `TCP ${new URL(app.url).port}` })
      .first(),
  ).toBeVisible();
  await help.close();
  await guest.expectToSee(alice);
});

test('N6: nothing was thrown', () => {
  for (const seat of seats) expect(seat.errors).toEqual([]);
});
