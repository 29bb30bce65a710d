/**
 * `npm run bench -- transcript`: what a transcript of two speakers with video costs the host's browser: processor time over all its processes with and
 * without it, the real-time factor that follows, long tasks of the page, what waits, and memory from minute to minute: the page's own heap, and what
 * its process holds, workers included. TRANSCRIPT_MINUTES: how long (10). The words are those of the tests' fixture: a real model is ten times as heavy.
 */
import type { Browser, Page } from '@playwright/test';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAppPage } from '../tests/support/app-page.ts';
import { createBrowsers } from '../tests/support/browsers.ts';
import { alice, bob } from '../tests/support/fake-media.ts';
import { startApp } from '../tests/support/server.ts';
import { applicant, interviewer, roundOf, wordErrorRate, wordsIn } from '../tests/support/spoken-interview.ts';
import { addItem, addSpeechModel, shownLines } from '../tests/support/transcript-page.ts';
import { processorSeconds } from './streams/measure.ts';
import { table } from './table.ts';

const FILM = { width: 640, height: 360, framesPerSecond: 15 };
const MINUTE_MS = 60_000;
const SPEAKERS = 2;
const MEGABYTE = 1_000_000;
const LONG_MS = 100;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The page's tasks above 50 ms since the last call, in milliseconds. */
async function longTasks(page: Page): Promise<readonly number[]> {
  return page.evaluate(() => {
    const all = (globalThis as { longTasks?: number[] }).longTasks;
    if (all) return all.splice(0);
    const found: number[] = [];
    Object.assign(globalThis, { longTasks: found });
    new PerformanceObserver((list) => found.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
    });
    return [];
  });
}
/** Bytes of the page's own heap after a collection. */
async function heap(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}

/**
 * Of the largest of the browser's page processes, the call's with its workers: the bytes that it holds, and of its main thread the seconds that it has
 * computed and those that it could have but had no core. Linux only; elsewhere NaN.
 */
async function processOf(browser: Browser): Promise<{ held: number; computed: number; waited: number }> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const textOf = (file: string): string => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return '';
    }
  };
  const all = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => {
      const held = Number(/VmRSS:\s+(\d+) kB/.exec(textOf(`/proc/${id}/status`))?.[1]) * 1024;
      const [computed = NaN, waited = NaN] = textOf(`/proc/${id}/task/${id}/schedstat`).split(' ').map(Number);
      return { held, computed: computed / 1e9, waited: waited / 1e9 };
    });
  return all.toSorted((a, b) => b.held - a.held)[0] ?? { held: NaN, computed: NaN, waited: NaN };
}

export async function runTranscript(): Promise<void> {
  const minutes = Number(process.env['TRANSCRIPT_MINUTES'] ?? 10);
  const modelsDir = mkdtempSync(path.join(tmpdir(), 'mensetsu-models-'));
  const relay = await startApp({ modelsDir });
  const browsers = createBrowsers();
  try {
    await addSpeechModel(modelsDir);
    const spoken = (file: string) => ({ film: FILM, args: [`--use-file-for-fake-audio-capture=${file}`] });
    const { hostUrl, applicantUrl } = await relay.newInterview();
    const seats = await Promise.all([
      browsers.seat(alice, spoken(interviewer.file)),
      browsers.seat(bob, spoken(applicant.file)),
    ] as const);
    const [host, guest] = [createAppPage(seats[0]), createAppPage(seats[1])];
    const { browser, page } = seats[0];
    await Promise.all([host.arriveAsHost(hostUrl), guest.arriveAndRequest(applicantUrl)]);
    await host.admit('bob');
    await host.expectToSee(bob);
    const minute = async () => {
      const before = await processorSeconds(browser);
      const first = await processOf(browser);
      await longTasks(page);
      await pause(MINUTE_MS);
      const load = ((await processorSeconds(browser)) - before) / (MINUTE_MS / 1000);
      const tasks = await longTasks(page);
      const last = await processOf(browser);
      const [computed, waited] = [last.computed - first.computed, last.waited - first.waited];
      return { load, tasks, heap: await heap(page), held: last.held, computed, waited };
    };
    const row = (
      name: string,
      { load, tasks, heap: bytes, held, computed, waited }: Awaited<ReturnType<typeof minute>>,
    ): string[] => [
      name,
      (load * 100).toFixed(0),
      String(tasks.filter((ms) => ms > LONG_MS).length),
      Math.max(0, ...tasks).toFixed(0),
      computed.toFixed(1),
      waited.toFixed(1),
      (bytes / MEGABYTE).toFixed(1),
      (held / MEGABYTE).toFixed(0),
    ];
    const without = await minute();
    const rows = [row('without', without)];
    await host.button('アジェンダ').click();
    await addItem(host, '自己紹介');
    await host.button('文字起こし').click();
    await page.getByRole('log', { name: '文字起こし', exact: true }).locator('time').first().waitFor();
    let added = 0;
    for (let at = 1; at <= minutes; at += 1) {
      const now = await minute();
      added += (now.load - without.load) / minutes;
      rows.push(row(`minute ${at}`, now));
    }
    console.log(
      table(
        [
          ...['host', 'processor %', `tasks above ${LONG_MS} ms`, 'longest, ms'],
          ...['page computed, s', 'page had no core, s', 'heap, MB', 'process, MB'],
        ],
        rows,
      ),
    );
    const lines = await shownLines(page);
    const behind = await page.getByText(/処理が\d+秒遅れています/).count();
    console.log(
      `\nreal-time factor: ${(added / SPEAKERS).toFixed(3)} for each speaker; behind at the end: ${behind > 0 ? 'yes' : 'no'}`,
    );
    for (const [name, track] of [
      ['alice', interviewer],
      ['bob', applicant],
    ] as const) {
      const words = wordsIn(
        lines
          .filter((line) => line.name === name)
          .map(({ text }) => text)
          .join(''),
      );
      const rounds = Math.floor(words.length / roundOf(track).length);
      console.log(
        `${name}: ${words.length} words, about ${rounds} rounds, word error rate ${(wordErrorRate(words, track) * 100).toFixed(1)} %`,
      );
    }
  } finally {
    await browsers.closeAll();
    await relay.close();
    rmSync(modelsDir, { recursive: true, force: true });
  }
}
