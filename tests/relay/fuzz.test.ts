/** Whatever an operator writes, a client sends or a disk holds: the relay's parsers answer, and the relay stays. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressOf } from '../../relay/address.ts';
import { ConfigError, configFrom } from '../../relay/config.ts';
import { safeName } from '../../relay/files.ts';
import { ModelFiles } from '../../relay/models.ts';
import { SecretError } from '../../relay/secret.ts';
import { openToken, signToken } from '../../relay/tokens.ts';
import { Interview } from './support/client.ts';
import { parse, CompactJws, RoomId } from '../../src/lib/wire/ids.ts';
import { Room, startRelay, temporaryFolder } from './support/relay.ts';

const text = (): fc.Arbitrary<string> => fc.oneof(fc.string({ unit: 'binary' }), fc.string());

describe('settings', () => {
  const NUMBERS = ['PORT', 'TRUST_PROXY', 'METRICS_PORT', 'DRAIN_SECONDS', 'MAX_CONNECTIONS', 'MAX_LINKS_PER_ADDRESS'];
  const number = fc.oneof(
    fc.integer().map(String),
    fc.constantFrom('', ' 8 ', '1e3', '0x10', '٣', '8.5', '-0', '99999999999'),
  );
  const texts = ['PUBLIC_URL', 'ORGANIZER_KEY', 'TURN_URLS', 'ALLOWED_ORIGINS', 'HOST', 'METRICS_HOST', 'TURN_SECRET'];
  const near = fc.oneof(
    fc.constantFrom(
      'https://interview.example.org',
      'http://localhost',
      'turn:a:1?transport=udp',
      'stun:a',
      'javascript:x',
      'https://a/b#c',
    ),
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
    text(),
  );
  // Of thirteen at once one would nearly always be wrong.
  const some = fc.uniqueArray(fc.constantFrom(...NUMBERS, ...texts), { maxLength: 3 });
  const environment = some.chain((names) =>
    fc.record(Object.fromEntries(names.map((name) => [name, NUMBERS.includes(name) ? number : near]))),
  );

  test('R4: any environment is a configuration that keeps to its limits, or an error that names the setting', () => {
    const root = temporaryFolder();
    let taken = 0;
    fc.assert(
      fc.property(environment, (env) => {
        try {
          const config = configFrom(env, root);
          taken += 1;
          expect(config.port).toBeLessThanOrEqual(65_535);
          expect(config.trustProxy).toBeLessThanOrEqual(8);
          for (const limit of Object.values(config.limits)) expect(Number.isFinite(limit)).toBe(true);
          if (config.publicUrl) expect(new URL(config.publicUrl).origin).toBe(config.publicUrl);
          for (const url of config.turn.urls) expect(url).toMatch(/^(stun|turns?):[^\s"<>]+$/);
        } catch (error) {
          if (!(error instanceof SecretError)) expect(error).toBeInstanceOf(ConfigError);
          expect((error as Error).message).toMatch(/^[A-Z_]+[: ]|secret/);
        }
      }),
      { numRuns: 500 },
    );
    expect(taken).toBeGreaterThan(50);
  });
});

describe('addresses (N5)', () => {
  const request = (direct: string | undefined, forwarded: string | string[] | undefined): IncomingMessage =>
    ({ socket: { remoteAddress: direct }, headers: { 'x-forwarded-for': forwarded } }) as unknown as IncomingMessage;

  test('any header gives one short key, and all that one /64 has are one', () => {
    fc.assert(
      fc.property(
        fc.oneof(text(), fc.array(text())),
        fc.option(fc.oneof(fc.ipV4(), fc.ipV6(), text())),
        fc.nat(8),
        (header, direct, proxies) => {
          const key = addressOf(request(direct ?? undefined, header), proxies);
          expect(key.length).toBeLessThanOrEqual(64);
        },
      ),
      { numRuns: 500 },
    );
    const group = fc.nat(0xffff).map((value) => value.toString(16));
    fc.assert(
      fc.property(
        fc.array(group, { minLength: 8, maxLength: 8 }),
        fc.array(group, { minLength: 4, maxLength: 4 }),
        (one, tail) => {
          const other = [...one.slice(0, 4), ...tail];
          expect(addressOf(request(one.join(':'), undefined), 0)).toBe(
            addressOf(request(other.join(':'), undefined), 0),
          );
        },
      ),
    );
  });
});

/** As the last letter of a token these differ in bits that no byte of its signature uses, or in others. */
const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];

describe('what proves itself by the secret', () => {
  test('R2: no token with a changed character opens, nor anything that was never one', async () => {
    const secret = new Uint8Array(32).fill(7);
    const interview = new Interview();
    const room = parse(RoomId, interview.signRequest().room);
    if (!room) throw new Error('an interview has a room');
    const claims = { room, role: 'applicant' as const, key: interview.authority.id as never, nbf: 1, exp: 2 };
    const token = await signToken(secret, claims);
    expect(await openToken(secret, token)).toEqual(claims);
    const changed = fc
      .tuple(fc.nat(token.length - 1), fc.constantFrom(...'ABab01-_.'))
      .map(([at, sign]) => token.slice(0, at) + sign + token.slice(at + 1));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(changed, fc.stringMatching(/^[\w-]{0,40}\.[\w-]{0,40}\.[\w-]{0,40}$/)),
        async (other) => {
          const jws = parse(CompactJws, other);
          if (jws && other !== token) expect(await openToken(secret, jws)).toBeUndefined();
        },
      ),
      { numRuns: 300, examples: LETTERS.map((letter) => [token.slice(0, -1) + letter]) },
    );
  });
});

describe('files', () => {
  test('no path leaves the folder, or names what is hidden', () => {
    const root = '/srv/build';
    const part = fc.constantFrom('..', '.', '%2e%2e', '%2f', '/', '\\', '%5c', '%00', '.git', 'a', '%', '%ff', '//');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(part).map((parts) => `/${parts.join('/')}`),
          fc.webPath(),
          text(),
        ),
        (path) => {
          const name = safeName(path);
          if (name === undefined) return;
          expect(join(root, name)).toMatch(/^\/srv\/build(\/|$)/);
          expect(name.split('/').filter((one) => one.startsWith('.'))).toEqual([]);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('T3: an index of models that was damaged names nothing', async () => {
    const folder = temporaryFolder();
    const version = '0123456789abcdef';
    const file = { path: 'model.tar.gz', bytes: 3, sha256: 'a'.repeat(64) };
    const whole = Buffer.from(JSON.stringify({ models: [{ id: 'x', version, files: [file] }] }));
    mkdirSync(join(folder, 'x', version), { recursive: true });
    writeFileSync(join(folder, 'x', version, 'model.tar.gz'), 'abc');
    const damaged = fc.tuple(fc.nat(whole.length - 1), fc.nat(255)).map(([at, byte]) => {
      const copy = Buffer.from(whole);
      copy[at] = byte;
      return copy;
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(damaged, fc.uint8Array({ maxLength: 100 })), text(), async (bytes, name) => {
        writeFileSync(join(folder, 'index.json'), bytes);
        const files = new ModelFiles(folder);
        // The bytes on the disk are not those of the hash, whatever the index has become.
        expect(await files.isWhole(`/x/${version}/model.tar.gz`)).toBe(false);
        expect(await files.isWhole(`/${name}`)).toBe(false);
      }),
      { numRuns: 100 },
    );
  });
});

test('N1: whatever bytes come over HTTP, and over a WebSocket that was opened, the relay stays, and honest people are served', async () => {
  const { url, relay } = await startRelay({}, { authMs: 300, headMs: 500, requestMs: 1_000, sweepMs: 50 });
  const room = await Room.open(url);
  const alice = await room.member('host');
  const { port } = new URL(url);
  const UPGRADE = `GET /ws/${room.id} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`;
  const POST =
    'POST /api/links HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{"room":"","key":""}';
  const GET = `GET /probe/x HTTP/1.1\r\nHost: x\r\nRange: bytes=0-1\r\n\r\n`;
  const damaged = fc
    .tuple(fc.constantFrom(UPGRADE, POST, GET), fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 3 }))
    .map(([request, hits]) => {
      const bytes = Buffer.from(request);
      for (const [at, byte] of hits) if (at < bytes.length) bytes[at] = byte;
      return bytes;
    });
  /** Frames with any head (opcodes and lengths that there are not) behind a good handshake. */
  const frames = fc
    .array(fc.uint8Array({ maxLength: 80 }), { minLength: 1, maxLength: 3 })
    .map((all) => Buffer.concat([Buffer.from(UPGRADE), ...all]));
  await fc.assert(
    fc.asyncProperty(fc.oneof(damaged, frames, fc.uint8Array({ maxLength: 300 })), async (bytes) => {
      const socket = connect(Number(port), '127.0.0.1');
      socket.on('error', () => undefined);
      socket.resume();
      await once(socket, 'connect');
      socket.end(bytes);
      if (!socket.closed) await once(socket, 'close');
    }),
    { numRuns: 100 },
  );
  expect((await alice.settled()).map(({ t }) => t)).toContain('pong');
  await expect.poll(() => relay.stats().connections).toBe(1);
  await room.visitor('applicant');
});
