/**
 * Which part of a talk belongs to which item of the agenda (T5, A7). What the interviewer marked while talking is certain; what
 * somebody has placed by hand even more; the rest is guessed from its words, where a follow-up stays with what it follows (Viterbi over
 * the exchanges: items and "none" are the states). What fits nothing belongs to nothing, and is offered for placing by hand.
 */
import type { AgendaMark } from '../../wire/agenda.ts';
import type { Nonce } from '../../wire/ids.ts';
import { answeredText, askedText, type Exchange } from './exchanges.ts';
import { termsOf, type Reading } from './language.ts';

export interface ItemWords {
  readonly id: Nonce;
  readonly title: string;
  readonly detail: string;
}

export interface Assigned {
  readonly item: Nonce;
  readonly by: 'hand' | 'mark' | 'guess';
}

/** From so much evidence on an exchange belongs to an item (0 to 1). Chosen on the fixtures' transcripts. */
const ENOUGH = 0.34;
/** What "none" counts: a little less than enough. */
const NONE_SCORE = ENOUGH * 0.8;
/** To stay with an item is a little likelier than to change. */
const STAY = 0.12;
/** How much a word of the item tells, by where it stands. */
const WEIGHT = { titleAsked: 0.7, titleAnswered: 0.3, detailAsked: 0.45, detailAnswered: 0.2 } as const;
/** One Chinese sign is more often the stem of an everyday verb (入る, 取る) than a word of its own: it tells so much of what a word does. */
const SIGN_SHARE = 0.4;
const SIGN = /^\p{sc=Han}$/u;
/** A question with so few words of its own is a follow-up. */
const VAGUE_TERMS = 3;
const VAGUE_CHARS = 30;

/** The item that was marked for most of an exchange, if any. */
export function markedItem(
  { from, to }: Pick<Exchange, 'from' | 'to'>,
  marks: readonly AgendaMark[],
): Nonce | undefined {
  const shares = new Map<Nonce | undefined, number>();
  const end = Math.max(to, from + 1);
  for (let at = -1; at < marks.length; at += 1) {
    const begins = marks[at]?.at ?? -Infinity;
    const ends = marks[at + 1]?.at ?? Infinity;
    const share = Math.min(end, ends) - Math.max(from, begins);
    const item = marks[at]?.item;
    if (share > 0) shares.set(item, (shares.get(item) ?? 0) + share);
  }
  return [...shares].toSorted((a, b) => b[1] - a[1])[0]?.[0];
}

/** How well each exchange fits each item by its words, 0 to 1. */
function evidence(exchanges: readonly Exchange[], items: readonly ItemWords[], reading: Reading): number[][] {
  const asked = exchanges.map((one) => termsOf(askedText(one), reading));
  const answered = exchanges.map((one) => termsOf(answeredText(one), reading));
  const titles = items.map(({ title }) => termsOf(title, reading));
  const details = items.map(({ detail }, at) => [...termsOf(detail, reading)].filter((term) => !titles[at]?.has(term)));
  // A word that many exchanges and items share tells little about any of them.
  const documents = [
    ...exchanges.map((_, at) => new Set([...(asked[at] ?? []), ...(answered[at] ?? [])])),
    ...items.map((_, at) => new Set([...(titles[at] ?? []), ...(details[at] ?? [])])),
  ];
  const found = new Map<string, number>();
  for (const document of documents) for (const term of document) found.set(term, (found.get(term) ?? 0) + 1);
  const rarity = (count: number): number => Math.log(1 + (documents.length - count + 0.5) / (count + 0.5));
  const rarest = rarity(1);
  const telling = (term: string): number =>
    Math.min(1, rarity(found.get(term) ?? 1) / rarest) * (SIGN.test(term) ? SIGN_SHARE : 1);

  return exchanges.map((_, at) =>
    items.map((__, item) => {
      let doubt = 1;
      const weigh = (terms: Iterable<string>, inQuestion: number, inAnswer: number): void => {
        for (const term of terms) {
          const weight = asked[at]?.has(term) ? inQuestion : answered[at]?.has(term) ? inAnswer : 0;
          doubt *= 1 - weight * telling(term);
        }
      };
      weigh(titles[item] ?? [], WEIGHT.titleAsked, WEIGHT.titleAnswered);
      weigh(details[item] ?? [], WEIGHT.detailAsked, WEIGHT.detailAnswered);
      return 1 - doubt;
    }),
  );
}

/** The likeliest item of each exchange, or -1; `certain` fixes some. */
function likeliest(
  scores: readonly (readonly number[])[],
  vague: readonly boolean[],
  certain: readonly (number | undefined)[],
  /** The interviewer went over to something else: what was before is not gone on with. */
  turns: readonly boolean[],
): number[] {
  const items = scores[0]?.length ?? 0;
  const none = items;
  const states = Array.from({ length: items + 1 }, (_, state) => state);
  let best = states.map(() => 0);
  const from: number[][] = [];
  scores.forEach((score, at) => {
    const fixed = certain[at];
    const steps = states.map((state) => {
      const own = state === none ? NONE_SCORE : (score[state] ?? 0);
      const emitted = fixed === undefined ? own : state === fixed ? 1 + own : -1;
      const stay = state === none || turns[at] ? 0 : STAY + (vague[at] ? NONE_SCORE : 0);
      let [came, value] = [none, -Infinity];
      for (const before of states) {
        const reached = (best[before] ?? 0) + (before === state ? stay : 0);
        if (reached > value) [came, value] = [before, reached];
      }
      return { came, value: value + emitted };
    });
    best = steps.map(({ value }) => value);
    from.push(steps.map(({ came }) => came));
  });
  let state = best.indexOf(Math.max(...best));
  const path = Array<number>(scores.length).fill(-1);
  for (let at = scores.length - 1; at >= 0; at -= 1) {
    path[at] = state === none ? -1 : state;
    state = from[at]?.[state] ?? none;
  }
  // A topic is inherited from what came before, never from what follows.
  return path.map((item, at) => {
    const inherits = item >= 0 && certain[at] === undefined && (scores[at]?.[item] ?? 0) === 0;
    return inherits && path[at - 1] !== item ? -1 : item;
  });
}

/** For each exchange the item that it belongs to, in the order of `exchanges`. `placed` is by the exchange's id; null: to none. */
export function assign(deps: {
  readonly exchanges: readonly Exchange[];
  readonly items: readonly ItemWords[];
  readonly marks: readonly AgendaMark[];
  readonly placed?: ReadonlyMap<string, Nonce | null>;
  readonly reading: Reading;
}): readonly (Assigned | undefined)[] {
  const { exchanges, items, marks, placed, reading } = deps;
  if (exchanges.length === 0 || items.length === 0) return exchanges.map(() => undefined);
  const index = new Map(items.map(({ id }, at) => [id, at] as const));
  const byHand = exchanges.map(({ id }) => placed?.get(id));
  const marked = exchanges.map((one) => markedItem(one, marks));
  const certain = exchanges.map((_, at) => {
    const hand = byHand[at];
    if (hand !== undefined) return hand === null ? items.length : index.get(hand);
    const mark = marked[at];
    return mark === undefined ? undefined : index.get(mark);
  });
  const scores = evidence(exchanges, items, reading);
  const vague = exchanges.map((one, at) => {
    const question = askedText(one);
    const unclear = Math.max(0, ...(scores[at] ?? [])) < ENOUGH;
    return unclear && (termsOf(question, reading).size <= VAGUE_TERMS || question.length < VAGUE_CHARS);
  });
  const turns = marked.map((mark, at) => at > 0 && mark !== marked[at - 1]);
  const path = likeliest(scores, vague, certain, turns);
  /** Nothing is said of an item on faint evidence alone. */
  const strongest = items.map((_, item) =>
    Math.max(0, ...path.map((one, at) => (one === item ? (certain[at] === item ? 1 : (scores[at]?.[item] ?? 0)) : 0))),
  );
  return path.map((item, at) => {
    const words = items[item];
    if (!words || item < 0 || (strongest[item] ?? 0) < ENOUGH) return undefined;
    if (certain[at] === item) return { item: words.id, by: byHand[at] === undefined ? 'mark' : 'hand' };
    // A guess needs an answer.
    return (exchanges[at]?.answered.length ?? 0) > 0 ? { item: words.id, by: 'guess' } : undefined;
  });
}
