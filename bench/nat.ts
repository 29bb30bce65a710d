/**
 * `npm run bench -- nat`: how long a call takes to the first picture between two homes whose routers cannot reach each other, with what their
 * firewalls let out: the whole product over https, through coturn. Needs root. BENCH_ROUNDS: calls per row (6).
 */
import { ownEnds } from '../tests/support/rtc-watch.ts';
import type { Outgoing } from '../tests/support/nat.ts';
import { bothSeen, createTwoHomes, whyNoHomes, type TwoHomes } from '../tests/support/two-homes.ts';
import { median, table } from './table.ts';

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 6);
const WAYS: readonly Outgoing[] = ['all', 'no UDP', 'port 443'];
/** Without a picture for so long it has failed, in milliseconds. */
const GIVE_UP_MS = 60_000;
const LOOK_MS = 100;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** From 許可する to the first picture at the later side, in milliseconds. */
async function firstPicture(homes: TwoHomes): Promise<number> {
  await homes.gather();
  const admittedAt = Date.now();
  await homes.host.admit('bob');
  for (;;) {
    const seen = await bothSeen(homes, admittedAt);
    if (seen !== undefined) return seen - admittedAt;
    if (Date.now() > admittedAt + GIVE_UP_MS) throw new Error('no picture came');
    await sleep(LOOK_MS);
  }
}

/** How both ends reach what they talk to, e.g. `relay/tls`. */
async function pathOf({ host, guest }: TwoHomes): Promise<string> {
  const ends = [...(await ownEnds(host.page)), ...(await ownEnds(guest.page))];
  return ends.map(({ kind, relayProtocol }) => (relayProtocol ? `${kind}/${relayProtocol}` : kind)).join(' – ');
}

/** Runs all ways and prints the table. */
export async function runNat(): Promise<void> {
  const missing = whyNoHomes();
  if (missing) return console.log(`not measured: ${missing}`);
  const homes = await createTwoHomes(7);
  try {
    // The first call of a browser loads more than the others do.
    homes.letOut('all');
    await firstPicture(homes);
    const rows: string[][] = [];
    for (const what of WAYS) {
      homes.letOut(what);
      const times: number[] = [];
      const paths = new Set<string>();
      while (times.length < ROUNDS) {
        times.push(await firstPicture(homes));
        paths.add(await pathOf(homes));
      }
      const range = `${Math.min(...times)}–${Math.max(...times)}`;
      rows.push([what, [...paths].join(', '), median(times).toFixed(0), range, String(times.length)]);
    }
    console.log('\nMilliseconds from 許可する to the first picture at the later side; paths as host – applicant\n');
    console.log(table(['the firewalls let out', 'paths', 'median', 'range', 'calls'], rows));
  } finally {
    await homes.end();
  }
}
