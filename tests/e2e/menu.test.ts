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
  await seats[0]?.context.addInitScript(listenToOscillators);
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

declare global {
  interface Window {
    /** Of the request's sound: its loudest sample (0 to 1), and how many notes sound now. */
    chime: { peak: number; playing: number };
  }
}

/** Notes are made by oscillators; nothing else in the page is. */
function listenToOscillators(): void {
  const heard = (window.chime = { peak: 0, playing: 0 });
  const start = OscillatorNode.prototype.start;
  const connect = AudioNode.prototype.connect as (this: AudioNode, to: AudioNode) => AudioNode;
  const meters = new WeakMap<BaseAudioContext, ScriptProcessorNode>();
  const meterOf = (context: BaseAudioContext): ScriptProcessorNode => {
    const known = meters.get(context);
    if (known) return known;
    const meter = context.createScriptProcessor(1024, 1, 1);
    meters.set(context, meter);
    meter.onaudioprocess = ({ inputBuffer }) => {
      for (const sample of inputBuffer.getChannelData(0)) heard.peak = Math.max(heard.peak, Math.abs(sample));
    };
    connect.call(meter, context.destination);
    return meter;
  };
  AudioNode.prototype.connect = function (this: AudioNode, to: AudioNode) {
    if (to instanceof AudioDestinationNode && this instanceof GainNode) connect.call(this, meterOf(this.context));
    return connect.call(this, to);
  } as typeof AudioNode.prototype.connect;
  OscillatorNode.prototype.start = function (this: OscillatorNode, when) {
    heard.playing += 1;
    this.addEventListener('ended', () => (heard.playing -= 1));
    start.call(this, when);
  };
}

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

test('J2: 小・中・大・ミュート is how loud a request is, now and after a reload', async () => {
  const choose = async (volume: string): Promise<void> => {
    await host.button('詳細アクション').click();
    await host.page.getByRole('menuitem', { name: '参加リクエストの通知' }).click();
    await host.page.getByRole('combobox', { name: '参加リクエストの通知音' }).selectOption(volume);
    await host.page.keyboard.press('Escape');
  };
  /** The loudest sample since the last time, once there is a sound. */
  const loudness = async (): Promise<number> => {
    await expect.poll(() => host.page.evaluate(() => window.chime.peak)).toBeGreaterThan(0);
    await expect.poll(() => host.page.evaluate(() => window.chime.playing)).toBe(0);
    return host.page.evaluate(() => {
      const { peak } = window.chime;
      window.chime.peak = 0;
      return peak;
    });
  };
  await loudness(); // of the request at the beginning
  await choose('小');
  const small = await loudness();
  await choose('大');
  const large = await loudness();
  await choose('中');
  const medium = await loudness();
  expect(medium).toBeGreaterThan(1.5 * small);
  expect(large).toBeGreaterThan(1.5 * medium);

  await choose('大');
  await loudness();
  await host.page.reload();
  await host.expectToSee(bob); // connected, so that it hears who leaves
  await guest.leave();
  await guest.button('再接続').click();
  await guest.request();
  await expect(host.page.getByRole('alertdialog')).toBeVisible();
  expect(await loudness()).toBeGreaterThan(1.5 * medium);
  await choose('ミュート');
  await host.admit('bob');
  await host.expectToSee(bob); // as above
  await guest.leave();
  await guest.button('再接続').click();
  await guest.request();
  await expect(host.page.getByRole('alertdialog')).toBeVisible();
  // What is heard next is the example.
  await choose('小');
  expect(await loudness()).toBeLessThan(1.5 * small);
});

test('C5: who waits is in the list of participants too, and is admitted from there', async () => {
  await host.button('参加者').click();
  const panel = host.page.getByRole('complementary', { name: '参加者' });
  await expect(panel).toContainText('参加を希望しています');
  await panel.getByRole('button', { name: 'bob さんを許可する' }).click();
  await expect(host.page.getByRole('alertdialog')).toBeHidden();
  await guest.expectToSee(alice);
  await expect(panel).not.toContainText('参加を希望しています');
  await host.button('参加者').click();
});

test('S3: single keys switch microphone and camera and open the list of keys, but are letters in the chat', async () => {
  const { keyboard } = guest.page;
  await guest.stage.click({ position: { x: 4, y: 4 } });
  await keyboard.press('m');
  await expect(guest.button('マイク')).toHaveAttribute('aria-pressed', 'false');
  await expect(host.tile('bob').getByText('マイクがオフ')).toBeAttached();
  await keyboard.press('m');
  await host.expectToHear(bob);
  await keyboard.press('?');
  const list = guest.page.getByRole('dialog', { name: 'キーボードショートカット' });
  await expect(list).toBeVisible();
  await keyboard.press('v'); // not beneath a dialog
  await keyboard.press('Escape');
  await expect(list).toBeHidden();
  await expect(guest.button('カメラ')).toHaveAttribute('aria-pressed', 'true');
  await guest.openChat();
  await guest.page.getByRole('textbox', { name: 'メッセージ' }).focus();
  await keyboard.type('mv?');
  await expect(guest.page.getByRole('textbox', { name: 'メッセージ' })).toHaveValue('mv?');
  await expect(guest.button('マイク')).toHaveAttribute('aria-pressed', 'true');
  await expect(list).toBeHidden();
});

test('S1: a browser that is too old is told so before the call, with the table of the supported ones', async () => {
  const OLD =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36';
  const { browser } = seats[0] as Seat;
  const context = await browser.newContext({ locale: 'ja-JP', userAgent: OLD });
  const page = await context.newPage();
  await page.goto(app.url);
  const [help] = await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('main').getByRole('link', { name: '対応ブラウザを見る' }).click(),
  ]);
  await expect(help).toHaveURL(/\/help#browsers$/);
  await expect(help.getByText('Chrome 109')).toBeInViewport();
  await expect(help.getByRole('row', { name: /^Chrome/ })).toContainText('155');
  await context.close();
});

test('N6: nothing was thrown', () => {
  for (const seat of seats) expect(seat.errors).toEqual([]);
});
