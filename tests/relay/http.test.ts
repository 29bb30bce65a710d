import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { WebSocket } from 'ws';
import { describe, expect, test } from 'vitest';
import { PROBE_MAX_BYTES } from '../../relay/probe.ts';
import { turnOffer } from '../../relay/turn.ts';
import { Client, Interview, postLinks } from './support/client.ts';
import { Room, startRelay } from './support/relay.ts';

const DAY_MS = 24 * 3600 * 1000;

describe('POST /api/links (R2, R4)', () => {
  test('signs three tokens with the claims that were asked for and no others', async () => {
    const { url } = await startRelay();
    const interview = new Interview();
    const asked = interview.signRequest(1_000 + Date.now() - DAY_MS, Date.now() + DAY_MS);
    const { host, coInterviewer, applicant } = await interview.tokens(url, asked.from, asked.until);
    const roles = [host, coInterviewer, applicant].map((token) => {
      const [header = '', claims = ''] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
      expect(JSON.parse(header)).toEqual({ alg: 'HS256', typ: 'JWT' });
      const { role, ...rest } = JSON.parse(claims);
      const window = { nbf: Math.floor(asked.from / 1000), exp: Math.ceil(asked.until / 1000) };
      expect(rest).toEqual({ room: interview.room, key: interview.authority.id, ...window });
      return role;
    });
    expect(roles).toEqual(['host', 'co-interviewer', 'applicant']);
  });

  const now = Date.now();
  const requests: [string, number, string, (interview: Interview) => unknown][] = [
    ['a window that is over', 400, 'bad-window', (one) => one.signRequest(now - 2 * DAY_MS, now - DAY_MS)],
    ['a window that ends before it begins', 400, 'bad-window', (one) => one.signRequest(now + DAY_MS, now + 1000)],
    ['a window of more than 31 days', 400, 'bad-window', (one) => one.signRequest(now, now + 32 * DAY_MS)],
    ['a window in two years', 400, 'bad-window', (one) => one.signRequest(now + 730 * DAY_MS, now + 731 * DAY_MS)],
    ['a room of somebody else', 400, 'bad-proof', (one) => ({ ...one.signRequest(), room: new Interview().room })],
    ['a proof for another window', 400, 'bad-proof', (one) => ({ ...one.signRequest(), until: now + DAY_MS })],
    [
      'a proof by another key',
      400,
      'bad-proof',
      (one) => ({ ...one.signRequest(), proof: new Interview().signRequest().proof }),
    ],
    ['fields that nobody asked for', 400, 'bad-request', (one) => ({ ...one.signRequest(), role: 'host' })],
    ['no JSON', 400, 'bad-request', () => '{"room":'],
    ['nested arrays', 400, 'bad-request', () => '['.repeat(2000) + ']'.repeat(2000)],
    ['more than 4 KB', 413, 'bad-request', (one) => ({ ...one.signRequest(), pad: 'x'.repeat(5000) })],
  ];
  test.each(requests)('refuses %s with %i %s', async (_, status, error, make) => {
    const { url } = await startRelay();
    const response = await postLinks(url, make(new Interview()));
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error });
  });

  test('with an organiser key only who has it gets links, and guessing is slow', async () => {
    const { url } = await startRelay({ organizerKey: 'correct horse battery' }, { signBurst: 12, signRate: 0 });
    const body = new Interview().signRequest();
    const status = async (authorization?: string): Promise<number> =>
      (await postLinks(url, body, authorization === undefined ? {} : { authorization })).status;
    expect(await status('Bearer correct horse battery')).toBe(200);
    expect(await status()).toBe(401);
    expect(await status('Bearer correct horse batterz')).toBe(401);
    expect(await status('Bearer correct horse battery')).toBe(200);
    expect(await status('Bearer correct horse battery')).toBe(429);
  });

  test('not for pages of other origins, and not as a form', async () => {
    const { url } = await startRelay({ publicUrl: 'https://interview.example.org' });
    const body = new Interview().signRequest();
    expect((await postLinks(url, body, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await postLinks(url, body, { origin: 'https://interview.example.org' })).status).toBe(200);
    expect((await postLinks(url, body, { 'content-type': 'text/plain' })).status).toBe(400);
  });
});

describe('the WebSocket upgrade (N1)', () => {
  const rejected = (url: string, path: string, origin?: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(url.replace('http', 'ws') + path, { ...(origin && { origin }) });
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
      socket.on('open', () => reject(new Error('opened')));
      socket.on('error', () => undefined);
    });

  test('only from its own origin, and only for a room', async () => {
    const { url } = await startRelay({
      publicUrl: 'https://interview.example.org',
      allowedOrigins: ['https://b.example'],
    });
    const { room } = new Interview();
    expect(await rejected(url, `/ws/${room}`, 'https://evil.example')).toBe(403);
    expect(await rejected(url, `/ws/${room}`, 'null')).toBe(403);
    expect(await rejected(url, `/ws/${room}`, 'https://interview.example.org.evil.example')).toBe(403);
    for (const path of ['/ws/', '/ws/short', '/', `/ws/${room}/x`, '/ws/..%2f..'])
      expect(await rejected(url, path)).toBe(404);
    for (const origin of ['https://interview.example.org', 'https://b.example']) {
      const client = new Client(url, room, undefined, { origin });
      await client.next('challenge');
      client.close();
    }
  });

  test('on localhost any loopback origin, for the development server', async () => {
    const { url } = await startRelay();
    const { room } = new Interview();
    const client = new Client(url, room, undefined, { origin: 'http://localhost:5173' });
    await client.next('challenge');
    client.close();
    expect(await rejected(url, `/ws/${room}`, 'http://localhost.evil.example')).toBe(403);
  });
});

describe('measuring the line (E2)', () => {
  test('a ticket is worth one download and one upload of bytes that do not compress', async () => {
    const { url } = await startRelay();
    const client = await (await Room.open(url)).visitor('applicant', 'check');
    client.send({ t: 'probe' });
    const { ticket, maxBytes } = await client.next('probe');
    expect(maxBytes).toBe(PROBE_MAX_BYTES);
    const down = await fetch(`${url}/probe/${ticket}`);
    expect(down.headers.get('connection')).toBe('close'); // the upload must not follow on it: see relay/probe.ts
    expect(down.headers.get('cache-control')).toContain('no-store');
    const bytes = Buffer.from(await down.arrayBuffer());
    expect(bytes.length).toBe(maxBytes);
    expect(gzipSync(bytes.subarray(0, 300_000)).length).toBeGreaterThan(299_000);
    expect((await fetch(`${url}/probe/${ticket}`)).status).toBe(404);
    const up = await fetch(`${url}/probe/${ticket}`, { method: 'POST', body: bytes.subarray(0, 2_000_000) });
    expect(await up.json()).toEqual({ bytes: 2_000_000, ms: expect.any(Number) });
    expect((await fetch(`${url}/probe/${ticket}`, { method: 'POST', body: 'x' })).status).toBe(404);
  });

  test('as many bytes as asked for, no more than the ticket carries, nothing without one', async () => {
    const { url } = await startRelay();
    const client = await (await Room.open(url)).visitor('applicant', 'check');
    client.send({ t: 'probe' });
    const { ticket } = await client.next('probe');
    const down = await fetch(`${url}/probe/${ticket}?bytes=1000`);
    expect((await down.arrayBuffer()).byteLength).toBe(1000);
    const up = fetch(`${url}/probe/${ticket}`, { method: 'POST', body: Buffer.alloc(PROBE_MAX_BYTES + 70_000) });
    await expect(
      up.then(
        ({ status }) => status,
        () => 413,
      ),
    ).resolves.toBe(413);
    expect((await fetch(`${url}/probe/AAAAAAAAAAAAAAAAAAAAAA`)).status).toBe(404);
  });

  test('tickets run out, per address and by time', async () => {
    let at = Date.now();
    const { url } = await startRelay({ now: () => at }, { probeBurst: 2, probeRate: 0 });
    const client = await (await Room.open(url)).visitor('applicant', 'check');
    client.send({ t: 'probe' });
    const { ticket } = await client.next('probe');
    at += 61_000;
    expect((await fetch(`${url}/probe/${ticket}`)).status).toBe(404);
    client.send({ t: 'probe' });
    await client.next('probe');
    client.send({ t: 'probe' });
    expect(await client.next('dropped')).toEqual({ t: 'dropped', code: 'too-many' });
  });
});

describe('TURN credentials (N2)', () => {
  const turn = {
    urls: ['stun:t.example:3478', 'turn:t.example:3478?transport=udp', 'turns:t.example:5349'],
    secret: 's3',
  };

  test('expire, are HMAC-SHA1 of the name, and name nobody', () => {
    const now = 1_767_225_600_000;
    const { servers, ttl } = turnOffer(turn, 'call', now);
    const [stun, relayed] = servers;
    expect(stun).toEqual({ urls: ['stun:t.example:3478'] });
    expect(ttl).toBe(6 * 3600);
    expect(relayed?.username).toMatch(new RegExp(`^${now / 1000 + ttl}:[A-Za-z0-9_-]{12}$`));
    expect(relayed?.credential).toBe(
      createHmac('sha1', 's3')
        .update(relayed?.username ?? '')
        .digest('base64'),
    );
    expect(turnOffer(turn, 'check', now).ttl).toBe(120);
    expect(turnOffer({ urls: [], secret: '' }, 'call', now)).toEqual({ servers: [], ttl: 0 });
  });

  test('go to members, and to no one in the waiting room', async () => {
    const { url } = await startRelay({ turn });
    const room = await Room.open(url);
    for (const client of [
      await room.member('host'),
      await room.member('applicant'),
      await room.visitor('applicant', 'check'),
    ]) {
      client.send({ t: 'turn' });
      expect((await client.next('turn')).servers).toHaveLength(2);
    }
    const waiting = await room.visitor('applicant');
    waiting.send({ t: 'turn' });
    await waiting.next('dropped');
    expect(waiting.log.map(({ t }) => t)).not.toContain('turn');
  });
});
