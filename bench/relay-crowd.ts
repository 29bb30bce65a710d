/**
 * The crowd of the long run (relay-long.ts), a process of its own: so many sockets in so many rooms, each with a ping every two seconds as a
 * browser sends them; then people leave and others come, whole rooms end and others begin, and members send each other signals at an
 * even pace. Told what to do by its parent, tells it what it measured.
 */
import * as v from 'valibot';
import { parse } from '../src/lib/wire/ids.ts';
import { makeInterview, Member, percentile, type Interview } from './relay-people.ts';

const [url = ''] = process.argv.slice(2);

/** How many are on their way into a room at a time. */
const JOINING = 32;
/** As browsers do: core/session. */
const PING_MS = 2_000;
/** The grain of pings, of churn and of signals, in milliseconds. */
const TICK_MS = 20;
/** A box as large as a trickled candidate, in characters. */
const PAD = 'x'.repeat(600);
/** One of so many who leave takes the whole room along. */
const ROOM_ENDS = 10;
/** How many more leave with a room than by themselves, about. */
const WITH_ROOM = 2.3;

const Order = v.variant('do', [
  v.object({ do: v.literal('fill'), sockets: v.number(), rooms: v.number() }),
  v.object({ do: v.literal('live'), ms: v.number(), leaves: v.number(), signals: v.number() }),
  v.object({ do: v.literal('go') }),
]);

interface Room {
  readonly interview: Interview;
  readonly members: Member[];
}

const rooms: Room[] = [];
const counts = { joins: 0, leaves: 0, sent: 0, arrived: 0, gone: 0, lost: 0, failed: 0 };
/** When each signal under way was sent. */
const underWay = new Map<number, number>();
let times: number[] = [];

function enter(room: Room): Promise<void> {
  const member = new Member(url, room.interview);
  member.onSignal = (box) => {
    const n = Number(box.slice(0, box.indexOf('_')));
    const at = underWay.get(n);
    if (at === undefined) return;
    underWay.delete(n);
    counts.arrived += 1;
    times.push(performance.now() - at);
  };
  member.onLost = () => {
    counts.lost += 1;
    drop(room, member);
  };
  member.onNoSuchPeer = () => (counts.gone += 1);
  return member.joined.then(() => {
    counts.joins += 1;
    room.members.push(member);
  });
}

function drop({ members }: Room, member: Member): void {
  const at = members.indexOf(member);
  if (at >= 0) members.splice(at, 1);
}

async function fill(sockets: number, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) rooms.push({ interview: await makeInterview(url), members: [] });
  const joining = new Set<Promise<void>>();
  for (let n = 0; n < sockets; n += 1) {
    const room = rooms[n % count];
    if (!room) throw new Error('no room');
    const done: Promise<void> = enter(room).finally(() => joining.delete(done));
    joining.add(done);
    if (joining.size >= JOINING) await Promise.race(joining);
  }
  await Promise.all(joining);
}

const anyOf = <T>(items: readonly T[]): T | undefined => items[Math.floor(Math.random() * items.length)];

/** Somebody leaves and somebody else comes; or a room ends, and another begins with as many. */
async function change(whole: boolean): Promise<void> {
  const room = anyOf(rooms);
  const leaving = whole ? [...(room?.members ?? [])] : [anyOf(room?.members ?? [])];
  if (!room) return;
  let into = room;
  for (const member of leaving) if (member) drop(room, member);
  if (whole) {
    into = { interview: await makeInterview(url), members: [] };
    rooms[rooms.indexOf(room)] = into;
  }
  for (const member of leaving) {
    if (!member) continue;
    counts.leaves += 1;
    await member.leave();
    await enter(into);
  }
}

function say(): void {
  const members = anyOf(rooms)?.members ?? [];
  const from = anyOf(members);
  const to = anyOf(members.filter((one) => one !== from));
  if (!from || !to) return;
  const n = counts.sent;
  counts.sent += 1;
  underWay.set(n, performance.now());
  from.signal(to, `${n}_${PAD}`);
}

/** Calls `act` so many times a second, in ticks; what is late is made up for. Stops by the function that it gives. */
function evenly(perSecond: () => number, act: () => void): () => void {
  const begun = performance.now();
  let done = 0;
  let due = 0;
  let last = begun;
  const timer = setInterval(() => {
    const now = performance.now();
    due += ((now - last) * perSecond()) / 1000;
    last = now;
    for (; done < due; done += 1) act();
  }, TICK_MS);
  return () => clearInterval(timer);
}

function* everybody(): Generator<Member> {
  for (;;) for (const room of rooms) yield* [...room.members];
}
let stopPings: (() => void) | undefined;
function startPings(): void {
  const all = everybody();
  const total = (): number => rooms.reduce((sum, { members }) => sum + members.length, 0);
  let known = total();
  setInterval(() => (known = total()), 1_000).unref();
  stopPings = evenly(
    () => (known * 1000) / PING_MS,
    () => all.next().value?.ping(),
  );
}

function live(ms: number, leaves: number, signals: number): Promise<object> {
  times = [];
  const before = { ...counts };
  let changes = 0;
  const stops = [
    evenly(() => signals, say),
    evenly(
      () => leaves / (1 + WITH_ROOM / ROOM_ENDS),
      () => {
        changes += 1;
        change(changes % ROOM_ENDS === 0).catch(() => (counts.failed += 1));
      },
    ),
  ];
  return new Promise((resolve) =>
    setTimeout(() => {
      for (const stop of stops) stop();
      times.sort((a, b) => a - b);
      const since = Object.entries(counts).map(([name, count]) => [name, count - before[name as keyof typeof before]]);
      resolve({
        ...Object.fromEntries(since),
        underWay: underWay.size,
        p50: percentile(times, 0.5),
        p99: percentile(times, 0.99),
        max: times.at(-1) ?? 0,
      });
    }, ms),
  );
}

async function goAll(): Promise<void> {
  stopPings?.();
  const all = rooms.flatMap(({ members }) => members.splice(0));
  for (const member of all) void member.leave();
  await Promise.all(all.map(({ closed }) => closed));
}

process.on('message', (text) => {
  const order = parse(Order, text);
  if (!order) return;
  const work: Promise<object> =
    order.do === 'fill'
      ? fill(order.sockets, order.rooms).then(() => (startPings(), {}))
      : order.do === 'live'
        ? live(order.ms, order.leaves, order.signals)
        : goAll().then(() => ({}));
  work.then(
    (result) => process.send?.({ ok: true, ...result }),
    (error: unknown) => process.send?.({ ok: false, error: String(error) }),
  );
});
