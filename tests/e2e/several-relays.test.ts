/**
 * Three relays behind HAProxy as deploy/haproxy.cfg has it (N4): one is killed in a call, then all are replaced one after another, as at an
 * upgrade. The call does not notice, and who comes or reloads meets the others, whichever relay they are at.
 */
import { expect, test } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAppPage, type AppPage } from '../support/app-page.ts';
import { createBrowsers, type Browsers } from '../support/browsers.ts';
import { expectUndisturbed, keepDiary } from '../support/diary.ts';
import { alice, bob, carol } from '../support/fake-media.ts';
import { startHaproxy, whyNoHaproxy, type Haproxy } from '../support/haproxy.ts';
import { skipAllBecause } from '../support/needs.ts';
import { freePort, startProgram, type Program } from '../support/process.ts';
import { newInterviewAt } from '../support/server.ts';
import { ensureClientBuilt } from '../../tools/client-build.ts';
import { projectRoot } from '../../tools/fresh-build.ts';

skipAllBecause(whyNoHaproxy());
test.describe.configure({ mode: 'serial' });

interface Replica {
  readonly port: number;
  readonly operatorPort: number;
  program: Program;
}

let folder: string;
let publicPort: number;
const relays: Replica[] = [];
let haproxy: Haproxy | undefined;
let browsers: Browsers | undefined;
let host: AppPage;
let guest: AppPage;
let late: AppPage;

async function startRelay(port: number, operatorPort: number): Promise<Program> {
  const settings = {
    PORT: String(port),
    METRICS_PORT: String(operatorPort),
    DATA_DIR: folder,
    TRUST_PROXY: '1',
    DRAIN_SECONDS: '5',
    PUBLIC_URL: `http://localhost:${publicPort}`,
  };
  const program = startProgram(process.execPath, [path.join(projectRoot, 'relay/main.ts')], {
    cwd: projectRoot,
    env: { ...process.env, ...settings },
  });
  await program.waitFor(/listening/);
  return program;
}

async function roomsAt({ operatorPort }: Replica): Promise<number> {
  const text = await fetch(`http://127.0.0.1:${operatorPort}/metrics`).then((answer) => answer.text());
  return Number(/^mensetsu_rooms (\d+)$/m.exec(text)?.[1]);
}

const isReady = ({ port }: Replica): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );

test.beforeAll(async () => {
  if ((await ensureClientBuilt()) === 'failed') throw new Error('the client could not be built');
  folder = mkdtempSync(path.join(tmpdir(), 'mensetsu-several-'));
  publicPort = await freePort();
  for (let at = 0; at < 3; at += 1) {
    const [port, operatorPort] = [await freePort(), await freePort()];
    relays.push({ port, operatorPort, program: await startRelay(port, operatorPort) });
  }
  const ports = relays.map(({ port }) => port);
  haproxy = await startHaproxy(ports, folder, { port: publicPort });
  const url = `http://localhost:${publicPort}`;
  const interview = await newInterviewAt({ url, port: publicPort });
  browsers = createBrowsers();
  const seats = [];
  for (const person of [alice, bob, carol]) seats.push(await browsers.seat(person));
  for (const { context } of seats) await keepDiary(context);
  [host, guest, late] = seats.map(createAppPage) as [AppPage, AppPage, AppPage];
  await host.arriveAsHost(interview.hostUrl);
  await guest.arriveAndRequest(interview.applicantUrl);
  await host.admit('bob');
  await host.expectToSee(bob);
  await guest.expectToSee(alice);
  await late.open(interview.applicantUrl);
  await late.enterName();
});

test.afterAll(async () => {
  await browsers?.closeAll();
  await haproxy?.stop();
  await Promise.all(relays.map(({ program }) => program.stop('SIGKILL')));
  rmSync(folder, { recursive: true, force: true });
});

test('N4 N1 J1: the relay of a call is killed: the call goes on, and a knock comes through another relay', async () => {
  const rooms = await Promise.all(relays.map(roomsAt));
  const killed = relays[rooms.indexOf(1)];
  if (!killed) throw new Error(`one relay has the room: ${rooms.join(', ')}`);
  const killedAt = Date.now();
  await killed.program.stop('SIGKILL');
  await late.request();
  await expect(host.page.getByText('carol').first()).toBeVisible();
  test.info().annotations.push({ type: 'knock heard after the kill', description: `${Date.now() - killedAt} ms` });
  await host.admit('carol');
  await late.expectToSee(alice);
  await late.expectToSee(bob);
  await host.expectToSee(carol);
  await guest.expectToSee(carol);
  await expectUndisturbed([host, guest], killedAt);
  killed.program = await startRelay(killed.port, killed.operatorPort);
  await expect.poll(() => haproxy?.up()).toBe(3);
});

test('N4 J5: all relays are replaced one after another: the call goes on, and who reloads is back in it', async () => {
  const since = Date.now();
  for (const relay of relays) {
    expect(await relay.program.stop('SIGTERM')).toBe(0);
    relay.program = await startRelay(relay.port, relay.operatorPort);
    await expect.poll(() => isReady(relay)).toBe(true);
    await expect.poll(() => haproxy?.up()).toBe(3);
  }
  await expectUndisturbed([host, guest, late], since);
  await guest.page.reload();
  await expect(guest.stage).toBeVisible();
  await guest.expectToSee(alice);
  await guest.expectToSee(carol);
  await host.expectToSee(bob);
  await late.expectToSee(bob);
  await expect(host.page.getByRole('alertdialog')).toBeHidden();
});
