/** The sound of a request to be let in, as loud as this browser remembers (J2). */
import { cell, type Cell } from '../core/cell.ts';
import { playChime } from '../platform/media/chime.ts';
import { localStore } from '../platform/storage.ts';
import { RequestSound as StoredSound, type RequestVolume } from '../wire/remembered.ts';

export type { RequestVolume };

export interface RequestSound {
  readonly volume: Cell<RequestVolume>;
  /** Remembers it, and plays an example. */
  choose(volume: RequestVolume): void;
  play(): void;
}

export function createRequestSound(): RequestSound {
  const kept = localStore().kept('request-sound', StoredSound);
  // Read anew each time: it may have been chosen on another screen.
  const present = (): RequestVolume => kept.get()?.volume ?? 'medium';
  const volume = cell(present());
  const play = (): void => {
    const loudness = present();
    if (loudness !== 'mute') void playChime(loudness);
  };
  return {
    volume,
    choose(chosen) {
      kept.set({ volume: chosen });
      volume.set(chosen);
      play();
    },
    play,
  };
}
