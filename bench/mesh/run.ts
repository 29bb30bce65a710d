/**
 * `npm run bench -- mesh`: from "join" to the first frame of the last remote picture, for a second and for a fourth peer.
 * One browser process, a page per peer, the same fake camera at 640x480, loopback only; the meshes take turns within each
 * round, so that what else the machine does falls on all alike. Every run has fresh pages: nothing is warm but the HTTP cache.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { launchBrowser } from '../../tests/support/browsers.ts';
import { median, table } from '../table.ts';
import { bundle } from './bundle.ts';
import { startOurRelay, type OurCall, type OurRelay } from './our-relay.ts';
import type { ContestantName } from './page.ts';
import { startSwitchboard } from './switchboard.ts';

/** In the order of the table; the first is what the others are compared with. */
const NAMES: readonly ContestantName[] = ['bare', 'admitted', 'ours', 'simple-peer', 'peerjs', 'trystero'];
const SIZES = [2, 4] as const;
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 7);
/** A mesh that shows nothing for so long has failed, in milliseconds. */
const GIVE_UP_MS = 30_000;

/** Ours is measured twice, with the same code. */
const chunkOf = (name: ContestantName): string => (name === 'ours' || name === 'admitted' ? 'our-member' : name);
const gzipKilobytes = (folder: string, name: ContestantName): number =>
  gzipSync(readFileSync(path.join(folder, `${chunkOf(name)}.js`))).length / 1024;

async function openPage(
  context: BrowserContext,
  origin: string,
  name: ContestantName,
  call: OurCall | undefined,
): Promise<Page> {
  const page = await context.newPage();
  await page.goto(origin);
  await page.waitForFunction(() => 'bench' in window);
  await page.evaluate(([contestant, ours]) => window.bench.prepare(contestant, ours), [name, call] as const);
  return page;
}

/** Milliseconds that the last of `size` peers waited for all pictures; undefined when it never saw them. */
async function run(
  browser: Browser,
  origin: string,
  name: ContestantName,
  size: number,
  relay: OurRelay,
): Promise<number | undefined> {
  const room = `${name}-${crypto.randomUUID()}`;
  const call = name === 'ours' || name === 'admitted' ? await relay.newCall() : undefined;
  const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
  try {
    const pages: Page[] = [];
    while (pages.length < size) pages.push(await openPage(context, origin, name, call));
    let last: number | undefined;
    for (const [others, page] of pages.entries()) {
      const options = { room, self: `peer${others}`, others };
      const joined = page.evaluate((given) => window.bench.join(given), options);
      last = await Promise.race([joined, giveUp()]);
      if (last === undefined) return undefined;
    }
    return last;
  } finally {
    await context.close();
  }
}

const giveUp = (): Promise<undefined> =>
  new Promise((resolve) => void setTimeout(() => resolve(undefined), GIVE_UP_MS).unref());

type Times = Map<ContestantName, (number | undefined)[]>;

function rows(folder: string, times: ReadonlyMap<number, Times>): string[][] {
  const middle = (name: ContestantName, size: number): number =>
    median((times.get(size)?.get(name) ?? []).filter((time) => time !== undefined));
  return NAMES.map((name) => [
    name,
    ...SIZES.flatMap((size) => {
      const all = times.get(size)?.get(name) ?? [];
      const seen = all.filter((time) => time !== undefined);
      const failed = all.length - seen.length;
      const range = `${Math.min(...seen).toFixed(0)}–${Math.max(...seen).toFixed(0)}`;
      return [
        seen.length === 0 ? '–' : middle(name, size).toFixed(0),
        (seen.length === 0 ? '' : range) + (failed > 0 ? `, ${failed} failed` : ''),
        (middle(name, size) / middle('bare', size)).toFixed(2),
      ];
    }),
    gzipKilobytes(folder, name).toFixed(1),
  ]);
}

/** Runs all meshes and prints the table. */
export async function runMesh(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'mensetsu-bench-'));
  await bundle(path.join(import.meta.dirname, 'page.ts'), folder);
  const switchboard = await startSwitchboard(folder);
  const relay = await startOurRelay(switchboard.origin);
  const browser = await launchBrowser({ name: 'the benchmark' });
  const times = new Map(SIZES.map((size): [number, Times] => [size, new Map(NAMES.map((name) => [name, []]))]));
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const size of SIZES) {
        for (const name of NAMES) {
          const time = await run(browser, switchboard.origin, name, size, relay);
          // The first round warms the browser up and is not counted.
          if (round > 0 || ROUNDS === 1) times.get(size)?.get(name)?.push(time);
        }
      }
    }
    const shared = readdirSync(folder).filter(
      (file) => !NAMES.some((name) => file === `${name}.js` || file === `${chunkOf(name)}.js`),
    );
    console.log(
      `\nJoin to first remote frame, milliseconds: median of ${Math.max(1, ROUNDS - 1)} (640x480, loopback)\n`,
    );
    const head = ['mesh', ...SIZES.flatMap((size) => [`${size} peers`, 'range', 'to bare']), 'gzip KB*'];
    console.log(table(head, rows(folder, times)));
    console.log(
      '\nours: with opening the socket and proving the key, as after a reload; admitted: from the waiting room, as after 許可する.',
    );
    console.log(`* the mesh's own chunk; ${shared.join(', ')} are shared.`);
  } finally {
    await browser.close();
    await relay.close();
    await switchboard.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
