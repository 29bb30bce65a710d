import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { startRelay, temporaryFolder } from './support/relay.ts';

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
const html = { accept: 'text/html,*/*' };

describe('the built client (N6)', () => {
  function build(): string {
    const dir = temporaryFolder();
    mkdirSync(join(dir, '_app/immutable'), { recursive: true });
    const page = '<!doctype html><title>page</title>'.repeat(20);
    writeFileSync(join(dir, 'index.html'), page);
    writeFileSync(join(dir, 'index.html.br'), brotliCompressSync(page));
    writeFileSync(join(dir, 'index.html.gz'), gzipSync(page));
    writeFileSync(join(dir, '_app/immutable/a.js'), 'export {}');
    writeFileSync(join(dir, '.secret'), 'hidden');
    writeFileSync(join(dir, 'large.bin'), Buffer.alloc(3_000_000, 7));
    return dir;
  }

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

  test('N6 the worker of speech recognition alone may make functions of text, and may load no further script', async () => {
    const dir = build();
    mkdirSync(join(dir, '_app/immutable/workers'));
    const names = [
      'workers/speech.worker-Ab-1_2.js',
      'workers/speech.worker.js',
      'speech.worker-Ab.js',
      'workers/other.worker-Ab.js',
    ];
    for (const name of names) writeFileSync(join(dir, '_app/immutable', name), '1');
    const { url } = await startRelay({ staticDir: dir });
    const [own, ...others] = await Promise.all(names.map((name) => get(url, `/_app/immutable/${name}`)));
    expect(String(own?.headers['content-security-policy']).split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'unsafe-eval' 'wasm-unsafe-eval'",
      "connect-src 'self'",
      "frame-ancestors 'none'",
    ]);
    for (const { status, headers } of others) {
      expect(status).toBe(200);
      expect(String(headers['content-security-policy'])).not.toContain("'unsafe-eval'");
    }
  });

  test('a file that goes, a range that runs backwards and a reader that gives up do no harm', async () => {
    const dir = build();
    const { url } = await startRelay({ staticDir: dir });
    expect((await get(url, '/large.bin', { range: 'bytes=10-5' })).status).toBe(200);
    const leaving = await fetch(`${url}/large.bin`);
    await leaving.body?.cancel();
    rmSync(join(dir, '_app'), { recursive: true });
    expect((await get(url, '/_app/immutable/a.js')).status).toBe(404);
    expect((await get(url, '/healthz')).body.toString()).toBe('{"status":"ok"}');
  });
});

describe('models (T3)', () => {
  const VERSION = '0123456789abcdef';
  const file = `/models/vosk/${VERSION}/model.tar.gz`;
  const BYTES = '0123456789';
  const sha256 = createHash('sha256').update(BYTES).digest('hex');
  const about = { id: 'vosk', kind: 'speech', language: 'ja', name: 'Vosk', licence: 'MIT', version: VERSION };
  const index = JSON.stringify({ models: [{ ...about, files: [{ path: 'model.tar.gz', bytes: 10, sha256 }] }] });
  function models(): string {
    const dir = temporaryFolder();
    mkdirSync(join(dir, 'vosk', VERSION), { recursive: true });
    writeFileSync(join(dir, 'index.json'), index);
    writeFileSync(join(dir, 'vosk', VERSION, 'model.tar.gz'), BYTES);
    mkdirSync(join(dir, '.under-way'));
    writeFileSync(join(dir, '.under-way/half.part'), 'half');
    return dir;
  }

  test('T3 a model under its version is kept for good, the index is asked for anew, and nothing is unpacked on the way', async () => {
    const { url } = await startRelay({ modelsDir: models() });
    const model = await get(url, file, { 'accept-encoding': 'gzip, br' });
    expect([model.status, model.body.toString(), model.headers['content-length']]).toEqual([200, '0123456789', '10']);
    expect(model.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'application/gzip',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'accept-ranges': 'bytes',
    });
    expect(model.headers).not.toHaveProperty('content-encoding');
    const list = await get(url, '/models/index.json');
    expect([list.status, list.headers['cache-control'], list.body.toString()]).toEqual([200, 'no-cache', index]);
    const again = await get(url, '/models/index.json', { 'if-none-match': String(list.headers['etag']) });
    expect(again.status).toBe(304);
  });

  test.each([
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=7-99', 206, '789', 'bytes 7-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=-99', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=10-', 416, '', 'bytes */10'],
    ['bytes=-0', 416, '', 'bytes */10'],
    ['bytes=5-2', 200, '0123456789', undefined],
    ['bytes=0-1,4-5', 200, '0123456789', undefined],
    ['lines=1-2', 200, '0123456789', undefined],
  ])('T3 a part of it: %s', async (range, status, body, contentRange) => {
    const { url } = await startRelay({ modelsDir: models() });
    const part = await get(url, file, { range });
    expect([part.status, part.body.toString(), part.headers['content-range']]).toEqual([status, body, contentRange]);
    expect(part.headers['content-length']).toBe(String(body.length));
    const unsure = await get(url, file, { range, 'if-range': String(part.headers['etag']) });
    expect([unsure.status, unsure.body.toString()]).toEqual([200, '0123456789']);
  });

  test('T3 a model that was altered on the disk does not go out, nor a file that nobody put there; mended it does', async () => {
    const folder = models();
    const { url } = await startRelay({ modelsDir: folder });
    const onDisk = join(folder, 'vosk', VERSION, 'model.tar.gz');
    const status = async (name = 'model.tar.gz'): Promise<number> =>
      (await get(url, `/models/vosk/${VERSION}/${name}`)).status;
    expect(await status()).toBe(200);
    // Of the same size, and with the times of before.
    const { atime, mtime } = statSync(onDisk);
    writeFileSync(onDisk, '012345678X');
    utimesSync(onDisk, atime, mtime);
    expect(await status()).toBe(404);
    expect(await status()).toBe(404);
    writeFileSync(onDisk, BYTES);
    expect(await Promise.all([status(), status(), status()])).toEqual([200, 200, 200]);
    writeFileSync(join(folder, 'vosk', VERSION, 'extra.js'), 'alert(1)');
    expect(await status('extra.js')).toBe(404);
    rmSync(onDisk);
    expect(await status()).toBe(404);
  });

  test('T3 what is not there is a real 404, also for a page, as is what is under way', async () => {
    const folder = models();
    const { url } = await startRelay({ modelsDir: folder, staticDir: folder });
    for (const path of [
      '/models/gone',
      '/models/',
      '/models/vosk',
      `/models/vosk/${VERSION}`,
      `/models/vosk/${VERSION}/`,
      '/models/.under-way/half.part',
      '/models/..%2f..%2fetc%2fpasswd',
      '/models/%00',
    ]) {
      const { status, body } = await get(url, path, html);
      expect([path, status, body.length]).toEqual([path, 404, 0]);
    }
    const none = await startRelay({});
    const index = await get(none.url, '/models/index.json');
    expect([index.status, String(index.body)]).toEqual([200, '{"models":[]}']);
    expect((await fetch(`${url}${file}`, { method: 'POST' })).status).toBe(405);
  });
});
