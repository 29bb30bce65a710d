/**
 * `npm run bench -- soak`: an interview of three for SOAK_MINUTES (60), with people who leave and come again, lines that break, and what one does
 * in a call; what pages and relay keep in memory, looked at once in each round at the same point. Needs root (network namespaces).
 * Ends with 1 where something grows.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAppPage, type AppPage } from '../../tests/support/app-page.ts';
import { chromiumPath, createBrowsers } from '../../tests/support/browsers.ts';
import { alice, bob, carol, type Person } from '../../tests/support/fake-media.ts';
import { framesDecoded } from '../../tests/support/measure.ts';
import { createLan, whyNoNamespaces } from '../../tests/support/netns.ts';
import { startProgram } from '../../tests/support/process.ts';
import { newInterviewAt } from '../../tests/support/server.ts';
import { ensureClientBuilt } from '../../tools/client-build.ts';
import { projectRoot } from '../../tools/fresh-build.ts';
import { ensureRelayBuilt } from '../../tools/relay-build.ts';
import { inspect, ownMemory, pageMemory } from './memory.ts';
import { lookRow, report, type Look, type Round } from './report.ts';

const MINUTES = Number(process.env['SOAK_MINUTES'] ?? 60);
const MINUTE_MS = 60_000;
const FILM = { width: 320, height: 180, framesPerSecond: 10 };
const WINDOW = { width: 800, height: 600 };
/** Long enough for ICE to notice. */
const CUT_MS = 8_000;
const GIVE_UP_MS = 60_000;
const LOOK_MS = 200;
const MIB = 1024 * 1024;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

async function until(what: string, done: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + GIVE_UP_MS;
  while (!(await done())) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await sleep(LOOK_MS);
  }
}

/** New pictures of `other` arrive at `at`. */
async function sees(at: AppPage, other: Person): Promise<void> {
  const FRAMES = 5;
  const video = at.tile(other.name).locator('video');
  await video.waitFor({ timeout: GIVE_UP_MS });
  const before = await framesDecoded(video);
  await until(`${at.person.name} to see ${other.name}`, async () => (await framesDecoded(video)) >= before + FRAMES);
}

async function startRelayProcess(folder: string) {
  if ((await ensureRelayBuilt()) === 'failed' || (await ensureClientBuilt()) === 'failed')
    throw new Error('relay and client could not be built');
  const relay = startProgram(process.execPath, ['--inspect=127.0.0.1:0', join(projectRoot, 'dist/relay.mjs')], {
    // Browsers come from other addresses than this machine's own.
    env: { ...process.env, PORT: '0', HOST: '0.0.0.0', DATA_DIR: join(folder, 'data'), MALLOC_ARENA_MAX: '1' },
  });
  const [, debug = ''] = await relay.waitFor(/Debugger listening on (ws:\S+)/);
  const [, port] = await relay.waitFor(/listening, http:\/\/localhost:(\d+)/);
  return { relay, debug, port: Number(port) };
}

async function look({ page }: AppPage): Promise<Look> {
  const { heap, nodes, listeners, process } = await pageMemory(page);
  return { heap: heap / MIB, nodes, listeners, process: process / MIB };
}

/** Runs the interview and prints the tables. */
export async function runSoak(): Promise<void> {
  const missing = whyNoNamespaces();
  if (missing) return console.log(`not measured: ${missing}`);
  const folder = mkdtempSync(join(tmpdir(), 'mensetsu-soak-'));
  const { relay, debug, port } = await startRelayProcess(folder);
  const inspected = await inspect(debug);
  const lan = createLan(8);
  const browsers = createBrowsers();
  const command = chromiumPath() ?? 'chromium';
  const computers = [alice, bob, carol].map(({ name }) => lan.computer(name, command));
  const rounds: Round[] = [];
  const minutes: number[] = [];
  const begun = Date.now();
  try {
    const seats = await Promise.all(
      [alice, bob, carol].map((person, at) =>
        browsers.seat(person, {
          film: FILM,
          context: { viewport: WINDOW },
          args: [`--host-resolver-rules=MAP localhost ${lan.address}`],
          executablePath: computers[at]?.executablePath ?? command,
        }),
      ),
    );
    const [host, guest, visitor] = seats.map(createAppPage) as [AppPage, AppPage, AppPage];
    const interview = await newInterviewAt({ url: `http://localhost:${port}`, port });
    await Promise.all([host.arriveAsHost(interview.hostUrl), guest.arriveAndRequest(interview.applicantUrl)]);
    await host.admit('bob');
    await sees(host, bob);
    await visitor.open(interview.applicantUrl);

    while (Date.now() - begun < MINUTES * MINUTE_MS) {
      const round = rounds.length + 1;
      // carol comes.
      await visitor.enterName();
      await visitor.request();
      await host.admit('carol');
      await Promise.all([sees(host, carol), sees(guest, carol), sees(visitor, alice), sees(visitor, bob)]);
      // What one does in a call.
      await visitor.post(`round ${round}`);
      await visitor.button('チャット').click();
      for (const name of ['カメラ', 'マイク', '手を挙げる']) {
        await guest.button(name).click();
        await guest.button(name).click();
      }
      await host.button('参加者').click();
      await host.button('参加者').click();
      // A line that breaks: bob's in one round, carol's in the next, the host's in the third.
      const computer = computers[round % computers.length];
      computer?.cut();
      await sleep(CUT_MS);
      computer?.heal();
      await Promise.all([sees(host, bob), sees(host, carol), sees(guest, alice), sees(guest, carol)]);
      await Promise.all([sees(visitor, alice), sees(visitor, bob)]);
      // carol goes, and stands where she was at the beginning of the round.
      await visitor.leave();
      await visitor.button('再接続').click();
      await visitor.page.getByRole('textbox', { name: 'お名前' }).waitFor({ timeout: GIVE_UP_MS });
      await until('carol to be gone', async () => !(await host.tile('carol').isVisible()));
      const looks = await Promise.all([look(host), look(guest), look(visitor)]);
      const seen = {
        ...Object.fromEntries([alice, bob, carol].map(({ name }, at) => [name, looks[at] ?? {}])),
        relay: { heap: (await inspected.heap()) / MIB, process: ownMemory(relay.pid ?? 0) / MIB },
      };
      rounds.push(seen);
      minutes.push((Date.now() - begun) / MINUTE_MS);
      console.log([round, minutes.at(-1)?.toFixed(1), ...lookRow(seen)].join('  '));
    }
  } finally {
    // What was seen until something went wrong is shown as well.
    if (rounds.length > 0 && !report(rounds, minutes)) process.exitCode = 1;
    await browsers.closeAll();
    lan.end();
    inspected.close();
    await relay.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
