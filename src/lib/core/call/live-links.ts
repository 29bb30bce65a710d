/**
 * The `live` data channel to everybody present: what is worthless when it is late. So nothing waits: a peer whose line is full
 * misses it, and who is on hold neither sends nor hears.
 */
import type { PeerId } from '../../wire/ids.ts';
import type { Mesh } from '../mesh/mesh.ts';

/** What may wait in the browser for one peer, in bytes: a second of drawing on a slow line. */
const WAITING_MAX_BYTES = 64 * 1024;

export interface LiveLinks {
  broadcast(text: string): void;
  /** Whether what this peer says is to be heard. */
  hears(peer: PeerId): boolean;
}

interface Deps {
  readonly mesh: Pick<Mesh, 'send' | 'bufferedAmount'>;
  present(): readonly PeerId[];
  /** Whether the two of us may see and hear each other. */
  mayExchange(peer: PeerId): boolean;
}

export const createLiveLinks = ({ mesh, present, mayExchange }: Deps): LiveLinks => ({
  broadcast(text) {
    for (const peer of present()) {
      if (mayExchange(peer) && mesh.bufferedAmount(peer, 'live') < WAITING_MAX_BYTES) mesh.send(peer, 'live', text);
    }
  },
  hears: mayExchange,
});
