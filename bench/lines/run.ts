/**
 * `npm run bench -- lines`: what a bad line does to a call of two, who reach each other over it alone: picture, sound, and what the call screen
 * does about it (V4, C7). Each line is a call of its own: bad for half a minute, then good until the camera is back. BENCH_LINES: only those,
 * by their names with commas between. Needs coturn.
 */
import { createAppPage, type AppPage } from '../../tests/support/app-page.ts';
import { createBadLine, type BadLine, type Impairment } from '../../tests/support/bad-line.ts';
import { createBrowsers } from '../../tests/support/browsers.ts';
import { startCoturn, whyNoCoturn, type Coturn } from '../../tests/support/coturn.ts';
import { alice, bob } from '../../tests/support/fake-media.ts';
import { watchRtc } from '../../tests/support/rtc-watch.ts';
import { startApp } from '../../tests/support/server.ts';
import { cameraFilm } from '../streams/film.ts';
import { table } from '../table.ts';
import { watchSide, type Course } from './side.ts';

const LINES: Readonly<Record<string, Impairment>> = {
  good: {},
  '5 %': { loss: 0.05 },
  '10 %': { loss: 0.1 },
  '15 %': { loss: 0.15 },
  '20 %': { loss: 0.2 },
  '30 %': { loss: 0.3 },
  '500 kbit/s': { kbps: 500 },
  '300 kbit/s': { kbps: 300 },
  '150 kbit/s': { kbps: 150 },
  '400 ms': { delayMs: 200 }, // in each direction
};
/** What the call is given before each, to be at its best. */
const SETTLE_MS = 10_000;
const BAD_MS = 30_000;
/** The camera is offered back after half a good minute; without an offer so far there is none. */
const GOOD_MS = 60_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Two people with browsers of their own; each call is a new one, so that no line suffers from the one before. */
async function createCalls(turn: Coturn['turn']) {
  const app = await startApp({ turn });
  const film = cameraFilm();
  const browsers = createBrowsers();
  const end = async (): Promise<void> => {
    await browsers.closeAll();
    await app.close();
    film.end();
  };
  try {
    const seats = [await browsers.seat(alice, { args: film.args }), await browsers.seat(bob, { args: film.args })];
    for (const { context } of seats) await watchRtc(context);
    // One of them only: what is relayed for both would cross the line twice.
    await seats[1]?.context.addInitScript(() =>
      localStorage.setItem('mensetsu/network', JSON.stringify({ relayOnly: true })),
    );
    const sides = seats.map(createAppPage) as [AppPage, AppPage];
    const [host, guest] = sides;
    async function begin(): Promise<readonly AppPage[]> {
      const interview = await app.newInterview();
      await host.arriveAsHost(interview.hostUrl);
      await guest.arriveAndRequest(interview.applicantUrl);
      await host.admit('bob');
      await guest.stage.waitFor();
      return sides;
    }
    return { begin, end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function through(line: BadLine, impairment: Impairment, sides: readonly AppPage[]): Promise<readonly Course[]> {
  await pause(SETTLE_MS);
  const watched = sides.map(watchSide);
  try {
    line.set(impairment);
    await pause(BAD_MS);
    for (const one of watched) await one.lineIsGood();
    line.set({});
    const until = performance.now() + GOOD_MS;
    while (performance.now() < until && watched.some((one) => one.waits())) await pause(500);
  } finally {
    line.set({});
    for (const one of watched) await one.end();
  }
  return watched.map(({ course }) => course);
}

const seconds = (values: readonly (number | undefined)[]): string =>
  values.map((value) => (value === undefined ? '–' : value.toFixed(0))).join(' / ');

const percent = (parts: readonly number[]): string => parts.map((part) => (part * 100).toFixed(1)).join(' / ');

const row = (name: string, courses: readonly Course[]): string[] => {
  const all = (of: (course: Course) => number): string => courses.map((course) => of(course).toFixed(0)).join(' / ');
  return [
    name,
    percent(courses.map(({ concealed }) => concealed)),
    percent(courses.map(({ concealedLast }) => concealedLast)),
    all(({ framesPerSecond }) => framesPerSecond),
    courses.map(({ size }) => size).join(' / '),
    all(({ kbps }) => kbps),
    seconds(courses.map(({ warned }) => warned)),
    seconds(courses.map(({ off }) => off)),
    all(({ changes }) => changes),
    seconds(courses.map(({ offered }) => offered)),
  ];
};

const HEAD = [
  ...['line', 'concealed %', 'in the end %', 'fps', 'size', 'kbit/s'],
  ...['warned s', 'camera off s', 'changes', 'offered back s'],
];

export async function runLines(): Promise<void> {
  const missing = whyNoCoturn();
  if (missing) {
    console.log(missing);
    return;
  }
  const asked = process.env['BENCH_LINES']?.split(',');
  const coturn = await startCoturn();
  const line = await createBadLine(Number(/:(\d+)\?/.exec(coturn.turn.urls[0] ?? '')?.[1]));
  const calls = await createCalls({ ...coturn.turn, urls: [`turn:127.0.0.1:${line.port}?transport=udp`] });
  try {
    const rows: string[][] = [];
    for (const [name, impairment] of Object.entries(LINES)) {
      if (asked && !asked.includes(name)) continue;
      rows.push(row(name, await through(line, impairment, await calls.begin())));
      console.log(rows.at(-1)?.join(' | '));
    }
    console.log(`\nTwo people, ${BAD_MS / 1000} s on each line; of each direction: to alice / to bob\n`);
    console.log(table(HEAD, rows));
    console.log(
      '\nconcealed: of the samples of sound that were played, those made up for lost ones; in the end, fps, size, kbit/s: of the last third;',
      'warned, camera off: after the line turned bad, at alice / at bob; changes: of the camera, by itself; offered back: after the line turned good.',
    );
  } finally {
    await calls.end();
    await line.close();
    await coturn.stop();
  }
}
