/**
 * How a call's agenda lies in Automerge: one flat map at the root, for the reason that the chat has (a peer could put something
 * else in the place of an inner map). Texts are Automerge's own, so that two people write in one at the same time.
 *
 * Keys have no slash: Automerge takes a path for one text.
 *
 *   p:<item>   place, a number: the item is there as long as this is
 *   t:<item>   name        d:<item>   detail        m:<item>   memo
 *   f          free memo (A4), there from the first change on
 *   c:<nonce>  which item is talked about from when on (A7), JSON as an immutable string
 *   n          number of the agenda that was chosen: there once the set-up has gone in
 */
import * as A from '@automerge/automerge/slim';
import type { DocumentId } from '@automerge/automerge-repo/slim';
import {
  AGENDA_ITEMS_MAX,
  AgendaMark,
  FREE_MEMO_MAX_CHARS,
  ITEM_DETAIL_MAX_CHARS,
  ITEM_TITLE_MAX_CHARS,
  ItemPlace,
  MARK_MAX_CHARS,
  MARKS_MAX,
  MEMO_MAX_CHARS,
  MERGED_FACTOR,
} from '../../wire/agenda.ts';
import { jsonOf } from '../../wire/bytes.ts';
import { Nonce, parse, type RoomId } from '../../wire/ids.ts';
import { documentIdFor } from './document-id.ts';
import type { Limits } from './gauge.ts';

/** What the keys hold is anybody's on the panel. */
export type AgendaDocument = Record<string, unknown>;

/** Each character that was ever typed is an operation. */
export const AGENDA_DOCUMENT_LIMITS: Limits = {
  max: { ops: 400_000, bytes: 6 * 1024 * 1024 },
  full: { ops: 200_000, bytes: 3 * 1024 * 1024 },
};

export type ItemField = 'title' | 'detail' | 'memo';

const PREFIX: Record<ItemField, string> = { title: 't:', detail: 'd:', memo: 'm:' };
export const FREE_MEMO_KEY = 'f';
export const NUMBER_KEY = 'n';
const PLACE_PREFIX = 'p:';
const MARK_PREFIX = 'c:';

export const placeKey = (item: Nonce): string => PLACE_PREFIX + item;
export const fieldKey = (item: Nonce, field: ItemField): string => PREFIX[field] + item;
export const markKey = (nonce: Nonce): string => MARK_PREFIX + nonce;

export const FIELD_MAX_CHARS: Record<ItemField, number> = {
  title: ITEM_TITLE_MAX_CHARS,
  detail: ITEM_DETAIL_MAX_CHARS,
  memo: MEMO_MAX_CHARS,
};

export interface AgendaItem {
  readonly id: Nonce;
  readonly title: string;
  readonly detail: string;
  readonly memo: string;
}

export interface AgendaContent {
  /** 「オリジナル1」 is 1; undefined as long as no set-up has gone in. */
  readonly number: number | undefined;
  readonly items: readonly AgendaItem[];
  readonly freeMemo: string;
  /** By time. */
  readonly marks: readonly AgendaMark[];
}

const textAt = (doc: AgendaDocument, key: string, max: number): string => {
  const value = doc[key];
  return typeof value === 'string' ? value.slice(0, max * MERGED_FACTOR) : '';
};

/** Items with their places, as they are shown. */
export function placesIn(doc: AgendaDocument): readonly { id: Nonce; place: number }[] {
  const found: { id: Nonce; place: number }[] = [];
  for (const [key, value] of Object.entries(doc)) {
    if (!key.startsWith(PLACE_PREFIX)) continue;
    const id = parse(Nonce, key.slice(PLACE_PREFIX.length));
    const place = parse(ItemPlace, value);
    if (id && place !== undefined) found.push({ id, place });
  }
  found.sort((a, b) => a.place - b.place || (a.id < b.id ? -1 : 1));
  return found.slice(0, AGENDA_ITEMS_MAX);
}

function marksIn(doc: AgendaDocument): readonly AgendaMark[] {
  const found: { key: string; mark: AgendaMark }[] = [];
  for (const [key, value] of Object.entries(doc)) {
    if (!key.startsWith(MARK_PREFIX) || !(value instanceof A.ImmutableString)) continue;
    if (value.val.length > MARK_MAX_CHARS) continue;
    const mark = parse(AgendaMark, jsonOf(value.val));
    if (mark) found.push({ key, mark });
    if (found.length > MARKS_MAX) break;
  }
  found.sort((a, b) => a.mark.at - b.mark.at || (a.key < b.key ? -1 : 1));
  return found.map(({ mark }) => mark);
}

/** What of a document counts. */
export function agendaIn(doc: AgendaDocument): AgendaContent {
  const number = doc[NUMBER_KEY];
  return {
    number: typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined,
    items: placesIn(doc).map(({ id }) => ({
      id,
      title: textAt(doc, fieldKey(id, 'title'), ITEM_TITLE_MAX_CHARS),
      detail: textAt(doc, fieldKey(id, 'detail'), ITEM_DETAIL_MAX_CHARS),
      memo: textAt(doc, fieldKey(id, 'memo'), MEMO_MAX_CHARS),
    })),
    freeMemo: textAt(doc, FREE_MEMO_KEY, FREE_MEMO_MAX_CHARS),
    marks: marksIn(doc),
  };
}

export const agendaDocumentId = (room: RoomId, call: Nonce): Promise<DocumentId> => documentIdFor('agenda', room, call);

/** What everybody starts from: the same change by the same actor, so that the free memo is one text for all. */
export function firstAgendaDocument(): Uint8Array {
  const NOBODY = '00'.repeat(16);
  const doc = A.change(
    A.init<AgendaDocument>({ actor: NOBODY }),
    { time: 0 },
    (draft) => void (draft[FREE_MEMO_KEY] = ''),
  );
  const bytes = A.save(doc);
  A.free(doc);
  return bytes;
}
