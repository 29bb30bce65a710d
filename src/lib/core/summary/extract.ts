/**
 * The sentences that say most about an item, as they were said (T6): no model, nothing added. Chosen by how near each is to the question and to the
 * other answers, how telling its words are, and how little it repeats what was chosen (maximal marginal relevance, Carbonell and
 * Goldstein 1998). Every sentence knows its line (T9).
 */
import { SOURCES_MAX } from '../../wire/summary.ts';
import { askedText, type Exchange, type Said } from './exchanges.ts';
import { isManners, isQuestion, sentencesOf, termsOf, withoutFillers, type Reading } from './language.ts';

export interface SummarySentence {
  readonly text: string;
  /** The lines that it rests on. */
  readonly lines: readonly Said['id'][];
}

/** A shorter sentence says nothing by itself. */
const SENTENCE_MIN_CHARS = 8;
/** So many sentences are compared at most: of a longer talk every second, third … */
const CANDIDATES_MAX = 400;
/** How much being new counts against being relevant. */
const RELEVANCE = 0.7;
/** Words of a sentence are telling enough at so much rarity together. */
const RARITY_ENOUGH = 18;
/** What two sayings may differ in and be the same; not a point within a number. */
const NO_WORD = /[\s、。！？!?]|[.,]$/gu;
const AMOUNT = /[0-9０-９]|[一二三四五六七八九十百千万]+ *(年|か?月|日|人|名|割|%|パーセント|円|週|回|件)/;
const REASON = /結果|理由|から(です|。|$)|ため|ので|because|result|since /;

interface Candidate {
  readonly text: string;
  /** Where it was said; several where it was said again. */
  readonly lines: readonly Said['id'][];
  readonly terms: ReadonlySet<string>;
  readonly place: number;
}

/** At most `max` sentences of these exchanges, in the order of the talk. `about`: the item's own words. */
export function extract(
  exchanges: readonly Exchange[],
  about: string,
  max: number,
  reading: Reading,
): readonly SummarySentence[] {
  const candidate = (line: Said, text: string): Omit<Candidate, 'place'> => ({
    ...{ text, lines: [line.id] },
    terms: termsOf(text, reading),
  });
  const spoken = exchanges.flatMap(({ answered }) =>
    answered.flatMap((line) =>
      sentencesOf(line.text, reading)
        .map(withoutFillers)
        .filter((text) => text.length >= SENTENCE_MIN_CHARS && !isManners(text) && !isQuestion(text))
        .map((text) => candidate(line, text)),
    ),
  );
  // Short answers are answers; and where nobody answered, what was asked is all there is.
  const lines = exchanges.flatMap(({ answered }) => answered);
  const whole = (lines.length > 0 ? lines : exchanges.flatMap(({ asked }) => asked)).map((line) =>
    candidate(line, withoutFillers(line.text) || line.text),
  );
  const all = withoutRepeats(spoken.length > 0 ? spoken : whole);
  const step = Math.ceil(all.length / CANDIDATES_MAX);
  const candidates = all.filter((_, at) => at % step === 0).map((one, place): Candidate => ({ ...one, place }));

  const found = new Map<string, number>();
  for (const { terms } of candidates) for (const term of terms) found.set(term, (found.get(term) ?? 0) + 1);
  const rarity = (term: string): number => Math.log(1 + candidates.length / (found.get(term) ?? 1));
  const weight = (terms: ReadonlySet<string>): number => [...terms].reduce((sum, term) => sum + rarity(term), 0);
  const nearness = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => {
    const shared = [...a].reduce((sum, term) => sum + (b.has(term) ? rarity(term) : 0), 0);
    return shared === 0 ? 0 : shared / Math.sqrt(weight(a) * weight(b));
  };
  const wanted = new Set([
    ...termsOf(about, reading),
    ...exchanges.flatMap((one) => [...termsOf(askedText(one), reading)]),
  ]);
  const worth = candidates.map((one) => {
    const others = candidates.reduce((sum, other) => sum + (other === one ? 0 : nearness(one.terms, other.terms)), 0);
    return (
      0.35 * nearness(one.terms, wanted) +
      (0.3 * others) / Math.max(1, candidates.length - 1) +
      0.25 * Math.min(1, weight(one.terms) / RARITY_ENOUGH) +
      (AMOUNT.test(one.text) ? 0.12 : 0) +
      (REASON.test(one.text) ? 0.06 : 0) -
      (0.1 * one.place) / Math.max(1, candidates.length)
    );
  });

  const chosen: Candidate[] = [];
  while (chosen.length < Math.min(max, candidates.length)) {
    const left = candidates.filter((one) => !chosen.includes(one));
    const gain = (one: Candidate): number =>
      RELEVANCE * (worth[one.place] ?? 0) -
      (1 - RELEVANCE) * Math.max(0, ...chosen.map((other) => nearness(one.terms, other.terms)));
    const best = left.reduce((before, one) => (gain(one) > gain(before) ? one : before));
    chosen.push(best);
  }
  return chosen.toSorted((a, b) => a.place - b.place).map(({ text, lines: ids }) => ({ text, lines: ids }));
}

/** Each once, where it was said first. */
function withoutRepeats<T extends Pick<Candidate, 'text' | 'lines'>>(all: readonly T[]): readonly T[] {
  const found = new Map<string, T>();
  for (const one of all) {
    const words = one.text.replace(NO_WORD, '');
    const before = found.get(words);
    const lines = [...new Set([...(before?.lines ?? []), ...one.lines])].slice(0, SOURCES_MAX);
    found.set(words, { ...(before ?? one), lines });
  }
  return [...found.values()];
}
