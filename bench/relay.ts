/**
 * `npm run bench -- relay`: what the relay costs. It runs as its operator starts it, in a process of its own; the crowd is
 * another one, on loopback, both on this machine's cores. First what a short rush costs, then ten minutes of 10,000 sockets that come and
 * go (relay-long.ts), unless BENCH_MINUTES=0.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { ensureRelayBuilt } from '../tools/relay-build.ts';
import { runLong } from './relay-long.ts';
import { memoryOf, root, settledMemory, startRelay, stopRelay } from './relay-process.ts';
import { table } from './table.ts';

const SOCKETS = 5_000;
/** How long each kind of traffic is kept up, in milliseconds. */
const TALK_MS = 6_000;
/** Signals under way at a time: as many as it can carry; and a load at which nothing queues. */
const FULL = 256;
const LIGHT = 4;

export interface Row {
  readonly what: string;
  readonly value: string;
  readonly aim: string;
}

const Answer = v.object({
  ok: v.literal(true),
  perSecond: v.optional(v.number(), 0),
  p50: v.optional(v.number(), 0),
  p99: v.optional(v.number(), 0),
});

async function order(crowd: ChildProcess, what: object): Promise<v.InferOutput<typeof Answer>> {
  crowd.send(what);
  const [answer] = await once(crowd, 'message');
  if (!v.is(Answer, answer)) throw new Error(`the crowd failed: ${JSON.stringify(answer)}`);
  return v.parse(Answer, answer);
}

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
const ms = (value: number): string => `${value.toFixed(2)} ms`;

async function measure(folder: string): Promise<Row[]> {
  const relay = await startRelay(folder);
  const { pid, url } = relay;
  const crowd = fork(join(root, 'bench/relay-load.ts'), [url]);
  try {
    const idle = await settledMemory(pid);
    const begun = performance.now();
    await order(crowd, { do: 'join', sockets: SOCKETS });
    const joinedMs = performance.now() - begun;
    const joined = await settledMemory(pid);
    const light = await order(crowd, { do: 'talk', ms: TALK_MS, inFlight: LIGHT });
    const full = await order(crowd, { do: 'talk', ms: TALK_MS, inFlight: FULL });
    const after = memoryOf(pid);
    return [
      { what: 'idle, resident', value: megabytes(idle.resident), aim: '< 60 MiB' },
      { what: 'idle, own', value: megabytes(idle.own), aim: '' },
      {
        what: `a joined socket of ${SOCKETS}`,
        value: `${Math.round((joined.resident - idle.resident) / SOCKETS)} bytes`,
        aim: '< 8192 bytes',
      },
      { what: 'joins a second', value: Math.round((SOCKETS * 1000) / joinedMs).toString(), aim: '' },
      { what: `signals a second, ${FULL} under way`, value: Math.round(full.perSecond).toString(), aim: '' },
      { what: 'median and 99th percentile of these', value: `${ms(full.p50)}, ${ms(full.p99)}`, aim: '' },
      { what: `signals a second, ${LIGHT} under way`, value: Math.round(light.perSecond).toString(), aim: '' },
      { what: 'median and 99th percentile of these', value: `${ms(light.p50)}, ${ms(light.p99)}`, aim: '' },
      { what: 'after all that, resident', value: megabytes(after.resident), aim: '' },
    ];
  } finally {
    crowd.kill('SIGKILL');
    await stopRelay(relay);
  }
}

/** Measures and prints. Linux only: elsewhere it says so. */
export async function run(): Promise<readonly Row[]> {
  if (process.platform !== 'linux') {
    console.log('The memory of a process is read from /proc: this benchmark needs Linux.');
    return [];
  }
  if ((await ensureRelayBuilt()) === 'failed') throw new Error('the relay could not be built');
  const folder = mkdtempSync(join(tmpdir(), 'mensetsu-bench-'));
  try {
    const rows = await measure(folder);
    console.log(
      table(
        ['relay', 'measured', 'aim'],
        rows.map(({ what, value, aim }) => [what, value, aim]),
      ),
    );
    await runLong(folder);
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) await run();
