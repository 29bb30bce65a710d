import { describe, expect, test } from 'vitest';
import { installationOf } from '../../relay/installation.ts';
import { Installation } from '../../src/lib/wire/installation.ts';
import { parse } from '../../src/lib/wire/ids.ts';
import { startRelay } from './support/relay.ts';

describe('GET /api/installation (S2)', () => {
  test.each([
    ['turn:turn.example.org', { host: 'turn.example.org', port: 3478, kind: 'udp' }],
    ['turn:turn.example.org:3479?transport=udp', { host: 'turn.example.org', port: 3479, kind: 'udp' }],
    ['turn:turn.example.org:443?transport=tcp', { host: 'turn.example.org', port: 443, kind: 'tcp' }],
    ['turns:turn.example.org?transport=tcp', { host: 'turn.example.org', port: 5349, kind: 'tls' }],
    ['turns:turn.example.org:443', { host: 'turn.example.org', port: 443, kind: 'tls' }],
    ['stun:[2001:db8::1]:3478', { host: '[2001:db8::1]', port: 3478, kind: 'stun' }],
  ])('%s', (uri, server) => {
    expect(installationOf('https://interview.example.org', [uri]).servers).toEqual([server]);
  });

  test.each([
    ['https://interview.example.org', { host: 'interview.example.org', port: 443, secure: true }],
    ['https://interview.example.org:8443', { host: 'interview.example.org', port: 8443, secure: true }],
    ['http://localhost:8080', { host: 'localhost', port: 8080, secure: false }],
  ])('the page at %s', (url, page) => {
    expect(installationOf(url, []).page).toEqual(page);
  });

  test('tells hosts and ports, fits its schema, and holds no secret', async () => {
    const secret = 'a-secret-that-must-not-get-out';
    const { url } = await startRelay({ turn: { urls: ['turn:turn.example.org:3478?transport=udp'], secret } });
    const response = await fetch(`${url}/api/installation`);
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(parse(Installation, JSON.parse(text))?.servers).toEqual([
      { host: 'turn.example.org', port: 3478, kind: 'udp' },
    ]);
    expect(text).not.toMatch(/secret|credential|username/i);
    expect((await fetch(`${url}/api/installation`, { method: 'POST' })).status).toBe(405);
  });
});
