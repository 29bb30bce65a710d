import { expect, test, type Browser } from '@playwright/test';
import { chromiumPath } from '../../support/browsers.ts';
import { buildPage, createCall, launch, type CallMember } from './call.ts';

let script: string;
let browser: Browser;
test.beforeAll(async () => {
  script = await buildPage();
  browser = await launch(chromiumPath() ?? 'chromium');
});
test.afterAll(async () => browser.close());

/** Everybody sees everybody: present, and at least `frames` pictures of each. */
async function expectAll(members: readonly CallMember[], frames: number): Promise<void> {
  for (const member of members) {
    await expect
      .poll(async () => {
        const { peers } = await member.report();
        return peers.filter((peer) => peer.phase === 'present' && peer.frames.length >= frames).length;
      })
      .toBe(members.length - 1);
  }
}

test('two browsers see and hear each other over direct paths', async () => {
  const call = await createCall(script);
  const alice = await call.member(browser);
  const bob = await call.member(browser);
  await alice.join();
  await bob.join();
  await expectAll([alice, bob], 5);
  const [peer] = (await bob.report()).peers;
  expect(peer).toMatchObject({ id: alice.id, path: 'direct' });
  await alice.page.evaluate(() => window.member.say('hello bob'));
  await expect.poll(async () => (await bob.report()).heard).toEqual(['hello bob']);
  const { figures } = (await bob.report()).peers[0] ?? {};
  expect(figures).toMatchObject({ path: 'udp host', frameWidth: 320, frameHeight: 240 });
  await bob.page.evaluate(() => window.member.leave('leave'));
  await expect.poll(async () => (await alice.report()).peers.length).toBe(0);
  await call.close();
});

test('four who join within one second are all connected, ten runs of ten', async () => {
  test.setTimeout(360_000);
  const RUNS = 10;
  for (let run = 0; run < RUNS; run += 1) {
    const call = await createCall(script);
    const members: CallMember[] = [];
    for (let count = 0; count < 4; count += 1) members.push(await call.member(browser));
    await Promise.all(members.map((member) => member.join()));
    await expectAll(members, 1);
    for (const member of members) {
      expect((await member.report()).log.filter(({ what }) => what === 'gone')).toEqual([]);
    }
    await call.close();
  }
});
