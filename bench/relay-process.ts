/** The relay as its operator starts it, in a process of its own, for the benchmarks; and what Linux and its own figures say of it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..');

export interface Memory {
  /** Bytes. */
  readonly resident: number;
  readonly own: number;
}

/** `resident` with the pages of the Node executable, which all Node processes share, `own` without. */
export function memoryOf(pid: number): Memory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
  return { resident: field('VmRSS'), own: field('RssAnon') };
}

/** How often memory is looked at until it keeps still, in milliseconds, and how long at most. */
const LOOK_MS = 500;
const LOOKS = 12;

/** The smallest of a few looks: garbage that waits to be collected is not what a socket costs. */
export async function settledMemory(pid: number): Promise<Memory> {
  let best = memoryOf(pid);
  for (let look = 0; look < LOOKS; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const now = memoryOf(pid);
    if (now.resident < best.resident) best = now;
  }
  return best;
}

/** The most files and sockets that a process of this user may have open (Node asks for all of it by itself). */
export function openFilesMax(): number {
  const [, hard = ''] = /^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  return hard === 'unlimited' ? Infinity : Number(hard);
}

export interface RelayProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly url: string;
  /** Its own figures (Prometheus), by name and label. */
  figures(): Promise<ReadonlyMap<string, number>>;
}

/** `dist/relay.mjs` on a free port, with limits that let a whole crowd come from one address; with the operator's port where asked for. */
export async function startRelay(folder: string, withFigures = false): Promise<RelayProcess> {
  const child = spawn(process.execPath, [join(root, 'dist/relay.mjs')], {
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      ...(withFigures && { METRICS_PORT: '0' }),
      DATA_DIR: join(folder, 'data'),
      MALLOC_ARENA_MAX: '1', // as npm start has it
      // All of the crowd comes from one address.
      MAX_CONNECTIONS: '1000000',
      MAX_CONNECTIONS_PER_ADDRESS: '1000000',
      MAX_LINKS_PER_ADDRESS: '1000000',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const piece of child.stdout.iterator({ destroyOnReturn: false })) {
    output += String(piece);
    const port = /listening, http:\/\/localhost:(\d+)/.exec(output)?.[1];
    const operator = /operator on port (\d+)/.exec(output)?.[1];
    if (!port || !child.pid) continue;
    const figures = async (): Promise<ReadonlyMap<string, number>> => {
      const text = await (await fetch(`http://127.0.0.1:${operator}/metrics`)).text();
      const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
      return new Map(
        lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
      );
    };
    return { child, pid: child.pid, url: `http://127.0.0.1:${port}`, figures };
  }
  throw new Error(`the relay did not start: ${output}`);
}

export async function stopRelay({ child }: Pick<RelayProcess, 'child'>): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}
