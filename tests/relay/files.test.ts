import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { startRelay, temporaryFolder } from './support/relay.ts';

describe('the built client (N6)', () => {
  function build(): string {
    const dir = temporaryFolder();
    mkdirSync(join(dir, '_app/immutable'), { recursive: true });
    mkdirSync(join(dir, 'models'));
    const page = '<!doctype html><title>page</title>'.repeat(20);
    writeFileSync(join(dir, 'index.html'), page);
    writeFileSync(join(dir, 'index.html.br'), brotliCompressSync(page));
    writeFileSync(join(dir, 'index.html.gz'), gzipSync(page));
    writeFileSync(join(dir, '_app/immutable/a.js'), 'export {}');
    writeFileSync(join(dir, '.secret'), 'hidden');
    writeFileSync(join(dir, 'models/large.bin'), Buffer.alloc(3_000_000, 7));
    return dir;
  }
  const html = { accept: 'text/html,*/*' };
  /** Without the conveniences of fetch, which decodes and normalises. */
  const get = (url: string, path: string, headers: Record<string, string> = {}) =>
    new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
      const { hostname, port } = new URL(url);
      const sent = request({ hostname, port, path, headers }, (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) }),
        );
      });
      sent.on('error', reject);
      sent.end();
    });

  test('pages get the fallback, scripts and models a real 404, hidden files and ways out nothing', async () => {
    const { url } = await startRelay({ staticDir: build() });
    for (const path of ['/', '/room', '/new?x=1', '/deep/room']) {
      const page = await get(url, path, html);
      expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    }
    const missing = [
      '/models/x',
      '/models',
      '/_app/gone',
      '/_app/immutable/gone.js',
      '/gone.png',
      '/api/x',
      '/probe/x',
      '/ws/x',
    ];
    const forbidden = [
      '/.secret',
      '/..%2f..%2fetc%2fpasswd',
      '/../../etc/passwd',
      '/%00',
      '/%',
      '/_app/..%5c',
      '//etc/passwd',
    ];
    for (const path of [...missing, ...forbidden]) {
      const { status, body } = await get(url, path, html);
      expect([path, status === 404 || (path === '//etc/passwd' && !body.includes('root:'))]).toEqual([path, true]);
    }
    expect((await get(url, '/room', { accept: 'application/json' })).status).toBe(404);
    expect((await fetch(`${url}/room`, { method: 'POST' })).status).toBe(405);
  });

  test('precompressed files, revalidation, and no expiry for names with a hash', async () => {
    const { url } = await startRelay({ staticDir: build() });
    const br = await get(url, '/', { 'accept-encoding': 'gzip, deflate, br' });
    expect(br.headers).toMatchObject({
      'content-encoding': 'br',
      'cache-control': 'no-cache',
      vary: 'Accept-Encoding',
    });
    expect((await get(url, '/', { 'accept-encoding': 'gzip' })).headers['content-encoding']).toBe('gzip');
    expect((await get(url, '/', { 'accept-encoding': 'br;q=0' })).headers['content-encoding']).toBeUndefined();
    const etag = String(br.headers['etag']);
    expect((await get(url, '/', { 'accept-encoding': 'br', 'if-none-match': etag })).status).toBe(304);
    const script = await get(url, '/_app/immutable/a.js');
    expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
  });

  test('security headers on every answer, HSTS where the address is https', async () => {
    const { url } = await startRelay({ staticDir: build(), publicUrl: 'https://interview.example.org' });
    for (const path of ['/', '/gone.js', '/healthz']) {
      const { headers } = await get(url, path);
      expect(headers).toMatchObject({
        'content-security-policy': "frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'x-frame-options': 'DENY',
        'permissions-policy': expect.stringContaining('camera=(self), microphone=(self), display-capture=(self)'),
        'strict-transport-security': expect.stringContaining('max-age='),
      });
      expect(headers).not.toHaveProperty('x-powered-by');
      expect(headers).not.toHaveProperty('server');
    }
    const local = await startRelay({ staticDir: build() });
    expect((await get(local.url, '/')).headers).not.toHaveProperty('strict-transport-security');
  });

  test('N6 a script that is run as a worker may talk to its own host only, also when it was kept', async () => {
    const { url } = await startRelay({ staticDir: build() });
    const first = await get(url, '/_app/immutable/a.js');
    const again = await get(url, '/_app/immutable/a.js', { 'if-none-match': String(first.headers['etag']) });
    expect([first.status, again.status]).toEqual([200, 304]);
    for (const { headers } of [first, again]) {
      const policy = String(headers['content-security-policy']).split('; ');
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("connect-src 'self'");
      expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
    }
    expect((await get(url, '/', html)).headers['content-security-policy']).toBe("frame-ancestors 'none'");
  });

  test('a file that goes, a range that runs backwards and a reader that gives up do no harm', async () => {
    const dir = build();
    const { url } = await startRelay({ staticDir: dir });
    expect((await get(url, '/models/large.bin', { range: 'bytes=10-5' })).status).toBe(200);
    const leaving = await fetch(`${url}/models/large.bin`);
    await leaving.body?.cancel();
    rmSync(join(dir, '_app'), { recursive: true });
    expect((await get(url, '/_app/immutable/a.js')).status).toBe(404);
    expect((await get(url, '/healthz')).body.toString()).toBe('{"status":"ok"}');
  });
});
