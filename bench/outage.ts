/**
 * `npm run bench -- outage`: how long after a silent gap of the network, or a change of address, both sides of a call see new pictures
 * again. Two browsers in network namespaces of their own, so needs root; a cut takes signaling and media alike. Every round is a
 * new call, cut after five seconds: that is when receivers are at their most easily confused. BENCH_ROUNDS: calls per row.
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

/** What happens to the computer of one of the members; gives how long pictures took, in milliseconds, on either side the later. */
type Outage = (members: readonly CallMember[], computer: Computer) => Promise<number>;

/** From the path's return to the first new picture. */
const gap =
  (seconds: number): Outage =>
  async (members, computer) => {
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
  };

/** From the change to the first picture after the longest pause: some of the old path are still on their way. */
const newAddress: Outage = async (members, computer) => {
  const SURELY_NEW_MS = 2_000;
  const changedAt = Date.now();
  computer.changeAddress();
  let back = 0;
  for (const member of members) {
    await waitFor(async () => (await framesOf(member)).some((at) => at > changedAt + SURELY_NEW_MS));
    const frames = await framesOf(member);
    const pauses = frames.slice(1).map((at, index) => ({ at, ms: at - (frames[index] ?? at) }));
    const after = pauses.filter(({ at }) => at > changedAt);
    const longest = after.reduce((one, other) => (other.ms > one.ms ? other : one), { at: changedAt, ms: 0 });
    back = Math.max(back, longest.at);
  }
  return back - changedAt;
};

const OUTAGES: readonly [what: string, aimMs: number, outage: Outage][] = [
  ...GAPS_S.map((seconds): [string, number, Outage] => [`silent gap of ${seconds} s`, 2_000, gap(seconds)]),
  ['another address', 8_000, newAddress],
];

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
    for (const [what, aim, outage] of OUTAGES) {
      const times: number[] = [];
      for (let count = 0; count < ROUNDS; count += 1) {
        const call = await createCall(script, lan.address);
        const members: CallMember[] = [];
        for (const browser of browsers) members.push(await call.member(browser));
        for (const member of members) await member.join();
        for (const member of members) await waitFor(async () => (await framesOf(member)).length > WARM_FRAMES);
        times.push(await outage(members, bob));
        await call.close();
      }
      rows.push([what, median(times).toFixed(0), Math.max(...times).toFixed(0), String(aim), String(times.length)]);
    }
    console.log(
      "\nMilliseconds to the first new picture at the later side: from the path's return, or from the change of address\n",
    );
    console.log(table(['outage', 'median', 'worst', 'aim', 'calls'], rows));
  } finally {
    for (const browser of browsers) await browser.close();
    lan.end();
  }
}
