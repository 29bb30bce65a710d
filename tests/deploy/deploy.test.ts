import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { configFrom } from '../../relay/config.ts';
import { checkPage } from '../../tools/doctor/page.ts';
import { openings, openingsTable } from '../../tools/firewall.ts';
import type { Finding } from '../../turn/check.ts';
import { unknownMachine } from '../support/machine.ts';
import { readCommand } from '../../turn/settings.ts';
import { startRelay, temporaryFolder } from '../relay/support/relay.ts';

const root = join(import.meta.dirname, '../..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');

const example: Record<string, string> = Object.fromEntries(
  read('deploy/mensetsu.env.example')
    .split('\n')
    .filter((line) => /^[A-Z_]+=/.test(line))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
);
const config = configFrom({ ...example, ORGANIZER_KEY: 'k'.repeat(20), TURN_SECRET: 's'.repeat(20) }, '/');
const turn = readCommand(
  ['--realm', 'turn.example.org', '--public-ip', '8.8.8.8', '--tls', '/tls'],
  '/',
  unknownMachine,
).settings;

describe('deploy/ (N3)', () => {
  test('the firewall table of the page for self-hosters is that of the configuration (S2)', () => {
    const page = read('docs/self-hosting.md');
    const cells = (text: string): string[][] =>
      text
        .split('\n')
        .filter((line) => line.startsWith('|') && !line.startsWith('| -'))
        .map((line) =>
          line
            .split('|')
            .slice(1, -1)
            .map((cell) => cell.trim()),
        );
    const [, table = ''] = /<!-- firewall:[^>]*-->([\s\S]*?)<!-- \/firewall -->/.exec(page) ?? [];
    const rows = openings(config, turn);
    expect(cells(table)).toEqual(cells(openingsTable(rows)));
    expect(rows.map(({ port, protocol }) => `${port}/${protocol}`)).toEqual([
      '80/tcp',
      '443/tcp',
      '3478/udp',
      '3478/tcp',
      '5349/tcp',
      '49152-65535/udp',
    ]);
  });

  test('the example of the settings lacks the organiser key and nothing else', () => {
    expect(() => configFrom({ ...example, TURN_SECRET: 's'.repeat(20) }, '/')).toThrow('ORGANIZER_KEY');
    expect(config).toMatchObject({ trustProxy: 1, operator: { port: 9090, host: '127.0.0.1' }, drainMs: 0 });
    expect(new URL(config.publicUrl ?? '').host).toBe(/^(\S+) \{$/m.exec(read('deploy/Caddyfile'))?.[1]);
  });

  test('what the page, the unit and the compose file name is there', () => {
    const named = [
      ...`${read('docs/self-hosting.md')}${read('deploy/compose.yaml')}`.matchAll(/\bdeploy\/[A-Za-z.-]+[a-z]\b/g),
    ].map(([name]) => name);
    // What an operator makes lies in deploy/own.
    const ours = named.filter((name) => !name.startsWith('deploy/own'));
    for (const name of new Set(ours)) expect(existsSync(join(root, name)), name).toBe(true);
    const scripts = Object.keys(JSON.parse(read('package.json')).scripts);
    for (const [, script = ''] of read('docs/self-hosting.md').matchAll(/npm run ([a-z]+)/g))
      expect(scripts).toContain(script);
    expect(read('deploy/mensetsu.service')).toMatch(
      /ExecStart=\/opt\/mensetsu\/node_modules\/\.bin\/node \/opt\/mensetsu\/dist\/relay\.mjs/,
    );
  });

  test('every test that SECURITY.md names is there', () => {
    const named = [...read('SECURITY.md').matchAll(/`(tests\/[^`]+)`/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(8);
    for (const name of named) expect(existsSync(join(root, name)), name).toBe(true);
  });
});

async function findings(url: string, now: () => number = Date.now): Promise<Record<string, Finding['result']>> {
  const found: Record<string, Finding['result']> = {};
  for await (const { name, result } of checkPage(url, now)) found[name] = result;
  return found;
}

/** As much of a built client as the doctor looks at. */
function builtClient(): string {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, 'index.html'),
    '<meta http-equiv="content-security-policy" content="default-src \'none\'; base-uri \'none\'; form-action \'none\'"><script src="/a.js"></script>',
  );
  return folder;
}

describe('npm run doctor (N3)', () => {
  test('a sound installation', async () => {
    const { url } = await startRelay({ staticDir: builtClient() });
    expect(await findings(url)).toEqual({
      HTTPS: 'ok',
      'It answers': 'ok',
      'It wants connections': 'ok',
      Clock: 'ok',
      'The page is served': 'ok',
      'Scripts and styles': 'ok',
      'Policy of the page': 'ok',
      Headers: 'ok',
      'Figures are not public': 'ok',
      WebSocket: 'ok',
      'WebSocket for pages of others': 'ok',
      'Models for transcripts': 'note',
    });
  });

  test('no client, a clock that is wrong, a relay that drains, an origin that is not let in, nothing at all', async () => {
    const { url, relay } = await startRelay({ publicUrl: 'https://interview.example.org' });
    relay.drain();
    expect(await findings(url, () => Date.now() + 60_000)).toMatchObject({
      'It wants connections': 'failed',
      Clock: 'failed',
      'The page is served': 'failed',
      WebSocket: 'failed',
    });
    await relay.close();
    expect(await findings(url)).toEqual({ HTTPS: 'ok', 'It answers': 'failed' });
    expect((await findings('http://127.0.0.2:1'))['HTTPS']).toBe('failed');
  });

  test('the command ends with 1 where a secret can be read by others', async () => {
    const { url } = await startRelay({ staticDir: builtClient() });
    const dataDir = temporaryFolder();
    mkdirSync(dataDir, { recursive: true });
    const secret = join(dataDir, 'relay-secret');
    writeFileSync(secret, 'x', { mode: 0o600 });
    const run = (): Promise<{ code: number | null; output: string }> =>
      new Promise((resolve) => {
        const env = { PATH: process.env['PATH'], DATA_DIR: dataDir, PUBLIC_URL: url };
        const child = spawn(process.execPath, [join(root, 'tools/doctor.ts')], { env });
        let output = '';
        for (const stream of [child.stdout, child.stderr])
          stream.on('data', (piece: Buffer) => (output += piece.toString()));
        child.on('close', (code) => resolve({ code, output }));
      });
    expect(await run()).toMatchObject({
      code: 0,
      output: expect.stringContaining('ok      Secret relay-secret: mode 600'),
    });
    chmodSync(secret, 0o644);
    expect(await run()).toMatchObject({ code: 1, output: expect.stringContaining('chmod 600') });
  });
});
