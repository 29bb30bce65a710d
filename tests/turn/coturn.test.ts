import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, type TestContext } from 'vitest';
import { turnOffer } from '../../relay/turn.ts';

/** Debian's package brings the server and a client to try it with. */
const hasCoturn = ['turnserver', 'turnutils_uclient'].every((name) => spawnSync('which', [name]).status === 0);
const needCoturn = ({ skip }: TestContext): void => {
  if (!hasCoturn) skip('coturn is not installed (apt install coturn): not tried with the real server');
};

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

/** coturn on loopback with what `npm run turn` writes; `secret` as the relay reads it. */
async function startCoturn(): Promise<{ port: number; secret: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'mensetsu-coturn-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const port = await freePort();
  const out = join(folder, 'turnserver.conf');
  const where = [
    '--realm',
    'turn.example.org',
    '--public-ip',
    '127.0.0.1',
    '--listening-ip',
    '127.0.0.1',
    '--allow-loopback',
  ];
  const main = join(import.meta.dirname, '../../turn/main.ts');
  const made = spawnSync(process.execPath, [main, ...where, '--port', String(port), '--out', out], {
    env: { PATH: process.env['PATH'], DATA_DIR: folder },
  });
  expect(made.status).toBe(0);
  const server = spawn('turnserver', ['-c', out, '--pidfile', join(folder, 'pid')], { stdio: 'ignore' });
  onTestFinished(() => void server.kill('SIGKILL'));
  await expect.poll(() => answers(port), { timeout: 10_000 }).toBe(true);
  return { port, secret: readFileSync(join(folder, 'turn-secret'), 'utf8').trim() };
}

/** What coturn's own client says; `-y`: two clients talk to each other over two allocations. */
const tryTurn = (port: number, { username = '', credential = '' }, ...more: string[]): Promise<string> =>
  new Promise((resolve) => {
    const args = ['-u', username, '-w', credential, '-p', String(port), '-n', '3', ...more, '127.0.0.1'];
    execFile('turnutils_uclient', args, { timeout: 8_000 }, (_, stdout, stderr) => resolve(stdout + stderr));
  });

const offered = (secret: string, now = Date.now()): { username?: string; credential?: string } => {
  const [server] = turnOffer({ urls: ['turn:127.0.0.1'], secret }, 'call', now).servers;
  return { username: server?.username ?? '', credential: server?.credential ?? '' };
};

test('coturn starts with it, and relays for credentials of the relay (N2)', async (context) => {
  needCoturn(context);
  const { port, secret } = await startCoturn();
  expect(await tryTurn(port, offered(secret), '-y')).toContain('tot_send_msgs=12, tot_recv_msgs=12');
}, 30_000);

test('coturn refuses forged and expired credentials, and peers in private networks (N2)', async (context) => {
  needCoturn(context);
  const { port, secret } = await startCoturn();
  const DAY_MS = 24 * 3600 * 1000;
  const [forged, expired, inside] = await Promise.all([
    tryTurn(port, offered('another secret'), '-y'),
    tryTurn(port, offered(secret, Date.now() - DAY_MS), '-y'),
    tryTurn(port, offered(secret), '-X', '-e', '10.1.2.3'),
  ]);
  for (const refused of [forged, expired]) {
    expect(refused).toMatch(/401|Unauthorized|Cannot complete Allocation/i);
    expect(refused).not.toMatch(/tot_recv_msgs=[1-9]/);
  }
  expect(inside).toContain('403 (Forbidden IP)');
}, 30_000);
