/**
 * What one connection, address or room may take of the relay. All of it is counted in memory and forgotten when it is
 * idle. The defaults carry a busy day behind one company's address; tests and large installations give their own.
 */

export interface Limits {
  /** Sockets in all, and of one address (IPv6: of one /64 network). */
  readonly connections: number;
  readonly connectionsPerAddress: number;
  /** New sockets of one address: at once, and per second. Guessing, and coming again and again, cost one each. */
  readonly connectBurst: number;
  readonly connectRate: number;
  /** People in one call, in one waiting room, and checks running at a time in one room. */
  readonly members: number;
  readonly lobby: number;
  readonly checks: number;
  /** How long the head of an HTTP request and the whole of it may take, in milliseconds. */
  readonly headMs: number;
  readonly requestMs: number;
  /** How long an HTTP connection may stand still, also in the middle of an answer, in milliseconds. */
  readonly stallMs: number;
  /** How long a connection may stay without a hello, in milliseconds. */
  readonly authMs: number;
  /** A connection without any frame is asked for a sign of life after this, in milliseconds, and dropped after `deadMs`. */
  readonly idleMs: number;
  readonly deadMs: number;
  /** How often all connections are looked through, in milliseconds: the grain of the three above. */
  readonly sweepMs: number;
  /** Frames that fit no schema, of one connection, before it is closed. */
  readonly badFrames: number;
  /** Bytes that wait for one slow reader before it is dropped: about 40 descriptions. */
  readonly unsentBytes: number;
  /** Messages of one connection: at once, and per second; heavy ones count several times. */
  readonly memberBurst: number;
  readonly memberRate: number;
  readonly lobbyBurst: number;
  readonly lobbyRate: number;
  /** Bytes of one connection: at once, and per second. */
  readonly burstBytes: number;
  readonly bytesPerSecond: number;
  /** Requests to sign links of one address: at once, and per second. */
  readonly signBurst: number;
  readonly signRate: number;
  /** Measurements of the line of one address: at once, and per second. */
  readonly probeBurst: number;
  readonly probeRate: number;
}

export const DEFAULT_LIMITS: Limits = {
  connections: 20_000,
  connectionsPerAddress: 256,
  connectBurst: 512,
  connectRate: 16,
  members: 16,
  lobby: 64,
  checks: 32,
  headMs: 10_000,
  requestMs: 60_000,
  stallMs: 60_000,
  authMs: 5_000,
  idleMs: 6_000,
  deadMs: 15_000,
  sweepMs: 1_000,
  badFrames: 20,
  unsentBytes: 1024 * 1024,
  memberBurst: 600,
  memberRate: 60,
  lobbyBurst: 60,
  lobbyRate: 4,
  burstBytes: 4 * 1024 * 1024,
  bytesPerSecond: 256 * 1024,
  signBurst: 30,
  signRate: 0.5,
  probeBurst: 30,
  probeRate: 0.2,
};

/** A token bucket without a timer: it refills by the time that passed. */
export class Bucket {
  #level: number;
  #at: number;

  constructor(burst: number, now: number) {
    this.#level = burst;
    this.#at = now;
  }

  /** Takes `cost`, unless less is left. `rate` in units per second, `now` in milliseconds. */
  take(cost: number, burst: number, rate: number, now: number): boolean {
    const passed = Math.max(0, now - this.#at); // a clock that is set back must not empty the bucket
    this.#level = Math.min(burst, this.#level + (passed * rate) / 1000);
    this.#at = now;
    if (this.#level < cost) return false;
    this.#level -= cost;
    return true;
  }

  fill(burst: number, now: number): void {
    this.#level = burst;
    this.#at = now;
  }

  /** Whether it would be full by now, and so need not be remembered. */
  isFull(burst: number, rate: number, now: number): boolean {
    return this.#level + ((now - this.#at) * rate) / 1000 >= burst;
  }
}

/** One bucket for each address; `sweep` forgets those that are full again. */
export class AddressBuckets {
  readonly #buckets = new Map<string, Bucket>();
  readonly #burst: number;
  readonly #rate: number;

  constructor(burst: number, rate: number) {
    this.#burst = burst;
    this.#rate = rate;
  }

  take(address: string, cost: number, now: number): boolean {
    let bucket = this.#buckets.get(address);
    if (!bucket) this.#buckets.set(address, (bucket = new Bucket(this.#burst, now)));
    return bucket.take(cost, this.#burst, this.#rate, now);
  }

  sweep(now: number): void {
    for (const [address, bucket] of this.#buckets) {
      if (bucket.isFull(this.#burst, this.#rate, now)) this.#buckets.delete(address);
    }
  }

  get size(): number {
    return this.#buckets.size;
  }
}
