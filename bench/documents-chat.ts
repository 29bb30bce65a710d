/**
 * How long a chat message takes from one browser to another and the answer back, seen on the screen: alone, and while files of
 * 5 MB go over the same pair. Each way waits 100 ms by itself: that is how long a document must be still before it is sent.
 */
import { randomBytes } from 'node:crypto';
import { expect, type Page } from '@playwright/test';
import { createAppPage, type AppPage } from '../tests/support/app-page.ts';
import { createBrowsers } from '../tests/support/browsers.ts';
import { alice, bob } from '../tests/support/fake-media.ts';
import { startApp } from '../tests/support/server.ts';
import { table } from './table.ts';

const FILE_BYTES = 5 * 1024 * 1024;
const FILES = 6;
const ROUNDS_ALONE = 40;
const FILM = { width: 320, height: 180, framesPerSecond: 15 };

/** Gives the page `say`, which posts as a person does, and, where it is to answer, an answer to each `ping`. */
const prepare = (page: Page, answers: boolean): Promise<void> =>
  page.evaluate((answering) => {
    const log = document.querySelector('[role=log]');
    if (!log) throw new Error('no chat');
    const say = async (text: string): Promise<void> => {
      const field = document.querySelector<HTMLTextAreaElement>('textarea');
      if (!field) throw new Error('no field');
      field.value = text;
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      await new Promise((resolve) => setTimeout(resolve));
      field.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true, cancelable: true }),
      );
    };
    Object.assign(window, { say });
    if (!answering) return;
    let answered = 0;
    new MutationObserver(() => {
      const asked = [...(log.textContent ?? '').matchAll(/ping(\d+)\./g)].map(([, number]) => Number(number));
      const last = Math.max(0, ...asked);
      if (last <= answered) return;
      answered = last;
      void say(`pong${last}.`);
    }).observe(log, { childList: true, subtree: true, characterData: true });
  }, answers);

/** Milliseconds until the answer stands on the asker's screen. */
const roundTrip = (page: Page, number: number): Promise<number> =>
  page.evaluate(async (at) => {
    const log = document.querySelector('[role=log]');
    const say: unknown = Reflect.get(window, 'say');
    if (!log || typeof say !== 'function') throw new Error('not prepared');
    const begun = performance.now();
    const answer = new Promise<number>((resolve) => {
      const observer = new MutationObserver(() => {
        if (!log.textContent?.includes(`pong${at}.`)) return;
        observer.disconnect();
        resolve(performance.now() - begun);
      });
      observer.observe(log, { childList: true, subtree: true, characterData: true });
    });
    await say(`ping${at}.`);
    return answer;
  }, number);

async function attach({ page, button }: AppPage, name: string): Promise<void> {
  const buffer = randomBytes(FILE_BYTES);
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
  await button('送信').click();
}

function percentile(values: readonly number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN).toFixed(0);
}

/** Measures and prints. */
export async function measureRoundTrips(): Promise<void> {
  const relay = await startApp();
  const browsers = createBrowsers();
  try {
    const { hostUrl, applicantUrl } = await relay.newInterview();
    const seats = await Promise.all([alice, bob].map((person) => browsers.seat(person, { film: FILM })));
    const [host, guest] = seats.map(createAppPage) as [AppPage, AppPage];
    await host.arriveAsHost(hostUrl);
    await guest.arriveAndRequest(applicantUrl);
    await host.admit('bob');
    await host.expectToSee(bob);
    for (const app of [host, guest]) await app.openChat();
    await prepare(host.page, false);
    await prepare(guest.page, true);
    let number = 0;
    const alone: number[] = [];
    while (alone.length < ROUNDS_ALONE) alone.push(await roundTrip(host.page, ++number));
    const beside: number[] = [];
    for (let file = 0; file < FILES; file++) {
      const name = `file-${file}.bin`;
      await attach(guest, name);
      const entry = host.chatLog.locator('.file', { has: host.page.getByTitle(name) });
      await expect(entry).toBeVisible();
      do beside.push(await roundTrip(host.page, ++number));
      while ((await entry.getAttribute('data-file')) !== 'here');
    }
    const row = (name: string, values: readonly number[]): string[] => [
      name,
      String(values.length),
      percentile(values, 0.5),
      percentile(values, 0.95),
    ];
    console.log('\nA chat message and its answer between two browsers, on the screen (ms)\n');
    console.log(
      table(['beside it', 'rounds', 'median', 'p95'], [row('audio and video', alone), row('and 5 MB files', beside)]),
    );
  } finally {
    await browsers.closeAll();
    await relay.close();
  }
}
