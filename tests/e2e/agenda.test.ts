/**
 * The agenda in three browser processes: the host prepares it, host and co-interviewer write it together, and the applicant's
 * browser, which may send what it likes, is never sent a byte of it.
 */
import * as A from '@automerge/automerge';
import { expect, test, type Locator } from '@playwright/test';
import { agendaDocumentId } from '../../src/lib/core/documents/agenda-document.ts';
import { documentIdFor } from '../../src/lib/core/documents/document-id.ts';
import { jsonOf } from '../../src/lib/wire/bytes.ts';
import { Nonce, parse } from '../../src/lib/wire/ids.ts';
import { encodeSyncFrame, markPiece, piecesOf as cut, repositoryOf } from '../../src/lib/wire/sync.ts';
import { CHANGE, changeBody, chunk, repeatedSet, syncMessage } from '../core/documents/forged-change.ts';
import { createAppPage, type AppPage } from '../support/app-page.ts';
import { createBrowsers, type Browsers, type Seat } from '../support/browsers.ts';
import { alice, bob, carol } from '../support/fake-media.ts';
import { must } from '../support/interview.ts';
import { startApp, type Interview, type RunningRelay } from '../support/server.ts';
import { piecesOf, sendRaw, watchSync } from '../support/sync-watch.ts';

test.describe.configure({ mode: 'serial' });

let app: RunningRelay;
let browsers: Browsers;
let interview: Interview;
let seats: Seat[];
let host: AppPage;
let second: AppPage; // co-interviewer
let guest: AppPage;

test.beforeAll(async () => {
  app = await startApp();
  browsers = createBrowsers();
  interview = await app.newInterview();
  seats = await Promise.all([alice, carol, bob].map((person) => browsers.seat(person)));
  for (const { context } of seats) await watchSync(context);
  [host, second, guest] = seats.map(createAppPage) as [AppPage, AppPage, AppPage];
});

test.afterAll(async () => {
  await browsers?.closeAll();
  await app?.close();
});

/** The call that this applicant is in, as their browser has kept it. */
async function callOf({ page }: AppPage): Promise<Nonce> {
  const stored = await page.evaluate((room) => sessionStorage.getItem(`mensetsu/visit/${room}`), interview.room);
  const { admitted } = jsonOf(stored ?? '') as { admitted: { call: unknown } };
  return must(parse(Nonce, admitted.call));
}
async function addItem(at: AppPage, title: string, detail = ''): Promise<void> {
  await at.button('項目を追加').click();
  const dialog = at.page.getByRole('dialog', { name: 'アジェンダ項目の追加' });
  await dialog.getByRole('textbox', { name: '項目名' }).fill(title);
  await dialog.getByRole('textbox', { name: '詳細' }).fill(detail);
  await dialog.getByRole('button', { name: '保存' }).click();
  await expect(dialog).toBeHidden();
}
const memo = (at: AppPage, title: string): Locator => at.page.getByRole('textbox', { name: `メモ：${title}` });
const freeMemo = (at: AppPage): Locator => at.page.getByRole('textbox', { name: '自由メモ' });
const titles = async (at: AppPage): Promise<string[]> => {
  const headings = at.page.getByRole('list', { name: '項目の一覧' }).getByRole('heading');
  return (await headings.allTextContents()).map((text) => text.trim());
};

test('A1 A2 A5 W8: the host switches the agenda on and prepares two of them', async () => {
  await host.open(interview.hostUrl);
  await expect(host.page.getByText('オフのときは、文字起こしと要約を行いません。')).toBeVisible();
  await host.page.getByRole('switch', { name: 'アジェンダ' }).click();
  await host.button('アジェンダを設定').click();
  await addItem(host, '使わない項目');
  await host.button('アジェンダを追加').click();
  await expect(host.page.getByRole('tab', { name: 'オリジナル2' })).toHaveAttribute('aria-selected', 'true');
  for (const title of ['志望動機', '自己紹介', '逆質問']) await addItem(host, title, `${title}の詳細`);
  // By keyboard, then with the mouse by the grip.
  await host.button('「自己紹介」を並べ替え').focus();
  await host.page.keyboard.press('ArrowUp');
  await expect.poll(() => host.page.locator('ol strong').allTextContents()).toEqual(['自己紹介', '志望動機', '逆質問']);
  const grip = must(await host.button('「逆質問」を並べ替え').boundingBox());
  const goal = must(await host.button('「自己紹介」を並べ替え').boundingBox());
  await host.page.mouse.move(grip.x + 20, grip.y + 20);
  await host.page.mouse.down();
  await host.page.mouse.move(grip.x + 20, goal.y + 30, { steps: 4 });
  await host.page.mouse.move(grip.x + 20, goal.y - 10, { steps: 4 });
  await host.page.mouse.up();
  await expect.poll(() => host.page.locator('ol strong').allTextContents()).toEqual(['逆質問', '自己紹介', '志望動機']);
  await host.page.keyboard.press('Escape');
  await expect(host.page.getByText('オリジナル2・3項目')).toBeVisible();
});

test('A6 C2: in the call host and co-interviewer have the panel, the applicant has no such button', async () => {
  await host.enterName();
  await host.connect();
  await second.arriveAndRequest(interview.coInterviewerUrl);
  await host.admit('carol');
  await expect(second.stage).toBeVisible();
  await guest.arriveAndRequest(interview.applicantUrl);
  await host.admit('bob');
  await expect(guest.stage).toBeVisible();
  for (const one of [host, second]) {
    await one.button('アジェンダ').click();
    await expect.poll(() => titles(one)).toEqual(['逆質問', '自己紹介', '志望動機']);
  }
  await expect(guest.button('チャット')).toBeVisible();
  await expect(guest.button('アジェンダ')).toBeHidden();
});

test('A4 A6: both write into the same memo at once and end equal, each with the caret in place', async () => {
  await memo(host, '自己紹介').fill('中央');
  await expect(memo(second, '自己紹介')).toHaveValue('中央');
  await memo(host, '自己紹介').press('Home');
  await memo(second, '自己紹介').press('End');
  await Promise.all([
    memo(host, '自己紹介').pressSequentially('前から書く。', { delay: 30 }),
    memo(second, '自己紹介').pressSequentially('。後ろに書く', { delay: 30 }),
    freeMemo(guest).isHidden(),
  ]);
  for (const one of [host, second]) await expect(memo(one, '自己紹介')).toHaveValue('前から書く。中央。後ろに書く');
  await expect(host.page.getByRole('img', { name: 'メモあり' })).toHaveCount(1);
  await freeMemo(second).fill('自由に');
  await expect(freeMemo(host)).toHaveValue('自由に');
});

test('A2 A7: items are added and moved during the call, the current one is marked with one tap', async () => {
  await addItem(second, '追加の質問', '通話中に');
  await expect.poll(() => titles(host)).toEqual(['逆質問', '自己紹介', '志望動機', '追加の質問']);
  await host.button('「追加の質問」を並べ替え').press('ArrowUp');
  await expect.poll(() => titles(second)).toEqual(['逆質問', '自己紹介', '追加の質問', '志望動機']);
  await host.button('進行中にする：自己紹介').click();
  await expect(second.button('進行中にする：自己紹介')).toHaveAttribute('aria-pressed', 'true');
  await second.button('進行中にする：志望動機').click();
  await expect(host.button('進行中にする：志望動機')).toHaveAttribute('aria-pressed', 'true');
  await expect(host.button('進行中にする：自己紹介')).toHaveAttribute('aria-pressed', 'false');
  await expect(host.page.getByText('1分未満')).toHaveCount(2);
});

test('A6: no piece of the agenda went to the applicant; one who asks by id, in every form, gets nothing', async () => {
  const panelPieces = async (at: AppPage) =>
    (await piecesOf(at.page)).filter(({ way, bytes }) => way === 'received' && repositoryOf(bytes) === 'panel');
  expect((await panelPieces(second)).length).toBeGreaterThan(10);
  expect(await panelPieces(guest)).toEqual([]);

  const documentId = await agendaDocumentId(interview.room, await callOf(guest));
  const [, message] = A.generateSyncMessage(A.init(), A.initSyncState());
  const before = (await piecesOf(guest.page)).filter(({ way }) => way === 'received').length;
  const asked = (['request', 'sync'] as const).flatMap((kind) =>
    [...cut(encodeSyncFrame({ kind, documentId, data: must(message) }))].flatMap((piece) => [
      markPiece(piece, 'panel'),
      markPiece(piece, 'shared'),
    ]),
  );
  expect(await sendRaw(guest.page, asked)).toBe(2);
  // What the host says next on this channel comes after any answer to that.
  await host.post('届いたら、その前の返事も届いている');
  await guest.openChat();
  await expect(guest.chatLog.getByText('届いたら、その前の返事も届いている')).toBeVisible();
  const after = (await piecesOf(guest.page)).filter(({ way }) => way === 'received').slice(before);
  expect(after.length).toBeGreaterThan(0);
  for (const { bytes } of after) {
    expect(repositoryOf(bytes)).toBe('shared');
    expect(bytes.includes(documentId)).toBe(false);
  }
  // The chat went on: the applicant was not cut off for it.
  await guest.post('応募者からも届く');
  await expect(host.chatLog.getByText('応募者からも届く')).toBeVisible();
  expect(await panelPieces(guest)).toEqual([]);
});

test('H6: an applicant that sends a bomb is cut off; both sides are told, the others go on', async () => {
  const documentId = await documentIdFor('chat', interview.room, await callOf(guest));
  const bomb = syncMessage([chunk(CHANGE, changeBody(repeatedSet(1_000_000_000)))]);
  await sendRaw(guest.page, [...cut(encodeSyncFrame({ kind: 'sync', documentId, data: bomb }))]);
  const told = 'bob さんから異常なデータが届いたため、チャットなどの共有を止めました。';
  await expect(host.page.getByText(`${told}必要なら「参加者」から退出させてください。`)).toBeVisible();
  await expect(second.page.getByText(told, { exact: true })).toBeVisible();
  await expect(
    guest.page.getByText('alice さんとのチャットなどの共有が止められました', { exact: false }),
  ).toBeVisible();
  await second.openChat();
  await second.post('続けましょう');
  await expect(host.chatLog.getByText('続けましょう')).toBeVisible();
  await guest.post('もう届かない');
  await host.post('応募者には届かない');
  await expect(second.chatLog.getByText('応募者には届かない')).toBeVisible();
  for (const one of [host, second]) await expect(one.chatLog.getByText('もう届かない')).toHaveCount(0);
});

test('A3: the next interview in this browser offers the last set-up', async () => {
  const next = await app.newInterview();
  const page = createAppPage({ ...must(seats[0]), page: await must(seats[0]).context.newPage() });
  await page.open(next.hostUrl);
  await page.button('前回の設定を復帰').click();
  await expect(page.page.getByText('オリジナル2・3項目')).toBeVisible();
  await expect(page.page.getByRole('switch', { name: 'アジェンダ' })).toHaveAttribute('aria-checked', 'true');
});

test('N6: nothing was thrown on any page', () => {
  for (const seat of seats) expect(seat.errors).toEqual([]);
});
