/**
 * The crowd of the relay benchmark, a process of its own so that its memory is not counted: joins rooms of four, then sends
 * signals for a while. Told what to do by messages from its parent.
 */
import * as v from 'valibot';
import { parse } from '../src/lib/wire/ids.ts';
import { makeInterview, Member, percentile } from './relay-people.ts';

const ROOM_SIZE = 4;
/** How many sockets are on their way into a room at a time. */
const JOINING = 64;
/** A box as large as a trickled candidate, in characters. */
const BOX_CHARS = 600;

const [url = ''] = process.argv.slice(2);

const Order = v.variant('do', [
  v.object({ do: v.literal('join'), sockets: v.number() }),
  v.object({ do: v.literal('talk'), ms: v.number(), inFlight: v.number() }),
]);

const members: Member[] = [];

async function joinAll(count: number): Promise<void> {
  let interview = await makeInterview(url);
  const joining = new Set<Promise<void>>();
  for (let n = 0; n < count; n += 1) {
    if (n > 0 && n % ROOM_SIZE === 0) interview = await makeInterview(url);
    const member = new Member(url, interview);
    members.push(member);
    const done: Promise<void> = member.joined.finally(() => joining.delete(done));
    joining.add(done);
    if (joining.size >= JOINING) await Promise.race(joining);
  }
  await Promise.all(joining);
}

const PAD = 'x'.repeat(BOX_CHARS);

/** Round `inFlight` signals for `ms`: each arrival sends the next one. Gives their number and their times, in ms. */
function talk(ms: number, inFlight: number): Promise<{ messages: number; times: number[]; ms: number }> {
  return new Promise((resolve) => {
    const sentAt: number[] = [];
    const times: number[] = [];
    const begun = performance.now();
    let over = false;
    const send = (): void => {
      const n = sentAt.length;
      const at = Math.floor(Math.random() * members.length);
      const partner = members[at - (at % ROOM_SIZE) + ((at + 1) % ROOM_SIZE)];
      sentAt.push(performance.now());
      if (partner) members[at]?.signal(partner, `${n}_${PAD}`);
    };
    for (const member of members) {
      member.onSignal = (box) => {
        const at = sentAt[Number(box.slice(0, box.indexOf('_')))];
        if (at !== undefined) times.push(performance.now() - at);
        if (!over) return send();
        if (times.length === sentAt.length) resolve({ messages: times.length, times, ms: performance.now() - begun });
      };
    }
    for (let n = 0; n < inFlight; n += 1) send();
    setTimeout(() => (over = true), ms);
  });
}

async function measure(ms: number, inFlight: number): Promise<object> {
  const { messages, times, ms: took } = await talk(ms, inFlight);
  times.sort((a, b) => a - b);
  return { perSecond: (messages * 1000) / took, p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}

process.on('message', (text) => {
  const order = parse(Order, text);
  if (!order) return;
  const work = order.do === 'join' ? joinAll(order.sockets).then(() => ({})) : measure(order.ms, order.inFlight);
  work.then(
    (result) => process.send?.({ ok: true, ...result }),
    (error: unknown) => process.send?.({ ok: false, error: String(error) }),
  );
});
