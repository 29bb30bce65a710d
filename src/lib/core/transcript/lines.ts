/** The lines of a transcript, in the order in which they began, however late each was written. */
import type { TranscriptLine } from '../../wire/transcript.ts';
import { cell, type Cell } from '../cell.ts';

/** So many lines are kept: a day of talk. */
const LINES_MAX = 50_000;

export interface Lines {
  readonly all: Cell<readonly TranscriptLine[]>;
  /** Puts lines where they belong; one that is there already is replaced. */
  add(...lines: readonly TranscriptLine[]): void;
}

const before = (a: TranscriptLine, b: TranscriptLine): boolean =>
  a.start !== b.start ? a.start < b.start : a.end <= b.end;

export function createLines(): Lines {
  const all = cell<readonly TranscriptLine[]>([]);
  return {
    all,
    add(...lines) {
      let next = [...all.get()];
      for (const line of lines) {
        next = next.filter(({ id }) => id !== line.id);
        // Nearly always at the end: looked for from there.
        const place = next.findLastIndex((other) => before(other, line)) + 1;
        next.splice(place, 0, line);
      }
      all.set(next.slice(0, LINES_MAX));
    },
  };
}
