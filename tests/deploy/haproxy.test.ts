/** deploy/haproxy.cfg with Debian's HAProxy before three relays. Only its addresses and times are changed. */
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test, type TestContext } from 'vitest';
import { Interview, newNonce, postLinks, type Client } from '../relay/support/client.ts';
import { spawnMain } from '../relay/support/process.ts';
import { Room, temporaryFolder } from '../relay/support/relay.ts';
import { haproxyConfig, runHaproxy, startHaproxy, whyNoHaproxy } from '../support/haproxy.ts';
import { freePort } from '../support/process.ts';

const whyNot = whyNoHaproxy();
const needHaproxy = ({ skip }: TestContext): void => {
  if (whyNot !== undefined) skip(whyNot);
};

type RelayProcess = ReturnType<typeof spawnMain> & { readonly port: number; readonly rooms: () => Promise<number> };

async function startRelayProcess(dataDir: string, at = 0): Promise<RelayProcess> {
  const env = { PORT: String(at), METRICS_PORT: '0', DATA_DIR: dataDir, TRUST_PROXY: '1', DRAIN_SECONDS: '600' };
  const relay = spawnMain({ ...env, MAX_LINKS_PER_ADDRESS: '60' });
  const [, port = ''] = await relay.printed(/listening, http:\/\/localhost:(\d+)/);
  const [, operator = ''] = await relay.printed(/operator on port (\d+)/);
  const rooms = async (): Promise<number> => {
    const text = await (await fetch(`http://127.0.0.1:${operator}/metrics`)).text();
    return Number(/^mensetsu_rooms (\d+)$/m.exec(text)?.[1]);
  };
  return { ...relay, port: Number(port), rooms };
}

/** Who was killed refuses at once, who drains says so: a relay that only waits for its turn on a busy machine is not to count as gone. */
const patient = (text: string): string =>
  text
    .replaceAll('inter 1s', 'inter 200ms')
    .replace('timeout connect 2s', 'timeout connect 10s\n    timeout check 10s');

/** Three relays with one secret, and HAProxy before them; `up` asks HAProxy how many it uses. */
async function startAll() {
  const dataDir = temporaryFolder();
  const relays = [
    await startRelayProcess(dataDir),
    ...(await Promise.all([1, 2].map(() => startRelayProcess(dataDir)))),
  ];
  const ports = relays.map(({ port }) => port);
  const haproxy = await startHaproxy(ports, dataDir, { port: await freePort(), edit: patient });
  onTestFinished(() => haproxy.stop());
  const { up, reload } = haproxy;
  const startAgain = (at: number): Promise<RelayProcess> => startRelayProcess(dataDir, at);
  return { relays, url: `http://127.0.0.1:${haproxy.port}`, up, startAgain, reload };
}

interface Interviewing {
  readonly room: Room;
  host: Client;
  applicant: Client;
}

async function begin(room: Room): Promise<Interviewing> {
  return { room, host: await room.member('host'), applicant: await room.visitor('applicant') };
}

async function knockReaches({ host, applicant }: Interviewing): Promise<void> {
  const id = newNonce();
  applicant.raw(JSON.stringify({ t: 'knock', id, sealed: 'sealed' }));
  expect((await host.next('knock')).id).toBe(id);
}

const isOpen = ({ host, applicant }: Interviewing): boolean =>
  host.socket.readyState === host.socket.OPEN && applicant.socket.readyState === applicant.socket.OPEN;

test('rooms spread over three relays; one is killed, its rooms go to others, nobody else notices; one drains (N4, N5)', async (context) => {
  needHaproxy(context);
  const { relays, url, up } = await startAll();
  const interviews = await Promise.all(Array.from({ length: 12 }, async () => begin(await Room.open(url))));
  // Who is in one room has met, over whichever relay.
  await Promise.all(interviews.map(knockReaches));
  const counts = await Promise.all(relays.map((relay) => relay.rooms()));
  expect(counts.reduce((sum, count) => sum + count)).toBe(12);
  const used = counts.filter((count) => count > 0).length;
  expect(used).toBeGreaterThan(1);

  // Killed: its people come again at once, through the same proxy, and meet.
  const [most] = relays.map((relay, at) => ({ relay, count: counts[at] ?? 0 })).toSorted((a, b) => b.count - a.count);
  if (!most) throw new Error('no relay');
  const closed = interviews.flatMap(({ host, applicant }) => [host, applicant]).map((client) => client.closed);
  most.relay.kill('SIGKILL');
  await most.relay.ended;
  await expect.poll(() => interviews.filter((one) => !isOpen(one)).length, { timeout: 20_000 }).toBe(most.count);
  const begun = performance.now();
  const lost = interviews.filter((one) => !isOpen(one));
  expect(await Promise.race(closed)).toBe(1006);
  for (const one of lost) Object.assign(one, await begin(one.room));
  await Promise.all(lost.map(knockReaches));
  context.annotate(`after the kill ${lost.length} rooms met again in ${Math.round(performance.now() - begun)} ms`);
  const untouched = interviews.filter((one) => !lost.includes(one));
  expect(untouched.every(isOpen)).toBe(true);
  await Promise.all(untouched.map(knockReaches));

  // Draining: those who are there stay, who is new goes elsewhere, and in the end all are moved.
  const living = relays.filter((relay) => relay !== most.relay);
  const [drained, last] = living;
  if (!drained || !last) throw new Error('two relays expected');
  await expect.poll(up, { timeout: 20_000 }).toBe(2);
  const before = await drained.rooms();
  drained.kill('SIGTERM');
  await expect.poll(up, { timeout: 20_000 }).toBe(1);
  expect(interviews.every(isOpen)).toBe(true);
  await Promise.all(interviews.map(knockReaches));
  const more = await Promise.all(Array.from({ length: 6 }, async () => begin(await Room.open(url))));
  expect(await drained.rooms()).toBe(before);
  await Promise.all(more.map(knockReaches));
  drained.kill('SIGTERM');
  expect(await drained.ended).toBe(0);
  await expect.poll(() => interviews.filter((one) => !isOpen(one)).length, { timeout: 20_000 }).toBe(before);
  for (const one of interviews.filter((each) => !isOpen(each))) Object.assign(one, await begin(one.room));
  await Promise.all(interviews.map(knockReaches));
  expect(await last.rooms()).toBe(18);
}, 120_000);

/** The relay is killed, its people come again, through another, and then it is there again. */
async function killAndRevive(
  relay: RelayProcess,
  interviews: readonly Interviewing[],
  { up, startAgain }: Awaited<ReturnType<typeof startAll>>,
): Promise<void> {
  const moved = await relay.rooms();
  relay.kill('SIGKILL');
  await relay.ended;
  await expect.poll(up, { timeout: 20_000 }).toBe(2);
  await expect.poll(() => interviews.filter((one) => !isOpen(one)).length, { timeout: 20_000 }).toBe(moved);
  for (const one of interviews.filter((each) => !isOpen(each))) Object.assign(one, await begin(one.room));
  Object.assign(relay, await startAgain(relay.port));
  await expect.poll(up, { timeout: 20_000 }).toBe(3);
}

async function newcomersMeetHosts(interviews: readonly Interviewing[]): Promise<void> {
  for (const one of interviews) one.applicant = await one.room.visitor('applicant');
  await Promise.all(interviews.map(knockReaches));
}

test('a relay that comes back takes no room apart: who comes later meets those who were moved (N4)', async (context) => {
  needHaproxy(context);
  const all = await startAll();
  const interviews = await Promise.all(Array.from({ length: 12 }, async () => begin(await Room.open(all.url))));
  for (const relay of all.relays) {
    await killAndRevive(relay, interviews, all);
    await newcomersMeetHosts(interviews);
  }
}, 120_000);

test('a reload of HAProxy forgets no room (N4)', async (context) => {
  needHaproxy(context);
  const all = await startAll();
  const interviews = await Promise.all(Array.from({ length: 12 }, async () => begin(await Room.open(all.url))));
  for (const relay of all.relays) await killAndRevive(relay, interviews, all);
  await all.reload();
  expect(interviews.every(isOpen)).toBe(true);
  await newcomersMeetHosts(interviews);
}, 120_000);

test('limits count the address that HAProxy saw, and a ticket to measure the line is good at every relay (N4)', async (context) => {
  needHaproxy(context);
  const { url } = await startAll();
  const room = await Room.open(url);
  const client = await room.visitor('applicant', 'check');
  client.send({ t: 'probe' });
  const { ticket } = await client.next('probe');
  // Any relay may be asked, and each takes it once.
  const down = await Promise.all([1, 2, 3].map(() => fetch(`${url}/probe/${ticket}?bytes=1000`)));
  expect(down.some(({ status }) => status === 200)).toBe(true);
  const body = new Interview().signRequest();
  const ask = async (n: number): Promise<number> =>
    (await postLinks(url, body, { 'x-forwarded-for': `198.51.100.${n}`, connection: 'close' })).status;
  const statuses = await Promise.all(Array.from({ length: 200 }, (_, n) => ask(n)));
  expect(statuses).toContain(200);
  // 60 of each of three relays at most, and what flowed back meanwhile.
  expect(statuses).toContain(429);
}, 120_000);

test('everything is sent to https but the question by which certbot proves the name (N3, N4)', async (context) => {
  needHaproxy(context);
  const certbot = createServer((request, response) => void response.end(`proof of ${request.url}`));
  onTestFinished(() => void certbot.close());
  await new Promise<void>((resolve) => certbot.listen(0, '127.0.0.1', resolve));
  const port = await freePort();
  const edited = haproxyConfig(port).replace('127.0.0.1:8888', `127.0.0.1:${(certbot.address() as AddressInfo).port}`);
  const file = join(temporaryFolder(), 'haproxy.cfg');
  writeFileSync(file, edited);
  const haproxy = runHaproxy(file);
  onTestFinished(async () => void (await haproxy.stop()));
  const url = `http://127.0.0.1:${port}`;
  const question = '/.well-known/acme-challenge/token';
  const answer = (): Promise<string> => fetch(url + question).then((response) => response.text(), String);
  await expect.poll(answer, { timeout: 20_000 }).toBe(`proof of ${question}`);
  for (const place of ['/', '/ws/AAAAAAAAAAAAAAAAAAAAAA', '/.well-known/other']) {
    const { status, headers } = await fetch(url + place, { redirect: 'manual' });
    expect([status, headers.get('location')]).toEqual([302, `https://127.0.0.1:${port}${place}`]);
  }
});
