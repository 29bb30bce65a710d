/** Who was cut off from the shared documents, files or whiteboard for passing a limit: by this browser, or this browser by another. */
import { cell, type Cell, type Happening } from '../core/cell.ts';
import type { Participant } from '../core/call/participant.ts';
import type { Scope } from '../core/scope.ts';
import type { PeerId } from '../wire/ids.ts';

/** What says so. */
export interface CutOffSource {
  readonly what: CutOff['what'];
  readonly offender: Happening<PeerId>;
  readonly cutOffBy?: Happening<PeerId>;
}

export interface CutOff {
  /** 'board': what is under way on it; what was finished on it is among the documents. */
  readonly what: 'documents' | 'files' | 'board';
  /** 'us': we no longer listen to them; 'them': they no longer listen to us. */
  readonly by: 'us' | 'them';
  readonly peer: PeerId;
  /** As it was then: they may leave. */
  readonly name: string;
}

export interface CutOffs {
  readonly told: Cell<readonly CutOff[]>;
  watch(sources: readonly CutOffSource[]): void;
}

export function createCutOffs(scope: Scope, participants: Cell<readonly Participant[]>): CutOffs {
  const told = cell<readonly CutOff[]>([]);
  function add(what: CutOff['what'], by: CutOff['by'], peer: PeerId): void {
    if (told.get().some((one) => one.what === what && one.by === by && one.peer === peer)) return;
    const name = participants.get().find((one) => one.peer === peer)?.name ?? '';
    told.update((before) => [...before, { what, by, peer, name }]);
  }
  return {
    told,
    watch(sources) {
      for (const { what, offender, cutOffBy } of sources) {
        scope.own(offender.on((peer) => add(what, 'us', peer)));
        if (cutOffBy) scope.own(cutOffBy.on((peer) => add(what, 'them', peer)));
      }
    },
  };
}
