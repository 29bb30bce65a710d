/**
 * Whom a room's host has sent out of the call. A pass is signed and holds for ten minutes; what the host signs afterwards, for somebody
 * let in again, expires later and counts. Bounded, and forgotten when the passes of before have expired anyway.
 */
import { CLOCK_TOLERANCE_MS } from '../src/lib/wire/admission.ts';
import type { PeerId } from '../src/lib/wire/ids.ts';

/** More than a host sends out in ten minutes; the earliest fall off. */
const EXPELLED_MAX = 64;

export class Expelled {
  /** Passes that expire by then count no more. */
  readonly #peers = new Map<PeerId, number>();

  add(peer: PeerId, until: number, now: number): void {
    for (const [other, end] of this.#peers) if (end + CLOCK_TOLERANCE_MS <= now) this.#peers.delete(other);
    const before = this.#peers.get(peer) ?? 0;
    this.#peers.delete(peer);
    this.#peers.set(peer, Math.max(before, until));
    const [oldest] = this.#peers.keys();
    if (this.#peers.size > EXPELLED_MAX && oldest !== undefined) this.#peers.delete(oldest);
  }

  /** Whether a pass of this peer that expires at `passUntil` counts no more. */
  refuses(peer: PeerId, passUntil: number): boolean {
    return passUntil <= (this.#peers.get(peer) ?? -Infinity);
  }
}
