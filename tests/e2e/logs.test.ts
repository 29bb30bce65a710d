/** What a relay leaves behind of an interview (N1): a process of its own, its output and its folder, after a whole short one. */
import { expect, test } from '@playwright/test';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureClientBuilt } from '../../tools/client-build.ts';
import { projectRoot } from '../../tools/fresh-build.ts';
import { createAppPage } from '../support/app-page.ts';
import { createBrowsers } from '../support/browsers.ts';
import { alice, bob } from '../support/fake-media.ts';
import { freePort, startProgram, type Program } from '../support/process.ts';

const TITLE = '一次面接（山田花子様）';
const SAID = 'よろしくお願いいたします';

const dataDir = mkdtempSync(path.join(tmpdir(), 'relay-logs-'));
const browsers = createBrowsers();
let relay: Program | undefined;
test.afterAll(async () => {
  await browsers.closeAll();
  await relay?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

test('N1 R2: neither output nor disk of the relay holds anything of an interview', async () => {
  expect(await ensureClientBuilt()).not.toBe('failed');
  const port = String(await freePort());
  const server = `http://localhost:${port}`;
  const env = { ...process.env, PORT: port, DATA_DIR: dataDir };
  relay = startProgram(process.execPath, [path.join(projectRoot, 'relay/main.ts')], { cwd: projectRoot, env });
  await relay.waitFor(/listening/);
  const args = [path.join(projectRoot, 'tools/invite.ts'), '--json', '--title', TITLE, '--server', server];
  const invite = startProgram(process.execPath, args, { cwd: projectRoot });
  const [line] = await invite.waitFor(/^\{.*\}$/m);
  const made = JSON.parse(line) as Record<'room' | 'hostUrl' | 'applicantUrl', string>;

  const seats = await Promise.all([alice, bob].map((person) => browsers.seat(person)));
  const [host, applicant] = seats.map(createAppPage);
  if (!host || !applicant) throw new Error('two seats were asked for');
  // Descriptions and candidates as the browsers have them: what signaling carries.
  const signalled: string[] = [];
  for (const { page } of seats) {
    await page.exposeFunction('reportDescription', (sdp: string) => void signalled.push(sdp));
    await page.addInitScript(() => {
      const report = (window as unknown as { reportDescription(sdp: string): Promise<void> }).reportDescription;
      const original = RTCPeerConnection.prototype.setLocalDescription;
      RTCPeerConnection.prototype.setLocalDescription = async function (given?: RTCLocalSessionDescriptionInit) {
        await Reflect.apply(original, this, [given]);
        await report(this.localDescription?.sdp ?? '');
      };
    });
  }
  await host.arriveAsHost(made.hostUrl);
  await applicant.arriveAndRequest(made.applicantUrl);
  await host.admit('bob');
  await host.expectToSee(bob);
  await applicant.post(SAID);
  await host.openChat();
  await expect(host.chatLog.getByText(SAID)).toBeVisible();
  await applicant.page.reload();
  await host.expectToSee(bob);
  await host.leave();
  await expect(applicant.stage).toBeHidden();
  // A stranger's frames and addresses are as little to be written down.
  await fetch(`${server}/ws/${made.room}?name=bob`);
  await fetch(`${server}/probe/${made.room}`);
  await browsers.closeAll();
  expect(await relay.stop()).toBe(0);

  const printed = relay.output();
  const links = [made.hostUrl, made.applicantUrl].flatMap((url) => new URL(url).hash.slice(1).split('.'));
  const attributes = signalled.flatMap((sdp) =>
    [...sdp.matchAll(/^a=(?:fingerprint:\S+ |ice-ufrag:|ice-pwd:)(\S+)/gm)].map(([, value = '']) => value),
  );
  expect(signalled.length).toBeGreaterThan(0);
  const TELLING_CHARS = 4; // the link's version and role letter tell nothing
  const needles = [...links, ...attributes, made.room, 'alice', 'bob', TITLE, SAID, 'candidate:', 'a=ice', 'v=0'];
  const found = needles
    .filter((needle) => needle.length >= TELLING_CHARS || needle === 'bob')
    .filter((needle) => printed.includes(needle));
  expect(found).toEqual([]);
  // One line for each turn of the process's life, and each is known.
  const lines = printed.split('\n').filter((text) => text.startsWith('relay:'));
  expect(lines.map((text) => text.replace(/\d+/g, 'N'))).toEqual([
    'relay: listening, http://localhost:N',
    'relay: shutting down, N connections in N rooms are told to come back',
    'relay: ended',
  ]);
  expect(printed).not.toMatch(/127\.0\.0\.1|\[?::1\]?|192\.168\.|\.local\b/);
  expect(readdirSync(dataDir)).toEqual(['relay-secret']);
});
