/** What the relay gives to somebody without a link, or with somebody else's, and how much of it one address gets. */
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { configFrom } from '../../relay/config.ts';
import { Client, Interview, newKey, postLinks, signJws } from './support/client.ts';
import { Room, startRelay, temporaryFolder } from './support/relay.ts';

/** The status in place of a connection, or the first frame's kind. */
function knockAt(url: string, room: string, headers: Record<string, string> = {}): Promise<number | string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/${room}`, { headers });
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
    socket.on('message', (data: Buffer) => {
      resolve(JSON.parse(data.toString()).t);
      socket.close();
    });
    socket.on('error', () => undefined);
  });
}

describe('room enumeration and token guessing (N1)', () => {
  test('a room in use and one that nobody ever made answer a stranger alike', async () => {
    const { url } = await startRelay();
    const [room, own] = [await Room.open(url), await Room.open(url)];
    await room.member('host');
    await room.visitor('applicant');
    const made = new Interview();
    const forged = (id: string): string =>
      signJws(newKey(), 'JWT', { room: id, key: made.authority.id, role: 'host', nbf: 0, exp: 4e9 }, 'HS256');
    const tries: ((id: string) => [string, 'lobby' | 'check' | 'call', Record<string, unknown>])[] = [
      (id) => [forged(id), 'lobby', {}],
      () => [own.token('applicant'), 'lobby', {}],
      () => [own.token('host'), 'call', {}],
      () => [own.token('applicant'), 'check', {}],
      () => ['AAAA.BBBB.CCCC', 'lobby', {}],
      () => [own.token('applicant'), 'lobby', { token: undefined }],
    ];
    /** All that comes back for one room, without the nonces. */
    async function heard(id: string): Promise<unknown[]> {
      const answers: unknown[] = [];
      for (const attempt of tries) {
        const mallory = new Client(url, id);
        await mallory.hello(id, ...attempt(id));
        const code = await mallory.closed;
        answers.push([mallory.log.map((frame) => (frame.t === 'challenge' ? frame.t : frame)), code]);
      }
      for (const path of [`/ws/${id}`, `/${id}`, `/probe/${id}`, `/api/links/${id}`, `/room/${id}`]) {
        const answer = await fetch(url + path);
        answers.push([answer.status, (await answer.text()).replaceAll(id, '')]);
      }
      return answers;
    }
    const [inUse, nowhere] = [await heard(room.id), await heard(made.room)];
    expect(inUse).toEqual(nowhere);
    expect(inUse).toContainEqual([['challenge', { t: 'refused', code: 'bad-token' }], 4403]);
    expect(JSON.stringify(inUse)).not.toContain('welcome');
  });

  test('each guess at a token costs a connection, and an address has so many of these', async () => {
    let at = Date.now();
    const { url, relay } = await startRelay({ now: () => at }, { connectBurst: 6, connectRate: 0.5 });
    const room = await Room.open(url);
    for (let n = 0; n < 6; n += 1) {
      const mallory = new Client(url, room.id);
      await mallory.hello(room.id, `${room.token('host')}${n}`, 'lobby');
      expect(await mallory.closed).toBe(4403);
    }
    expect(await knockAt(url, room.id)).toBe(503);
    at += 2_000;
    expect(await knockAt(url, room.id)).toBe('challenge');
    expect(await knockAt(url, room.id)).toBe(503);
    await expect.poll(() => relay.stats().connections).toBe(0);
  });

  test('who may have more sockets from one address may also open them faster', () => {
    const limits = (env: Record<string, string>) => configFrom({ DATA_DIR: temporaryFolder(), ...env }, '/').limits;
    expect(limits({})).toMatchObject({ connectionsPerAddress: 256, connectBurst: 512, connectRate: 16 });
    expect(limits({ MAX_CONNECTIONS_PER_ADDRESS: '1600' })).toMatchObject({ connectBurst: 3_200, connectRate: 100 });
  });
});

describe('limits behind a proxy (TRUST_PROXY)', () => {
  const from = (...addresses: string[]) => ({ 'x-forwarded-for': addresses.join(', ') });

  test('sockets count by the address that the proxy saw, whatever the client writes before it', async () => {
    const { url } = await startRelay({ trustProxy: 1 }, { connectionsPerAddress: 2 });
    const { room } = new Interview();
    const open = async (headers: Record<string, string>): Promise<Client> => {
      const client = new Client(url, room, undefined, { headers });
      await client.next('challenge');
      return client;
    };
    const held = [await open(from('192.0.2.1')), await open(from('203.0.113.9', '192.0.2.1'))];
    expect(await knockAt(url, room, from('203.0.113.10', '192.0.2.1'))).toBe('refused');
    expect(await knockAt(url, room, from('192.0.2.1', '192.0.2.2'))).toBe('challenge');
    // One person has a whole /64.
    held.push(await open(from('2001:db8:1:2::1')), await open(from('2001:db8:1:2:ffff::9')));
    expect(await knockAt(url, room, from('2001:db8:1:2:3:4:5:6'))).toBe('refused');
    expect(await knockAt(url, room, from('2001:db8:1:3::1'))).toBe('challenge');
    for (const client of held) client.socket.terminate();
  });

  test('so do new sockets, links and measurements', async () => {
    const { url } = await startRelay(
      { trustProxy: 1 },
      { connectBurst: 3, connectRate: 0, signBurst: 2, signRate: 0, probeBurst: 1, probeRate: 0 },
    );
    const interview = new Interview();
    const ask = async (address: string): Promise<number> =>
      (await postLinks(url, interview.signRequest(), from('198.51.100.1', address))).status;
    const tokens = await (await postLinks(url, interview.signRequest(), from('192.0.2.7'))).json();
    expect([await ask('192.0.2.7'), await ask('192.0.2.7'), await ask('192.0.2.8')]).toEqual([200, 429, 200]);
    async function measure(address: string): Promise<unknown> {
      const client = new Client(url, interview.room, undefined, { headers: from(address) });
      await client.hello(interview.room, tokens.applicant, 'check');
      await client.next('welcome');
      client.send({ t: 'probe' });
      const answers = await client.settled();
      client.socket.terminate();
      return answers.map(({ t }) => t);
    }
    const measured = [await measure('192.0.2.7'), await measure('192.0.2.7'), await measure('192.0.2.8')];
    expect(measured.map(String)).toEqual(['probe,pong', 'dropped,pong', 'probe,pong']);
    expect(await knockAt(url, interview.room, from('192.0.2.7'))).toBe('challenge');
    expect(await knockAt(url, interview.room, from('192.0.2.7'))).toBe(503);
    expect(await knockAt(url, interview.room, from('192.0.2.9'))).toBe('challenge');
  });

  test('without TRUST_PROXY the header counts for nothing', async () => {
    const { url } = await startRelay({}, { connectBurst: 1, connectRate: 0 });
    const { room } = new Interview();
    expect(await knockAt(url, room, from('192.0.2.1'))).toBe('challenge');
    expect(await knockAt(url, room, from('192.0.2.2'))).toBe(503);
  });
});
