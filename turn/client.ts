/**
 * A TURN client for as much as the check asks: allocations, permissions, and data between two allocations (RFC 8656). One
 * transport holds one allocation, since the server tells them apart by it.
 */
import { setTimeout as after } from 'node:timers/promises';
import type { Endpoint } from './endpoint.ts';
import {
  Attribute,
  decodeStun,
  encodeStun,
  endpointsOf,
  errorOf,
  isSigned,
  longTermKey,
  Method,
  newTransaction,
  valueOf,
  xorAddress,
  type StunAttribute,
  type StunMessage,
} from './stun.ts';
import type { Transport } from './transport.ts';

export interface Credential {
  readonly username: string;
  readonly password: string;
}

export type Answer =
  | { readonly ok: true; readonly message: StunMessage; readonly bytes: Buffer }
  /** `code`: of the server (RFC 8489, 8656); undefined: it gave no answer that counts. */
  | { readonly ok: false; readonly code: number | undefined; readonly reason: string };

/** RFC 8489, 6.2.1: the first repetition over UDP, in milliseconds; each further one waits twice as long. */
const RETRANSMIT_MS = 500;
const UNAUTHORIZED = 401;
/** RFC 8656, 18. */
const ALLOCATION_MISMATCH = 437;
export const FAMILY_NOT_SUPPORTED = 440;
const STALE_NONCE = 438;
const UDP_PROTOCOL = 17;

export type Family = 'ipv4' | 'ipv6';

export class TurnClient {
  #transport: Transport;
  readonly #another: () => Promise<Transport>;
  readonly #timeout: number;
  readonly #waiting = new Map<string, (answer: Answer) => void>();
  #credential: Credential | undefined;
  #realm: Buffer | undefined;
  #nonce: Buffer | undefined;
  #key: Buffer | undefined;
  #onData: ((data: Buffer) => void) | undefined;

  /** `timeout`: how long an answer may take, in milliseconds. `another` opens one more transport to the same server. */
  constructor(transport: Transport, timeout: number, another: () => Promise<Transport>) {
    this.#transport = transport;
    this.#another = another;
    this.#timeout = timeout;
    this.#listen(transport);
  }

  #listen(transport: Transport): void {
    transport.onMessage((bytes) => this.#receive(bytes));
    transport.onEnd((reason) => {
      for (const settle of [...this.#waiting.values()]) settle({ ok: false, code: undefined, reason });
    });
  }

  binding(): Promise<Answer> {
    return this.#ask(Method.binding, () => []);
  }

  /**
   * Without a credential the server's first answer comes back: 401 of one that wants credentials. Without a family it is an IPv4
   * address, or of a server that has none an IPv6 address.
   */
  async allocate(credential: Credential | undefined, family?: Family): Promise<Answer> {
    const answer = await this.#allocateHere(credential, family);
    if (answer.ok || answer.code !== ALLOCATION_MISMATCH) return answer;
    // Somebody before had the same address and port, and the server remembers: from another one it is asked again (RFC 8656, 7.4).
    this.#transport.end();
    this.#transport = await this.#another();
    this.#listen(this.#transport);
    return this.#allocateHere(credential, family);
  }

  async #allocateHere(credential: Credential | undefined, family?: Family): Promise<Answer> {
    const wanting = (wanted: Family | undefined) => (): StunAttribute[] => [
      { type: Attribute.requestedTransport, value: Buffer.from([UDP_PROTOCOL, 0, 0, 0]) },
      ...(wanted === 'ipv6' ? [{ type: Attribute.requestedAddressFamily, value: Buffer.from([2, 0, 0, 0]) }] : []),
    ];
    this.#credential = undefined;
    const first = await this.#ask(Method.allocate, wanting(family));
    if (!credential || first.ok || first.code !== UNAUTHORIZED) return first;
    this.#credential = credential;
    const answer = await this.#ask(Method.allocate, wanting(family));
    const isOther = family === undefined && !answer.ok && answer.code === FAMILY_NOT_SUPPORTED;
    return isOther ? this.#ask(Method.allocate, wanting('ipv6')) : answer;
  }

  permit(peer: Endpoint): Promise<Answer> {
    return this.#ask(Method.createPermission, (id) => [xorAddress(Attribute.xorPeerAddress, peer, id)]);
  }

  bindChannel(peer: Endpoint, channel: number): Promise<Answer> {
    const value = Buffer.alloc(4);
    value.writeUInt16BE(channel);
    return this.#ask(Method.channelBind, (id) => [
      { type: Attribute.channelNumber, value },
      xorAddress(Attribute.xorPeerAddress, peer, id),
    ]);
  }

  /** Says that data may go to the peer; it may be lost. */
  send(peer: Endpoint, data: Buffer): void {
    const transaction = newTransaction();
    const attributes = [xorAddress(Attribute.xorPeerAddress, peer, transaction), { type: Attribute.data, value: data }];
    this.#transport.send(encodeStun({ method: Method.send, kind: 'indication', transaction, attributes }));
  }

  onData(listener: (data: Buffer) => void): void {
    this.#onData = listener;
  }

  /** Gives the allocation back, so that its port is free for others at once, and closes the transport. */
  async end(): Promise<void> {
    if (this.#key) await this.#ask(Method.refresh, () => [{ type: Attribute.lifetime, value: Buffer.alloc(4) }]);
    this.#transport.end();
  }

  async #ask(method: Method, attributes: (transaction: Buffer) => readonly StunAttribute[]): Promise<Answer> {
    const answer = await this.#askOnce(method, attributes);
    // The server has changed its nonce; with the new one it is asked again (RFC 8489, 9.2.5).
    return !answer.ok && answer.code === STALE_NONCE ? this.#askOnce(method, attributes) : answer;
  }

  async #askOnce(method: Method, attributes: (transaction: Buffer) => readonly StunAttribute[]): Promise<Answer> {
    const transaction = newTransaction();
    const key = this.#signingKey();
    const request = encodeStun(
      { method, kind: 'request', transaction, attributes: [...attributes(transaction), ...this.#names()] },
      key,
    );
    const answered = new AbortController();
    const answer = new Promise<Answer>((resolve) => {
      this.#waiting.set(transaction.toString('hex'), resolve);
    });
    const timedOut = this.#repeat(request, answered.signal);
    const result = await Promise.race([answer, timedOut]);
    answered.abort();
    this.#waiting.delete(transaction.toString('hex'));
    if (result.ok && key && !isSigned(result.bytes, key)) {
      return { ok: false, code: undefined, reason: 'the answer is not signed with the shared secret' };
    }
    if (result.ok && method === Method.allocate) this.#key = key;
    return result;
  }

  #signingKey(): Buffer | undefined {
    if (!this.#credential || !this.#realm || !this.#nonce) return undefined;
    const { username, password } = this.#credential;
    return longTermKey(username, this.#realm.toString(), password);
  }

  #names(): StunAttribute[] {
    if (!this.#credential || !this.#realm || !this.#nonce) return [];
    return [
      { type: Attribute.username, value: Buffer.from(this.#credential.username) },
      { type: Attribute.realm, value: this.#realm },
      { type: Attribute.nonce, value: this.#nonce },
    ];
  }

  /** Sends, over UDP again and again, until the answer is there; then, or when the time is over, it ends. */
  async #repeat(request: Buffer, signal: AbortSignal): Promise<Answer> {
    const silence = { ok: false, code: undefined, reason: 'no answer' } as const;
    let wait = this.#transport.isLossy ? RETRANSMIT_MS : this.#timeout;
    for (let left = this.#timeout; left > 0;) {
      this.#transport.send(request);
      const pause = Math.min(wait, left);
      try {
        await after(pause, undefined, { signal });
      } catch {
        return silence;
      }
      left -= pause;
      wait *= 2;
    }
    return silence;
  }

  #receive(bytes: Buffer): void {
    const message = decodeStun(bytes);
    if (!message) return;
    if (message.kind === 'indication') {
      const data = valueOf(message, Attribute.data);
      if (message.method === Method.data && data) this.#onData?.(data);
      return;
    }
    const settle = this.#waiting.get(message.transaction.toString('hex'));
    if (!settle) return;
    if (message.kind === 'success') return settle({ ok: true, message, bytes });
    this.#realm = valueOf(message, Attribute.realm) ?? this.#realm;
    this.#nonce = valueOf(message, Attribute.nonce) ?? this.#nonce;
    const { code, reason } = errorOf(message) ?? { code: undefined, reason: 'an answer that is none' };
    settle({ ok: false, code, reason });
  }
}

/** What coturn puts in the place of the family that was not asked for. */
const NO_ADDRESS = '0.0.0.0';

/** The address that an allocation is reached at. */
export const relayedOf = (answer: Answer): Endpoint | undefined =>
  answer.ok
    ? endpointsOf(answer.message, Attribute.xorRelayedAddress).find(({ address }) => address !== NO_ADDRESS)
    : undefined;
