/**
 * When something was said: a recogniser counts the seconds of sound that it heard, which is not the time that passed, since nobody
 * hears a muted microphone or a lost line. Each piece of sound is noted with its time.
 */
import type { Piece } from './ports.ts';

interface Note {
  /** Seconds of sound before it. */
  readonly from: number;
  readonly at: number;
}

export interface Timeline {
  /** Seconds of sound that were noted. */
  readonly heard: number;
  note(piece: Pick<Piece, 'samples' | 'rate' | 'at'>): void;
  /** Milliseconds since the epoch of a moment that the recogniser has heard. */
  timeOf(seconds: number): number;
  /** What was before is not asked for any more. */
  forget(seconds: number): void;
}

export function createTimeline(): Timeline {
  let notes: Note[] = [];
  let heard = 0;
  return {
    get heard() {
      return heard;
    },
    note({ samples, rate, at }) {
      notes.push({ from: heard, at });
      heard += samples.length / rate;
    },
    timeOf(seconds) {
      let low = 0;
      let high = notes.length - 1;
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if ((notes[middle]?.from ?? 0) <= seconds) low = middle;
        else high = middle - 1;
      }
      const note = notes[low];
      return note ? Math.round(note.at + (seconds - note.from) * 1000) : 0;
    },
    forget(seconds) {
      const first = notes.findLastIndex(({ from }) => from <= seconds);
      if (first > 0) notes = notes.slice(first);
    },
  };
}
