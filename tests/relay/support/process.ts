/** Relays as processes: started, asked, and ended with the test. */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import * as v from 'valibot';
import type { Limits } from '../../../relay/limits.ts';
import { temporaryFolder } from './relay.ts';

const root = join(import.meta.dirname, '../../..');
const Report = v.object({
  stats: v.object({ connections: v.number(), rooms: v.number(), frames: v.number(), badFrames: v.number() }),
  heap: v.number(),
  rss: v.number(),
});

function endWithTest(child: ChildProcess): void {
  onTestFinished(() => void child.kill('SIGKILL'));
}

/** A relay with these limits in a process of its own; `report` collects garbage first. */
export async function forkRelay(limits: Partial<Limits>) {
  const settings = JSON.stringify({ dataDir: temporaryFolder(), limits });
  const child = fork(join(import.meta.dirname, 'child.ts'), [settings], { execArgv: ['--expose-gc'] });
  endWithTest(child);
  const [ready] = await once(child, 'message');
  const { port } = v.parse(v.object({ port: v.number() }), ready);
  return {
    url: `http://127.0.0.1:${port}`,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    async report() {
      child.send('stats');
      const [message] = await once(child, 'message');
      return v.parse(Report, message);
    },
  };
}

/** `node relay/main.ts` as an operator starts it, with what it prints. */
export function spawnMain(env: Record<string, string>) {
  const child = spawn(process.execPath, [join(root, 'relay/main.ts')], { env: { PATH: process.env['PATH'], ...env } });
  endWithTest(child);
  let output = '';
  let wake: (() => void) | undefined;
  const take = (text: Buffer): void => {
    output += text.toString();
    wake?.();
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const ended = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));
  return {
    ended,
    output: () => output,
    kill: (signal: NodeJS.Signals) => void child.kill(signal),
    /** Resolves with the first match; fails when the process ends without one. */
    async printed(pattern: RegExp): Promise<RegExpExecArray> {
      for (;;) {
        const found = pattern.exec(output);
        if (found) return found;
        if (child.exitCode !== null) throw new Error(`ended without ${pattern}: ${output}`);
        await Promise.race([new Promise<void>((resolve) => (wake = resolve)), ended]);
      }
    },
  };
}
