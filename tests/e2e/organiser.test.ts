/** The organiser's page (R2-R4) and `npm run invite` (R5): what they make opens, and what one hands on holds the right link. */
import { expect, test, type Download, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { encode } from 'uqr';
import { openLink } from '../../src/lib/core/session/link.ts';
import { jsonOf } from '../../src/lib/wire/bytes.ts';
import { parse, type Role } from '../../src/lib/wire/ids.ts';
import { MadeInterviews } from '../../src/lib/wire/made-interview.ts';
import { projectRoot } from '../../tools/fresh-build.ts';
import { createBrowsers, type Browsers, type Seat } from '../support/browsers.ts';
import { alice } from '../support/fake-media.ts';
import { HOUR_MS } from '../support/interview.ts';
import { startProgram } from '../support/process.ts';
import { startApp, type RunningRelay } from '../support/server.ts';

const KEY = 'the key of this installation';
const TITLE = '一次面接（営業職）, "A;B"';

let app: RunningRelay;
let guarded: RunningRelay;
let browsers: Browsers;
let seat: Seat;
let page: Page;

test.beforeAll(async () => {
  [app, guarded] = await Promise.all([startApp(), startApp({ organizerKey: KEY })]);
  browsers = createBrowsers();
  const permissions = ['camera', 'microphone', 'clipboard-read', 'clipboard-write'];
  seat = await browsers.seat(alice, { context: { permissions } });
  page = seat.page;
});

test.beforeEach(async () => {
  await page.goto(app.url);
  await page.evaluate(() => localStorage.clear());
  await page.reload();
});

test.afterAll(async () => {
  await browsers?.closeAll();
  await Promise.all([app?.close(), guarded?.close()]);
});

const field = (name: string) => page.getByRole('textbox', { name, exact: true });
const button = (name: string) => page.getByRole('button', { name, exact: true });
const time = (name: '開始' | '終了') => page.getByLabel(name, { exact: true });

/** Tomorrow at this hour in Tokyo: as the form has it, and in milliseconds. */
function tomorrow(hour: number): { local: string; at: number } {
  const day = new Date(Date.now() + 24 * HOUR_MS).toLocaleDateString('sv-SE', { timeZone: 'Asia/Tokyo' });
  const local = `${day}T${String(hour).padStart(2, '0')}:00`;
  return { local, at: Date.parse(`${local}+09:00`) };
}
const [from, until] = [tomorrow(10), tomorrow(12)];

async function issue(title = TITLE): Promise<void> {
  await field('タイトル').fill(title);
  await time('開始').fill(from.local);
  await time('終了').fill(until.local);
  await button('リンクを発行').click();
  await expect(page.getByRole('heading', { name: 'リンクを発行しました' })).toBeVisible();
}

const LINKS: readonly [role: Role, label: string][] = [
  ['host', '担当者用リンク'],
  ['applicant', '応募者用リンク'],
  ['co-interviewer', '同席者用リンク'],
];
const linkOf = (label: string): Promise<string> => field(label).inputValue();

async function textOf(download: Download): Promise<string> {
  return readFileSync(await download.path(), 'utf8');
}

test('R2: title and time become three links, each for its role, that open', async () => {
  await issue();
  for (const [role, label] of LINKS) {
    const url = new URL(await linkOf(label));
    expect(`${url.origin}${url.pathname}${url.search}`).toBe(`${app.url}/room`);
    const outcome = await openLink(url.hash);
    if (!outcome.ok) throw new Error(outcome.why);
    const { link } = outcome;
    expect(link).toMatchObject({ role, from: from.at, until: until.at, details: { title: TITLE, language: 'ja' } });
    expect(link.seed === undefined).toBe(role !== 'host');
  }
});

test('R2: a link of an interview that is open now leads to the environment check', async () => {
  await field('タイトル').fill(TITLE);
  await button('リンクを発行').click();
  for (const [, label] of LINKS) {
    const url = await linkOf(label);
    const room = await seat.context.newPage();
    await room.goto(url);
    await expect(room.getByRole('heading', { name: '環境チェック' })).toBeVisible();
    await expect(room.getByText(TITLE)).toBeVisible();
    await expect(room).toHaveTitle(TITLE);
    await room.close();
  }
});

test('R3: the invitation holds the applicant link alone on a line, in Japanese and English, and is copied', async () => {
  await issue();
  const applicant = await linkOf('応募者用リンク');
  const invitation = field('招待文');
  await expect(invitation).toHaveValue(/WEB面接のご案内/);
  expect((await invitation.inputValue()).split('\n')).toContain(applicant);
  await expect(invitation).toHaveValue(/10:00–12:00 \(JST\)/);
  await button('English').click();
  await expect(invitation).toHaveValue(/You are invited/);
  expect((await invitation.inputValue()).split('\n')).toContain(applicant);
  await button('招待文：コピー').click();
  await expect(page.getByText('コピーしました').first()).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await invitation.inputValue());
  for (const [role, label] of LINKS) {
    if (role !== 'applicant') expect(await invitation.inputValue()).not.toContain(await linkOf(label));
  }
});

test('R3: the calendar file is iCalendar with the times in UTC and the applicant link (RFC 5545)', async () => {
  await issue();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    button('カレンダーファイル（.ics）を保存').click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^一次面接.*\.ics$/);
  const raw = await textOf(download);
  const lines = raw.replace(/\r\n$/, '').split('\r\n');
  expect(lines.filter((line) => Buffer.byteLength(line) > 75 || line.includes('\n'))).toEqual([]);
  const unfolded = raw.replaceAll(/\r\n[ \t]/g, '').split('\r\n');
  const value = (name: string): string | undefined =>
    unfolded.find((line) => line.startsWith(`${name}:`) || line.startsWith(`${name};`))?.replace(/^[^:]*:/, '');
  const utc = (at: number): string => new Date(at).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  expect(unfolded.slice(0, 2)).toEqual(['BEGIN:VCALENDAR', 'VERSION:2.0']);
  expect(unfolded).toEqual(expect.arrayContaining(['BEGIN:VEVENT', 'END:VEVENT', 'END:VCALENDAR']));
  expect([value('DTSTART'), value('DTEND')]).toEqual([utc(from.at), utc(until.at)]);
  expect(value('SUMMARY')?.replaceAll(/\\([\\;,])/g, '$1')).toBe(TITLE);
  expect(value('DTSTAMP')).toMatch(/^\d{8}T\d{6}Z$/);
  expect(value('UID')).toMatch(/@/);
  const applicant = await linkOf('応募者用リンク');
  expect(value('URL')).toBe(applicant);
  expect(value('DESCRIPTION')).toContain(applicant);
  expect(unfolded.join('\n')).not.toContain(await linkOf('担当者用リンク'));
});

test('R3: the QR code is the applicant link', async () => {
  await issue();
  const applicant = await linkOf('応募者用リンク');
  const svg = page.getByRole('img', { name: '応募者用リンクのQRコード' });
  await expect(svg).toBeVisible();
  const path = (await svg.locator('path').getAttribute('d')) ?? '';
  const dark = new Set([...path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => `${x},${y}`));
  const expected = encode(applicant, { ecc: 'L', border: 4 });
  const modules = expected.data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`${x},${y}`] : [])));
  expect(dark).toEqual(new Set(modules));
});

test('R3: the list is kept over a reload, shown again, written out and deleted', async () => {
  await issue('一次面接');
  const applicant = await linkOf('応募者用リンク');
  await issue('二次面接');
  await page.reload();
  const entries = page.getByRole('listitem');
  await expect(entries).toHaveCount(2);
  await expect(entries.first()).toContainText('二次面接');
  await entries.filter({ hasText: '一次面接' }).getByRole('button', { name: 'リンクを表示' }).click();
  await expect(field('応募者用リンク')).toHaveValue(applicant);

  const [download] = await Promise.all([page.waitForEvent('download'), button('一覧を書き出す').click()]);
  const written = parse(MadeInterviews, jsonOf(await textOf(download)));
  expect(written?.map(({ title }) => title)).toEqual(['二次面接', '一次面接']);
  expect(written?.[1]?.links.applicant).toBe(applicant);

  await entries.filter({ hasText: '一次面接' }).getByRole('button', { name: '削除' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '削除' }).click();
  await expect(entries).toHaveCount(1);
  await expect(field('応募者用リンク')).toBeHidden();
  await page.reload();
  await expect(entries).toHaveText(/二次面接/);
});

test('R2: what cannot be made is said at its field, and nothing goes to the server', async () => {
  let asked = 0;
  page.on('request', (request) => (asked += Number(request.url().endsWith('/api/links'))));
  await button('リンクを発行').click();
  await expect(page.getByText('タイトルを入力してください。')).toBeVisible();
  await expect(field('タイトル')).toBeFocused();
  await field('タイトル').fill('面'.repeat(101));
  await expect(page.getByText('タイトルは100文字までです。')).toBeVisible();
  await field('タイトル').fill('一次面接');
  await expect(page.getByText('タイトルは100文字までです。')).toBeHidden();
  await time('開始').fill(until.local);
  await time('終了').fill(from.local);
  await expect(page.getByText('終了は開始より後にしてください。')).toBeVisible();
  await time('終了').fill('2099-01-01T00:00');
  await expect(page.getByText('受付時間は最長31日です。終了を早めてください。')).toBeVisible();
  await time('開始').fill('2001-01-01T09:00');
  await time('終了').fill('2001-01-01T10:00');
  await expect(page.getByText('終了が過去の日時です。これからの日時にしてください。')).toBeVisible();
  await time('開始').fill('');
  await expect(page.getByText('開始日時を入力してください。')).toBeVisible();
  await button('リンクを発行').click();
  expect(asked).toBe(0);
});

test('R4: a server that wants a key asks for it, and nothing that was typed is lost', async () => {
  await page.goto(guarded.url);
  await field('タイトル').fill('一次面接');
  await time('開始').fill(from.local);
  await time('終了').fill(until.local);
  await button('リンクを発行').click();
  const key = page.getByLabel('管理キー', { exact: true });
  await expect(key).toBeVisible();
  await key.fill('a key that somebody guessed');
  await button('リンクを発行').click();
  await expect(page.getByText('管理キーが違います')).toBeVisible();
  await expect(field('タイトル')).toHaveValue('一次面接');
  await expect(time('開始')).toHaveValue(from.local);
  await expect(key).toHaveValue('a key that somebody guessed');
  await key.fill(KEY);
  await button('リンクを発行').click();
  await expect(page.getByRole('heading', { name: 'リンクを発行しました' })).toBeVisible();
  await expect(page.getByText('管理キーが違います')).toBeHidden();
  const outcome = await openLink(new URL(await linkOf('応募者用リンク')).hash);
  expect(outcome.ok).toBe(true);
});

test('R2: a server that is gone is said, and the same form works when it is back', async () => {
  const other = await startApp();
  await page.goto(other.url);
  await field('タイトル').fill('一次面接');
  const again = { port: other.port };
  await other.close();
  await button('リンクを発行').click();
  await expect(page.getByText('サーバーに接続できません')).toBeVisible();
  await expect(field('タイトル')).toHaveValue('一次面接');
  const back = await startApp(again);
  await button('リンクを発行').click();
  await expect(page.getByRole('heading', { name: 'リンクを発行しました' })).toBeVisible();
  await back.close();
});

test('R5 U1: npm run invite prints links that open', async () => {
  const args = ['run', '--silent', 'invite', '--', '--json', '--title', '一次面接', '--server', guarded.url];
  const env = { ...process.env, ORGANIZER_KEY: KEY };
  const invite = startProgram('npm', args, { cwd: projectRoot, env });
  const [line] = await invite.waitFor(/^\{.*\}$/m);
  const made = JSON.parse(line) as Record<'room' | 'hostUrl' | 'applicantUrl' | 'coInterviewerUrl' | 'from', string>;
  expect(Date.parse(made.from)).toBeLessThanOrEqual(Date.now());
  for (const url of [made.hostUrl, made.applicantUrl, made.coInterviewerUrl]) {
    await page.goto('about:blank');
    await page.goto(url);
    await expect(page.getByRole('heading', { name: '環境チェック' })).toBeVisible();
  }
});
