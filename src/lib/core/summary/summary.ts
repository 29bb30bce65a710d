/**
 * The summary of a call (T5, T6, T9): for each item of the agenda what was said about it, with the lines it rests on, and the
 * parts of the talk that belong to no item. This is the summariser that needs no model. Pure.
 */
import type { AgendaMark } from '../../wire/agenda.ts';
import type { Nonce } from '../../wire/ids.ts';
import { assign, type Assigned, type ItemWords } from './assign.ts';
import { exchangesOf, isAsked, type Exchange, type Said } from './exchanges.ts';
import { extract, type SummarySentence } from './extract.ts';
import { createReading } from './language.ts';

export type { ItemWords };

export interface ItemSummary {
  readonly item: Nonce;
  /** False: 「会話中に該当の会話はありません」. */
  readonly discussed: boolean;
  readonly sentences: readonly SummarySentence[];
  readonly exchanges: readonly (Exchange & Pick<Assigned, 'by'>)[];
}

export interface Summary {
  /** In the order of the agenda. */
  readonly items: readonly ItemSummary[];
  /** What belongs to no item and is more than small talk: to be placed by hand. */
  readonly unassigned: readonly Exchange[];
}

const ITEM_SENTENCES_MAX = 3;
const WHOLE_SENTENCES_MAX = 6;
/** An exchange with less answer than this, in characters, is small talk unless something was asked. */
const SMALL_TALK_CHARS = 25;
/** An item that is about the whole call. */
const WHOLE =
  /全体|総括|総評|まとめ|会話の要約|\b(overall|whole|general) (summary|call|interview)\b|^(summary|overall)$/i;

export const isWhole = ({ title }: Pick<ItemWords, 'title'>): boolean => WHOLE.test(title.trim());

const isSmallTalk = (one: Exchange): boolean =>
  one.answered.length === 0 ||
  (!isAsked(one) && one.answered.reduce((sum, { text }) => sum + text.length, 0) < SMALL_TALK_CHARS);

/** `lines` in the order of the talk. `placed`: what somebody put under an item by hand, by the exchange's id; null: under none. */
export function summarise(deps: {
  readonly lines: readonly Said[];
  readonly items: readonly ItemWords[];
  readonly marks: readonly AgendaMark[];
  readonly placed?: ReadonlyMap<string, Nonce | null>;
}): Summary {
  const { lines, items, marks } = deps;
  const reading = createReading();
  const exchanges = exchangesOf(lines);
  const special = items.filter((item) => !isWhole(item));
  const placed = deps.placed ?? new Map<string, Nonce | null>();
  const owners = assign({ exchanges, items: special, marks, placed, reading });

  const summaryOf = (item: ItemWords): ItemSummary => {
    const whole = isWhole(item);
    const own = exchanges.flatMap((one, at) => {
      const owner = owners[at];
      if (whole) return isSmallTalk(one) ? [] : [{ ...one, by: 'guess' as const }];
      return owner?.item === item.id ? [{ ...one, by: owner.by }] : [];
    });
    if (own.length === 0) return { item: item.id, discussed: false, sentences: [], exchanges: [] };
    const max = whole ? WHOLE_SENTENCES_MAX : ITEM_SENTENCES_MAX;
    const sentences = extract(own, whole ? '' : `${item.title}\n${item.detail}`, max, reading);
    return { item: item.id, discussed: true, sentences, exchanges: own };
  };
  return {
    items: items.map(summaryOf),
    unassigned: exchanges.filter((one, at) => !owners[at] && placed.get(one.id) !== null && !isSmallTalk(one)),
  };
}
