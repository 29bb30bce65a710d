/**
 * One socket and what the relay knows of it. It costs a few hundred bytes beside the socket itself: no timers and no closures
 * of its own; the sweep in sockets.ts looks at all connections.
 */
import type { WebSocket } from 'ws';
import type { Nonce, RoomId } from '../src/lib/wire/ids.ts';
import { CloseCode, type ServerFrame, type Standing } from '../src/lib/wire/relay.ts';
import { encodeFrame } from './frames.ts';
import type { Presence } from './hello.ts';
import { Bucket, type Limits } from './limits.ts';

/** Sockets of one address; one object for all of them. */
export interface AddressCount {
  readonly address: string;
  sockets: number;
}

/**
 * new -> verifying -> open -> closing. While `verifying`, frames are dropped: a hello is judged once. An `open` connection
 * that enters stays open and is `entering`.
 */
export type Stage = 'new' | 'verifying' | 'open' | 'entering' | 'closing';

export class Connection {
  readonly #socket: WebSocket;
  readonly #limits: Limits;
  readonly #messages: Bucket;
  readonly #bytes: Bucket;
  readonly from: AddressCount;
  room: RoomId;
  stage: Stage = 'new';
  /** The challenge, until it is answered. */
  nonce: Nonce | undefined;
  presence: Presence | undefined;
  /** The knock that the host has not answered yet. */
  knock: Nonce | undefined;
  /** When anything last came from it; of a closing one: when the closing began. Milliseconds. */
  heardAt: number;
  badFrames = 0;
  /** Frames that were dropped because the budget was spent. */
  overdrawn = 0;

  constructor(socket: WebSocket, room: RoomId, from: AddressCount, limits: Limits, now: number) {
    this.#socket = socket;
    this.#limits = limits;
    this.#messages = new Bucket(limits.lobbyBurst, now);
    this.#bytes = new Bucket(limits.burstBytes, now);
    this.room = room;
    this.from = from;
    this.heardAt = now;
  }

  /** Undefined before the welcome. */
  get standing(): Standing | undefined {
    return this.presence?.standing;
  }

  get isMember(): boolean {
    return this.standing === 'call' || this.standing === 'host';
  }

  /** Takes a frame's price; false: the connection sends too much. A member's bucket fills from the lobby's level. */
  pay(cost: number, bytes: number, now: number): boolean {
    const { memberBurst, memberRate, lobbyBurst, lobbyRate, burstBytes, bytesPerSecond } = this.#limits;
    const paid = this.isMember
      ? this.#messages.take(cost, memberBurst, memberRate, now)
      : this.#messages.take(cost, lobbyBurst, lobbyRate, now);
    return this.#bytes.take(bytes, burstBytes, bytesPerSecond, now) && paid;
  }

  /** A member begins with a full budget: joining is when most is sent. */
  grantMemberBudget(now: number): void {
    this.#messages.fill(this.#limits.memberBurst, now);
  }

  send(frame: ServerFrame): void {
    this.say(encodeFrame(frame));
  }

  /** As `send`, for text that goes to many. Who does not read is dropped here; its place is given up when the socket ends. */
  say(text: string): void {
    if (this.stage === 'closing') return;
    this.#socket.send(text);
    if (this.#socket.bufferedAmount > this.#limits.unsentBytes) this.close(CloseCode.slow, this.heardAt);
  }

  /** Begins the closing handshake; the sweep ends it by force where the other side does not answer. */
  close(code: number, now: number): void {
    if (this.stage === 'closing') return;
    this.stage = 'closing';
    this.heardAt = now;
    this.#socket.close(code);
  }

  /** Asks for a sign of life that needs no script in the page: timers of pages in the background sleep for a minute. */
  askAlive(): void {
    this.#socket.ping();
  }

  terminate(): void {
    this.#socket.terminate();
  }
}
