/**
 * What the host does to others (V5, V6, W7, C5, J6), in three browser processes and a fourth page: hold in both directions by the
 * senders' own figures, mute, cameras off, settings for all, back to the waiting room, removal.
 */
import { expect, test, type Page } from '@playwright/test';
import { createAppPage, type AppPage } from '../support/app-page.ts';
import { createBrowsers, type Browsers, type Seat } from '../support/browsers.ts';
import { alice, bob, carol, dave } from '../support/fake-media.ts';
import { heardTones, hears } from '../support/measure.ts';
import { mediaBytes, openConnections, watchRtc } from '../support/rtc-watch.ts';
import { startApp, type Interview, type RunningRelay } from '../support/server.ts';

test.describe.configure({ mode: 'serial' });

let app: RunningRelay;
let browsers: Browsers;
let interview: Interview;
let seats: Seat[];
let host: AppPage;
let first: AppPage;
let second: AppPage;
/** A late joiner: another person in bob's browser, with bob's camera and microphone. */
let late: AppPage;

const HELD = '管理者によって保留中に設定されました';

test.beforeAll(async () => {
  app = await startApp();
  browsers = createBrowsers();
  interview = await app.newInterview();
  seats = await Promise.all([alice, bob, carol].map((person) => browsers.seat(person)));
  for (const { context } of seats) await watchRtc(context);
  [host, first, second] = seats.map(createAppPage) as [AppPage, AppPage, AppPage];
  await host.open(interview.hostUrl);
  await setInWaitingRoom('名前を表示');
  await host.enterName();
  await host.connect();
  for (const [page, name] of [
    [first, 'bob'],
    [second, 'carol'],
  ] as const) {
    await page.arriveAndRequest(interview.applicantUrl);
    await host.admit(name);
    await expect(page.stage).toBeVisible();
  }
  await host.expectToSee(bob);
});

test.afterAll(async () => {
  await browsers?.closeAll();
  await app?.close();
});

/** W7: turns a setting for all participants over, before the call. */
async function setInWaitingRoom(setting: string): Promise<void> {
  await host.button('参加者の一括設定').click();
  const dialog = host.page.getByRole('dialog', { name: '参加者の一括設定' });
  await dialog.getByRole('switch', { name: setting }).click();
  await host.page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
}

/** From the three-dot menu of a tile. */
async function fromTile(name: string, entry: string): Promise<void> {
  await host.button(`${name} さんのメニュー`).click();
  await host.page.getByRole('menuitem', { name: entry, exact: true }).click();
}

const panel = () => host.page.getByRole('complementary', { name: '参加者' });
async function openPanel(): Promise<void> {
  if (!(await panel().isVisible())) await host.button('参加者').click();
  await expect(panel()).toBeVisible();
}
async function fromPanel(name: string, entry: string): Promise<void> {
  await openPanel();
  await panel()
    .getByRole('button', { name: `${name} さんの操作` })
    .click();
  await host.page.getByRole('menuitem', { name: entry, exact: true }).click();
}

/** Neither direction of this page carries media while the call of the others goes on. */
async function expectStill(page: Page, others: Page): Promise<void> {
  // What was on its way may still arrive.
  await expect
    .poll(async () => {
      const before = await mediaBytes(page);
      const after = await mediaBytes(page);
      return after.sent - before.sent + after.received - before.received;
    })
    .toBe(0);
  const before = await mediaBytes(page);
  const reference = await mediaBytes(others);
  const MUCH = 40_000;
  await expect
    .poll(async () => (await mediaBytes(others)).received - reference.received, { timeout: 20_000 })
    .toBeGreaterThan(MUCH);
  expect(await mediaBytes(page)).toEqual(before);
}

test('W7: names that were switched off in the waiting room stand nowhere on the screens of applicants', async () => {
  const standIn = first.stage.getByRole('group', { name: /^参加者 \d{3}$/ });
  await expect(standIn).toBeVisible();
  const number = (await standIn.getAttribute('aria-label')) ?? '';
  await second.post('名前は出ません');
  await first.openChat();
  await expect(first.chatLog).toContainText('名前は出ません');
  await expect(first.chatLog).toContainText(number);
  await second.button('手を挙げる').click();
  await expect(first.page.getByRole('status', { name: 'お知らせ' })).toContainText(`${number} さん`);
  await first.button('詳細アクション').click();
  await first.page.getByRole('menuitem', { name: '接続の詳細' }).click();
  await expect(first.page.getByRole('complementary')).toContainText(number);
  // Neither to be seen nor for a screen reader.
  expect(await first.page.content()).not.toContain('carol');
  await expect(first.tile('alice').getByText('alice', { exact: true })).toBeVisible();
  await expect(host.tile('carol').getByText('carol', { exact: true })).toBeVisible();
  await second.button('手を挙げる').click();

  await openPanel();
  await panel().getByRole('switch', { name: '名前を表示' }).click();
  await first.expectToSee(carol);
  await second.expectToSee(bob);
  await first.openChat();
  await expect(first.chatLog).toContainText('carol');
});

test('V6 H7: on hold no media flows in either direction, the screen says so, and the chat goes on', async () => {
  await fromTile('bob', '保留にする');
  await expect(first.page.getByText(HELD)).toBeVisible();
  await expect(host.tile('bob').getByText('保留中')).toBeVisible();
  await expect(second.tile('bob').getByText('保留中')).toBeVisible();
  await expectStill(first.page, second.page);
  await second.expectToSee(alice);
  await host.expectToHear(carol);
  await first.post('保留中ですが読めます');
  await host.openChat();
  await expect(host.chatLog.getByText('保留中ですが読めます')).toBeVisible();
  await host.post('お待ちください');
  await expect(first.chatLog.getByText('お待ちください')).toBeVisible();
});

test('V6: a patched client that sends all the same is neither seen nor heard, and is sent nothing', async () => {
  await first.page.evaluate(async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    for (const { connection } of window.rtcWatch) {
      if (connection.connectionState !== 'connected') continue;
      const [microphone, camera] = connection.getTransceivers();
      await microphone?.sender.replaceTrack(stream.getAudioTracks()[0] ?? null);
      await camera?.sender.replaceTrack(stream.getVideoTracks()[0] ?? null);
    }
  });
  const before = await mediaBytes(first.page);
  await expect.poll(async () => (await mediaBytes(first.page)).sent).toBeGreaterThan(before.sent + 20_000);
  expect((await mediaBytes(first.page)).received).toBe(before.received);
  for (const page of [host, second]) {
    await expect(page.tile('bob').getByText('保留中')).toBeVisible();
    expect(
      await page
        .tile('bob')
        .locator('video')
        .evaluate((video: HTMLVideoElement) => video.srcObject),
    ).toBeNull();
    expect(hears(await heardTones(page.page), bob.tone)).toBe(false);
  }
});

test('V6 J5: the hold outlasts a reload of the one on hold and of the host', async () => {
  await first.page.reload();
  await expect(first.page.getByText(HELD)).toBeVisible();
  await host.page.reload();
  await expect(host.stage).toBeVisible();
  await expect(host.tile('bob').getByText('保留中')).toBeVisible();
  await expect(first.page.getByText(HELD)).toBeVisible();
  await host.expectToSee(carol);
  await expectStill(first.page, second.page);
});

test('V6: the host releases, from the list of participants, and all see and hear each other again', async () => {
  await openPanel();
  await expect(panel().getByText(/保留中/)).toBeVisible();
  await fromPanel('bob', '保留を解除する');
  await expect(first.page.getByText(HELD)).toBeHidden();
  await first.expectToSee(alice);
  await first.expectToHear(carol);
  await host.expectToSee(bob);
  await second.expectToHear(bob);
});

test('V5: 全員をミュート silences all but the host; each may switch on again', async () => {
  await host.button('詳細アクション').click();
  await host.page.getByRole('menuitem', { name: '全員をミュート' }).click();
  for (const page of [first, second]) {
    await expect(page.button('マイク')).toHaveAttribute('aria-pressed', 'false');
    await expect(page.page.getByText('担当者があなたのマイクをオフにしました。')).toBeVisible();
  }
  await expect(host.button('マイク')).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(async () => hears(await heardTones(host.page), bob.tone)).toBe(false);
  await first.button('マイク').click();
  await host.expectToHear(bob);
});

test('C5 V1: a camera that the host switches off is really released', async () => {
  await fromPanel('carol', 'カメラをオフにする');
  await expect(second.button('カメラ')).toHaveAttribute('aria-pressed', 'false');
  await expect(host.tile('carol').getByText('カメラがオフ')).toBeAttached();
  const live = (): Promise<number> =>
    second.page.evaluate(
      () =>
        window.rtcWatch
          .flatMap(({ connection }) => connection.getSenders())
          .filter(({ track }) => track?.kind === 'video' && track.readyState === 'live').length,
    );
  await expect.poll(live).toBe(0);
  await second.button('カメラ').click();
  await host.expectToSee(carol);
});

test('W7: microphones off for all holds for a late joiner too, who is told why; on again each decides', async () => {
  await openPanel();
  await panel().getByRole('switch', { name: 'マイクの使用を許可' }).click();
  await expect(first.button('マイク')).toBeDisabled();
  const { 1: bobs } = seats as [Seat, Seat, Seat];
  const context = await bobs.browser.newContext({
    locale: 'ja-JP',
    permissions: ['camera', 'microphone'],
    viewport: { width: 1280, height: 800 },
  });
  await watchRtc(context);
  late = createAppPage({ ...bobs, person: dave, context, page: await context.newPage() });
  await late.arriveAndRequest(interview.applicantUrl);
  await host.admit('dave');
  await expect(late.stage).toBeVisible();
  await expect(late.button('マイク')).toHaveAttribute('aria-pressed', 'false');
  await expect(late.button('マイク')).toBeDisabled();
  await expect(late.button('マイク')).toHaveAccessibleDescription('担当者がマイクの使用を止めています');
  await panel().getByRole('switch', { name: 'マイクの使用を許可' }).click();
  await expect(first.page.getByText('マイクを使えるようになりました。')).toBeVisible();
  await expect(first.button('マイク')).toHaveAttribute('aria-pressed', 'false');
  await first.button('マイク').click();
  await host.expectToHear(bob);
});

test('J6: sent back to the waiting room one is out of the call, and may be admitted again', async () => {
  await fromPanel('dave', '待機画面に戻す');
  await expect(late.page.getByText('担当者が待機画面に戻しました')).toBeVisible();
  await expect(host.tile('dave')).toBeHidden();
  await expect(second.tile('dave')).toBeHidden();
  await expect.poll(() => openConnections(late.page)).toBe(0);
  await late.request();
  await host.admit('dave');
  await expect(late.stage).toBeVisible();
  await late.expectToSee(carol);
  await expect(second.tile('dave')).toBeVisible();
});

test('C5: who is removed is told so, is connected to nobody, and comes back by a new request only', async () => {
  await fromTile('bob', '退出させる');
  await host.page.getByRole('dialog').getByRole('button', { name: '退出させる' }).click();
  await expect(first.page.getByText('担当者が通話から退出させました')).toBeVisible();
  for (const page of [host, second, late]) await expect(page.tile('bob')).toBeHidden();
  await expect.poll(() => openConnections(first.page)).toBe(0);
  await second.expectToSee(alice);
  await late.expectToSee(carol);
  await first.page.reload();
  await expect(first.button('参加をリクエストする')).toBeVisible();
  await expect(first.stage).toBeHidden();
  await first.request();
  await host.admit('bob');
  await first.expectToSee(alice);
  await second.expectToSee(bob);
});

test('N6: nothing was thrown', () => {
  for (const seat of seats) expect(seat.errors).toEqual([]);
});
