/** Captions as they are shown (T4): of each speaker what they say now, and what they said for as long as it takes to read. */
import type { PeerId } from '../../wire/ids.ts';
import type { Caption } from '../../wire/transcript.ts';
import { cell, type Cell } from '../cell.ts';
import type { Clock } from '../clock.ts';
import { createScope } from '../scope.ts';

/** A caption stays for so long after its last change, in milliseconds. */
const STAY_MS = 6_000;
/** Of so many speakers at a time, the newest. */
const SPEAKERS_MAX = 3;

export interface ShownCaption {
  readonly speaker: PeerId;
  readonly text: string;
}

export interface Captions {
  /** Who spoke last stands last. */
  readonly shown: Cell<readonly ShownCaption[]>;
  take(caption: Caption): void;
  clear(): void;
  end(): void;
}

export function createCaptions(clock: Clock): Captions {
  const scope = createScope(clock);
  const shown = cell<readonly ShownCaption[]>([]);
  const going = new Map<PeerId, () => void>();
  const without = (speaker: PeerId): ShownCaption[] => shown.get().filter((one) => one.speaker !== speaker);
  const drop = (speaker: PeerId): void => {
    going.get(speaker)?.();
    going.delete(speaker);
    if (shown.get().some((one) => one.speaker === speaker)) shown.set(without(speaker));
  };
  return {
    shown,
    take({ speaker, text }) {
      if (text === '') return;
      going.get(speaker)?.();
      const known = shown.get().some((one) => one.speaker === speaker);
      // In its place while it grows, so that lines do not jump.
      const next = known
        ? shown.get().map((one) => (one.speaker === speaker ? { speaker, text } : one))
        : [...shown.get(), { speaker, text }];
      shown.set(next.slice(-SPEAKERS_MAX));
      going.set(
        speaker,
        scope.after(STAY_MS, () => drop(speaker)),
      );
    },
    clear() {
      for (const { speaker } of shown.get()) drop(speaker);
    },
    end: () => scope.end(),
  };
}
