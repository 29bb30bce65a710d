/**
 * `npm run bench -- streams`: four people in four browser processes on this machine, cameras of 1280x720 at 30 frames a second, for half a
 * minute: what each of the 12 streams brings, and what a decoded frame costs. In the same run the limit: RTCPeerConnections with nothing
 * around them, once with the encodings that our call screen asked for and once as they come, 720p into every tile.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { createAppPage, type AppPage } from '../../tests/support/app-page.ts';
import { createBrowsers, type Browsers, type Seat } from '../../tests/support/browsers.ts';
import { alice, bob, carol, dave } from '../../tests/support/fake-media.ts';
import { watchRtc } from '../../tests/support/rtc-watch.ts';
import { startApp } from '../../tests/support/server.ts';
import { bundle } from '../mesh/bundle.ts';
import { startSwitchboard } from '../mesh/switchboard.ts';
import { median, table } from '../table.ts';
import type { BareOptions } from './bare-options.ts';
import { cameraFilm, type CameraFilm } from './film.ts';
import { measureStreams, streamsAt, type Measured } from './measure.ts';

const PEOPLE = [alice, bob, carol, dave] as const;
const OTHERS = PEOPLE.length - 1;
/** Until encoders and bandwidth estimates have found their level. */
const SETTLE_MS = 15_000;
const MEASURE_MS = Number(process.env['BENCH_SECONDS'] ?? 30) * 1000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function seatAll(browsers: Browsers, film: CameraFilm): Promise<Seat[]> {
  const seats: Seat[] = [];
  for (const person of PEOPLE) {
    const seat = await browsers.seat(person, { args: film.args });
    await watchRtc(seat.context);
    seats.push(seat);
  }
  return seats;
}

async function untilAllSee(pages: readonly Page[]): Promise<void> {
  const GIVE_UP_MS = 60_000;
  const until = performance.now() + GIVE_UP_MS;
  for (const page of pages) {
    while ((await streamsAt(page)) < OTHERS) {
      if (performance.now() > until) throw new Error('not everybody sees everybody');
      await pause(500);
    }
  }
}

async function settleAndMeasure(seats: readonly Seat[]): Promise<Measured> {
  const pages = seats.map(({ page }) => page);
  await untilAllSee(pages);
  await pause(SETTLE_MS);
  return measureStreams(
    pages,
    seats.map(({ browser }) => browser),
    MEASURE_MS,
  );
}

type Alike = Pick<BareOptions, 'tile' | 'encoding' | 'codec'>;

interface OurRun {
  readonly tiles: Measured;
  readonly enlarged: Measured;
  /** What the bare mesh is to do alike. */
  readonly alike: Alike;
}

/** How alice sends her camera to the first of the others, and the size in which she shows one. */
const likeness = (app: AppPage): Promise<Alike> =>
  app.page.evaluate(() => {
    const senders = window.rtcWatch.flatMap(
      ({ connection }) => (connection.connectionState === 'connected' ? connection.getSenders() : []), // not those of the environment check
    );
    const parameters = senders
      .filter(({ track }) => track?.kind === 'video')
      .map((sender) => sender.getParameters())
      .find(({ encodings }) => encodings.some(({ active }) => active));
    const encoding = parameters?.encodings.find(({ active }) => active);
    const { width = 0, height = 0 } = document.querySelector('main video')?.getBoundingClientRect() ?? {};
    const { scaleResolutionDownBy, maxBitrate, maxFramerate } = encoding ?? {};
    return {
      tile: { width, height },
      codec: parameters?.codecs[0]?.mimeType,
      encoding: {
        ...(scaleResolutionDownBy !== undefined && { scaleResolutionDownBy }),
        ...(maxBitrate !== undefined && { maxBitrate }),
        ...(maxFramerate !== undefined && { maxFramerate }),
      },
    };
  });

async function ours(film: CameraFilm): Promise<OurRun> {
  const relay = await startApp();
  const browsers = createBrowsers();
  try {
    const seats = await seatAll(browsers, film);
    const [host, ...guests] = seats.map(createAppPage);
    if (!host) throw new Error('a host is needed');
    const interview = await relay.newInterview();
    await host.arriveAsHost(interview.hostUrl);
    for (const guest of guests) {
      await guest.arriveAndRequest(interview.applicantUrl);
      await host.admit(guest.person.name);
    }
    const tiles = await settleAndMeasure(seats);
    const alike = await likeness(host);
    for (const app of [host, ...guests]) await app.button('タイルビュー').click();
    const enlarged = await settleAndMeasure(seats);
    return { tiles, enlarged, alike };
  } finally {
    await browsers.closeAll();
    await relay.close();
  }
}

async function bare(film: CameraFilm, folder: string, options: Alike): Promise<Measured> {
  const switchboard = await startSwitchboard(folder);
  const browsers = createBrowsers();
  try {
    const seats = await seatAll(browsers, film);
    for (const { page, person } of seats) {
      await page.goto(switchboard.origin);
      await page.waitForFunction(() => 'bare' in window);
      await page.evaluate((given) => window.bare.join(given), { ...options, room: 'bench', self: person.name });
    }
    await untilAllSee(seats.map(({ page }) => page));
    for (const { page } of seats)
      await page.evaluate((given) => window.bare.tune(given), { ...options, room: 'bench', self: '' });
    return await settleAndMeasure(seats);
  } finally {
    await browsers.closeAll();
    await switchboard.close();
  }
}

function row(
  name: string,
  { streams, cpuMsPerFrame, ours, others, limitedBy, codecs, encodeMs, decodeMs }: Measured,
): string[] {
  const rates = streams.map(({ framesPerSecond }) => framesPerSecond);
  const sizes = [...new Set(streams.map(({ width, height }) => `${width}x${height}`))].sort();
  return [
    name,
    String(streams.length),
    Math.min(...rates).toFixed(1),
    median(rates).toFixed(1),
    sizes.join(' '),
    median(streams.map(({ kbps }) => kbps)).toFixed(0),
    cpuMsPerFrame.toFixed(1),
    encodeMs.toFixed(1),
    decodeMs.toFixed(1),
    ours.toFixed(2),
    others.toFixed(2),
    counted(limitedBy),
    counted(codecs),
  ];
}

const counted = (counts: ReadonlyMap<string, number>): string =>
  [...counts].map(([name, count]) => `${count} ${name}`).join(', ');

const HEAD = ['', 'streams', 'least fps', 'median fps', 'sizes', 'kbit/s', 'CPU ms/frame', 'enc ms', 'dec ms'];

export async function runStreams(): Promise<void> {
  const film = cameraFilm();
  const folder = mkdtempSync(path.join(tmpdir(), 'mensetsu-bench-'));
  try {
    await bundle(path.join(import.meta.dirname, 'page.ts'), folder);
    const { tiles, enlarged, alike } = await ours(film);
    const limit = await bare(film, folder, alike);
    const untuned = await bare(film, folder, { ...alike, encoding: undefined, codec: undefined });
    console.log(`\nFour people, four browser processes, ${MEASURE_MS / 1000} s, cameras 1280x720 at 30 frames/s\n`);
    console.log(
      table(
        [...HEAD, 'cores', 'other load', 'held back by', 'codec'],
        [
          row('ours, tiles', tiles),
          row('ours, one large', enlarged),
          row('bare, as ours (tiles)', limit),
          row('bare, 720p to all', untuned),
        ],
      ),
    );
    console.log(
      '\nleast fps: of all streams, decoded; kbit/s: median of the pairs, one picture in one direction;',
      'CPU ms/frame: all processes of the four browsers for each decoded frame, cameras, encoders and screens included.',
    );
    console.log(`Ours sent into a tile: ${JSON.stringify(alike.encoding)}; a tile is ${JSON.stringify(alike.tile)}.`);
  } finally {
    film.end();
    rmSync(folder, { recursive: true, force: true });
  }
}
