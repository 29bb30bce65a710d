/**
 * A busy interview whose host's browser can be killed at any moment: the host types a memo and posts in the chat, the applicant posts
 * too. Every word is numbered, and when it was first seen on the host's screen is noted, so that what is missing afterwards can be told.
 */
import { expect, type Locator } from '@playwright/test';
import { createAppPage, type AppPage } from '../../support/app-page.ts';
import { createBrowsers } from '../../support/browsers.ts';
import { alice, bob, createFakeMedia } from '../../support/fake-media.ts';
import { createLastingBrowser, type LastingBrowser, type LastingSeat } from '../../support/lasting-browser.ts';
import { startApp, type Interview } from '../../support/server.ts';

const RETURN_MS = 30_000;
/** Stands in every word, so that it can be looked for on the disk. */
export const MARK = 'himitsu';
export const MEMO_ITEM = '自己紹介';

export interface Kill {
  /** Milliseconds into the busy time. */
  readonly after: number;
  /** Words on the host's screen when the browser was killed. */
  readonly seen: number;
  /** Of those that were older than what may be lost: what did not come back, and what of the chat was not on the disk. */
  readonly missing: readonly string[];
  /** How long the oldest word that did not come back had stood there, in milliseconds; 0 where none is missing. */
  readonly oldestLost: number;
}

export interface BusySession {
  readonly interview: Interview;
  readonly hostBrowser: LastingBrowser;
  /** The host's page as it is now. */
  host(): AppPage;
  hostSeat(): LastingSeat;
  readonly guest: AppPage;
  /** Works for `ms`, kills the host's browser, comes back and looks what is there. Words younger than `mayLose` milliseconds may be missing. */
  killAfter(ms: number, mayLose: number): Promise<Kill>;
  /** Starts the host's browser anew and opens the link: the waiting room. */
  reopen(): Promise<void>;
  end(): Promise<void>;
}

export const memoOf = (at: AppPage): Locator => at.page.getByRole('textbox', { name: `メモ：${MEMO_ITEM}` });
export const keptDialog = (at: AppPage): Locator => at.page.getByRole('dialog', { name: '前回の通話の記録があります' });

export async function openAgenda(at: AppPage): Promise<void> {
  if (!(await memoOf(at).isVisible())) await at.button('アジェンダ').click();
  await expect(memoOf(at)).toBeVisible();
}
/** Always as long, so that one in whose midst the browser was killed is not taken for another. */
const word = (kind: 'm' | 'c' | 'b', count: number): string => `${MARK}-${kind}${String(count).padStart(4, '0')}`;
/** Numbered words, each once and in order of appearance; of these kinds only. */
export const wordsIn = (text: string, kinds = 'mcb'): string[] =>
  text.match(new RegExp(`${MARK}-[${kinds}]\\d{4}`, 'g')) ?? [];
const chatWords = async (at: AppPage): Promise<string[]> => wordsIn(await at.chatLog.innerText());

export async function startBusySession(): Promise<BusySession> {
  const app = await startApp();
  const interview = await app.newInterview();
  const media = createFakeMedia();
  const browsers = createBrowsers();
  const hostBrowser = createLastingBrowser(media, alice);
  let seat = await hostBrowser.start();
  let host = createAppPage(seat);
  const guest = createAppPage(await browsers.seat(bob));
  let count = 0;
  /** When each word was first seen on the host's screen. */
  const seen = new Map<string, number>();
  const note = (words: readonly string[]): void => {
    const now = Date.now();
    for (const each of words) if (!seen.has(each)) seen.set(each, now);
  };

  await host.open(interview.hostUrl);
  await host.page.getByRole('switch', { name: 'アジェンダ' }).click();
  await host.button('アジェンダを設定').click();
  await host.button('項目を追加').click();
  const dialog = host.page.getByRole('dialog', { name: 'アジェンダ項目の追加' });
  await dialog.getByRole('textbox', { name: '項目名' }).fill(MEMO_ITEM);
  await dialog.getByRole('button', { name: '保存' }).click();
  await host.page.keyboard.press('Escape');
  await host.enterName();
  await host.connect();
  await guest.arriveAndRequest(interview.applicantUrl);
  await host.admit('bob');
  await expect(guest.stage).toBeVisible();
  await guest.openChat();

  async function hostWrites(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      await openAgenda(host);
      const memo = memoOf(host);
      await memo.press('End');
      for (let turn = 0; turn < 4; turn++) {
        await memo.pressSequentially(`${word('m', ++count)} `);
        note(wordsIn(await memo.inputValue()));
      }
      for (let turn = 0; turn < 2; turn++) {
        await host.post(word('c', ++count));
        note(await chatWords(host));
      }
    }
  }
  async function guestWrites(isOver: () => boolean): Promise<void> {
    while (!isOver()) await guest.post(word('b', ++count));
  }

  const session: BusySession = {
    interview,
    hostBrowser,
    guest,
    host: () => host,
    hostSeat: () => seat,
    async reopen() {
      seat = await hostBrowser.start();
      host = createAppPage(seat);
      await host.open(interview.hostUrl);
    },
    async killAfter(ms, mayLose) {
      let over = false;
      const done = Promise.all([
        // Its page goes in the middle of a word.
        hostWrites(() => over).catch((error: unknown) => {
          if (!over) throw error;
        }),
        guestWrites(() => over),
      ]);
      // On a loaded machine the first words take their time; from there on it is busy.
      const before = seen.size;
      await expect.poll(() => seen.size - before, { timeout: RETURN_MS }).toBeGreaterThan(2);
      const began = Date.now();
      await new Promise((resolve) => setTimeout(resolve, ms));
      over = true;
      const killedAt = Date.now();
      await seat.kill();
      await done;
      const old = [...seen].filter(([, at]) => at < killedAt - mayLose).map(([word]) => word);

      await session.reopen();
      await expect(keptDialog(host)).toBeVisible({ timeout: RETURN_MS });
      const lines = /チャット\s*(\d+)件/.exec(await keptDialog(host).innerText())?.[1] ?? '0';
      const oldLines = old.filter((word) => !word.includes('-m'));
      const missing = Number(lines) < oldLines.length ? [`${oldLines.length - Number(lines)} lines on the disk`] : [];
      await keptDialog(host).getByRole('button', { name: '続きから再開する' }).click();
      await host.enterName();
      await host.connect();
      await openAgenda(host);
      await expect(memoOf(host)).toHaveValue(/\S/, { timeout: RETURN_MS });
      const back = wordsIn(await memoOf(host).inputValue());
      await host.openChat();
      const atGuest = await chatWords(guest);
      await expect
        .poll(async () => (await chatWords(host)).filter((word) => atGuest.includes(word)).length, {
          timeout: RETURN_MS,
        })
        .toBe(atGuest.length);
      back.push(...(await chatWords(host)));
      expect(back, 'nothing twice').toEqual([...new Set(back)]);
      missing.push(...old.filter((word) => !back.includes(word)));
      const lost = [...seen].filter(([word]) => !back.includes(word)).map(([, at]) => killedAt - at);
      for (const word of seen.keys()) if (!back.includes(word)) seen.delete(word);
      return { after: killedAt - began, seen: seen.size + lost.length, missing, oldestLost: Math.max(0, ...lost) };
    },
    async end() {
      await hostBrowser.end();
      await browsers.closeAll();
      media.end();
      await app.close();
    },
  };
  return session;
}
