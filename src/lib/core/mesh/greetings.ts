/** Says hello to peers that are not connected, again and again until they are heard of: the first may have been lost. */
import type { PeerId } from '../../wire/ids.ts';
import type { Scope } from '../scope.ts';

export interface Greetings {
  /** Says hello now, and later again. */
  greet(peer: PeerId): void;
  /** The peer should say hello; where nothing is heard of it, we do. */
  expect(peer: PeerId): void;
  /** The peer is heard of (or over): no more hellos to it. */
  settle(peer: PeerId): void;
}

/** Pauses between hellos, in milliseconds; after the last the peer is left to greet us. */
const PAUSES_MS = [2_000, 4_000, 8_000, 16_000, 30_000];
/** How long a newcomer's hello is waited for, in milliseconds. */
const EXPECTED_MS = 2_000;

export function createGreetings(scope: Scope, sayHello: (peer: PeerId) => void): Greetings {
  const waiting = new Map<PeerId, () => void>();

  function settle(peer: PeerId): void {
    waiting.get(peer)?.();
    waiting.delete(peer);
  }

  function say(peer: PeerId, round: number): void {
    sayHello(peer);
    const pause = PAUSES_MS[round];
    if (pause === undefined) waiting.delete(peer);
    else
      waiting.set(
        peer,
        scope.after(pause, () => say(peer, round + 1)),
      );
  }

  return {
    greet(peer) {
      settle(peer);
      say(peer, 0);
    },
    expect(peer) {
      if (waiting.has(peer)) return;
      waiting.set(
        peer,
        scope.after(EXPECTED_MS, () => say(peer, 0)),
      );
    },
    settle,
  };
}
