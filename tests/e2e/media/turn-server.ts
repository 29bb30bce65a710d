/** Debian's coturn for one test: UDP and TCP on a free port of this machine, one user, no TLS. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const COTURN = '/usr/bin/turnserver';
export const hasCoturn = (): boolean => existsSync(COTURN);

export interface TurnForTest {
  readonly host: string;
  readonly username: string;
  readonly credential: string;
  stop(): void;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Whether something listens there by now. */
const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const over = (listens: boolean): void => {
      socket.destroy();
      resolve(listens);
    };
    socket.once('connect', () => over(true));
    socket.once('error', () => over(false));
  });

export async function startTurn(): Promise<TurnForTest> {
  const port = await freePort();
  const folder = mkdtempSync(path.join(tmpdir(), 'mensetsu-turn-'));
  const child = spawn(
    COTURN,
    [
      '-n',
      '--listening-ip=127.0.0.1',
      '--relay-ip=127.0.0.1',
      `--listening-port=${port}`,
      '--no-cli',
      '--no-tls',
      '--no-dtls',
      '--lt-cred-mech',
      '--user=alice:secret',
      '--realm=test',
      `--pidfile=${folder}/pid`,
      `--userdb=${folder}/users`,
      '--log-file=stdout',
    ],
    { stdio: 'ignore' },
  );
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  child.once('exit', (code) => (failure = new Error(`coturn ended with ${String(code)}`)));
  while (!(await answers(port))) if (failure) throw failure;
  return {
    host: `127.0.0.1:${port}`,
    username: 'alice',
    credential: 'secret',
    stop() {
      child.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
