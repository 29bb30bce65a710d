/**
 * Ten minutes of one relay with 10,000 sockets in 3,000 rooms, with joins and leaves (issue 6): a line a minute, then what the memory of the relay
 * came to and whether anything was left. BENCH_SOCKETS, BENCH_ROOMS, BENCH_MINUTES (0: not at all), BENCH_LEAVES and
 * BENCH_SIGNALS (a second) change it.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { memoryOf, openFilesMax, root, settledMemory, startRelay, stopRelay } from './relay-process.ts';
import { table } from './table.ts';

/** Files that a process needs beside its sockets. */
const OTHER_FILES = 200;
const MINUTE_MS = 60_000;

const number = (name: string, fallback: number): number => Number(process.env[name] ?? fallback);

const Answer = v.object({
  ok: v.literal(true),
  ...Object.fromEntries(
    (['joins', 'leaves', 'sent', 'arrived', 'gone', 'lost', 'failed', 'underWay', 'p50', 'p99', 'max'] as const).map(
      (name) => [name, v.optional(v.nullable(v.number()), 0)],
    ),
  ),
});
type Answer = Readonly<Record<string, unknown>>;

async function order(crowd: ChildProcess, what: object): Promise<(name: string) => number> {
  crowd.send(what);
  const [answer] = await once(crowd, 'message');
  if (!v.is(Answer, answer)) throw new Error(`the crowd failed: ${JSON.stringify(answer)}`);
  const fields: Answer = v.parse(Answer, answer);
  return (name) => Number(fields[name] ?? NaN);
}

/** Seconds of processor time of a process, and of all. */
function cpuOf(pid: number): { own: number; all: number } {
  const TICKS = 100;
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const fields = rest.split(' ').map(Number);
  const [, user = 0, nice = 0, system = 0] = readFileSync('/proc/stat', 'utf8').split(/\s+/, 5).map(Number);
  return { own: ((fields[11] ?? 0) + (fields[12] ?? 0)) / TICKS, all: (user + nice + system) / TICKS };
}

const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
const whole = (value: number): string => Math.round(value).toLocaleString('en');

/** Linux only, as the caller has made sure. */
export async function runLong(folder: string): Promise<void> {
  const [sockets, rooms, minutes] = [
    number('BENCH_SOCKETS', 10_000),
    number('BENCH_ROOMS', 3_000),
    number('BENCH_MINUTES', 10),
  ];
  const [leaves, signals] = [number('BENCH_LEAVES', 20), number('BENCH_SIGNALS', 400)];
  if (minutes === 0) return;
  const files = openFilesMax();
  if (files < sockets + OTHER_FILES) {
    console.log(
      `\n${whole(sockets)} sockets need as many open files for the relay and as many for the crowd; here a process may have ${whole(files)}.\n` +
        `Raise the hard limit (ulimit -Hn ${sockets + OTHER_FILES} as root, LimitNOFILE= in a systemd unit, --ulimit nofile=… for a ` +
        `container), or ask for fewer: BENCH_SOCKETS=${Math.max(0, Math.floor((files - OTHER_FILES) / 100) * 100)}.`,
    );
    return;
  }
  const relay = await startRelay(join(folder, 'long'), true);
  const crowd = fork(join(root, 'bench/relay-crowd.ts'), [relay.url]);
  try {
    const idle = await settledMemory(relay.pid);
    const begun = performance.now();
    await order(crowd, { do: 'fill', sockets, rooms });
    const filledS = (performance.now() - begun) / 1000;
    const full = await settledMemory(relay.pid);
    console.log(
      `\n${whole(sockets)} sockets in ${whole(rooms)} rooms for ${minutes} minutes; ${leaves} leave and ${leaves} come each second, ${signals} signals a second; filled in ${filledS.toFixed(0)} s\n`,
    );
    const lines: string[][] = [];
    for (let minute = 1; minute <= Math.ceil(minutes); minute += 1) {
      const ms = Math.min(1, minutes - minute + 1) * MINUTE_MS;
      const before = cpuOf(relay.pid);
      const at = performance.now();
      const told = await order(crowd, { do: 'live', ms, leaves, signals });
      const seconds = (performance.now() - at) / 1000;
      const after = cpuOf(relay.pid);
      const figures = await relay.figures();
      const figure = (name: string): number => figures.get(name) ?? NaN;
      const cores = (after.own - before.own) / seconds;
      const standing = [...figures].filter(([name]) => /^mensetsu_connections\{standing="(call|host)"\}/.test(name));
      lines.push([
        String(minute),
        whole(standing.reduce((sum, [, count]) => sum + count, 0)),
        whole(figure('mensetsu_rooms')),
        mebibytes(memoryOf(relay.pid).resident),
        mebibytes(figure('nodejs_heap_used_bytes')),
        whole(told('joins')),
        whole(told('leaves')),
        whole(told('arrived')),
        whole(told('lost') + told('failed')),
        told('p50').toFixed(2),
        told('p99').toFixed(2),
        (figure('mensetsu_event_loop_delay_seconds{quantile="0.99"}') * 1000).toFixed(1),
        cores.toFixed(2),
        ((after.all - before.all) / seconds - cores).toFixed(2),
        loadavg()[0]?.toFixed(1) ?? '',
      ]);
      console.log(`minute ${minute}: ${lines.at(-1)?.slice(1).join(', ')}`);
    }
    await order(crowd, { do: 'go' });
    // What closes is forgotten at once, and the sweep ends those that did not answer within two seconds.
    const empty = await settledMemory(relay.pid);
    const figures = await relay.figures();
    const left = [...figures]
      .filter(([name]) => name.startsWith('mensetsu_connections'))
      .reduce((sum, [, n]) => sum + n, 0);
    console.log(
      `\n${table(['minute', 'sockets', 'rooms', 'MiB', 'heap MiB', 'joins', 'leaves', 'signals', 'lost', 'p50 ms', 'p99 ms', 'loop p99 ms', 'cores', 'other cores', 'load'], lines)}\n`,
    );
    console.log(
      table(
        ['the long run', 'measured'],
        [
          ['idle, resident', `${mebibytes(idle.resident)} MiB`],
          ['with all sockets, resident', `${mebibytes(full.resident)} MiB`],
          ['a socket', `${whole((full.resident - idle.resident) / sockets)} bytes`],
          ['joins a second, while filling', whole(sockets / filledS)],
          ['when all have gone, resident', `${mebibytes(empty.resident)} MiB`],
          ['connections and rooms then', `${left} and ${figures.get('mensetsu_rooms') ?? NaN}`],
        ],
      ),
    );
  } finally {
    crowd.kill('SIGKILL');
    await stopRelay(relay);
  }
}
