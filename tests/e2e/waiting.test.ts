/** The waiting room, from both sides of the door: names, requests, refusals and what is shown meanwhile (W1-W10, J1, J3). */
import { expect, test } from '@playwright/test';
import { createAppPage, type AppPage } from '../support/app-page.ts';
import { createBrowsers, type Browsers, type Seat } from '../support/browsers.ts';
import { alice, bob, carol, dave, type Person } from '../support/fake-media.ts';
import { MOST_SCRIPT_KB, watchLoad } from '../support/page-load.ts';
import { startApp, type Interview, type RunningRelay } from '../support/server.ts';

test.describe.configure({ mode: 'serial' });

let app: RunningRelay;
let browsers: Browsers;
let interview: Interview;
let host: AppPage;
let applicant: AppPage;
let applicants: Seat;
const seats: Seat[] = [];

test.beforeAll(async () => {
  app = await startApp();
  browsers = createBrowsers();
  interview = await app.newInterview();
  const [hosts, others] = await Promise.all([browsers.seat(alice), browsers.seat(bob)]);
  applicants = others;
  seats.push(hosts, others);
  host = createAppPage(hosts);
  applicant = createAppPage(others);
});

test.afterAll(async () => {
  await browsers?.closeAll();
  await app?.close();
});

const request = (person: AppPage) => person.button('参加をリクエストする');
const pending = (person: AppPage) => person.button('管理者の承認をお待ちください');
const popup = () => host.page.getByRole('alertdialog');
const wants = (name: string) => popup().getByText(`${name} さんが参加を希望しています`);
const counts = (lobby: number, call: number) => host.page.getByText(`待機 ${lobby}名 · 通話 ${call}名`);

/** Somebody else in the applicants' browser: another profile, with the same camera. */
async function another(person: Person): Promise<AppPage> {
  const context = await applicants.browser.newContext({
    locale: 'ja-JP',
    permissions: ['camera', 'microphone'],
    viewport: { width: 1280, height: 800 },
  });
  return createAppPage({ ...applicants, person, context, page: await context.newPage() });
}

test('E1 W1 N6: what an applicant loads until the request can be made is small', async () => {
  const load = watchLoad(applicants.page);
  await applicant.open(interview.applicantUrl);
  const { bytes } = await load.stop();
  expect((bytes.get('script') ?? 0) / 1024).toBeGreaterThan(50);
  expect((bytes.get('script') ?? 0) / 1024).toBeLessThan(MOST_SCRIPT_KB);
});

test('W1: who gave no name cannot ask', async () => {
  await expect(request(applicant)).toBeDisabled();
  await applicant.enterName('   ');
  await expect(request(applicant)).toBeDisabled();
  await applicant.enterName('b'.repeat(500));
  await expect(request(applicant)).toBeDisabled();
  await applicant.enterName('毎日太郎 👩‍💻');
  await expect(request(applicant)).toBeEnabled();
  await applicant.enterName('');
  await expect(request(applicant)).toBeDisabled();
});

test('W6: the host sees how many wait, applicants do not', async () => {
  await host.open(interview.hostUrl);
  await expect(counts(1, 0)).toBeVisible();
  const second = await another(carol);
  await second.open(interview.applicantUrl);
  await expect(counts(2, 0)).toBeVisible();
  await second.page.context().close();
  await expect(counts(1, 0)).toBeVisible();
  await expect(applicant.page.getByText(/待機 \d+名/)).toBeHidden();
});

test('W1: a host who gave no name cannot connect', async () => {
  await expect(host.button('接続')).toBeDisabled();
  await host.enterName();
  await expect(host.button('接続')).toBeEnabled();
});

test('J3 W1: who asks before the host is there is told so, and the request goes out by itself when the host comes', async () => {
  await applicant.enterName('  bob ');
  await applicant.request();
  await expect(applicant.page.getByText(/担当者はまだ接続していません/)).toBeVisible();
  await host.connect();
  await expect(wants('bob')).toBeVisible();
  await expect(applicant.page.getByText(/担当者が許可すると、自動で面接が始まります/)).toBeVisible();
});

test('W5: pressed again the request is taken back, and can be made again', async () => {
  await pending(applicant).click();
  await expect(popup()).toBeHidden();
  await expect(host.page).toHaveTitle('一次面接');
  await expect(request(applicant)).toBeEnabled();
  await applicant.request();
  await expect(wants('bob')).toBeVisible();
});

test('J1: requests queue in their order, and the title of the tab counts them', async () => {
  const second = await another(carol);
  await second.arriveAndRequest(interview.applicantUrl);
  await expect(popup().getByText('待機中 あと1名')).toBeVisible();
  await expect(wants('bob')).toBeVisible();
  await expect(host.page).toHaveTitle('(2) 一次面接');
  await host.refuse('bob');
  await expect(wants('carol')).toBeVisible();
  await expect(host.page).toHaveTitle('(1) 一次面接');
  await expect(applicant.page.getByText(/許可されませんでした/)).toBeVisible();
  await expect(request(applicant)).toBeEnabled();

  // carol closes the page while she waits: nobody is left to be admitted.
  await second.page.context().close();
  await expect(popup()).toBeHidden();
  await expect(host.page).toHaveTitle('一次面接');
});

test('R1 J1: a co-interviewer is asked for and listed as one', async () => {
  const panel = await another(carol);
  await panel.arriveAndRequest(interview.coInterviewerUrl);
  await expect(wants('carol')).toBeVisible();
  await expect(popup().getByText('同席者として')).toBeVisible();
  await host.admit('carol');
  await expect(panel.stage).toBeVisible();
  await host.button('参加者').click();
  await expect(host.page.getByRole('listitem').filter({ hasText: 'carol' })).toContainText('同席者');
  await host.button('参加者').click();

  // Leaving is not ending: only the host's word is.
  await panel.leave();
  await expect(host.tile('carol')).toBeHidden();
  await expect(host.stage).toBeVisible();
  await panel.page.context().close();
});

test('U2: the language is switched, remembered and switched back, without losing what was typed', async () => {
  const { page } = applicant;
  await applicant.enterName('bob');
  await page.getByRole('combobox', { name: /Language/ }).selectOption('en');
  await expect(page.getByRole('button', { name: 'Ask to join' })).toBeEnabled();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.reload();
  await expect(page.getByRole('button', { name: 'Ask to join' })).toBeVisible();
  await page.getByRole('combobox', { name: 'Language' }).selectOption('ja');
  await expect(request(applicant)).toBeVisible();
  await page.reload();
  await expect(request(applicant)).toBeVisible();
});

test('E1: what was typed is there again after another environment check', async () => {
  await applicant.enterName('bob');
  await applicant.button('環境チェックをやり直す').click();
  await applicant.passCheck();
  await expect(applicant.page.getByRole('textbox', { name: 'お名前' })).toHaveValue('bob');
  await expect(request(applicant)).toBeEnabled();
});

/** Through an environment check with failed items, left out by an explicit choice. */
async function passWithout(person: AppPage, ...items: string[]): Promise<void> {
  const { page } = person;
  await page.goto(interview.applicantUrl);
  await person.button('テスト音を再生').click();
  await person.button('聞こえた').click();
  for (const item of items) {
    await expect(page.getByRole('button', { name: `${item}をもう一度チェック` })).toBeVisible({ timeout: 30_000 });
    await page.getByRole('checkbox', { name: `${item}に問題があるまま進む` }).check();
  }
  await expect(person.button('待機画面へ進む')).toBeEnabled({ timeout: 60_000 });
  await person.button('待機画面へ進む').click();
}

test('W10 E3: without a camera one joins with sound only, and is seen without a picture', async () => {
  const seat = await browsers.seat(dave, { cameraless: true });
  seats.push(seat);
  const guest = createAppPage(seat);
  await passWithout(guest, 'カメラ');
  await expect(guest.page.getByText('カメラが見つかりません').first()).toBeVisible();
  await expect(guest.page.getByText(/カメラなし（音声のみ）でも参加できます/)).toBeVisible();
  await guest.enterName();
  await guest.request();
  await host.admit('dave');
  await expect(guest.stage).toBeVisible();
  await expect(host.tile('dave').getByText('カメラがオフ')).toBeAttached();
  await expect(host.tile('dave').getByText('マイクがオフ')).toHaveCount(0);
  await host.expectToHear(dave);
  await guest.expectToSee(alice);
  await guest.leave();
  await seat.browser.close();
});

test('W10 E3: with everything denied one joins with nothing but chat, and sees and hears the others', async () => {
  const seat = await browsers.seat(dave, {
    args: ['--use-fake-ui-for-media-stream=deny'],
    context: { permissions: [] },
  });
  seats.push(seat);
  const guest = createAppPage(seat);
  await passWithout(guest, 'カメラ', 'マイク');
  await expect(guest.page.getByText(/の使用が許可されていません/).first()).toBeVisible();
  await expect(guest.page.getByText(/アドレスバーの左にあるアイコン/)).toBeVisible();
  await expect(guest.page.getByText(/カメラとマイクなしでも参加できます/)).toBeVisible();
  await guest.enterName();
  await guest.request();
  await host.admit('dave');
  await expect(guest.stage).toBeVisible();
  await expect(host.tile('dave').getByText('カメラがオフ')).toBeAttached();
  await expect(host.tile('dave').getByText('マイクがオフ')).toBeAttached();
  await guest.expectToSee(alice);
  await guest.expectToHear(alice);
  await guest.post('聞こえています');
  await host.openChat();
  await expect(host.chatLog.getByText('聞こえています')).toBeVisible();
  await seat.browser.close();
});

test('N6: no page asked any other host, and nothing was thrown', () => {
  for (const seat of seats) {
    expect([...seat.hostsAsked]).toEqual([`localhost:${app.port}`]);
    expect(seat.errors).toEqual([]);
  }
});
