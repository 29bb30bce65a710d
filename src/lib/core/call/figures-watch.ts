/** Reads the figures of every present connection in turn, every two seconds, and keeps the latest of each. */
import { cell, type Cell } from '../cell.ts';
import type { Scope } from '../scope.ts';
import type { PeerId } from '../../wire/ids.ts';
import type { ConnectionFigures } from './participant.ts';

/** Browsers compute statistics at most once a second; two are enough for a person. */
const INTERVAL_MS = 2_000;

export interface FiguresWatch {
  readonly latest: Cell<ReadonlyMap<PeerId, ConnectionFigures>>;
  forget(peer: PeerId): void;
}

export function createFiguresWatch(deps: {
  scope: Scope;
  peers(): readonly PeerId[];
  read(peer: PeerId): Promise<ConnectionFigures | undefined>;
}): FiguresWatch {
  const latest = cell<ReadonlyMap<PeerId, ConnectionFigures>>(new Map());
  const readAll = async (): Promise<void> => {
    const peers = deps.peers();
    const read = await Promise.all(peers.map(async (peer) => [peer, await deps.read(peer)] as const));
    if (deps.scope.ended) return;
    const still = new Set(deps.peers());
    latest.set(new Map(read.flatMap(([peer, figures]) => (figures && still.has(peer) ? [[peer, figures]] : []))));
  };
  deps.scope.every(INTERVAL_MS, () => void readAll());
  return {
    latest,
    forget: (peer) => latest.update((known) => new Map([...known].filter(([id]) => id !== peer))),
  };
}
