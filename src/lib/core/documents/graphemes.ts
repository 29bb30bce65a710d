/** Characters as a person counts them (UAX #29): a family emoji, a flag or a letter with its marks is one. */

/** How many there are in the text, but never more than `limit` + 1 are looked at. */
export function countGraphemes(text: string, limit: number): number {
  let count = 0;
  for (const _ of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)) {
    if (++count > limit) break;
  }
  return count;
}
