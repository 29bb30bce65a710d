/**
 * Measuring the line: a ticket, given out over an authenticated connection, is worth one download and one upload. The bytes are
 * random, so that nothing on the way can compress them, and made piece by piece as the reader takes them.
 */
import { randomBytes } from 'node:crypto';
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
/** Tickets that are out at a time. */
const TICKETS_MAX = 1_000;
const TICKET_BYTES = 16;

interface Ticket {
  readonly until: number;
  down: boolean;
  up: boolean;
}

export interface IssuedTicket {
  readonly ticket: Nonce;
  readonly maxBytes: number;
}

export class ProbeDesk {
  readonly #tickets = new Map<string, Ticket>();
  readonly #addresses: AddressBuckets;
  readonly #now: () => number;

  constructor(limits: Limits, now: () => number) {
    this.#addresses = new AddressBuckets(limits.probeBurst, limits.probeRate);
    this.#now = now;
  }

  /** A ticket for this address; `undefined` where it has had enough for now. */
  issue(address: string): IssuedTicket | undefined {
    const now = this.#now();
    if (this.#tickets.size >= TICKETS_MAX || !this.#addresses.take(address, 1, now)) return undefined;
    const ticket = parse(Nonce, toBase64Url(randomBytes(TICKET_BYTES)));
    if (!ticket) return undefined;
    this.#tickets.set(ticket, { until: now + TICKET_MS, down: true, up: true });
    return { ticket, maxBytes: PROBE_MAX_BYTES };
  }

  sweep(now: number): void {
    for (const [name, ticket] of this.#tickets) if (ticket.until <= now) this.#tickets.delete(name);
    this.#addresses.sweep(now);
  }

  /** GET gives random bytes (`bytes` of them, at most PROBE_MAX_BYTES), POST takes as many and says what came in which time. */
  async handle(name: string, bytes: string | null, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const ticket = this.#tickets.get(name);
    const isDown = request.method === 'GET';
    if (!isDown && request.method !== 'POST') return answerError(response, 405);
    if (!ticket || ticket.until <= this.#now() || !(isDown ? ticket.down : ticket.up))
      return answerError(response, 404);
    if (isDown) ticket.down = false;
    else ticket.up = false;
    if (!ticket.down && !ticket.up) this.#tickets.delete(name);
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
