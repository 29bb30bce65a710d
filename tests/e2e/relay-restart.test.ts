/**
 * The relay goes and comes back in the middle of a call (N1): killed outright, then ended as an operator ends it. The call does
 * not notice; everybody is back by themselves, and who knocks later is let in.
 */
import { expect, test } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAppPage, type AppPage } from '../support/app-page.ts';
import { createBrowsers, type Browsers, type Seat } from '../support/browsers.ts';
import { expectUndisturbed, keepDiary } from '../support/diary.ts';
import { alice, bob, carol } from '../support/fake-media.ts';
import { freePort, startProgram, type Program } from '../support/process.ts';
import { newInterviewAt, type Interview } from '../support/server.ts';
import { ensureClientBuilt } from '../../tools/client-build.ts';
import { projectRoot } from '../../tools/fresh-build.ts';

test.describe.configure({ mode: 'serial' });

/** How long the call goes on without a relay, in milliseconds. */
const WITHOUT_MS = 10_000;
const REACHING = '接続サーバーにつなぎ直しています。通話はそのまま続きます。';

let port: number;
let dataDir: string;
let relay: Program;
let browsers: Browsers;
let interview: Interview;
let seats: Seat[];
let host: AppPage;
let first: AppPage;
let second: AppPage;

async function startRelay(): Promise<void> {
  relay = startProgram(process.execPath, [path.join(projectRoot, 'relay/main.ts')], {
    cwd: projectRoot,
    env: { ...process.env, PORT: String(port), DATA_DIR: dataDir },
  });
  await relay.waitFor(/listening/);
}

test.beforeAll(async () => {
  if ((await ensureClientBuilt()) === 'failed') throw new Error('the client could not be built');
  port = await freePort();
  dataDir = mkdtempSync(path.join(tmpdir(), 'mensetsu-restart-'));
  await startRelay();
  interview = await newInterviewAt({ url: `http://localhost:${port}`, port });
  browsers = createBrowsers();
  seats = await Promise.all([alice, bob, carol].map((person) => browsers.seat(person)));
  for (const { context } of seats) await keepDiary(context);
  [host, first, second] = seats.map(createAppPage) as [AppPage, AppPage, AppPage];
  await host.arriveAsHost(interview.hostUrl);
  await first.arriveAndRequest(interview.applicantUrl);
  await host.admit('bob');
  await host.expectToSee(bob);
  await first.expectToSee(alice);
});

test.afterAll(async () => {
  await browsers?.closeAll();
  await relay?.stop('SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

const expectReaching = async (pages: readonly AppPage[]): Promise<void> => {
  for (const { stage } of pages) await expect(stage.getByText(REACHING)).toBeVisible();
};
/** All are back at the relay. Gives when the last of them was. */
async function expectReached(pages: readonly AppPage[]): Promise<number> {
  await Promise.all(pages.map(({ stage }) => expect(stage.getByText(REACHING)).toBeHidden()));
  return Date.now();
}
const untilAfter = (ms: number, since: number): Promise<void> =>
  expect.poll(() => Date.now() - since, { timeout: ms + 10_000, intervals: [100] }).toBeGreaterThan(ms);

test('N1: the relay is killed: pictures and sound go on, nobody is gone, and the screen says what is the matter', async () => {
  const killedAt = Date.now();
  await relay.stop('SIGKILL');
  await expectReaching([host, first]);
  await untilAfter(WITHOUT_MS, killedAt);
  await expectUndisturbed([host, first], killedAt);
  await host.expectToHear(bob);
  await first.expectToHear(alice);
  await first.post('聞こえています');
  await host.openChat();
  await expect(host.chatLog.getByText('聞こえています')).toBeVisible();
});

test('N1 J1: it is started again: both are back by themselves, and a later knock is answered', async () => {
  const since = Date.now();
  await startRelay();
  const startedAt = Date.now();
  const back = (await expectReached([host, first])) - startedAt;
  test.info().annotations.push({ type: 'back after', description: `${back} ms` });
  await second.arriveAndRequest(interview.applicantUrl);
  await host.admit('carol');
  await second.expectToSee(alice);
  await second.expectToSee(bob);
  await host.expectToSee(carol);
  await first.expectToSee(carol);
  await first.expectToHear(carol);
  await expectUndisturbed([host, first], since);
});

test('N1: ended as an operator ends it and started at once: all are back by themselves', async () => {
  const since = Date.now();
  expect(await relay.stop('SIGTERM')).toBe(0);
  await startRelay();
  const startedAt = Date.now();
  const back = (await expectReached([host, first, second])) - startedAt;
  test.info().annotations.push({ type: 'back after', description: `${back} ms` });
  await expectUndisturbed([host, first, second], since);
  await second.leave();
  await second.button('再接続').click();
  // Has left on purpose: the host is asked again, and hears it through the new relay.
  await second.request();
  await host.admit('carol');
  await second.expectToSee(bob);
  await host.expectToSee(carol);
});

test('J5: who reloads while the relay is away is back in the call once it is there, without asking', async () => {
  await relay.stop('SIGKILL');
  await expectReaching([host, first, second]);
  // The relay serves the page as well: the browser has nothing to show.
  await expect(first.page.reload()).rejects.toThrow(/ERR_CONNECTION_REFUSED/);
  await expect(host.tile('bob').getByText('接続が切れました').first()).toBeAttached();
  await startRelay();
  await first.page.goto(interview.applicantUrl);
  await expect(first.stage).toBeVisible();
  await first.expectToSee(alice);
  await first.expectToSee(carol);
  await host.expectToSee(bob);
  await second.expectToSee(bob);
  await expect(host.page.getByRole('alertdialog')).toBeHidden();
});

test('J5: the same where the page comes from elsewhere and opens without a relay', async () => {
  const build = path.join(projectRoot, 'build');
  await relay.stop('SIGKILL');
  // A page that the test answers has no address of its own; Chromium asks before such a page may speak to this machine.
  await first.page.context().grantPermissions(['camera', 'microphone', 'local-network-access']);
  await first.page.route(`http://localhost:${port}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    const file = pathname.startsWith('/_app/') || pathname.includes('.') ? pathname : '/index.html';
    return route.fulfill({ path: path.join(build, file) });
  });
  await first.page.reload();
  await expect(first.stage).toBeVisible();
  await expectReaching([first]);
  await startRelay();
  await expectReached([host, first, second]);
  await first.expectToSee(alice);
  await host.expectToSee(bob);
  await second.expectToSee(bob);
  await expect(host.page.getByRole('alertdialog')).toBeHidden();
});
