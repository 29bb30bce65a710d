import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { ConfigError, configFrom } from '../../relay/config.ts';
import { holdsFor, selfSigned } from '../../tools/lan/certificate.ts';
import { lanAddress, lanCertificate, lanEnvironment } from '../../tools/lan/settings.ts';
import { Interview } from '../relay/support/client.ts';
import { startRelay } from '../relay/support/relay.ts';

const DAY_MS = 24 * 3600 * 1000;

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mensetsu-lan-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('the certificate of a local network (N8)', () => {
  test('is what a browser asks of a server: names, use, time, its own signature, and no authority', () => {
    const { cert, key } = selfSigned(['192.168.1.20', '10.0.0.5'], Date.now());
    const made = new X509Certificate(cert);
    expect(made.verify(made.publicKey)).toBe(true);
    expect(made.checkIP('192.168.1.20')).toBe('192.168.1.20');
    expect(made.checkIP('10.0.0.5')).toBe('10.0.0.5');
    expect(made.checkIP('10.0.0.6')).toBeUndefined();
    expect(made.checkHost('localhost')).toBe('localhost');
    expect(made.ca).toBe(false);
    expect(made.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(Date.parse(made.validTo) - Date.parse(made.validFrom)).toBeLessThanOrEqual(398 * DAY_MS);
    expect(key).toContain('PRIVATE KEY');
  });

  test('is kept for the next time, for its owner only, and made anew for another address or near its end', () => {
    const folder = temporaryFolder();
    const now = Date.now();
    const { cert, key } = lanCertificate(folder, '192.168.1.20', now);
    for (const file of [cert, key]) expect(statSync(file).mode & 0o777).toBe(0o600);
    const first = readFileSync(cert, 'utf8');
    lanCertificate(folder, '192.168.1.20', now + 80 * DAY_MS);
    expect(readFileSync(cert, 'utf8')).toBe(first);
    expect(holdsFor(first, ['192.168.1.20'], now + 89.5 * DAY_MS)).toBe(false);
    lanCertificate(folder, '192.168.1.21', now);
    expect(readFileSync(cert, 'utf8')).not.toBe(first);
  });
});

test("the machine's address: of a private network, and of no container (N8)", () => {
  const at = (address: string, internal = false) => [{ address, internal }];
  expect(lanAddress({ lo: at('127.0.0.1', true), eth0: at('203.0.113.9'), wlan0: at('192.168.1.20') })).toBe(
    '192.168.1.20',
  );
  expect(lanAddress({ docker0: at('172.17.0.1'), en0: [...at('fe80::1'), ...at('10.1.2.3')] })).toBe('10.1.2.3');
  expect(lanAddress({ lo: at('127.0.0.1', true) })).toBeUndefined();
});

describe('a relay that speaks https itself (N8)', () => {
  test('page and WebSocket over TLS, with this certificate and no other', async () => {
    const files = lanCertificate(temporaryFolder(), '127.0.0.1', Date.now());
    const { url } = await startRelay({ tls: files, publicUrl: 'https://127.0.0.1' });
    const secure = url.replace('http:', 'https:');
    const ca = readFileSync(files.cert);
    const status = await new Promise((resolve, reject) => {
      request(`${secure}/healthz`, { ca, agent: false }, (response) => {
        response.resume();
        resolve([response.statusCode, response.headers['strict-transport-security'] !== undefined]);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toEqual([200, true]);
    const socket = new WebSocket(`${secure.replace('https', 'wss')}/ws/${new Interview().room}`, { ca });
    onTestFinished(() => socket.terminate());
    const challenge = await new Promise((resolve, reject) => {
      socket.on('message', (data: Buffer) => resolve(JSON.parse(data.toString())));
      socket.on('error', reject);
    });
    expect(challenge).toMatchObject({ t: 'challenge' });
    await expect(fetch(`${secure}/healthz`)).rejects.toThrow();
  });

  test('the settings that --lan makes are those of a relay, and nobody makes interviews without the key (R4)', () => {
    const files = lanCertificate(temporaryFolder(), '192.168.1.20', Date.now());
    const settings = lanEnvironment({}, '192.168.1.20', files);
    const config = configFrom(settings, '/');
    expect(config).toMatchObject({ publicUrl: 'https://192.168.1.20:8443', port: 8443, host: '0.0.0.0', tls: files });
    expect(config.organizerKey?.length).toBeGreaterThanOrEqual(20);
    expect(lanEnvironment({ ORGANIZER_KEY: 'given', PORT: '9000' }, '10.0.0.1', files)).toMatchObject({
      ORGANIZER_KEY: 'given',
      PUBLIC_URL: 'https://10.0.0.1:9000',
    });
    for (const wrong of [{ TLS_KEY: undefined }, { PUBLIC_URL: 'http://192.168.1.20:8443' }, { TLS_CERT: '/none.pem' }])
      expect(() => configFrom({ ...settings, ...wrong }, '/')).toThrow(ConfigError);
  });
});
