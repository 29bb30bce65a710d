/** Words as a recogniser gives them, as text to read. Pure. */
import { LINE_MAX_CHARS } from '../../wire/transcript.ts';

/** Scripts that put no space between words. */
const UNSPACED = /[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}\p{sc=Thai}ー、。]/u;
/** What a recogniser writes for a sound that is no word it knows. */
const UNKNOWN = /^(\[.*\]|<.*>)$/;

export const isWord = (word: string): boolean => word !== '' && !UNKNOWN.test(word);

/** Puts words together: with spaces where either neighbour is of a script that has them. */
export function joinWords(words: readonly string[]): string {
  let text = '';
  for (const word of words.filter(isWord)) {
    const last = text.at(-1);
    const first = word[0] ?? '';
    const together = last === undefined || (UNSPACED.test(last) && UNSPACED.test(first));
    text += together ? word : ` ${word}`;
  }
  return text.slice(0, LINE_MAX_CHARS);
}

/** A partial result, which comes as one text with spaces. */
export const readable = (partial: string): string => joinWords(partial.split(' '));
