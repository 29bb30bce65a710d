/** deploy/haproxy.cfg with Debian's HAProxy before relays on this machine, over http on a port of its own. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { freePort, startProgram } from './process.ts';

const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;

/** Why there can be none here; undefined where there can. */
export const whyNoHaproxy = (): string | undefined =>
  spawnSync('haproxy', ['-v'], { env: { PATH } }).status === 0
    ? undefined
    : 'haproxy is not installed (apt-get install haproxy)';

const written = readFileSync(path.join(import.meta.dirname, '../../deploy/haproxy.cfg'), 'utf8');
/** Who is not root cannot become another. */
const forMe = process.getuid?.() === 0 ? written : written.replaceAll(/^ {4}(user|group) .*\n/gm, '');

/** As it is in deploy/, on 127.0.0.1:`port` without TLS, and with fewer connections. */
export const haproxyConfig = (port: number): string =>
  forMe
    .replace(/^ {4}bind :80\n {4}bind :443.*$/m, `    bind 127.0.0.1:${port}`)
    .replace('maxconn 60000', 'maxconn 500');

/** Starts it as Debian's unit does: a process that serves, and a master that starts another one at a reload. */
export const runHaproxy = (file: string) => startProgram('haproxy', ['-W', '-f', file], { env: { PATH } });

export interface Haproxy {
  readonly port: number;
  /** How many relays it takes for ready. */
  up(): Promise<number>;
  /** Resolves when the new process answers. The old one tells what it knows once it has waited in vain, 5 s, for one before itself. */
  reload(): Promise<void>;
  stop(): Promise<void>;
}

/** Before relays on these three ports; its files lie in `folder`. `edit` changes the configuration further. */
export async function startHaproxy(
  ports: readonly number[],
  folder: string,
  { port, edit = (text) => text }: { readonly port: number; readonly edit?: (text: string) => string },
): Promise<Haproxy> {
  const statsPort = await freePort();
  const control = path.join(folder, 'control');
  let number = 0;
  const config = edit(haproxyConfig(port))
    .replace(/^.*redirect scheme https.*\n/m, '')
    .replaceAll(/10\.0\.0\.1\d:8080/g, () => `127.0.0.1:${ports[number++ % ports.length]}`)
    .replace('127.0.0.1:10000', `127.0.0.1:${await freePort()}`)
    .replace('localpeer', `stats socket ${control}\n    localpeer`)
    .concat(`\nlisten stats\n    bind 127.0.0.1:${statsPort}\n    stats enable\n    stats uri /\n`);
  if (number !== 2 * ports.length) throw new Error('the configuration has other relays than the tests');
  const file = path.join(folder, 'haproxy.cfg');
  writeFileSync(file, config);
  const program = runHaproxy(file);
  const stats = (form: string): Promise<string> =>
    fetch(`http://127.0.0.1:${statsPort}/${form}`, { headers: { connection: 'close' } }).then(
      (answer) => answer.text(),
      () => '',
    );
  const worker = async (): Promise<string | undefined> => /pid = <\/b> (\d+)/.exec(await stats(''))?.[1];
  const up = async (): Promise<number> =>
    (await stats(';csv')).split('\n').filter((line) => line.startsWith('rooms,relay') && /,UP[ ,]/.test(line)).length;
  await until(async () => (await up()) === ports.length, 'all relays to be ready');
  return {
    port,
    up,
    async reload() {
      const before = await worker();
      await until(
        async () => /id=proxies .* resync_timeout=<PAST>/.test(await ask(control, 'show peers')),
        'the table to be settled',
      );
      process.kill(program.pid ?? Number.NaN, 'SIGUSR2');
      await until(async () => ![before, undefined].includes(await worker()), 'the new process');
      await until(async () => (await up()) === ports.length, 'all relays to be ready');
    },
    stop: async () => void (await program.stop()),
  };
}

const LOOK_MS = 100;
const PATIENCE_MS = 30_000;

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** What it answers to a command on its control socket. */
const ask = (socketPath: string, command: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(socketPath, () => void socket.end(`${command}\n`));
    socket.on('data', (piece: Buffer) => (answer += piece.toString()));
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });
