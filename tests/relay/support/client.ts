/** People and sockets for the relay's tests: real keys, real tokens, a real WebSocket, and frames that can be waited for. */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { WebSocket } from 'ws';
import { utf8 } from '../../../src/lib/wire/bytes.ts';
import { CERTIFICATE_MS, JwsType } from '../../../src/lib/wire/admission.ts';
import { AuthorityKey, Nonce, parse, PeerId, RoomId, Signature, type Role } from '../../../src/lib/wire/ids.ts';
import type { SignRequest } from '../../../src/lib/wire/link.ts';
import { SignResponse } from '../../../src/lib/wire/link.ts';
import { ServerFrame, type ClientFrame } from '../../../src/lib/wire/relay.ts';
import { signedBytes, type SignContext } from '../../../src/lib/wire/sign-context.ts';

const HOUR_MS = 3600 * 1000;

/** What the parser makes of it, or a failed test. */
export function must<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`no ${what}`);
  return value;
}

export interface Key {
  readonly id: string;
  readonly secret: KeyObject;
}

export function newKey(): Key {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { id: must(publicKey.export({ format: 'jwk' }).x, 'public key'), secret: privateKey };
}

export const signParts = (key: Key, context: SignContext, parts: readonly string[]): Signature =>
  must(parse(Signature, sign(null, signedBytes(context, parts), key.secret).toString('base64url')), 'signature');

export function signJws(key: Key, typ: string, payload: object, alg = 'Ed25519'): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const input = `${encode({ alg, typ })}.${encode(payload)}`;
  return `${input}.${sign(null, utf8(input), key.secret).toString('base64url')}`;
}

export const newNonce = (): Nonce => must(parse(Nonce, randomBytes(16).toString('base64url')), 'nonce');

/** An interview as its organiser has it. */
export class Interview {
  readonly authority = newKey();
  readonly room = must(
    parse(
      RoomId,
      createHash('sha256')
        .update(utf8('mensetsu/1 room'))
        .update(Buffer.from(this.authority.id, 'base64url'))
        .digest()
        .subarray(0, 16)
        .toString('base64url'),
    ),
    'room',
  );

  signRequest(from = Date.now() - HOUR_MS, until = Date.now() + HOUR_MS): SignRequest {
    const proof = signParts(this.authority, 'mensetsu/1 sign', [this.room, String(from), String(until)]);
    const key = must(parse(AuthorityKey, this.authority.id), 'authority');
    return { room: this.room, key, from, until, proof };
  }

  /** The three tokens, by the relay at `url`. */
  async tokens(url: string, from?: number, until?: number): Promise<Tokens> {
    const response = await postLinks(url, this.signRequest(from, until));
    return must(parse(SignResponse, await response.json()), 'tokens');
  }

  pass(
    peer: Key,
    role: Role,
    changes: { room?: string; exp?: number; peer?: string; typ?: string } = {},
    by = this.authority,
  ): string {
    const { typ = JwsType.pass, ...rest } = changes;
    return signJws(by, typ, { room: this.room, peer: peer.id, role, exp: Date.now() + CERTIFICATE_MS, ...rest });
  }
}

export type Tokens = SignResponse;

export const postLinks = (url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}/api/links`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

type Of<T extends ServerFrame['t']> = Extract<ServerFrame, { t: T }>;

/** One socket. Every frame is parsed by the wire schema: what the relay sends must fit it. */
export class Client {
  readonly key: Key;
  readonly socket: WebSocket;
  readonly closed: Promise<number>;
  /** All frames that came, oldest first. */
  readonly log: ServerFrame[] = [];
  #unread: ServerFrame[] = [];
  #wake: (() => void) | undefined;
  #closeCode: number | undefined;

  constructor(
    url: string,
    room: string,
    key = newKey(),
    options: { origin?: string; headers?: Record<string, string> } = {},
  ) {
    this.key = key;
    this.socket = new WebSocket(`${url.replace('http', 'ws')}/ws/${room}`, options);
    this.socket.on('error', () => undefined);
    this.socket.on('message', (data: Buffer) => {
      const text = data.toString();
      const frame = must(parse(ServerFrame, JSON.parse(text)), `frame of the wire in ${text}`);
      this.log.push(frame);
      this.#unread.push(frame);
      this.#wake?.();
    });
    this.closed = new Promise((resolve) =>
      this.socket.on('close', (code) => {
        this.#closeCode = code;
        resolve(code);
        this.#wake?.();
      }),
    );
  }

  get peer(): PeerId {
    return must(parse(PeerId, this.key.id), 'peer');
  }

  /** The next frame of this kind; those before it are skipped. Fails when the socket closes first. */
  async next<const T extends ServerFrame['t']>(t: T): Promise<Of<T>> {
    for (;;) {
      const at = this.#unread.findIndex((frame) => frame.t === t);
      const found = this.#unread[at];
      if (found && isOf(found, t)) {
        this.#unread = this.#unread.slice(at + 1);
        return found;
      }
      if (this.#closeCode !== undefined) throw new Error(`closed with ${this.#closeCode} while waiting for ${t}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** All frames up to the answer to a ping: what had been sent to this socket by now. */
  async settled(): Promise<readonly ServerFrame[]> {
    const from = this.log.length - this.#unread.length;
    this.send({ t: 'ping' });
    await this.next('pong');
    return this.log.slice(from);
  }

  send(frame: ClientFrame): void {
    this.raw(JSON.stringify(frame));
  }

  raw(data: string | Buffer): void {
    this.socket.send(data);
  }

  /** Answers the challenge. `changes` replaces fields of the hello, or, as undefined, takes them out. */
  async hello(
    room: string,
    token: string,
    as: 'check' | 'lobby' | 'call',
    changes: Record<string, unknown> = {},
  ): Promise<void> {
    const { nonce } = await this.next('challenge');
    const proof = signParts(this.key, 'mensetsu/1 relay', [room, nonce]);
    this.raw(JSON.stringify({ t: 'hello', v: 1, token, peer: this.key.id, proof, as, ...changes }));
  }

  close(): void {
    this.socket.close();
  }
}

const isOf = <T extends ServerFrame['t']>(frame: ServerFrame, t: T): frame is Of<T> => frame.t === t;
