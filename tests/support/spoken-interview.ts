/** What is said in the two tracks of tests/fixtures/interview-*.wav, and how well a transcript has it. */
import { fileURLToPath } from 'node:url';

export interface Turn {
  /** Seconds from the start of the track. */
  readonly start: number;
  readonly words: readonly string[];
}
export interface Track {
  readonly file: string;
  readonly turns: readonly Turn[];
}

/** The tracks repeat after so many seconds. */
export const LOOP_SECONDS = 16;

const track = (name: string, turns: readonly (readonly [start: number, words: string])[]): Track => ({
  file: fileURLToPath(new URL(`../fixtures/interview-${name}.wav`, import.meta.url)),
  turns: turns.map(([start, words]) => ({ start, words: words.split(' ') })),
});
export const interviewer = track('interviewer', [
  [0.6, 'こんにちは 本日 は よろしくお願いします'],
  [7.19, '自己紹介 を お願いします'],
  [13.06, '志望動機 を 教えてください'],
]);
export const applicant = track('applicant', [
  [4.49, 'はい よろしくお願いします'],
  [9.91, '私 は 佐藤花子 です'],
  [12.96, '東京 の 大学 三年生 です'],
]);

const VOCABULARY = [...interviewer.turns, ...applicant.turns]
  .flatMap(({ words }) => words)
  .toSorted((a, b) => b.length - a.length);

/** Text without spaces as words of the tracks; a character that belongs to none of them is a word of its own. */
export function wordsIn(text: string): string[] {
  const words: string[] = [];
  for (let rest = text.replace(/\s/g, ''); rest !== '';) {
    const known = VOCABULARY.find((word) => rest.startsWith(word)) ?? rest[0] ?? '';
    words.push(known);
    rest = rest.slice(known.length);
  }
  return words;
}

/** Words of one round. */
export const roundOf = ({ turns }: Track): string[] => turns.flatMap(({ words }) => words);

/**
 * Word error rate of what was heard of a track that repeats: substitutions, insertions and deletions against that part of the track which
 * fits best, as a share of the words heard. Where in the round it began and ended is free.
 */
export function wordErrorRate(heard: readonly string[], of: Track): number {
  const round = roundOf(of);
  const rounds = Math.ceil(heard.length / round.length) + 2;
  const said = Array.from({ length: rounds * round.length }, (_, at) => round[at % round.length]);
  let row: number[] = Array<number>(said.length + 1).fill(0);
  heard.forEach((word, index) => {
    const next = [index + 1];
    said.forEach((other, at) => {
      const [left = 0, above = 0, before = 0] = [next[at], row[at + 1], row[at]];
      next.push(Math.min(left + 1, above + 1, before + (word === other ? 0 : 1)));
    });
    row = next;
  });
  return Math.min(...row) / Math.max(heard.length, 1);
}

/**
 * When: every line that begins as a turn does stands where that turn stands in the track. `apart`: how far the furthest is from the first of
 * them, in seconds of the round.
 */
export function secondsApart(
  lines: readonly { readonly at: number; readonly text: string }[],
  track: Track,
): { readonly offsets: readonly number[]; readonly apart: number } {
  const offsets = lines.flatMap(({ at, text }) => {
    const turn = track.turns.find(({ words }) => text.startsWith(words.slice(0, 2).join('')));
    return turn ? [(((at / 1000 - turn.start) % LOOP_SECONDS) + LOOP_SECONDS) % LOOP_SECONDS] : [];
  });
  const first = offsets[0] ?? 0;
  const distances = offsets.map((offset) =>
    Math.abs(((offset - first + 1.5 * LOOP_SECONDS) % LOOP_SECONDS) - LOOP_SECONDS / 2),
  );
  return { offsets, apart: Math.max(...distances) };
}
