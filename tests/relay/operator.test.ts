import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createLog } from '../../relay/log.ts';
import { closeName } from '../../relay/tally.ts';
import { Interview, newNonce, postLinks } from './support/client.ts';
import { spawnMain } from './support/process.ts';
import { Room, startRelay, temporaryFolder } from './support/relay.ts';

/** A relay with an operator's port; `figures` parses the text format and fails on a line that is none of it. */
async function startWatched() {
  const started = await startRelay({ operator: { port: 0, host: '127.0.0.1' } });
  const operator = `http://127.0.0.1:${started.operatorPort}`;
  return { ...started, operator, figures: async () => parseFigures(await (await fetch(`${operator}/metrics`)).text()) };
}

function parseFigures(text: string): Map<string, number> {
  const figures = new Map<string, number>();
  const typed = new Set<string>();
  expect(text.endsWith('\n')).toBe(true);
  for (const line of text.trimEnd().split('\n')) {
    const type = /^# TYPE ([a-z_]+) (gauge|counter)$/.exec(line)?.[1];
    if (type) typed.add(type);
    if (line.startsWith('#')) continue;
    const [, name = '', labels = '', value = ''] =
      /^([a-z_]+)(\{[a-z]+="[\w.-]+"\})? (-?\d+(?:\.\d+)?(?:e-?\d+)?)$/.exec(line) ?? [];
    expect(typed, line).toContain(name);
    figures.set(name + labels, Number(value));
  }
  return figures;
}

describe("the operator's port (N5)", () => {
  test('figures follow what happens: who stands where, frames, refusals, closes, links', async () => {
    const { url, figures, relay } = await startWatched();
    const room = await Room.open(url);
    const [alice, bob] = [await room.member('host'), await room.visitor('applicant')];
    const mallory = room.connect();
    await mallory.hello(room.id, `${room.token('applicant')}x`, 'lobby');
    await mallory.closed;
    await postLinks(url, '{"broken');
    bob.raw('{"t":"signal"');
    await bob.settled();
    await expect.poll(() => relay.stats().connections).toBe(2);
    const now = await figures();
    expect(Object.fromEntries(now)).toMatchObject({
      mensetsu_ready: 1,
      mensetsu_rooms: 1,
      'mensetsu_connections{standing="host"}': 1,
      'mensetsu_connections{standing="lobby"}': 1,
      'mensetsu_connections{standing="call"}': 0,
      mensetsu_bad_frames_total: 1,
      'mensetsu_refused_total{code="bad-token"}': 1,
      'mensetsu_closed_total{reason="refused"}': 1,
      'mensetsu_links_total{outcome="signed"}': 1,
      'mensetsu_links_total{outcome="bad-request"}': 1,
    });
    expect(now.get('mensetsu_frames_total')).toBeGreaterThanOrEqual(5);
    expect(now.get('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
    alice.close();
    await alice.closed;
    await expect.poll(async () => (await figures()).get('mensetsu_closed_total{reason="normal"}')).toBe(1);
  });

  test('is not the port that people open, and answers nothing else', async () => {
    const { url, operator } = await startWatched();
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
    for (const path of ['/', '/api/links', '/api/installation', '/index.html'])
      expect((await fetch(operator + path)).status).toBe(404);
    expect((await fetch(`${operator}/metrics`, { method: 'POST', body: 'x' })).status).toBe(405);
    expect((await fetch(`${operator}/healthz`)).status).toBe(200);
  });

  test('the Grafana board asks for figures that there are, by labels that they have', async () => {
    const { url, operator } = await startWatched();
    const room = await Room.open(url);
    const mallory = room.connect();
    await mallory.hello(room.id, `${room.token('applicant')}x`, 'lobby');
    await mallory.closed;
    await expect.poll(async () => (await fetch(`${operator}/metrics`)).text()).toContain('reason="refused"');
    const text = await (await fetch(`${operator}/metrics`)).text();
    const board = readFileSync(join(import.meta.dirname, '../../deploy/grafana.json'), 'utf8');
    const asked = [...board.matchAll(/(?:mensetsu|process|nodejs)_[a-z_]+/g)].map(([name]) => name);
    expect(new Set(asked).size).toBeGreaterThan(10);
    for (const name of asked) expect(text, name).toContain(`# TYPE ${name} `);
    for (const [, label = '', name = ''] of board.matchAll(/by \((\w+)\) \((?:rate\()?([a-z_]+)/g))
      if (text.includes(`${name}{`)) expect(text).toContain(`${name}{${label}="`);
  });

  test('no label is made of what a client sends', () => {
    const names = new Set(Array.from({ length: 5_000 }, (_, code) => closeName(code)));
    expect(names.size).toBeLessThan(12);
    expect(closeName(1012)).toBe('restart');
    expect(closeName(4000)).toBe('other');
  });
});

describe('readiness (N5)', () => {
  test('a relay that drains says so on both ports, lives, and serves those who are here', async () => {
    const { url, operator, relay } = await startWatched();
    const room = await Room.open(url);
    const alice = await room.member('host');
    for (const place of [url, operator]) expect((await fetch(`${place}/readyz`)).status).toBe(200);
    relay.drain();
    for (const place of [url, operator]) {
      const answer = await fetch(`${place}/readyz`);
      expect([answer.status, await answer.json()]).toEqual([503, { status: 'draining' }]);
      expect((await fetch(`${place}/healthz`)).status).toBe(200);
    }
    // A proxy needs a moment to see it: who comes meanwhile is still taken.
    await room.visitor('applicant');
    await alice.settled();
  });

  test('DRAIN_SECONDS: the first signal drains, the second one ends at once and tells the clients to come back', async () => {
    const relay = spawnMain({ PORT: '0', DATA_DIR: temporaryFolder(), DRAIN_SECONDS: '600' });
    const url = `http://127.0.0.1:${(await relay.printed(/listening, http:\/\/localhost:(\d+)/))[1]}`;
    const alice = await (await Room.open(url)).member('host');
    relay.kill('SIGTERM');
    await relay.printed(/draining for 600 s/);
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    await alice.settled();
    relay.kill('SIGTERM');
    expect(await alice.closed).toBe(1012);
    expect(await relay.ended).toBe(0);
  });
});

describe('logs (N1, N5)', () => {
  test('as JSON: one object a line, with time, level and event', () => {
    const lines: string[] = [];
    const log = createLog(
      'json',
      (line) => lines.push(line),
      () => 0,
    );
    log('stopping', 'two\nlines "quoted"', { connections: 2 });
    log('fault', 'x');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        time: '1970-01-01T00:00:00.000Z',
        level: 'info',
        event: 'stopping',
        message: 'two\nlines "quoted"',
        connections: 2,
      },
      { time: '1970-01-01T00:00:00.000Z', level: 'error', event: 'fault', message: 'x' },
    ]);
    expect(lines.every((line) => !line.includes('\n'))).toBe(true);
  });

  test('neither logs nor figures hold a secret, a room, a key, an address or a word of anybody', async () => {
    const secrets = { organizer: 'organiser-key-of-this-test', turn: 'turn-secret-of-this-test' };
    const relay = spawnMain({
      PORT: '0',
      METRICS_PORT: '0',
      LOG_FORMAT: 'json',
      DATA_DIR: temporaryFolder(),
      ORGANIZER_KEY: secrets.organizer,
      HOST: '127.0.0.1',
      TRUST_PROXY: '1',
      TURN_URLS: 'turn:turn.example.org:3478',
      TURN_SECRET: secrets.turn,
    });
    const url = `http://127.0.0.1:${(await relay.printed(/listening, http:\/\/localhost:(\d+)/))[1]}`;
    const operator = `http://127.0.0.1:${(await relay.printed(/operator on port (\d+)/))[1]}`;
    const interview = new Interview();
    const headers = { authorization: `Bearer ${secrets.organizer}`, 'x-forwarded-for': '198.51.100.77' };
    const tokens = await (await postLinks(url, interview.signRequest(), headers)).json();
    const room = new Room(url, interview, tokens);
    const [alice, bob] = [await room.member('host'), await room.visitor('applicant')];
    alice.send({ t: 'turn' });
    const [server] = (await alice.next('turn')).servers;
    bob.raw(JSON.stringify({ t: 'knock', id: newNonce(), sealed: 'words-of-the-applicant' }));
    await alice.next('knock');
    bob.raw(JSON.stringify({ t: 'words-of-the-applicant', __proto__: 1 }));
    await bob.settled();
    await fetch(`${url}/room?name=words-of-the-applicant`, { headers });
    const figures = await (await fetch(`${operator}/metrics`)).text();
    parseFigures(figures);
    relay.kill('SIGTERM');
    expect(await relay.ended).toBe(0);
    const lines = relay.output().trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).event)).toContain('listening');
    const seen = relay.output() + figures;
    for (const secret of [
      ...Object.values(secrets),
      server?.username ?? 'none',
      server?.credential ?? 'none',
      room.id,
      alice.peer,
      bob.peer,
      room.token('host').slice(-20),
      interview.authority.id,
      'words-of-the-applicant',
      '198.51.100.77',
      '127.0.0.1',
    ])
      expect(seen).not.toContain(secret);
  });
});
