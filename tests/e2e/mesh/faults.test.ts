/**
 * A broken network, in Linux namespaces: the relay double stands on the bridge, each browser in a computer of its own, so a
 * cut takes signaling and media alike, silently.
 */
import { expect, test, type Browser } from '@playwright/test';
import { RELAY_PING_MS } from '../../../src/lib/wire/relay.ts';
import { chromiumPath } from '../../support/browsers.ts';
import { createLan, whyNoNamespaces, type Computer, type Lan } from '../../support/netns.ts';
import { buildPage, createCall, launch, type Call, type CallMember } from './call.ts';
import type { Report } from './report.ts';

const missing = whyNoNamespaces();
test.skip(missing !== undefined, missing ?? '');
if (missing) process.stdout.write(`network faults are not tested: ${missing}\n`);

/**
 * A connection that waits for a new path, or a receiver that waits for its own time-out, is later than this, in milliseconds, on
 * any machine. How fast it really is: `npm run bench -- outage`.
 */
const BACK_MS = 5_000;
const NEW_ADDRESS_MS = 15_000;
/** Shorter and longer ones go through the whole product: ../outage.test.ts. */
const GAP_MS = 8_000;

let lan: Lan;
let call: Call;
let alice: CallMember;
let bob: CallMember;
let bobsComputer: Computer;
const browsers: Browser[] = [];

test.beforeAll(async () => {
  const script = await buildPage();
  const command = chromiumPath() ?? 'chromium';
  lan = createLan(1);
  call = await createCall(script, lan.address);
  bobsComputer = lan.computer('bob', command);
  for (const computer of [lan.computer('alice', command), bobsComputer]) {
    browsers.push(await launch(computer.executablePath));
  }
  const [first, second] = browsers;
  if (!first || !second) throw new Error('two browsers are needed');
  alice = await call.member(first);
  bob = await call.member(second);
  await alice.join();
  await bob.join();
});

test.afterAll(async () => {
  await call?.close();
  for (const browser of browsers) await browser.close();
  lan?.end();
});

const lastFrame = (report: Report): number => report.peers[0]?.frames.at(-1) ?? 0;
const happened = (report: Report, what: string): number => report.log.filter((entry) => entry.what === what).length;

/** Waits until both receive pictures that are newer than `since`; gives when the first of them came, on either side the later. */
async function mediaSince(since: number, timeout: number): Promise<number> {
  let back = 0;
  for (const member of [alice, bob]) {
    await expect
      .poll(async () => lastFrame(await member.report()), { timeout, intervals: [100] })
      .toBeGreaterThan(since);
    const frames = (await member.report()).peers[0]?.frames ?? [];
    back = Math.max(back, frames.find((at) => at > since) ?? Infinity);
  }
  return back;
}

/** Nothing new arrives at alice any more. */
async function expectSilence(since: number): Promise<void> {
  const STALL_MS = 700;
  await expect
    .poll(
      async () => {
        const report = await alice.report();
        return report.now - Math.max(since, lastFrame(report));
      },
      { intervals: [100] },
    )
    .toBeGreaterThan(STALL_MS);
}

async function expectNobodyGone(): Promise<void> {
  for (const member of [alice, bob]) {
    const report = await member.report();
    expect(happened(report, 'gone')).toBe(0);
    expect(report.peers.map(({ phase }) => phase)).toEqual(['present']);
  }
}

async function expectSettled(): Promise<void> {
  for (const member of [alice, bob]) {
    await expect.poll(async () => (await member.report()).peers.map(({ phase }) => phase)).toEqual(['present']);
    // Open for longer than a ping takes: only then has the session forgotten the failures of the last test.
    await expect
      .poll(async () => {
        const { log, now } = await member.report();
        const last = log.filter(({ what }) => what === 'relay').at(-1);
        return last?.detail === 'open' ? now - last.at : 0;
      })
      .toBeGreaterThan(RELAY_PING_MS + 500);
  }
}

/** Both have seen some seconds of pictures: Chromium's clocks and estimates need as long to settle. */
async function expectWarm(): Promise<void> {
  const WARM_FRAMES = 75;
  for (const member of [alice, bob]) {
    await expect
      .poll(async () => (await member.report()).peers[0]?.frames.length ?? 0, { timeout: 30_000 })
      .toBeGreaterThan(WARM_FRAMES);
  }
}

test('a silent gap of 8 s: pictures are back soon, and nobody leaves', async () => {
  await expectSettled();
  await mediaSince(Date.now(), 10_000);
  await expectWarm();
  const cutAt = Date.now();
  bobsComputer.cut();
  try {
    await expectSilence(cutAt);
    await expect.poll(() => Date.now() - cutAt, { timeout: 30_000, intervals: [50] }).toBeGreaterThan(GAP_MS);
  } finally {
    bobsComputer.heal();
  }
  const healedAt = Date.now();
  const took = (await mediaSince(healedAt, 30_000)) - healedAt;
  test.info().annotations.push({ type: 'measured', description: `pictures back ${took} ms after the path` });
  expect(took).toBeLessThan(BACK_MS);
  await expectSettled();
  await expectNobodyGone();
});

test('another address: pictures are back, and nobody leaves', async () => {
  await expectSettled();
  await mediaSince(Date.now(), 10_000);
  await expectWarm();
  const changedAt = Date.now();
  bobsComputer.changeAddress();
  await expectSilence(changedAt);
  const silentAt = Math.max(lastFrame(await alice.report()), changedAt);
  const took = (await mediaSince(silentAt, 30_000)) - changedAt;
  test.info().annotations.push({ type: 'measured', description: `pictures back after ${took} ms` });
  expect(took).toBeLessThan(NEW_ADDRESS_MS);
  await expectSettled();
  await expectNobodyGone();
});
