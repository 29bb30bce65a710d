import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newNonce, postLinks } from './support/client.ts';
import { spawnMain } from './support/process.ts';
import { Room, temporaryFolder } from './support/relay.ts';

/** Any port: PUBLIC_URL is then made of the actual one, which the first line says. */
const listening = /listening, http:\/\/localhost:(\d+)/;

test('a shutdown tells the clients to come back (1012) and ends with 0 (N5)', async () => {
  const relay = spawnMain({ PORT: '0', DATA_DIR: temporaryFolder() });
  const url = `http://127.0.0.1:${(await relay.printed(listening))[1]}`;
  const room = await Room.open(url);
  const [alice, bob] = [await room.member('host'), await room.visitor('applicant')];
  relay.kill('SIGTERM');
  expect(await Promise.all([alice.closed, bob.closed])).toEqual([1012, 1012]);
  expect(await relay.ended).toBe(0);
  expect(relay.output()).toContain('2 connections in 1 rooms');
});

test('a client that does not answer the close does not hold the shutdown up', async () => {
  const relay = spawnMain({ PORT: '0', DATA_DIR: temporaryFolder() });
  const url = `http://127.0.0.1:${(await relay.printed(listening))[1]}`;
  const alice = await (await Room.open(url)).member('host');
  alice.socket.pause();
  relay.kill('SIGINT');
  expect(await relay.ended).toBe(0);
}, 10_000);

test('logs and the data folder hold nothing of a room, a token, a key, a name or an address (N1, R2)', async () => {
  const dataDir = temporaryFolder();
  const organizerKey = 'an organiser key that is secret';
  const relay = spawnMain({ PORT: '0', DATA_DIR: dataDir, STATIC_DIR: dataDir });
  const url = `http://127.0.0.1:${(await relay.printed(listening))[1]}`;
  const room = await Room.open(url);
  const [alice, bob] = [await room.member('host'), await room.visitor('applicant')];
  bob.raw(JSON.stringify({ t: 'knock', id: newNonce(), sealed: 'sealed.secret' }));
  await alice.next('knock');
  await fetch(`${url}/room?name=%E5%BF%9C%E5%8B%9F%E8%80%85#${room.token('host')}`);
  await postLinks(url, '{"broken', { authorization: `Bearer ${organizerKey}` });
  await fetch(`${url}/probe/not-a-ticket`);
  const mallory = room.connect();
  await mallory.hello(room.id, `${room.token('applicant')}x`, 'lobby');
  await mallory.closed;
  bob.raw('{"t":"signal"');
  bob.raw(Buffer.from([1, 2, 3]));
  await bob.closed;
  relay.kill('SIGTERM');
  expect(await relay.ended).toBe(0);
  const kept = readdirSync(dataDir);
  expect(kept).toEqual(['relay-secret']);
  const seen = relay.output() + readFileSync(join(dataDir, 'relay-secret'), 'utf8');
  const secrets = [room.id, room.token('host').slice(-20), room.token('applicant').slice(-20), alice.peer, bob.peer];
  for (const secret of [
    ...secrets,
    organizerKey,
    '応募者',
    '%E5',
    'sealed',
    '127.0.0.1',
    '/room',
    '/probe',
    'signal',
  ]) {
    expect(seen).not.toContain(secret);
  }
  expect(relay.output().split('\n').filter(Boolean)).toHaveLength(4);
});

test('what cannot start says why and ends with 2 (R4)', async () => {
  const relay = spawnMain({ PORT: '0', PUBLIC_URL: 'https://interview.example.org', DATA_DIR: temporaryFolder() });
  expect(await relay.ended).toBe(2);
  expect(relay.output()).toMatch(/ORGANIZER_KEY is not set.*openssl rand/);
});
