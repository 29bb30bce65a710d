import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isDenied } from '../../turn/peers.ts';
import { renderTurnConfig, type TurnSettings } from '../../turn/render.ts';
import { unknownMachine } from '../support/machine.ts';
import { readCommand, UsageError } from '../../turn/settings.ts';

const main = join(import.meta.dirname, '../../turn/main.ts');
const given = ['--realm', 'turn.example.org', '--public-ip', '8.8.8.8'];

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mensetsu-turn-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Settings of a rendered file, every value of each. */
function parseConfig(text: string): Map<string, string[]> {
  const settings = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, name = '', value = ''] = /^([a-z0-9_-]+)(?:=(\S+))?$/.exec(line) ?? [];
    expect(name, line).not.toBe('');
    settings.set(name, [...(settings.get(name) ?? []), value]);
  }
  return settings;
}

const render = (args: readonly string[], changes: Partial<TurnSettings> = {}): Map<string, string[]> =>
  parseConfig(
    renderTurnConfig({
      ...readCommand(args, '/etc', unknownMachine).settings,
      secret: 'shared-secret-shared',
      ...changes,
    }),
  );

describe('the TURN configuration (N2)', () => {
  test('takes expiring credentials only, and neither remote control nor other doors', () => {
    const config = render(given);
    expect(config.get('realm')).toEqual(['turn.example.org']);
    expect(config.get('external-ip')).toEqual(['8.8.8.8']);
    expect(config.get('static-auth-secret')).toEqual(['shared-secret-shared']);
    expect(config.get('listening-port')).toEqual(['3478']);
    const switches = [
      'use-auth-secret',
      'fingerprint',
      'no-cli',
      'no-multicast-peers',
      'no-tcp-relay',
      'no-tls',
      'no-dtls',
    ];
    for (const name of switches) expect(config.get(name)).toEqual(['']);
    for (const name of ['user', 'lt-cred-mech', 'no-auth', 'allow-loopback-peers', 'cert'])
      expect(config.has(name)).toBe(false);
    for (const name of ['stale-nonce', 'user-quota', 'total-quota', 'max-bps', 'min-port', 'max-port']) {
      expect(Number(config.get(name)?.[0])).toBeGreaterThan(0);
    }
  });

  const addresses = ['127.0.0.1', '10.0.0.5', '172.17.0.1'];
  const own = (publicIp: string, more: readonly string[], outgoing = '10.0.0.5'): (string[] | undefined)[] => {
    const args = ['--realm', 'turn.example.org', '--public-ip', publicIp, ...more];
    const { settings } = readCommand(args, '/', { addresses: [...addresses, outgoing], outgoing });
    const config = parseConfig(renderTurnConfig({ ...settings, secret: 'shared-secret-shared' }));
    return ['listening-ip', 'relay-ip', 'external-ip'].map((name) => config.get(name));
  };
  test('relays from the public address where the machine has it, whatever others it has', () => {
    expect(own('8.8.8.8', [], '8.8.8.8')).toEqual([undefined, ['8.8.8.8'], undefined]);
    expect(own('8.8.8.8', ['--listening-ip', '8.8.8.8'])).toEqual([['8.8.8.8'], ['8.8.8.8'], undefined]);
  });
  test('behind NAT relays from the inner address, and says so to coturn', () => {
    expect(own('8.8.8.8', [])).toEqual([undefined, ['10.0.0.5'], ['8.8.8.8/10.0.0.5']]);
    const given = own('8.8.8.8', ['--listening-ip', '10.0.0.9']);
    expect(given).toEqual([['10.0.0.9'], ['10.0.0.9'], ['8.8.8.8/10.0.0.9']]);
  });

  test('no more allocations than there are ports', () => {
    expect(render([...given, '--min-port', '50000', '--max-port', '50099']).get('total-quota')).toEqual(['100']);
  });

  test('every line stands under its explanation', () => {
    const text = renderTurnConfig({
      ...readCommand(given, '/', unknownMachine).settings,
      secret: 'shared-secret-shared',
    });
    const lines = text.split('\n');
    const bare = lines.filter((line, at) => /^[a-z]/.test(line) && !/^# (?!==).{4,}/.test(lines[at - 1] ?? ''));
    expect(bare).toEqual([]);
  });

  test('--tls: a folder as certbot leaves it', () => {
    const config = render([...given, '--tls', 'live/turn', '--tls-port', '443']);
    expect([config.get('cert'), config.get('pkey')]).toEqual([
      ['/etc/live/turn/fullchain.pem'],
      ['/etc/live/turn/privkey.pem'],
    ]);
  });

  test('TLS where there is a certificate', () => {
    const config = render([...given, '--tls-cert', 'tls/cert.pem', '--tls-key', '/k.pem', '--tls-port', '443']);
    expect(config.get('tls-listening-port')).toEqual(['443']);
    expect([config.get('cert'), config.get('pkey')]).toEqual([['/etc/tls/cert.pem'], ['/k.pem']]);
    expect(config.has('no-tls')).toBe(false);
    expect(config.has('no-tlsv1_1')).toBe(true);
  });

  const denied = { private: false, loopback: false };
  test.each([
    '127.0.0.1',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.169.254',
    '0.0.0.1',
    '240.0.0.1',
    '::1',
    'fd00::1',
    'fe80::1',
    '64:ff9b::a00:1',
    '2002:a00:1::1',
    '2001:db8::1',
  ])('does not relay to %s', (address) => expect(isDenied(address, denied)).toBe(true));

  test.each(['8.8.8.8', '172.32.0.1', '192.167.255.255', '11.0.0.1', '2606:4700::1111', '2a00:1450::1'])(
    'relays to %s',
    (address) => expect(isDenied(address, denied)).toBe(false),
  );

  test('no denied range begins or ends with an address that coturn takes for "any"', () => {
    for (const range of render(given).get('denied-peer-ip') ?? []) expect(range.split('-')).not.toContain('::');
  });

  test('private networks only where that was asked for, link-local never', () => {
    const ranges = render([...given, '--allow-private']).get('denied-peer-ip') ?? [];
    expect(ranges).not.toContain('10.0.0.0-10.255.255.255');
    expect(ranges).toContain('169.254.0.0-169.254.255.255');
    expect(ranges).toContain('127.0.0.0-127.255.255.255');
  });
});

describe('npm run turn (U1)', () => {
  test.each<[string, string[]]>([
    ['--realm', ['--public-ip', '8.8.8.8']],
    ['--realm', ['--realm', 'a\nno-auth', '--public-ip', '8.8.8.8']],
    ['--public-ip', ['--realm', 'a']],
    ['--public-ip', ['--realm', 'a', '--public-ip', '8.8.8']],
    ['--allow-private', ['--realm', 'a', '--public-ip', '10.0.0.1']],
    ['--tls-key', [...given, '--tls-cert', 'c.pem']],
    ['--port', [...given, '--port', '0']],
    ['--min-port', [...given, '--min-port', '50001', '--max-port', '50000']],
    ['--colour', [...given, '--colour', 'red']],
  ])('what is wrong with %s is said: %j', (name, args) => {
    expect(() => readCommand(args, '/', unknownMachine)).toThrow(UsageError);
    expect(() => readCommand(args, '/', unknownMachine)).toThrow(name);
  });

  const run = (args: readonly string[], env: Record<string, string>) =>
    spawnSync(process.execPath, [main, ...args], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', ...env },
    });

  test('prints the configuration alone, and keeps the secret for the relay with mode 0600', () => {
    const folder = temporaryFolder();
    const { stdout, stderr, status } = run(given, { DATA_DIR: folder });
    expect(status).toBe(0);
    const file = join(folder, 'turn-secret');
    const secret = readFileSync(file, 'utf8').trim();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(parseConfig(stdout).get('static-auth-secret')).toEqual([secret]);
    expect(stderr).toContain("TURN_URLS='turn:8.8.8.8:3478?transport=udp,turn:8.8.8.8:3478?transport=tcp'");
    expect(stderr).toContain(file);
    expect(stderr).not.toContain(secret);
    expect(run(given, { DATA_DIR: folder }).stdout).toBe(stdout);
    chmodSync(file, 0o644);
    expect(run(given, { DATA_DIR: folder })).toMatchObject({ status: 2, stdout: '' });
  });

  test('--out writes it for its owner only, also over a file that was open to all', () => {
    const folder = temporaryFolder();
    const out = join(folder, 'turnserver.conf');
    writeFileSync(out, 'old', { mode: 0o644 });
    const { stdout, status } = run([...given, '--out', out], { DATA_DIR: folder, TURN_SECRET: 'from-the-environment' });
    expect([status, stdout]).toEqual([0, '']);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(parseConfig(readFileSync(out, 'utf8')).get('static-auth-secret')).toEqual(['from-the-environment']);
  });

  test('a secret that would break out of its line is refused', () => {
    const { status, stderr } = run(given, { DATA_DIR: temporaryFolder(), TURN_SECRET: 'sixteen chars and\nno-auth' });
    expect(status).toBe(2);
    expect(stderr).toContain('TURN_SECRET');
  });
});
