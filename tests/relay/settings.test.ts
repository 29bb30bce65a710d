import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addressOf } from '../../relay/address.ts';
import { ConfigError, configFrom } from '../../relay/config.ts';
import { Bucket } from '../../relay/limits.ts';
import { SecretError, signingSecret } from '../../relay/secret.ts';
import { temporaryFolder } from './support/relay.ts';

describe('settings (N1, R4, U1)', () => {
  test('nothing set: port 8080 of this machine only', () => {
    const config = configFrom({}, '/srv/mensetsu');
    expect(config).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      publicUrl: 'http://localhost:8080',
      dataDir: '/srv/mensetsu/data',
    });
    expect(configFrom({ PORT: '9000' }, '/').publicUrl).toBe('http://localhost:9000');
  });

  test('a public address without an organiser key is refused, and says what to do (R4)', () => {
    expect(() => configFrom({ PUBLIC_URL: 'https://interview.example.org' }, '/')).toThrow(/Set ORGANIZER_KEY/);
    const config = configFrom(
      { PUBLIC_URL: 'https://interview.example.org/', ORGANIZER_KEY: 'long enough to count' },
      '/',
    );
    expect(config).toMatchObject({ publicUrl: 'https://interview.example.org', host: undefined });
    for (const local of ['http://localhost:1', 'http://127.0.0.1', 'http://[::1]:8080', 'http://a.localhost']) {
      expect(configFrom({ PUBLIC_URL: local }, '/').organizerKey).toBeUndefined();
    }
  });

  test.each([
    ['PORT', '80a'],
    ['PORT', '70000'],
    ['PUBLIC_URL', 'interview.example.org'],
    ['PUBLIC_URL', 'https://interview.example.org/path'],
    ['PUBLIC_URL', 'ftp://localhost'],
    ['ORGANIZER_KEY', 'short'],
    ['TRUST_PROXY', 'yes'],
    ['ALLOWED_ORIGINS', 'https://a.example/'],
    ['TURN_URLS', 'https://turn.example.org'],
    ['TURN_URLS', 'turn:turn.example.org:3478'], // without a secret
    ['MAX_CONNECTIONS', '-1'],
    ['METRICS_PORT', 'on'],
    ['DRAIN_SECONDS', '3600'],
  ])('%s=%s is refused by name', (name, value) => {
    const attempt = (): unknown => configFrom({ [name]: value }, temporaryFolder());
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(name);
  });

  test('figures for the operator: nowhere unless asked for, then on this machine only (N5)', () => {
    expect(configFrom({}, '/')).toMatchObject({ operator: undefined, drainMs: 0 });
    const config = configFrom({ METRICS_PORT: '9090', DRAIN_SECONDS: '10' }, '/');
    expect(config).toMatchObject({ operator: { port: 9090, host: '127.0.0.1' }, drainMs: 10_000 });
    expect(configFrom({ METRICS_PORT: '9090', METRICS_HOST: '::' }, '/').operator?.host).toBe('::');
  });

  test('the TURN secret comes from the environment, or from the file that npm run turn made', () => {
    const folder = temporaryFolder();
    const env = { TURN_URLS: 'turn:t.example:3478?transport=udp, turns:t.example:5349', DATA_DIR: folder };
    expect(configFrom({ ...env, TURN_SECRET: 'x' }, '/').turn).toEqual({
      urls: ['turn:t.example:3478?transport=udp', 'turns:t.example:5349'],
      secret: 'x',
    });
    writeFileSync(join(folder, 'turn-secret'), 'from the file\n', { mode: 0o600 });
    expect(configFrom(env, '/').turn.secret).toBe('from the file');
    chmodSync(join(folder, 'turn-secret'), 0o640);
    expect(() => configFrom(env, '/')).toThrow(SecretError);
  });
});

describe('the signing secret (N1)', () => {
  test('is made once, for its owner only', () => {
    const file = join(temporaryFolder(), 'deep', 'relay-secret');
    const secret = signingSecret(file);
    expect(secret).toHaveLength(32);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700);
    expect(signingSecret(file)).toEqual(secret);
  });

  test('is refused where others can read it, or where it is damaged', () => {
    const file = join(temporaryFolder(), 'relay-secret');
    signingSecret(file);
    chmodSync(file, 0o644);
    expect(() => signingSecret(file)).toThrow(/chmod 600/);
    chmodSync(file, 0o600);
    writeFileSync(file, readFileSync(file, 'utf8').slice(4));
    expect(() => signingSecret(file)).toThrow(SecretError);
  });
});

describe('limits', () => {
  test('a bucket refills by time, never above its size, and survives a clock that is set back', () => {
    const bucket = new Bucket(2, 1000);
    expect([1, 1, 1].map((cost) => bucket.take(cost, 2, 1, 1000))).toEqual([true, true, false]);
    expect(bucket.take(1, 2, 1, 500)).toBe(false);
    expect(bucket.take(1, 2, 1, 1500)).toBe(true);
    expect([1, 1, 1].map((cost) => bucket.take(cost, 2, 1, 100_000))).toEqual([true, true, false]);
  });

  const request = (remoteAddress: string, forwarded?: string): IncomingMessage =>
    ({ socket: { remoteAddress }, headers: { ...(forwarded && { 'x-forwarded-for': forwarded }) } }) as IncomingMessage;

  test.each([
    ['10.0.0.1', undefined, 0, '10.0.0.1'],
    ['::ffff:10.0.0.1', undefined, 0, '10.0.0.1'],
    ['2001:db8:1:2:3:4:5:6', undefined, 0, '2001:db8:1:2'],
    ['2001:db8::6', undefined, 0, '2001:db8:0:0'],
    ['::1', undefined, 0, '0:0:0:0'],
    ['fe80::1%eth0', undefined, 0, 'fe80:0:0:0'],
    ['10.0.0.1', '192.0.2.7', 0, '10.0.0.1'], // a header that nobody trusted wrote
    ['10.0.0.1', '198.51.100.1, 192.0.2.7', 1, '192.0.2.7'],
    ['10.0.0.1', '198.51.100.1, 192.0.2.7, 10.0.0.2', 2, '192.0.2.7'],
    ['10.0.0.1', '192.0.2.7', 2, '10.0.0.1'],
  ])('the address of %s, forwarded for %s, behind %i proxies is %s', (remote, forwarded, proxies, address) => {
    expect(addressOf(request(remote, forwarded), proxies)).toBe(address);
  });
});
