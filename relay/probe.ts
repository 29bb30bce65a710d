/**
 * Measuring the line: a ticket, given out over an authenticated connection, is worth one download and one upload. The bytes are
 * random, so that nothing on the way can compress them, and made piece by piece as the reader takes them.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { toBase64Url } from '../src/lib/wire/bytes.ts';
import { Nonce, parse } from '../src/lib/wire/ids.ts';
import { answerError, answerJson } from './answers.ts';
import { AddressBuckets, type Limits } from './limits.ts';

/** What a ticket carries in each direction: 3 s of a 10 Mbit/s line. */
export const PROBE_MAX_BYTES = 4 * 1024 * 1024;
const PIECE_BYTES = 64 * 1024;
/** How long a ticket may wait for its use, and a transfer may take, in milliseconds. */
const TICKET_MS = 60_000;
const TRANSFER_MS = 30_000;
/** Tickets in use at a time. */
const TICKETS_MAX = 1_000;
/** A ticket is its end (seconds), some randomness, and what proves that a relay with our secret made it. */
const BODY_BYTES = 8;
const PROOF_BYTES = 8;
const PURPOSE = 'mensetsu/1 probe';

/** What is left of a ticket that was shown here. */
interface Ticket {
  readonly until: number;
  down: boolean;
  up: boolean;
}

export interface IssuedTicket {
  readonly ticket: Nonce;
  readonly maxBytes: number;
}

/**
 * Tickets prove themselves, since the page shows them by HTTP and a proxy before several relays may bring it to another one than that which
 * gave it out; nothing is shared but the secret. Each relay remembers which it has seen.
 */
export class ProbeDesk {
  readonly #seen = new Map<string, Ticket>();
  readonly #addresses: AddressBuckets;
  readonly #secret: Uint8Array;
  readonly #now: () => number;

  constructor(secret: Uint8Array, limits: Limits, now: () => number) {
    this.#addresses = new AddressBuckets(limits.probeBurst, limits.probeRate);
    this.#secret = secret;
    this.#now = now;
  }

  /** A ticket for this address; `undefined` where it has had enough for now. */
  issue(address: string): IssuedTicket | undefined {
    const now = this.#now();
    if (this.#seen.size >= TICKETS_MAX || !this.#addresses.take(address, 1, now)) return undefined;
    const body = randomBytes(BODY_BYTES);
    body.writeUInt32BE(Math.ceil((now + TICKET_MS) / 1000));
    const ticket = parse(Nonce, toBase64Url(Buffer.concat([body, this.#proof(body)])));
    return ticket && { ticket, maxBytes: PROBE_MAX_BYTES };
  }

  #proof(body: Uint8Array): Buffer {
    return createHmac('sha256', this.#secret).update(PURPOSE).update(body).digest().subarray(0, PROOF_BYTES);
  }

  /** The ticket of this name; `undefined` where no relay of ours made it, or it is over. */
  #find(name: string): Ticket | undefined {
    const known = this.#seen.get(name);
    if (known) return known;
    const bytes = parse(Nonce, name) && Buffer.from(name, 'base64url');
    if (!bytes) return undefined;
    const body = bytes.subarray(0, BODY_BYTES);
    const until = body.readUInt32BE() * 1000;
    if (until <= this.#now() || !timingSafeEqual(this.#proof(body), bytes.subarray(BODY_BYTES))) return undefined;
    const ticket = { until, down: true, up: true };
    this.#seen.set(name, ticket);
    return ticket;
  }

  sweep(now: number): void {
    for (const [name, ticket] of this.#seen) if (ticket.until <= now) this.#seen.delete(name);
    this.#addresses.sweep(now);
  }

  /** GET gives random bytes (`bytes` of them, at most PROBE_MAX_BYTES), POST takes as many and says what came in which time. */
  async handle(name: string, bytes: string | null, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const ticket = this.#find(name);
    const isDown = request.method === 'GET';
    if (!isDown && request.method !== 'POST') return answerError(response, 405);
    if (!ticket || ticket.until <= this.#now() || !(isDown ? ticket.down : ticket.up))
      return answerError(response, 404);
    if (isDown) ticket.down = false;
    else ticket.up = false;
    const deadline = AbortSignal.timeout(TRANSFER_MS);
    try {
      await (isDown ? give(response, wantedBytes(bytes), deadline) : take(request, response, this.#now, deadline));
    } catch {
      response.destroy(); // gave up, or took too long
    }
  }
}

function wantedBytes(text: string | null): number {
  const bytes = text !== null && /^\d{1,9}$/.test(text) ? Number(text) : PROBE_MAX_BYTES;
  return Math.min(Math.max(bytes, 1), PROBE_MAX_BYTES);
}

async function give(response: ServerResponse, bytes: number, signal: AbortSignal): Promise<void> {
  response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': bytes,
    'Cache-Control': 'no-store, no-transform',
    // The upload follows at once. On this connection it would begin while the last pieces are not yet acknowledged to Node, which then breaks
    // off what it took for pipelining ("Parse Error: Paused"): seen over TLS. The browser would send it again, with a ticket that is used up.
    Connection: 'close',
  });
  function* pieces(): Generator<Buffer> {
    for (let left = bytes; left > 0; left -= PIECE_BYTES) yield randomBytes(Math.min(left, PIECE_BYTES));
  }
  await pipeline(Readable.from(pieces(), { highWaterMark: 1 }), response, { signal });
}

async function take(
  request: IncomingMessage,
  response: ServerResponse,
  now: () => number,
  signal: AbortSignal,
): Promise<void> {
  let bytes = 0;
  const begun = now();
  signal.addEventListener('abort', () => request.destroy(), { once: true });
  for await (const piece of request) {
    bytes += Buffer.isBuffer(piece) ? piece.length : 0;
    if (bytes > PROBE_MAX_BYTES) return answerError(response, 413);
  }
  answerJson(response, 200, { bytes, ms: now() - begun });
}
