/** One person, several tabs or devices (R7): it is said, and the call moves over without a new request. */
import { expect, test, type Page } from '@playwright/test';
import { createAppPage, type AppPage } from '../support/app-page.ts';
import { createBrowsers, type Browsers, type Seat } from '../support/browsers.ts';
import { alice, bob, carol } from '../support/fake-media.ts';
import { startApp, type Interview, type RunningRelay } from '../support/server.ts';

test.describe.configure({ mode: 'serial' });

let app: RunningRelay;
let browsers: Browsers;
let interview: Interview;
let host: AppPage;
let hosts: Seat;
let bobs: Seat;
let first: AppPage;
let second: AppPage;
const seats: Seat[] = [];

test.beforeAll(async () => {
  app = await startApp();
  browsers = createBrowsers();
  interview = await app.newInterview();
  [hosts, bobs] = await Promise.all([browsers.seat(alice), browsers.seat(bob)]);
  seats.push(hosts, bobs);
  host = createAppPage(hosts);
  first = createAppPage(bobs);
});

test.afterAll(async () => {
  await browsers?.closeAll();
  await app?.close();
});

const taken = (page: Page) => page.getByRole('heading', { name: '既に通話画面に接続されています。' });
const requests = (page: Page) => page.getByRole('alertdialog');

test('R7: the same link in a second tab says that the first one has it', async () => {
  await host.arriveAsHost(interview.hostUrl);
  await first.arriveAndRequest(interview.applicantUrl);
  await host.admit('bob');
  await expect(first.stage).toBeVisible();
  await host.expectToSee(bob);
  second = createAppPage({ ...bobs, page: await bobs.context.newPage() });
  await second.page.goto(interview.applicantUrl);
  await expect(taken(second.page)).toBeVisible();
  await expect(first.stage).toBeVisible();
});

test('R7: the call moves to the second tab without a request; the first one says where it is', async () => {
  await second.button('この画面に移す').click();
  await expect(second.stage).toBeVisible();
  await expect(taken(first.page)).toBeVisible();
  await expect(first.stage).toBeHidden();
  await second.expectToSee(alice);
  await host.expectToSee(bob);
  await host.expectToHear(bob);
  await expect(requests(host.page)).toBeHidden();
  await expect(host.stage.getByRole('group', { name: 'bob', exact: true })).toHaveCount(1);
});

test('R7: it moves back the same way, with what is muted', async () => {
  await second.button('カメラ').click();
  await expect(host.tile('bob').getByText('カメラがオフ')).toBeAttached();
  await first.button('この画面に移す').click();
  await expect(first.stage).toBeVisible();
  await expect(taken(second.page)).toBeVisible();
  await expect(first.button('カメラ')).toHaveAttribute('aria-pressed', 'false');
  await first.button('カメラ').click();
  await host.expectToSee(bob);
  await first.expectToSee(alice);
});

test('R7 J5: when the tab with the call is closed, the other one can go on, without a request', async () => {
  await first.page.close();
  // Closing it may have meant to switch the camera off: nothing is sent before one says so.
  await expect(second.page.getByRole('heading', { name: '通話中のタブが閉じられました' })).toBeVisible();
  await second.button('この画面で続ける').click();
  await expect(second.stage).toBeVisible();
  await second.expectToSee(alice);
  await host.expectToSee(bob);
  await host.expectToHear(bob);
  await expect(requests(host.page)).toBeHidden();
  await expect(host.stage.getByRole('group', { name: 'bob', exact: true })).toHaveCount(1);
});

test('R7: when the tab in the waiting room is closed, the other goes on there by itself', async () => {
  const other = await app.newInterview();
  const [waiting, next] = [await bobs.context.newPage(), await bobs.context.newPage()];
  await waiting.goto(other.applicantUrl);
  await waiting.getByRole('textbox', { name: 'お名前' }).fill('bob');
  await next.goto(other.applicantUrl);
  await expect(taken(next)).toBeVisible();
  await waiting.close();
  await expect(next.getByRole('textbox', { name: 'お名前' })).toBeVisible();
  await next.close();
});

test("R7: on another device the host's waiting room says so, and the call can be moved there", async () => {
  const device = await browsers.seat(carol);
  seats.push(device);
  const moved = createAppPage(device);
  await moved.open(interview.hostUrl);
  await expect(moved.page.getByText('既に通話画面に接続されています。')).toBeVisible();
  await expect(moved.page.getByText(/通話 2名/)).toBeVisible();
  await moved.enterName('alice');
  await moved.button('この端末に移す').click();
  await expect(moved.stage).toBeVisible();

  // The former device says where it went; the applicant stayed in the call throughout and asked for nothing.
  await expect(host.page.getByRole('heading', { name: '別の画面に移りました' })).toBeVisible();
  await expect(host.page.getByText(/別の端末またはタブから、主催者として接続されました/)).toBeVisible();
  await expect(second.stage).toBeVisible();
  await moved.expectToSee(bob);
  await moved.expectToHear(bob);
  await expect(requests(moved.page)).toBeHidden();
  await second.expectToSee({ ...carol, name: 'alice' });
  await expect(second.stage.getByRole('group', { name: 'alice', exact: true })).toHaveCount(1);

  // And back again.
  await host.button('再接続').click();
  await expect(host.page.getByText('既に通話画面に接続されています。')).toBeVisible();
  // The call goes on: nobody is asked yet what shall become of its record.
  await expect(host.page.getByRole('dialog')).toBeHidden();
  await host.button('この端末に移す').click();
  await expect(host.stage).toBeVisible();
  await expect(moved.page.getByRole('heading', { name: '別の画面に移りました' })).toBeVisible();
  await host.expectToSee(bob);
  await second.expectToSee(alice);
  await second.expectToHear(alice);
});

test('R7: the host in a second tab of the same browser moves it too', async () => {
  const tab = createAppPage({ ...hosts, page: await hosts.context.newPage() });
  await tab.page.goto(interview.hostUrl);
  await expect(taken(tab.page)).toBeVisible();
  await tab.button('この画面に移す').click();
  await expect(tab.stage).toBeVisible();
  await expect(taken(host.page)).toBeVisible();
  await tab.expectToSee(bob);
  await second.expectToSee(alice);
  await tab.leave();
  await expect(second.button('再接続')).toBeVisible();
});

test('N6: nothing was thrown', () => {
  for (const seat of seats) expect(seat.errors).toEqual([]);
});
