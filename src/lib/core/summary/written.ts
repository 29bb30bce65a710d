/**
 * The summary as it is shown and taken home: what the summariser found, and in its place what somebody wrote (T8) or a language model did. A
 * model's text stands only as long as the talk that it was made of is the same; what a person wrote stands until they take it back. Pure.
 */
import type { AgendaMark } from '../../wire/agenda.ts';
import type { Nonce } from '../../wire/ids.ts';
import type { Exchange, Said } from './exchanges.ts';
import type { SummarySentence } from './extract.ts';
import { summarise, type ItemSummary, type ItemWords, type Summary } from './summary.ts';

export interface ItemText {
  readonly by: 'hand' | 'model';
  readonly sentences: readonly SummarySentence[];
  /** Of the exchanges that it was made of (`basisOf`). */
  readonly basis: string;
}

/** What was changed of a summary, by hand or by a model. */
export interface SummaryChanges {
  /** What was put under an item, by the exchange's id; null: under none. */
  readonly placed: ReadonlyMap<string, Nonce | null>;
  readonly texts: ReadonlyMap<Nonce, ItemText>;
}

export const NO_CHANGES: SummaryChanges = { placed: new Map(), texts: new Map() };

export interface WrittenItem extends ItemSummary {
  /** extract: sentences as they were said. */
  readonly by: 'extract' | ItemText['by'];
}

export interface WrittenSummary extends Pick<Summary, 'unassigned'> {
  /** In the order of the agenda. */
  readonly items: readonly WrittenItem[];
}

/** Longest text of one item that somebody writes, in UTF-16 code units. */
export const ITEM_TEXT_MAX_CHARS = 4_000;

/** A short sign of the talk: the same as long as nothing of it was said otherwise, added or taken away. */
export function basisOf(exchanges: readonly Exchange[]): string {
  const said = exchanges.flatMap(({ asked, answered }) => [...asked, ...answered].map(({ id, text }) => [id, text]));
  const whole = JSON.stringify(said);
  // FNV-1a over 32 bits, twice: it tells changes apart, and protects nothing.
  const digest = (seed: number): number => {
    let hash = seed;
    for (let at = 0; at < whole.length; at += 1) hash = Math.imul(hash ^ whole.charCodeAt(at), 0x01000193);
    return hash >>> 0;
  };
  return [whole.length, digest(0x811c9dc5), digest(0x050c5d1f)].map((number) => number.toString(36)).join('.');
}

/** What somebody wrote, a sentence a line; those that they left as they were keep their sources (T9). */
export function handWritten(text: string, before: readonly SummarySentence[]): readonly SummarySentence[] {
  return text
    .slice(0, ITEM_TEXT_MAX_CHARS)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => before.find((sentence) => sentence.text === line) ?? { text: line, lines: [] });
}

export function writtenSummary(deps: {
  /** In the order of the talk. */
  readonly lines: readonly Said[];
  readonly items: readonly ItemWords[];
  readonly marks: readonly AgendaMark[];
  readonly changes: SummaryChanges;
}): WrittenSummary {
  const { placed, texts } = deps.changes;
  const found = summarise({ ...deps, placed });
  return {
    unassigned: found.unassigned,
    items: found.items.map((item): WrittenItem => {
      const text = texts.get(item.item);
      if (text?.by === 'hand')
        return {
          ...item,
          by: 'hand',
          discussed: item.discussed || text.sentences.length > 0,
          sentences: text.sentences,
        };
      // Whether an item was touched is decided by what belongs to it, never by a model.
      const stands = text && item.discussed && text.basis === basisOf(item.exchanges);
      return stands ? { ...item, by: 'model', sentences: text.sentences } : { ...item, by: 'extract' };
    }),
  };
}
