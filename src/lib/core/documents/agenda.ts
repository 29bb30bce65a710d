/**
 * The agenda of a call (spec A): items with memos, a free memo, and marks of what is talked about, written by host and
 * co-interviewers at the same time. It lives in a repository of its own, which is never given a channel to anybody else
 * (A6). Needs Automerge's wasm to be initialised (platform/automerge).
 */
import * as A from '@automerge/automerge/slim';
import {
  AGENDA_ITEMS_MAX,
  FREE_MEMO_MAX_CHARS,
  MARKS_MAX,
  type AgendaDraft,
  type AgendaMark,
} from '../../wire/agenda.ts';
import type { Nonce, PeerId, RoomId } from '../../wire/ids.ts';
import { cell, type Cell, type Happening } from '../cell.ts';
import { newNonce, type Clock, type Random } from '../clock.ts';
import { createScope } from '../scope.ts';
import {
  AGENDA_DOCUMENT_LIMITS,
  agendaDocumentId,
  agendaIn,
  fieldKey,
  FIELD_MAX_CHARS,
  firstAgendaDocument,
  FREE_MEMO_KEY,
  markKey,
  NUMBER_KEY,
  placeKey,
  placesIn,
  type AgendaContent,
  type AgendaDocument,
  type ItemField,
} from './agenda-document.ts';
import { currentItem } from './agenda-time.ts';
import type { Channel } from './channel.ts';
import { createRepository } from './repository.ts';
import type { KeepableDocument } from './shared-document.ts';
import { applySplice, spliceBetween, type Splice } from './text-edit.ts';

export type { AgendaContent, AgendaItem, ItemField } from './agenda-document.ts';

/** Which text: one of an item, or the free memo. */
export type AgendaText = { readonly item: Nonce; readonly field: ItemField } | 'free-memo';

export interface ItemWords {
  readonly title: string;
  readonly detail: string;
}

export interface AgendaDeps {
  readonly self: PeerId;
  readonly room: RoomId;
  readonly call: Nonce;
  readonly clock: Clock;
  readonly random: Random;
}

export interface Agenda {
  readonly content: Cell<AgendaContent>;
  /** A peer passed the limits; the agenda no longer listens to it. */
  readonly offender: Happening<PeerId>;
  /** A peer no longer listens to us. */
  readonly cutOffBy: Happening<PeerId>;
  /** Messages of peers that were no sync messages of this agenda. */
  readonly dropped: Cell<number>;
  /** The set-up of the waiting room, once only: false where one has gone in already. */
  seed(draft: AgendaDraft): boolean;
  /** These return false where the limits allow no more, or there is no such item. */
  addItem(words: ItemWords): boolean;
  editItem(item: Nonce, words: ItemWords): boolean;
  /** To the place `index` among the others. */
  moveItem(item: Nonce, index: number): boolean;
  removeItem(item: Nonce): boolean;
  /** One edit of a text as it stands now. */
  write(text: AgendaText, splice: Splice): boolean;
  /** From now on this item is talked about; undefined: none of them. */
  mark(item: Nonce | undefined): boolean;
  addChannel(channel: Channel): () => void;
  snapshot(): Uint8Array;
  /** Takes in a snapshot of the same call. False where the bytes are none. */
  load(snapshot: Uint8Array): boolean;
  /** For who keeps it on a disk. */
  readonly document: KeepableDocument;
  end(): void;
}

/** Below this distance two places have no reliable middle: all are numbered anew. */
const PLACE_NEAR = 1e-6;

export async function createAgenda(deps: AgendaDeps): Promise<Agenda> {
  const { clock, random } = deps;
  const scope = createScope(clock);
  const repository = createRepository(deps.self, clock);
  scope.own(() => repository.end());
  const id = await agendaDocumentId(deps.room, deps.call);
  const document = repository.open<AgendaDocument>(id, firstAgendaDocument(), AGENDA_DOCUMENT_LIMITS);
  const content = cell<AgendaContent>(agendaIn(document.read()));
  const look = (): void => {
    if (!scope.ended) content.set(agendaIn(document.read()));
  };
  scope.own(document.onChange(look));

  function change(edit: (draft: AgendaDocument) => void): boolean {
    if (scope.ended || document.isFull()) return false;
    document.change(edit);
    look();
    return true;
  }

  /** Puts an item's words in, each as an edit of what stands there. */
  function putWords(draft: AgendaDocument, item: Nonce, words: ItemWords): void {
    for (const field of ['title', 'detail'] as const) {
      const key = fieldKey(item, field);
      const next = words[field].slice(0, FIELD_MAX_CHARS[field]);
      const present = draft[key];
      const splice = typeof present === 'string' ? spliceBetween(present, next) : undefined;
      if (typeof present !== 'string') draft[key] = next;
      else if (splice) A.splice(draft, [key], splice.at, splice.removed, splice.inserted);
    }
  }
  function putItem(draft: AgendaDocument, item: Nonce, place: number, words: ItemWords): void {
    draft[placeKey(item)] = place;
    putWords(draft, item, words);
    if (typeof draft[fieldKey(item, 'memo')] !== 'string') draft[fieldKey(item, 'memo')] = '';
  }
  const has = (item: Nonce): boolean => content.get().items.some((one) => one.id === item);

  return {
    content,
    offender: repository.offender,
    cutOffBy: repository.cutOffBy,
    dropped: repository.dropped,
    seed(draft) {
      if (content.get().number !== undefined) return false;
      return change((doc) => {
        doc[NUMBER_KEY] = draft.number;
        draft.items.forEach(({ id: item, ...words }, index) => putItem(doc, item, index + 1, words));
      });
    },
    addItem(words) {
      const places = placesIn(document.read());
      if (places.length >= AGENDA_ITEMS_MAX) return false;
      const last = places.at(-1)?.place ?? 0;
      return change((doc) => putItem(doc, newNonce(random), last + 1, words));
    },
    editItem: (item, words) => has(item) && change((doc) => putWords(doc, item, words)),
    moveItem(item, index) {
      const others = placesIn(document.read()).filter(({ id: other }) => other !== item);
      if (!has(item)) return false;
      const to = Math.min(Math.max(index, 0), others.length);
      const [before, after] = [others[to - 1]?.place, others[to]?.place];
      const low = before ?? (after ?? 2) - 2;
      const high = after ?? low + 2;
      return change((doc) => {
        if (high - low > PLACE_NEAR) doc[placeKey(item)] = (low + high) / 2;
        else others.toSpliced(to, 0, { id: item, place: 0 }).forEach((one, at) => (doc[placeKey(one.id)] = at + 1));
      });
    },
    removeItem: (item) =>
      has(item) &&
      change((doc) => {
        for (const key of [placeKey(item), ...(['title', 'detail', 'memo'] as const).map((f) => fieldKey(item, f))]) {
          if (key in doc) Reflect.deleteProperty(doc, key);
        }
      }),
    write(text, splice) {
      const key = text === 'free-memo' ? FREE_MEMO_KEY : fieldKey(text.item, text.field);
      const max = text === 'free-memo' ? FREE_MEMO_MAX_CHARS : FIELD_MAX_CHARS[text.field];
      if (text !== 'free-memo' && !has(text.item)) return false;
      const value = document.read()[key];
      const present = typeof value === 'string' ? value : '';
      const { at, removed, inserted } = splice;
      if (at < 0 || removed < 0 || at + removed > present.length) return false;
      if (inserted.length > removed && present.length - removed + inserted.length > max) return false;
      return change((doc) => {
        if (typeof doc[key] === 'string') A.splice(doc, [key], at, removed, inserted);
        else doc[key] = applySplice('', splice);
      });
    },
    mark(item) {
      const { marks } = content.get();
      if (currentItem(marks) === item || marks.length >= MARKS_MAX) return false;
      if (item !== undefined && !has(item)) return false;
      // Later than all that were made, whatever the clocks say: the last tap decides.
      const at = Math.max(clock.now(), (marks.at(-1)?.at ?? 0) + 1);
      const mark: AgendaMark = { at, ...(item && { item }) };
      return change((doc) => (doc[markKey(newNonce(random))] = new A.ImmutableString(JSON.stringify(mark))));
    },
    addChannel: (channel) => repository.addChannel(channel),
    snapshot: () => document.save(),
    load(snapshot) {
      const loaded = document.merge(snapshot);
      look();
      return loaded;
    },
    document,
    end: () => scope.end(),
  };
}
