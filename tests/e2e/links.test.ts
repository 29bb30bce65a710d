/** Links that are early, late, damaged, altered or forged: each has its page that says what to do (R6), and nothing is thrown. */
import { expect, test, type Page } from '@playwright/test';
import { systemRandom } from '../../src/lib/core/clock.ts';
import { makeInterview } from '../../src/lib/core/session/interview.ts';
import { formatMoment } from '../../src/lib/i18n/dates.ts';
import { toBase64Url, utf8 } from '../../src/lib/wire/bytes.ts';
import { createAppPage } from '../support/app-page.ts';
import { createBrowsers, type Browsers, type Seat } from '../support/browsers.ts';
import { alice, bob } from '../support/fake-media.ts';
import { HOUR_MS, signLinks } from '../support/interview.ts';
import { watchLoad } from '../support/page-load.ts';
import { startApp, type RunningRelay } from '../support/server.ts';

let app: RunningRelay;
let browsers: Browsers;
let seat: Seat;
/** How far the relay's clock is from the browser's, in milliseconds. */
let relayAhead = 0;

test.beforeAll(async () => {
  app = await startApp({ now: () => Date.now() + relayAhead });
  browsers = createBrowsers();
  seat = await browsers.seat(bob);
});

test.beforeEach(async () => {
  relayAhead = 0;
  // A browser that was never here: no check passed, no language chosen.
  await seat.page.goto(app.url);
  await seat.page.evaluate(() => (localStorage.clear(), sessionStorage.clear()));
});

test.afterEach(() => {
  expect(seat.errors).toEqual([]);
});

test.afterAll(async () => {
  await browsers?.closeAll();
  await app?.close();
});

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });
const urlOf = (fragment: string): string => `${app.url}/room#${fragment}`;

/** The fragment with one of its dot-separated parts replaced. */
function withPart(fragment: string, at: number, change: (part: string) => string): string {
  return fragment
    .split('.')
    .map((part, index) => (index === at ? change(part) : part))
    .join('.');
}
const [ROLE, CLAIMS, DETAILS] = [1, 3, 5];

const altered = (part: string, change: (content: Record<string, unknown>) => object): string => {
  const content = JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  return toBase64Url(utf8(JSON.stringify({ ...content, ...change(content) })));
};

test('R6: an early link says when reception opens, and lets one run the environment check', async () => {
  const from = Date.now() + HOUR_MS;
  const { applicantUrl } = await app.newInterview({ from, until: from + HOUR_MS });
  const { page } = seat;
  await page.goto(applicantUrl);
  await expect(heading(page, '受付はまだ始まっていません')).toBeVisible();
  await expect(page.getByText(formatMoment('ja', Math.floor(from / 1000) * 1000, 'Asia/Tokyo'))).toBeVisible();
  await expect(page.getByRole('timer')).toHaveText(/^(1時間|59分)/);
  await page.getByRole('button', { name: '環境チェックをする' }).click();
  await expect(heading(page, '環境チェック')).toBeVisible();
  await page.getByRole('button', { name: 'テスト音を再生' }).click();
  await page.getByRole('button', { name: '聞こえた', exact: true }).click();
  // Everything is measured, the relay included; only the time is missing.
  await expect(page.getByText(/^受付は .* に始まります/)).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('button', { name: '待機画面へ進む' })).toBeDisabled();
});

test('R6: a link opens by itself when its time has come', async () => {
  const from = Date.now() + 4_000;
  const { applicantUrl } = await app.newInterview({ from, until: from + HOUR_MS });
  const { page } = seat;
  await page.goto(applicantUrl);
  await expect(heading(page, '受付はまだ始まっていません')).toBeVisible();
  await expect(heading(page, '環境チェック')).toBeVisible();
  expect(Date.now()).toBeGreaterThanOrEqual(Math.floor(from / 1000) * 1000);
  await createAppPage(seat).passCheck();
  await expect(page.getByRole('button', { name: '参加をリクエストする' })).toBeVisible();
});

test('R6 E3: a check that was passed early leads on by itself when reception opens', async () => {
  const { page } = seat;
  const app1 = createAppPage(seat);
  await app1.open((await app.newInterview()).applicantUrl);
  const from = Date.now() + 4_000;
  const { applicantUrl } = await app.newInterview({ from, until: from + HOUR_MS });
  await page.goto(app.url);
  await page.goto(applicantUrl);
  await expect(heading(page, '受付はまだ始まっていません')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'お名前' })).toBeVisible();
});

test('R6: a relay whose clock is behind ours says early, and the page goes on when it opens', async () => {
  const { page } = seat;
  const { applicantUrl } = await app.newInterview();
  await createAppPage(seat).open(applicantUrl);
  relayAhead = -HOUR_MS;
  await page.goto(app.url);
  await page.goto(applicantUrl);
  await expect(heading(page, '受付はまだ始まっていません')).toBeVisible();
  relayAhead = 0;
  await expect(page.getByRole('textbox', { name: 'お名前' })).toBeVisible();
});

test('R6: a link whose time is over', async () => {
  relayAhead = -3 * HOUR_MS; // when it was made
  const now = Date.now();
  const { applicantUrl } = await app.newInterview({ from: now - 3 * HOUR_MS, until: now - HOUR_MS });
  relayAhead = 0;
  await seat.page.goto(applicantUrl);
  await expect(heading(seat.page, '受付可能時間外です')).toBeVisible();
  await expect(seat.page.getByText('一次面接')).toBeVisible();
  await expect(seat.page.getByText(/新しいリンクを依頼してください/)).toBeVisible();
});

test('R6: the relay says that the time is over, whatever the own clock shows', async () => {
  const { applicantUrl } = await app.newInterview();
  relayAhead = 3 * HOUR_MS;
  await seat.page.goto(applicantUrl);
  await expect(heading(seat.page, '受付可能時間外です')).toBeVisible();
});

const DAMAGED = 'リンクが途中で切れているようです';
const ALTERED = 'リンクの内容が変わっています';

const cases: readonly [what: string, heading: string, make: (links: { host: string; applicant: string }) => string][] =
  [
    ['nothing after the #', DAMAGED, () => ''],
    ['words after the #', DAMAGED, () => 'interview of carol'],
    ['per cent signs that decode to nothing', DAMAGED, () => '%E0%A4%A'],
    ['cut off in the signature', DAMAGED, ({ applicant }) => applicant.slice(0, -20)],
    ['cut off in the token', DAMAGED, ({ applicant }) => applicant.slice(0, 100)],
    ['a bracket of the mail behind it', DAMAGED, ({ applicant }) => `${applicant})`],
    ['a host link without its last part', DAMAGED, ({ host }) => host.slice(0, host.lastIndexOf('.'))],
    ['an applicant link called host', DAMAGED, ({ applicant }) => withPart(applicant, ROLE, () => 'h')],
    ['another role', ALTERED, ({ applicant }) => withPart(applicant, ROLE, () => 'c')],
    [
      'another title',
      ALTERED,
      ({ applicant }) => withPart(applicant, DETAILS, (part) => altered(part, () => ({ title: '最終面接' }))),
    ],
    [
      'a longer window',
      ALTERED,
      ({ applicant }) =>
        withPart(applicant, CLAIMS, (part) => altered(part, ({ exp }) => ({ exp: Number(exp) + 3600 }))),
    ],
    ["another room's seed", ALTERED, ({ host }) => `${host.slice(0, host.lastIndexOf('.'))}.${'A'.repeat(43)}`],
  ];
for (const [what, title, make] of cases) {
  test(`R6: a damaged or altered link: ${what}`, async () => {
    const { links } = await app.newInterview();
    await seat.page.goto(urlOf(make(links)));
    await expect(heading(seat.page, title)).toBeVisible();
    await expect(seat.page.getByText(/新しいリンクを依頼してください/)).toBeVisible();
  });
}

test('R6: a link that another server signed is refused before anything is asked of the person', async () => {
  const now = Date.now();
  const request = { title: '一次面接', language: 'ja', from: now, until: now + HOUR_MS } as const;
  const draft = await makeInterview({ random: systemRandom }, request);
  const forged = await draft.links(await signLinks(draft.signRequest));
  for (const fragment of [forged.applicant, forged.host]) {
    await seat.page.goto(app.url);
    await seat.page.goto(urlOf(fragment));
    await expect(heading(seat.page, 'このリンクは使えません')).toBeVisible();
    await expect(seat.page.getByText(/新しいリンクを依頼してください/)).toBeVisible();
  }
});

test('R6: another link in the same tab is opened', async () => {
  const { links } = await app.newInterview();
  for (const damaged of ['1.a.cut', '1.a.%E3%81']) {
    await seat.page.goto(urlOf(damaged));
    await expect(heading(seat.page, DAMAGED)).toBeVisible();
  }
  await seat.page.goto(urlOf(links.applicant));
  await expect(heading(seat.page, '環境チェック')).toBeVisible();
});

test('R6 U2: an English link speaks English, and no other language is loaded', async () => {
  const now = Date.now();
  const page = await seat.context.newPage();
  const load = watchLoad(page);
  const early = await app.newInterview({ language: 'en', from: now + HOUR_MS, until: now + 2 * HOUR_MS });
  await page.goto(early.applicantUrl);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.getByRole('button', { name: 'Check my environment' })).toBeVisible();
  const { scripts } = await load.stop();
  expect(scripts.filter((text) => text.includes('Check my environment'))).toHaveLength(1);
  expect(scripts.filter((text) => text.includes('環境チェックをする'))).toEqual([]);
});

test('R6: a part of the page that does not arrive is loaded again by itself; if it still does not, that is said, in both languages', async () => {
  const { applicantUrl } = await app.newInterview();
  const isPage = (url: string): boolean => url.includes('/nodes/4.');
  const isMessages = (_url: string, script: string): boolean => script.includes('環境チェックをする');
  for (const isLost of [isPage, isMessages]) {
    // What is lost here is no error of the page's own.
    const context = await seat.browser.newContext({ locale: 'ja-JP' });
    let lost = 0;
    let lose = 1;
    await context.route('**/_app/immutable/**/*.js', async (route) => {
      const response = await route.fetch();
      const body = await response.text();
      if (lost >= lose || !isLost(route.request().url(), body)) return route.fulfill({ response, body });
      lost += 1;
      return route.abort();
    });
    // The page may load itself again before it has loaded.
    const open = (page: Page): Promise<unknown> => page.goto(applicantUrl, { waitUntil: 'commit' });
    const once = await context.newPage();
    await open(once);
    await expect(once.getByRole('heading', { name: '環境チェック' })).toBeVisible();
    expect(lost).toBe(1);
    await once.waitForLoadState('networkidle');
    await once.close();

    [lost, lose] = [0, Infinity];
    const page = await context.newPage();
    await open(page);
    await expect.poll(() => lost).toBeGreaterThan(1);
    await expect(page.getByRole('heading', { name: '画面を読み込めませんでした' })).toBeVisible();
    await expect(page.getByRole('heading', { name: 'The page could not be loaded' })).toBeVisible();
    lose = 0;
    await page.getByRole('button', { name: '再読み込み' }).click();
    await expect(page.getByRole('heading', { name: '環境チェック' })).toBeVisible();
    await expect(page.getByRole('heading', { name: '画面を読み込めませんでした' })).toBeHidden();
    await context.unrouteAll({ behavior: 'ignoreErrors' });
    await context.close();
  }
});

test('R6: http on an address other than localhost says that https is needed', async () => {
  const other = await browsers.seat(alice, { args: ['--host-resolver-rules=MAP interview.test 127.0.0.1'] });
  const { links } = await app.newInterview();
  for (const path of [`/room#${links.applicant}`, '/']) {
    await other.page.goto(`http://interview.test:${app.port}${path}`);
    await expect(other.page.getByText('安全な接続（https）で開いてください')).toBeVisible();
  }
  // The browser's own remark on such an address: a header of ours counts on https and localhost only.
  expect(other.errors.filter((text) => !text.startsWith('The Cross-Origin-Opener-Policy header'))).toEqual([]);
});
