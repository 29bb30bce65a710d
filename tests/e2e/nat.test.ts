/**
 * Two people behind routers that cannot reach each other (N2, issue 6), with the whole product: the call comes up through coturn whatever
 * the firewalls let out. How long each takes to the first picture: `npm run bench -- nat`.
 */
import { expect, test, type Locator } from '@playwright/test';
import type { AppPage } from '../support/app-page.ts';
import { wasThereSince } from '../support/diary.ts';
import { alice, bob } from '../support/fake-media.ts';
import type { Outgoing } from '../support/nat.ts';
import { skipAllBecause } from '../support/needs.ts';
import { ownEnds, pathsInUse } from '../support/rtc-watch.ts';
import { bothSeen, createTwoHomes, whyNoHomes, type TwoHomes } from '../support/two-homes.ts';

const missing = whyNoHomes();
skipAllBecause(missing);
test.describe.configure({ mode: 'serial' });

let homes: TwoHomes;

test.beforeAll(async () => {
  homes = await createTwoHomes(6);
});

test.afterAll(async () => {
  await homes?.end();
});

const IN_TIME = { timeout: 40_000 };

/** Over what the relayed ends of the call reach the TURN server. At least one of the two is relayed. */
async function expectRelayedBy(protocol: string): Promise<void> {
  const { host, guest } = homes;
  await expect
    .poll(async () => {
      const ends = [...(await ownEnds(host.page)), ...(await ownEnds(guest.page))];
      return [...new Set(ends.filter(({ kind }) => kind === 'relay').map(({ relayProtocol }) => relayProtocol))];
    }, IN_TIME)
    .toEqual([protocol]);
  for (const { page } of [host, guest])
    expect((await pathsInUse(page)).every(({ local, remote }) => local === 'relay' || remote === 'relay')).toBe(true);
}

/** What of the ways to the TURN server the environment check of this page found open. */
const waysFound = ({ page }: AppPage, transport: string): Locator =>
  page
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: 'セキュリティ' }) })
    .getByRole('listitem')
    .filter({ hasText: `中継（${transport}）` });

test('E2 N2: only port 443 is open: the environment check finds the way over TLS, and says that the others are closed', async () => {
  const { host, guest } = homes;
  homes.letOut('port 443');
  const { hostUrl, applicantUrl } = await homes.newInterview();
  await Promise.all([host.open(hostUrl), guest.page.goto(applicantUrl)]);
  const found = { timeout: 60_000 };
  await expect(waysFound(guest, 'TLS')).toContainText('利用できます', found);
  for (const transport of ['UDP', 'TCP'])
    await expect(waysFound(guest, transport)).toContainText('利用できません', found);
  await guest.passCheck();
});

const WAYS: readonly (readonly [what: Outgoing, protocol: string])[] = [
  ['port 443', 'tls'],
  ['no UDP', 'tcp'],
  ['all', 'udp'],
];

for (const [what, protocol] of WAYS) {
  test(`N2: the firewalls let out "${what}": seen and heard through coturn over ${protocol}`, async () => {
    const { host, guest } = homes;
    homes.letOut(what);
    await homes.gather();
    const admittedAt = Date.now();
    await host.admit('bob');
    await host.expectToSee(bob);
    await guest.expectToSee(alice);
    await host.expectToHear(bob);
    await guest.expectToHear(alice);
    await expectRelayedBy(protocol);
    const took = ((await bothSeen(homes, admittedAt)) ?? Infinity) - admittedAt;
    test.info().annotations.push({ type: 'measured', description: `first picture after ${took} ms` });
  });
}

test('N2 J5: the firewalls close in the middle of a call, but for 443: it goes on over tls, and nobody leaves', async () => {
  const { host, guest } = homes;
  const closedAt = Date.now();
  homes.letOut('port 443');
  await expectRelayedBy('tls');
  await host.expectToSee(bob);
  await guest.expectToSee(alice);
  expect(await wasThereSince(host.page, 'bob', closedAt)).toBe(true);
  expect(await wasThereSince(guest.page, 'alice', closedAt)).toBe(true);
});

test('N6: nothing was thrown, and no other host was asked', () => {
  for (const { errors, hostsAsked } of homes.seats) {
    expect(errors).toEqual([]);
    expect([...hostsAsked]).toEqual(['interview.test']);
  }
});
