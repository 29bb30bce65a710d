/**
 * `npm run bench -- background`: what a virtual background costs in the waiting room, by the browser's own account of processor
 * time over all its processes: frames a second that are shown, and processor milliseconds for each, less what the bare camera takes.
 */
import type { Browser, Page } from '@playwright/test';
import { createAppPage } from '../tests/support/app-page.ts';
import { createBrowsers } from '../tests/support/browsers.ts';
import { alice } from '../tests/support/fake-media.ts';
import { framesDecoded } from '../tests/support/measure.ts';
import { personFilm } from '../tests/support/person-film.ts';
import { startApp } from '../tests/support/server.ts';
import { processorSeconds } from './streams/measure.ts';
import { table } from './table.ts';

const SETTLE_MS = 5_000;
const MEASURE_MS = 10_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Cost {
  readonly fps: number;
  /** Processor seconds for each second. */
  readonly load: number;
}

async function measure(browser: Browser, page: Page): Promise<Cost> {
  const video = page.locator('video').first();
  await pause(SETTLE_MS);
  const [frames, seconds, began] = [await framesDecoded(video), await processorSeconds(browser), performance.now()];
  await pause(MEASURE_MS);
  const lasted = (performance.now() - began) / 1000;
  return {
    fps: ((await framesDecoded(video)) - frames) / lasted,
    load: ((await processorSeconds(browser)) - seconds) / lasted,
  };
}

export async function runBackground(): Promise<void> {
  const relay = await startApp();
  const browsers = createBrowsers();
  const film = personFilm();
  try {
    const seat = await browsers.seat(alice, { args: film.args });
    const { page } = seat;
    const app = createAppPage(seat);
    await app.open((await relay.newInterview()).hostUrl);
    const bare = await measure(seat.browser, page);
    const rows = [['none', bare.fps.toFixed(1), (bare.load * 100).toFixed(0), '–']];
    for (const [label, name] of [
      ['blur', 'ぼかし'],
      ['picture', '海'],
    ] as const) {
      await app.button('背景を選択').click();
      await page.getByRole('radio', { name, exact: true }).check({ force: true });
      await page.keyboard.press('Escape');
      const { fps, load } = await measure(seat.browser, page);
      // What the bare camera costs goes with its frames.
      const own = load - (bare.load / bare.fps) * fps;
      rows.push([label, fps.toFixed(1), (load * 100).toFixed(0), ((own * 1000) / fps).toFixed(1)]);
    }
    console.log('\nVirtual background in the waiting room, camera 640x360 (all processes of the browser)\n');
    console.log(table(['background', 'frames/s', 'CPU %', 'CPU ms/frame more'], rows));
  } finally {
    await browsers.closeAll();
    await relay.close();
    film.end();
  }
}
