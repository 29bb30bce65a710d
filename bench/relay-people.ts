/** People of the relay's benchmarks: real keys, tokens and passes, one real WebSocket each. Only what they would say is made up. */
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { WebSocket } from 'ws';
import { JwsType } from '../src/lib/wire/admission.ts';
import { jsonOf, utf8 } from '../src/lib/wire/bytes.ts';
import { AuthorityKey, parse, RoomId } from '../src/lib/wire/ids.ts';
import { SignResponse } from '../src/lib/wire/link.ts';
import { ServerFrame } from '../src/lib/wire/relay.ts';
import { signedBytes, type SignContext } from '../src/lib/wire/sign-context.ts';

const HOUR_MS = 3600 * 1000;

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

/** An interview whose links the relay has signed. */
export interface Interview {
  readonly room: string;
  readonly authority: Key;
  readonly token: string;
}

export async function makeInterview(url: string): Promise<Interview> {
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

/** What a frame of the relay begins with that needs no reading: thousands a second come. */
const PONG = '{"t":"pong"';

/** A member of a call, as the relay knows it. `onSignal` is called with the box of each signal that arrives. */
export class Member {
  readonly key = newKey();
  /** Rejects where the relay refuses, or closes the socket. */
  readonly joined: Promise<void>;
  readonly closed: Promise<number>;
  readonly #socket: WebSocket;
  #leaving = false;
  onSignal: ((box: string) => void) | undefined;
  /** The relay ended the socket, without having been asked. */
  onLost: ((code: number) => void) | undefined;
  /** The other was not there any more. */
  onNoSuchPeer: (() => void) | undefined;

  constructor(url: string, { room, token, authority }: Interview) {
    this.#socket = new WebSocket(`${url.replace('http', 'ws')}/ws/${room}`, { perMessageDeflate: false });
    this.closed = new Promise((resolve) =>
      this.#socket.on('close', (code) => {
        resolve(code);
        if (!this.#leaving) this.onLost?.(code);
      }),
    );
    this.joined = new Promise((resolve, reject) => {
      this.#socket.on('error', reject);
      void this.closed.then((code) => reject(new Error(`the relay closed a socket with ${code}`)));
      this.#socket.on('message', (data: Buffer) => {
        if (data.length < 40 && data.toString('latin1').startsWith(PONG)) return;
        const frame = parse(ServerFrame, jsonOf(data));
        if (frame?.t === 'signal') return this.onSignal?.(frame.box);
        if (frame?.t === 'welcome') return resolve();
        if (frame?.t === 'dropped' && frame.code === 'no-such-peer' && this.onNoSuchPeer) return this.onNoSuchPeer();
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

  ping(): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send('{"t":"ping"}');
  }

  leave(): Promise<number> {
    this.#leaving = true;
    this.#socket.close(1000);
    return this.closed;
  }
}

export const percentile = (sorted: ArrayLike<number>, share: number): number =>
  sorted[Math.floor(sorted.length * share)] ?? NaN;
