/** Programs that a test starts and waits for: by what they print, and until they have ended. */
import { spawn, type SpawnOptions } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';

export interface Program {
  readonly pid: number | undefined;
  /** All that it has printed so far, on both streams. */
  output(): string;
  /** Resolves with the first match in what it prints; rejects when it ends without. */
  waitFor(pattern: RegExp): Promise<RegExpExecArray>;
  /** Asks it to end, and resolves with its exit code (null: by a signal). */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export function startProgram(command: string, args: readonly string[], options: SpawnOptions = {}): Program {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  const watchers = new Set<() => void>();
  const tell = (): void => {
    for (const watcher of [...watchers]) watcher();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      tell();
    });
  }
  let over: { code: number | null } | undefined;
  const end = (code: number | null): void => {
    over ??= { code };
    tell();
  };
  child.on('error', (error) => {
    printed += String(error);
    end(null);
  });
  child.on('close', end);

  const until = <T>(look: () => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const watcher = (): void => {
        try {
          const found = look();
          if (found === undefined) return;
          watchers.delete(watcher);
          resolve(found);
        } catch (error) {
          watchers.delete(watcher);
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      watchers.add(watcher);
      watcher();
    });
  return {
    pid: child.pid,
    output: () => printed,
    waitFor: (pattern) =>
      until(() => {
        const match = pattern.exec(printed);
        if (match) return match;
        if (over) throw new Error(`${command} ended (${over.code}) without printing ${pattern}:\n${printed}`);
        return undefined;
      }),
    async stop(signal = 'SIGTERM') {
      if (!over) child.kill(signal);
      return (await until(() => over)).code;
    },
  };
}

/** A TCP port that is free just now, on the loopback address. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
