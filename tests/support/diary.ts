/**
 * What the call screen showed while the test was busy elsewhere: when each person's picture moved, who was on it, and all
 * that it said. Kept by the page itself from its first moment, by accessible names only; a reload begins a new one.
 */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import type { AppPage } from './app-page.ts';

interface Entry {
  /** Milliseconds since the epoch, by this machine's clock. */
  readonly at: number;
  readonly text: string;
}

declare global {
  interface Window {
    diary: { frames: Record<string, number[]>; said: Entry[]; present: Entry[] };
  }
}

/** Every page of this context keeps one from now on. */
export async function keepDiary(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const LOOK_MS = 50;
    const diary: Window['diary'] = { frames: {}, said: [], present: [] };
    window.diary = diary;
    const followed = new WeakSet<HTMLVideoElement>();
    const follow = (video: HTMLVideoElement, frames: number[]): void => {
      const next = (): void => {
        frames.push(Date.now());
        video.requestVideoFrameCallback(next);
      };
      video.requestVideoFrameCallback(next);
    };
    const hear = (log: Entry[], text: string): void => {
      if (text !== '' && log.at(-1)?.text !== text) log.push({ at: Date.now(), text });
    };
    setInterval(() => {
      const tiles = [...document.querySelectorAll('main [role=group][aria-label]')];
      hear(diary.present, tiles.map((tile) => tile.getAttribute('aria-label') ?? '').join(' '));
      for (const tile of tiles) {
        const video = tile.querySelector('video');
        if (!video || followed.has(video)) continue;
        followed.add(video);
        follow(video, (diary.frames[tile.getAttribute('aria-label') ?? ''] ??= []));
      }
      const statuses = [...document.querySelectorAll('[role=status], [role=group] p')];
      hear(diary.said, statuses.map((status) => status.textContent.trim()).join(' / '));
    }, LOOK_MS);
  });
}

/** When this person's picture changed on the page, in milliseconds since the epoch. */
export const framesOf = (page: Page, name: string): Promise<readonly number[]> =>
  page.evaluate((of) => window.diary.frames[of] ?? [], name);

/** When something that fits was first said after `since`; undefined: it was not. */
export const saidSince = async (page: Page, what: RegExp, since: number): Promise<number | undefined> => {
  const said = await page.evaluate(() => window.diary.said);
  return said.find(({ at, text }) => at > since && what.test(text))?.at;
};

/** Whether this person's tile has been on the call screen all the time since `since`. */
export const wasThereSince = async (page: Page, name: string, since: number): Promise<boolean> => {
  const present = await page.evaluate(() => window.diary.present);
  const before = present.findLast(({ at }) => at <= since);
  const after = present.filter(({ at }) => at > since);
  return [...(before ? [before] : []), ...after].every(({ text }) => text.split(' ').includes(name));
};

/** The longest time between two pictures within `from` and `until` (milliseconds since the epoch), in milliseconds. */
export async function longestFreeze(page: Page, name: string, from: number, until: number): Promise<number> {
  const frames = (await framesOf(page, name)).filter((at) => at > from && at < until);
  const points = [from, ...frames, until];
  return Math.max(...points.slice(1).map((at, index) => at - (points[index] ?? at)));
}

/** No picture may stand for so long while a relay is away, in milliseconds, on a busy machine with three browsers. */
const FREEZE_MAX_MS = 6_000;
const ENDED = /退出しました|接続が切れました/;

/** Nobody who is in the call has seen a picture stand, a tile go, or a word of anybody being gone since, in milliseconds since the epoch. */
export async function expectUndisturbed(pages: readonly AppPage[], since: number): Promise<void> {
  const now = Date.now();
  for (const { page, person } of pages) {
    for (const { person: other } of pages) {
      if (other === person) continue;
      const freeze = await longestFreeze(page, other.name, since, now);
      expect(freeze, `${person.name} sees ${other.name} move`).toBeLessThan(FREEZE_MAX_MS);
      expect(await wasThereSince(page, other.name, since)).toBe(true);
      test.info().annotations.push({ type: `${person.name} saw ${other.name} stand for`, description: `${freeze} ms` });
    }
    expect(await saidSince(page, ENDED, since)).toBeUndefined();
  }
}
