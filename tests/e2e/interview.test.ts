/**
 * A whole interview in three browser processes, each with its own fake camera and microphone: knock, admit, pictures and
 * sound among all, chat, a reload, a farewell, the end. Against the built client and a real relay.
 */
import { expect, test } from '@playwright/test';
import { createAppPage, type AppPage } from '../support/app-page.ts';
import { createBrowsers, type Browsers, type Seat } from '../support/browsers.ts';
import { alice, bob, carol } from '../support/fake-media.ts';
import { startApp, type Interview, type RunningRelay } from '../support/server.ts';

test.describe.configure({ mode: 'serial' });

let app: RunningRelay;
let browsers: Browsers;
let interview: Interview;
let seats: Seat[];
let host: AppPage;
let first: AppPage;
let second: AppPage;

test.beforeAll(async () => {
  app = await startApp();
  browsers = createBrowsers();
  interview = await app.newInterview();
  seats = await Promise.all([alice, bob, carol].map((person) => browsers.seat(person)));
  [host, first, second] = seats.map(createAppPage) as [AppPage, AppPage, AppPage];
});

test.afterAll(async () => {
  await browsers?.closeAll();
  await app?.close();
});

test('E1 W5 J1: a host enters, an applicant knocks and is asked for by name', async () => {
  await host.arriveAsHost(interview.hostUrl);
  await first.arriveAndRequest(interview.applicantUrl);
  await expect(first.page.getByText('管理者の承認をお待ちください').first()).toBeVisible();
  await expect(host.page.getByText('bob さんが参加を希望しています')).toBeVisible();
  await expect(host.page).toHaveTitle(/^\(1\)/);
});

test('J3: who is admitted is in the call at once, seen and heard in both directions', async () => {
  await host.admit('bob');
  await expect(first.stage).toBeVisible();
  await host.expectToSee(bob);
  await first.expectToSee(alice);
  await host.expectToHear(bob);
  await first.expectToHear(alice);
});

test('J3: who is refused is told so and can ask again', async () => {
  await second.arriveAndRequest(interview.applicantUrl);
  await host.refuse('carol');
  await expect(second.button('参加をリクエストする').or(second.button('もう一度リクエストする')).first()).toBeVisible();
  await expect(second.stage).toBeHidden();
});

test('C4 J3: a second applicant is admitted; all three see and hear each other', async () => {
  await second.page
    .getByRole('button', { name: /リクエスト/ })
    .first()
    .click();
  await host.admit('carol');
  await expect(second.stage).toBeVisible();
  for (const [page, others] of [
    [host, [bob, carol]],
    [first, [alice, carol]],
    [second, [alice, bob]],
  ] as const) {
    for (const other of others) {
      await page.expectToSee(other);
      await page.expectToHear(other);
    }
  }
});

test('H1 H4: what one writes everybody reads, with an unread count until then', async () => {
  await first.post('よろしくお願いします');
  // Sent by the button, which then has nothing to send: one goes on typing, and Esc still closes.
  const field = first.page.getByRole('textbox', { name: 'メッセージ' });
  await expect(field).toBeFocused();
  await first.page.keyboard.press('Escape');
  await expect(field).toBeHidden();
  const badge = host.stage.getByRole('button', { name: /^チャット/ });
  await expect(badge).toContainText('1');
  await host.openChat();
  await expect(host.chatLog.getByText('よろしくお願いします')).toBeVisible();
  await host.post('こちらこそ');
  await second.openChat();
  await expect(second.chatLog.getByText('よろしくお願いします')).toBeVisible();
  await expect(second.chatLog.getByText('こちらこそ')).toBeVisible();
});

test('J5: an applicant who reloads is back in the call without a new request, with the chat', async () => {
  await first.page.reload();
  await expect(first.stage).toBeVisible();
  await first.expectToSee(alice);
  await first.expectToSee(carol);
  await host.expectToSee(bob);
  await host.expectToHear(bob);
  await second.expectToSee(bob);
  await first.openChat();
  await expect(first.chatLog.getByText('こちらこそ')).toBeVisible();
});

test('X2 J5: the host reloads; the others stay, and the host is back with the same call and chat', async () => {
  await host.page.reload();
  await expect(host.stage).toBeVisible();
  await host.expectToSee(bob);
  await host.expectToSee(carol);
  await first.expectToSee(alice);
  await second.expectToSee(alice);
  await second.expectToHear(alice);
  await host.openChat();
  await expect(host.chatLog.getByText('よろしくお願いします')).toBeVisible();
});

test('C4 V1: a camera that is off is off everywhere, and comes back', async () => {
  await first.button('カメラ').click();
  await expect(first.button('カメラ')).toHaveAttribute('aria-pressed', 'false');
  await expect(host.tile('bob').getByText('カメラがオフ')).toBeAttached();
  await first.button('カメラ').click();
  await host.expectToSee(bob);
});

test('X1: an applicant leaves and may come back; the others see it', async () => {
  await second.leave();
  await expect(second.button('再接続')).toBeVisible();
  await expect(host.tile('carol')).toBeHidden();
  await expect(first.tile('carol')).toBeHidden();
});

test('X1: the host leaves and the call is over for all', async () => {
  await host.leave();
  await expect(first.stage).toBeHidden();
  await expect(first.button('再接続')).toBeVisible();
  await expect(host.button('再接続')).toBeVisible();
});

test('N6: no page asked any other host, and nothing was thrown', () => {
  for (const seat of seats) {
    expect([...seat.hostsAsked]).toEqual([`localhost:${app.port}`]);
    expect(seat.errors).toEqual([]);
  }
});
