/**
 * The crowd of the relay benchmark, a process of its own so that its memory is not counted: joins rooms of four, then sends
 * signals for a while. Told what to do by messages from its parent.
 */
import { generateKeyPairSync, createHash, sign, type KeyObject } from 'node:crypto';
import * as v from 'valibot';
import { WebSocket } from 'ws';
import { JwsType } from '../src/lib/wire/admission.ts';
import { jsonOf, utf8 } from '../src/lib/wire/bytes.ts';
import { AuthorityKey, parse, RoomId } from '../src/lib/wire/ids.ts';
import { SignResponse } from '../src/lib/wire/link.ts';
import { ServerFrame } from '../src/lib/wire/relay.ts';
import { signedBytes, type SignContext } from '../src/lib/wire/sign-context.ts';

const ROOM_SIZE = 4;
/** How many sockets are on their way into a room at a time. */
const JOINING = 64;
/** A box as large as a trickled candidate, in characters. */
const BOX_CHARS = 600;
const HOUR_MS = 3600 * 1000;

const [url = ''] = process.argv.slice(2);

const Order = v.variant('do', [
  v.object({ do: v.literal('join'), sockets: v.number() }),
  v.object({ do: v.literal('talk'), ms: v.number(), inFlight: v.number() }),
]);

interface Key {
  readonly id: string;
  readonly secret: KeyObject;
}

function newKey(): Key {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { id: publicKey.export({ format: 'jwk' }).x ?? '', secret: privateKey };
}

const signParts = (key: Key, context: SignContext, parts: readonly string[]): string =>
  sign(null, signedBytes(context, parts), key.secret).toString('base64url');

function passFor(peer: Key, room: string, authority: Key): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const payload = { room, peer: peer.id, role: 'applicant', exp: Date.now() + HOUR_MS };
  const input = `${encode({ alg: 'Ed25519', typ: JwsType.pass })}.${encode(payload)}`;
  return `${input}.${sign(null, utf8(input), authority.secret).toString('base64url')}`;
}

async function makeRoom(): Promise<{ room: string; authority: Key; token: string }> {
  const authority = newKey();
  const raw = Buffer.from(authority.id, 'base64url');
  const digest = createHash('sha256').update(utf8('mensetsu/1 room')).update(raw).digest().subarray(0, 16);
  const room = parse(RoomId, digest.toString('base64url'));
  const key = parse(AuthorityKey, authority.id);
  if (!room || !key) throw new Error('no room');
  const [from, until] = [Date.now() - HOUR_MS, Date.now() + HOUR_MS];
  const proof = signParts(authority, 'mensetsu/1 sign', [room, String(from), String(until)]);
  const response = await fetch(`${url}/api/links`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ room, key, from, until, proof }),
  });
  const tokens = parse(SignResponse, await response.json());
  if (!tokens) throw new Error(`no tokens: ${response.status}`);
  return { room, authority, token: tokens.applicant };
}

/** A member; `onSignal` is called with the box of each signal that arrives. */
class Member {
  readonly key = newKey();
  readonly joined: Promise<void>;
  readonly #socket: WebSocket;
  onSignal: ((box: string) => void) | undefined;

  constructor(room: string, token: string, authority: Key) {
    this.#socket = new WebSocket(`${url.replace('http', 'ws')}/ws/${room}`, { perMessageDeflate: false });
    this.joined = new Promise((resolve, reject) => {
      this.#socket.on('error', reject);
      this.#socket.on('close', (code) => reject(new Error(`the relay closed a socket with ${code}`)));
      this.#socket.on('message', (data: Buffer) => {
        const frame = parse(ServerFrame, jsonOf(data));
        if (frame?.t === 'signal') return this.onSignal?.(frame.box);
        if (frame?.t === 'welcome') return resolve();
        if (frame?.t === 'dropped' || frame?.t === 'refused')
          throw new Error(`the relay ${frame.t} a frame: ${frame.code}`);
        if (frame?.t !== 'challenge') return;
        const proof = signParts(this.key, 'mensetsu/1 relay', [room, frame.nonce]);
        const pass = passFor(this.key, room, authority);
        this.#socket.send(JSON.stringify({ t: 'hello', v: 1, token, peer: this.key.id, proof, as: 'call', pass }));
      });
    });
  }

  signal(to: Member, box: string): void {
    this.#socket.send(JSON.stringify({ t: 'signal', to: to.key.id, box }));
  }
}

const members: Member[] = [];

async function joinAll(count: number): Promise<void> {
  let room = await makeRoom();
  const joining = new Set<Promise<void>>();
  for (let n = 0; n < count; n += 1) {
    if (n > 0 && n % ROOM_SIZE === 0) room = await makeRoom();
    const member = new Member(room.room, room.token, room.authority);
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

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.floor(sorted.length * share)] ?? NaN;

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
