import { describe, expect, test } from 'vitest';
import { CLOCK_TOLERANCE_MS } from '../../src/lib/wire/admission.ts';
import type { Refusal } from '../../src/lib/wire/relay.ts';
import { Client, Interview, newKey, signJws, signParts } from './support/client.ts';
import { Room, startRelay, temporaryFolder } from './support/relay.ts';

const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * HOUR_MS;

describe('hello (N1, R6, R7)', () => {
  test('a host link and an applicant link get the standing that they ask for and may have', async () => {
    const { url } = await startRelay();
    const room = await Room.open(url);
    const alice = await room.member('host');
    const bob = room.connect();
    await bob.hello(room.id, room.token('applicant'), 'lobby');
    expect(await bob.next('welcome')).toMatchObject({ as: 'lobby', members: [] });
    expect(await bob.next('host')).toEqual({ t: 'host', peer: alice.peer });
    const carol = await room.visitor('applicant', 'check');
    expect(carol.log.map(({ t }) => t)).toEqual(['challenge', 'welcome']);
  });

  const now = Date.now();
  const refusals: [string, Refusal, (room: Room, key: ReturnType<typeof newKey>) => Promise<object> | object][] = [
    [
      'a token of another relay',
      'bad-token',
      async () => {
        const other = await startRelay();
        return { token: (await Room.open(other.url)).token('applicant') };
      },
    ],
    [
      'a token of another room',
      'bad-token',
      async (room) => ({ token: (await Room.open(room.url)).token('applicant') }),
    ],
    [
      'a token whose role was changed',
      'bad-token',
      (room) => {
        const [header, claims = '', mac] = room.token('applicant').split('.');
        const text = Buffer.from(claims, 'base64url').toString().replace('applicant', 'host');
        return { token: `${header}.${Buffer.from(text).toString('base64url')}.${mac}` };
      },
    ],
    [
      'an unsigned token',
      'bad-token',
      (room) => {
        const [, claims] = room.token('host').split('.');
        return { token: `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${claims}.AA` };
      },
    ],
    [
      'a proof by another key',
      'bad-proof',
      (room) => ({ proof: signParts(newKey(), 'mensetsu/1 relay', [room.id, 'x']) }),
    ],
    [
      'a key of small order with the signature that fits every message',
      'bad-proof',
      () => ({
        peer: Buffer.concat([Buffer.of(1), Buffer.alloc(31)]).toString('base64url'),
        proof: Buffer.concat([Buffer.of(1), Buffer.alloc(63)]).toString('base64url'),
      }),
    ],
    ['a call without a pass', 'bad-pass', () => ({ as: 'call' })],
    [
      'a pass by another authority',
      'bad-pass',
      (room, key) => ({
        as: 'call',
        pass: room.interview.pass(key, 'applicant', {}, new Interview().authority),
      }),
    ],
    [
      'a pass for another room',
      'bad-pass',
      (room, key) => ({
        as: 'call',
        pass: room.interview.pass(key, 'applicant', { room: new Interview().room }),
      }),
    ],
    [
      'a pass of another peer',
      'bad-pass',
      (room) => ({ as: 'call', pass: room.interview.pass(newKey(), 'applicant') }),
    ],
    [
      'a pass that expired',
      'bad-pass',
      (room, key) => ({
        as: 'call',
        pass: room.interview.pass(key, 'applicant', { exp: now - CLOCK_TOLERANCE_MS - 1000 }),
      }),
    ],
    [
      'a certificate in place of a pass',
      'bad-pass',
      (room, key) => ({
        as: 'call',
        pass: room.interview.pass(key, 'applicant', { typ: 'mensetsu-certificate+jws' }),
      }),
    ],
    [
      'a pass under the ambiguous alg EdDSA',
      'bad-pass',
      (room, key) => ({
        as: 'call',
        pass: signJws(
          room.interview.authority,
          'mensetsu-pass+jws',
          { room: room.id, peer: key.id, role: 'applicant', exp: now + DAY_MS },
          'EdDSA',
        ),
      }),
    ],
    [
      'an applicant link with a pass that says host',
      'bad-pass',
      (room, key) => ({
        as: 'call',
        pass: room.interview.pass(key, 'host'),
      }),
    ],
    ['another version', 'version', () => ({ v: 2, something: 'new' })],
  ];

  test.each(refusals)('%s is refused as %s', async (_, code, changes) => {
    const { url } = await startRelay();
    const room = await Room.open(url);
    const key = newKey();
    const client = room.connect(key);
    await client.hello(
      room.id,
      room.token('applicant'),
      'lobby',
      (await changes(room, key)) as Record<string, unknown>,
    );
    expect(await client.next('refused')).toEqual({ t: 'refused', code });
    expect(await client.closed).toBe(4403);
  });

  test('a proof that was recorded on another connection is refused', async () => {
    const { url } = await startRelay();
    const room = await Room.open(url);
    const alice = room.connect();
    const { nonce } = await alice.next('challenge');
    const proof = signParts(alice.key, 'mensetsu/1 relay', [room.id, nonce]);
    const mallory = room.connect(alice.key);
    await mallory.hello(room.id, room.token('applicant'), 'lobby', { proof });
    expect(await mallory.next('refused')).toEqual({ t: 'refused', code: 'bad-proof' });
  });

  // [title, as, hours from the window's beginning (its length is 2), what is answered]
  const windows: [string, 'check' | 'lobby' | 'call', number, Refusal | 'welcome'][] = [
    ['a check before it', 'check', -1, 'welcome'],
    ['a check after it', 'check', 3, 'expired'],
    ['the lobby before it', 'lobby', -1, 'early'],
    ['the lobby within it', 'lobby', 1, 'welcome'],
    ['the lobby after it', 'lobby', 3, 'expired'],
    ['the call before it', 'call', -1, 'early'],
    ['the call within it', 'call', 1, 'welcome'],
    ['the call three hours over', 'call', 5, 'welcome'],
    ['the call five hours over', 'call', 7, 'expired'],
  ];
  test.each(windows)('window: %s (%s at %i h) gives %s (R6)', async (_, as, hours, answer) => {
    const begin = Date.now();
    let at = begin - DAY_MS;
    const { url } = await startRelay({ now: () => at });
    const room = await Room.open(url, begin, begin + 2 * HOUR_MS);
    at = begin + hours * HOUR_MS;
    const client = room.connect();
    await client.hello(room.id, room.token('applicant'), as, {
      ...(as === 'call' && { pass: room.interview.pass(client.key, 'applicant', { exp: at + HOUR_MS }) }),
    });
    if (answer === 'welcome') expect((await client.next('welcome')).as).toBe(as);
    else expect((await client.next('refused')).code).toBe(answer);
  });

  test('who says no hello is closed with 4408', async () => {
    const { url } = await startRelay({}, { authMs: 50, sweepMs: 20 });
    const client = (await Room.open(url)).connect();
    await client.next('challenge');
    expect(await client.closed).toBe(4408);
  });

  test('who falls silent altogether is dropped, who only sleeps answers the ping of the socket', async () => {
    const { url, relay } = await startRelay({}, { idleMs: 50, deadMs: 400, sweepMs: 20 });
    const room = await Room.open(url);
    const sleeping = await room.visitor('applicant');
    const dead = await room.visitor('applicant');
    dead.socket.pause();
    await expect.poll(() => relay.stats().connections, { timeout: 5_000 }).toBe(1);
    expect(await sleeping.settled()).toContainEqual({ t: 'pong' });
  });

  test('a relay that was started again on the same folder takes the tokens of before', async () => {
    const dataDir = temporaryFolder();
    const first = await startRelay({ dataDir });
    const before = await Room.open(first.url);
    const second = await startRelay({ dataDir });
    const client = new Client(second.url, before.id);
    await client.hello(before.id, before.token('applicant'), 'lobby');
    expect((await client.next('welcome')).as).toBe('lobby');
    client.close();
  });
});
