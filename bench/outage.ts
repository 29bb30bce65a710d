/**
 * `npm run bench -- outage`: how long after a silent gap of the network both sides of a call see new pictures again. Two browsers
 * in network namespaces of their own, so needs root; the cut takes signaling and media alike. Every round is a new call, cut
 * after five seconds: that is when receivers are at their most easily confused.
 */
import type { Browser } from '@playwright/test';
import { buildPage, createCall, launch, type CallMember } from '../tests/e2e/mesh/call.ts';
import { chromiumPath } from '../tests/support/browsers.ts';
import { createLan, whyNoNamespaces, type Computer } from '../tests/support/netns.ts';
import { median, table } from './table.ts';

const GAPS_S = [3, 8, 20];
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 10);
/** Before the cut both have seen so many pictures, at 15 a second. */
const WARM_FRAMES = 75;
/** Without a picture for so long it has failed, in milliseconds. */
const GIVE_UP_MS = 30_000;

const framesOf = async (member: CallMember): Promise<readonly number[]> =>
  (await member.report()).peers[0]?.frames ?? [];
const LOOK_MS = 100;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

async function waitFor(done: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + GIVE_UP_MS;
  while (!(await done())) {
    if (Date.now() > end) throw new Error('no picture came');
    await sleep(LOOK_MS);
  }
}

/** Milliseconds from the path's return to the first new picture, on either side the later. */
async function round(members: readonly CallMember[], computer: Computer, seconds: number): Promise<number> {
  for (const member of members) await member.join();
  for (const member of members) await waitFor(async () => (await framesOf(member)).length > WARM_FRAMES);
  computer.cut();
  await sleep(seconds * 1000);
  computer.heal();
  const healedAt = Date.now();
  let back = 0;
  for (const member of members) {
    await waitFor(async () => (await framesOf(member)).some((at) => at > healedAt));
    back = Math.max(back, (await framesOf(member)).find((at) => at > healedAt) ?? Infinity);
  }
  return back - healedAt;
}

/** Runs all gaps and prints the table. */
export async function runOutage(): Promise<void> {
  const missing = whyNoNamespaces();
  if (missing) return console.log(`not measured: ${missing}`);
  const script = await buildPage();
  const command = chromiumPath() ?? 'chromium';
  const lan = createLan(3);
  const browsers: Browser[] = [];
  try {
    const bob = lan.computer('bob', command);
    for (const computer of [lan.computer('alice', command), bob]) browsers.push(await launch(computer.executablePath));
    const rows: string[][] = [];
    for (const seconds of GAPS_S) {
      const times: number[] = [];
      for (let count = 0; count < ROUNDS; count += 1) {
        const call = await createCall(script, lan.address);
        const members: CallMember[] = [];
        for (const browser of browsers) members.push(await call.member(browser));
        times.push(await round(members, bob, seconds));
        await call.close();
      }
      rows.push([`${seconds} s`, median(times).toFixed(0), Math.max(...times).toFixed(0), String(times.length)]);
    }
    console.log(
      "\nSilent gap: milliseconds from the path's return to the first new picture at the later side (aim: 2000)\n",
    );
    console.log(table(['gap', 'median', 'worst', 'calls'], rows));
  } finally {
    for (const browser of browsers) await browser.close();
    lan.end();
  }
}
