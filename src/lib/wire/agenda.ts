/**
 * The agenda (spec A): its set-up in the host's browser before the call, its limits, and what a place in the shared document
 * may hold. Whoever may write the document may write anything into it: what does not fit is not shown.
 */
import * as v from 'valibot';
import { Instant, Nonce } from './ids.ts';

/** Longest name of an item, in UTF-16 code units, as all lengths here. */
export const ITEM_TITLE_MAX_CHARS = 100;
export const ITEM_DETAIL_MAX_CHARS = 500;
/** Longest memo of one item. */
export const MEMO_MAX_CHARS = 10_000;
export const FREE_MEMO_MAX_CHARS = 20_000;
/** Items of one agenda before the call, and the most that one shows in it. */
export const SETUP_ITEMS_MAX = 30;
export const AGENDA_ITEMS_MAX = 60;
export const AGENDAS_MAX = 6;
/** Taps on the current item that one call keeps. */
export const MARKS_MAX = 1_000;
/** Two people who write at once may pass a limit together; what lies further beyond is not shown. */
export const MERGED_FACTOR = 2;

const text = (max: number) => v.pipe(v.string(), v.maxLength(max));

export const AgendaItemSetup = v.object({
  id: Nonce,
  title: text(ITEM_TITLE_MAX_CHARS),
  detail: text(ITEM_DETAIL_MAX_CHARS),
});
export type AgendaItemSetup = v.InferOutput<typeof AgendaItemSetup>;

export const AgendaDraft = v.object({
  /** 1 in 「オリジナル1」. */
  number: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(999)),
  items: v.pipe(v.array(AgendaItemSetup), v.maxLength(SETUP_ITEMS_MAX)),
});
export type AgendaDraft = v.InferOutput<typeof AgendaDraft>;

/** In the host's localStorage: the set-up of one room, and the last one that went into a call on this site (A3). */
export const StoredAgendas = v.object({
  on: v.boolean(),
  /** The number of the one that the call begins with. */
  chosen: v.number(),
  agendas: v.pipe(v.array(AgendaDraft), v.minLength(1), v.maxLength(AGENDAS_MAX)),
});
export type StoredAgendas = v.InferOutput<typeof StoredAgendas>;

/** Where an item stands among the others. */
export const ItemPlace = v.pipe(v.number(), v.finite());

/** From when on which item is talked about (A7); without an item: none of them. */
export const AgendaMark = v.object({ at: Instant, item: v.optional(Nonce) });
export type AgendaMark = v.InferOutput<typeof AgendaMark>;
/** Longest JSON of a mark. */
export const MARK_MAX_CHARS = 80;
