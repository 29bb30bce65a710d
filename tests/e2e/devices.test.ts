/**
 * Devices that go, come and are taken while a call goes on (W3, W10), by what arrives at the other person; and what else one is told in a
 * call: a request while one looks elsewhere (J1), how a connection stands (C9), relays that are not there (N7).
 */
import { expect, test, type Page } from '@playwright/test';
import { createAppPage, type AppPage } from '../support/app-page.ts';
import { createBrowsers, type Browsers, type Seat } from '../support/browsers.ts';
import { alice, bob, carol, type Person } from '../support/fake-media.ts';
import { heardTones, hears } from '../support/measure.ts';
import { makePluggable, plugBack, plugIn, setBusy, unplug } from '../support/plugs.ts';
import { startApp, type RunningRelay } from '../support/server.ts';

test.describe.configure({ mode: 'serial' });

declare global {
  interface Window {
    noticesShown: string[];
  }
}

let app: RunningRelay;
let browsers: Browsers;
let seats: Seat[];
let host: AppPage;
let guest: AppPage;

/** What arrives of bob through the devices that were plugged in. */
const bobPluggedIn: Person = { ...carol, name: 'bob' };
const ARRIVES_MS = 60_000;

test.beforeAll(async () => {
  app = await startApp();
  browsers = createBrowsers();
  const permissions = ['camera', 'microphone', 'notifications'];
  seats = await Promise.all([browsers.seat(alice, { context: { permissions } }), browsers.seat(bob)]);
  const [hosts, guests] = seats as [Seat, Seat];
  await makePluggable(guests.context);
  await hosts.context.addInitScript(() => {
    window.noticesShown = [];
    window.Notification = class extends Notification {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options);
        window.noticesShown.push(title);
      }
    };
  });
  [host, guest] = [createAppPage(hosts), createAppPage(guests)];
});

test.afterAll(async () => {
  await browsers?.closeAll();
  await app?.close();
});

const notices = (page: AppPage) => page.page.getByRole('status', { name: 'お知らせ' });
const deviceSettings = async (page: AppPage) => {
  await page.button('詳細アクション').click();
  await page.page.getByRole('menuitem', { name: 'デバイス設定' }).click();
  return page.page.getByRole('dialog', { name: 'デバイス設定' });
};
const expectSilence = (from: Person): Promise<void> =>
  expect.poll(async () => hears(await heardTones(host.page), from.tone), { timeout: ARRIVES_MS }).toBe(false);

test('J1: a request is told by the system while the host looks at another tab', async () => {
  const interview = await app.newInterview();
  await host.open(interview.hostUrl);
  await host.page.getByRole('switch', { name: 'システムの通知でも知らせる' }).click();
  await host.enterName();
  await host.connect();
  const shown = (): Promise<string[]> => host.page.evaluate(() => window.noticesShown);

  // Playwright lets every page believe that it is looked at.
  const session = await host.page.context().newCDPSession(host.page);
  await session.send('Emulation.setFocusEmulationEnabled', { enabled: false });
  const other = await host.page.context().newPage();
  await other.bringToFront();
  await guest.arriveAndRequest(interview.applicantUrl);
  await expect.poll(shown).toEqual(['bob さんが参加を希望しています']);

  await other.close();
  await host.page.bringToFront();
  await session.send('Emulation.setFocusEmulationEnabled', { enabled: true });
  await host.admit('bob');
  await host.expectToSee(bob);
  await host.expectToHear(bob);
});

test('C9: the details say how the connection stands, with the figures of both directions', async () => {
  await host.button('詳細アクション').click();
  await host.page.getByRole('menuitem', { name: '接続の詳細' }).click();
  const panel = host.page.getByRole('complementary', { name: '接続の詳細' });
  const row = (name: string) => panel.getByRole('row', { name: new RegExp(`^${name}`) });
  await expect(panel).toContainText('直接（UDP）');
  await expect(panel).toContainText(/往復時間\s*\d+ ms/);
  await expect(row('通信量')).toHaveText(/通信量\s*[1-9]\d* kbps\s*[1-9]\d* kbps/);
  await expect(row('解像度')).toHaveText(/解像度\s*\d+×\d+\s*\d+×\d+/);
  await expect(row('映像の形式')).toHaveText(/(VP8|VP9|H264|AV1)\s*(VP8|VP9|H264|AV1)/);
  await expect(row('音声の形式')).toHaveText(/opus\s*opus/);
  await expect(row('パケット損失')).toHaveText(/[\d.]+ %\s*[\d.]+ %/);
  await host.page.keyboard.press('Escape');
});

test('W3: what is plugged in stands in the open list at once', async () => {
  const dialog = await deviceSettings(guest);
  const cameras = dialog.getByRole('combobox', { name: 'カメラ' });
  const microphones = dialog.getByRole('combobox', { name: 'マイク' });
  await expect(cameras).not.toContainText('Desk camera');
  await plugIn(guest.page, 'videoinput', 'Desk camera', carol);
  await plugIn(guest.page, 'audioinput', 'Headset', carol);
  await expect(cameras).toContainText('Desk camera');
  await expect(microphones).toContainText('Headset');
  await guest.page.keyboard.press('Escape');
});

test('W3: a camera that goes: no picture, the call goes on, another one is seen after a press', async () => {
  await unplug(guest.page, 'videoinput');
  await expect(notices(guest)).toContainText('相手には映像が届いていません');
  await expect(guest.button('カメラ')).toHaveAttribute('aria-pressed', 'false');
  await expect(host.tile('bob').getByText('カメラがオフ')).toBeAttached();
  await host.expectToHear(bob);
  await guest.button('「Desk camera」を使う').click();
  await host.expectToSee(bobPluggedIn);
  await expect(guest.button('カメラ')).toHaveAttribute('aria-pressed', 'true');
});

test('W3: the camera that is back is offered', async () => {
  await plugBack(guest.page, 'videoinput');
  await expect(notices(guest)).toContainText('を使えるようになりました。');
  await notices(guest)
    .getByRole('button', { name: /を使う$/ })
    .click();
  await host.expectToSee(bob);
});

test('W3: a microphone that goes: silence, and the other one is heard after a press only', async () => {
  await unplug(guest.page, 'audioinput');
  await expect(notices(guest)).toContainText('相手には声が届いていません');
  await expect(guest.button('マイク')).toHaveAttribute('aria-pressed', 'false');
  await expect(host.tile('bob').getByText('マイクがオフ')).toBeAttached();
  await expectSilence(bob);
  expect(hears(await heardTones(host.page), carol.tone)).toBe(false);
  await guest.button('「Headset」を使う').click();
  await host.expectToHear(bobPluggedIn);
  await expect(host.tile('bob').getByText('マイクがオフ')).toBeHidden();
  await plugBack(guest.page, 'audioinput');
});

test('W3: the remembered microphone is taken again when it is back', async () => {
  const dialog = await deviceSettings(guest);
  await dialog.getByRole('combobox', { name: 'マイク' }).selectOption('Headset');
  await guest.page.keyboard.press('Escape');
  await host.expectToHear(bobPluggedIn);
  await unplug(guest.page, 'audioinput', 'Headset');
  await expectSilence(carol);
  await notices(guest)
    .getByRole('button', { name: /を使う$/ })
    .click();
  await host.expectToHear(bob);
  await plugBack(guest.page, 'audioinput');
  await expect(notices(guest)).toContainText('「Headset」に戻りました。');
  await host.expectToHear(bobPluggedIn);
});

test('W10: a camera that another program has: what to do, and it is tried once more', async () => {
  await guest.button('カメラ').click();
  await setBusy(guest.page, 'videoinput', true);
  await guest.button('カメラ').click();
  await expect(notices(guest)).toContainText('他のアプリやタブがカメラを使っていないか確認し');
  await expect(guest.button('カメラ')).toHaveAttribute('aria-pressed', 'false');
  await setBusy(guest.page, 'videoinput', false);
  await notices(guest).getByRole('button', { name: 'もう一度試す' }).click();
  await host.expectToSee(bob);
});

test('W3: a speaker that goes gives way to the system’s own, and is used again when it is back', async () => {
  const sinks = (page: Page): Promise<readonly string[]> =>
    page.evaluate(() => [...new Set([...document.querySelectorAll('audio')].map(({ sinkId }) => sinkId))]);
  const dialog = await deviceSettings(guest);
  const speakers = dialog.getByRole('combobox', { name: 'オーディオ' });
  const label = (await speakers.getByRole('option').last().textContent())?.trim() ?? '';
  await speakers.selectOption(label);
  await guest.page.keyboard.press('Escape');
  await expect.poll(() => sinks(guest.page)).not.toEqual(['']);
  const [chosen = ''] = await sinks(guest.page);
  await unplug(guest.page, 'audiooutput', label);
  await expect(notices(guest)).toContainText('音声はシステムの既定の出力から流れます。');
  await expect.poll(() => sinks(guest.page)).toEqual(['']);
  await guest.expectToHear(alice);
  await plugBack(guest.page, 'audiooutput');
  await expect.poll(() => sinks(guest.page)).toEqual([chosen]);
});

test('N7: relays only where there is none is said in the call', async () => {
  const [{ browser }] = seats as [Seat, Seat];
  const context = await browser.newContext({ locale: 'ja-JP', permissions: ['camera', 'microphone'] });
  await context.addInitScript(() => localStorage.setItem('mensetsu/network', JSON.stringify({ relayOnly: true })));
  const lonely = createAppPage({ ...(seats[0] as Seat), context, page: await context.newPage() });
  await lonely.arriveAsHost((await app.newInterview()).hostUrl);
  await expect(notices(lonely)).toContainText('中継サーバー（TURN）がないため、誰ともつながりません。');
  await context.close();
});

test('N6: nothing was thrown', () => {
  for (const seat of seats) expect(seat.errors).toEqual([]);
});
