/**
 * Whether what a language model wrote rests on what was said (T6, T9): a sentence whose numbers or names were never said, or most of whose
 * words were not, is dropped; one that stays is given the lines that it rests on. Pure.
 */
import type { Said } from './exchanges.ts';
import type { SummarySentence } from './extract.ts';
import { isJapanese, sentencesOf, termsOf, type Reading } from './language.ts';

/** So much of a sentence's words must have been said. */
const COVERED_MIN = 0.5;
/** A line that shares so much of what the best one shares is a source too. */
const SOURCE_SHARE = 0.6;
const SOURCES_MAX = 3;

const KANJI_DIGITS: Readonly<Record<string, string>> = {
  ...{ 〇: '0', 零: '0', 一: '1', 二: '2', 三: '3', 四: '4', 五: '5', 六: '6', 七: '7', 八: '8', 九: '9' },
};
const digit = (sign: string | undefined, otherwise: string): string =>
  sign ? (KANJI_DIGITS[sign] ?? otherwise) : otherwise;

/** The numbers in a text as digits: 二十五 and 25 and ２５ are one, 〇・八 is 0.8, 4,200 is 4200. */
export function numbersIn(text: string): ReadonlySet<string> {
  const plain = text
    .normalize('NFKC')
    .replace(
      /([一二三四五六七八九]?)百(?:([一二三四五六七八九]?)十)?([一二三四五六七八九]?)/g,
      (all, a, b, c) =>
        `${digit(String(a), '1')}${all.includes('十') ? digit(String(b ?? ''), '1') : '0'}${digit(String(c), '0')}`,
    )
    .replace(
      /([一二三四五六七八九]?)十([一二三四五六七八九]?)/g,
      (_, a, b) => `${digit(String(a), '1')}${digit(String(b), '0')}`,
    )
    .replace(/[〇零一二三四五六七八九]/g, (sign) => digit(sign, sign))
    .replace(/(\d)[・](\d)/g, '$1.$2')
    .replace(/(\d),(?=\d{3})/g, '$1');
  return new Set((plain.match(/\d+(?:\.\d+)?/g) ?? []).map((number) => String(Number(number))));
}

/** Names and technical words: Katakana, and Latin words; in English those that are written as names, where a sentence does not begin with them. */
function namesIn(text: string): readonly string[] {
  const plain = text.normalize('NFKC');
  const latin = isJapanese(plain)
    ? /[A-Za-z][A-Za-z0-9+#.]+/gu
    : /(?<=\S\s+)[A-Z][A-Za-z0-9+#.]+|\b[A-Z]{2,}[A-Za-z0-9]*/gu;
  return [...(plain.match(/[\p{sc=Katakana}ー]{3,}/gu) ?? []), ...(plain.match(latin) ?? [])];
}

/** The sentences that stand, with their lines; `dropped`: how many did not. */
export function grounded(
  text: string,
  lines: readonly Said[],
  reading: Reading,
): { readonly sentences: readonly SummarySentence[]; readonly dropped: number } {
  const said = lines.map(({ text: words }) => words).join('\n');
  const plain = said.normalize('NFKC').toLowerCase();
  const numbers = numbersIn(said);
  const terms = termsOf(said, reading);
  const termsOfLines = lines.map(({ id, text: words }) => ({
    id,
    terms: termsOf(words, reading),
    numbers: numbersIn(words),
  }));
  const isSaid = (sentence: string): boolean => {
    if ([...numbersIn(sentence)].some((number) => !numbers.has(number))) return false;
    if (namesIn(sentence).some((name) => !plain.includes(name.toLowerCase()))) return false;
    const own = [...termsOf(sentence, reading)];
    const known = own.filter((term) => terms.has(term) || plain.includes(term));
    return known.length / own.length >= COVERED_MIN;
  };
  const sourcesOf = (sentence: string): readonly Said['id'][] => {
    const own = [...termsOf(sentence, reading)];
    const figures = [...numbersIn(sentence)];
    const scores = termsOfLines.map(({ id, terms: known, numbers: told }) => ({
      id,
      score: own.filter((term) => known.has(term)).length + figures.filter((number) => told.has(number)).length,
    }));
    const best = Math.max(0, ...scores.map(({ score }) => score));
    return scores
      .filter(({ score }) => score > 0 && score >= best * SOURCE_SHARE)
      .toSorted((a, b) => b.score - a.score)
      .slice(0, SOURCES_MAX)
      .map(({ id }) => id);
  };
  // 「あります。」 says nothing by itself.
  const written = sentencesOf(text, reading).filter((sentence) => termsOf(sentence, reading).size > 0);
  const sentences = written
    .filter(isSaid)
    .map((sentence) => ({ text: sentence, lines: sourcesOf(sentence) }))
    // What rests on no line cannot be shown to rest on any.
    .filter((sentence) => sentence.lines.length > 0);
  return { sentences, dropped: written.length - sentences.length };
}
