/**
 * What the host prepares in the waiting room (A1-A3): whether there is an agenda, several of them, and which one the call begins
 * with. Kept in this browser as it is written; it needs no Automerge, so the waiting room stays light.
 */
import {
  AGENDAS_MAX,
  ITEM_DETAIL_MAX_CHARS,
  ITEM_TITLE_MAX_CHARS,
  SETUP_ITEMS_MAX,
  type AgendaDraft,
  type AgendaItemSetup,
  type StoredAgendas,
} from '../../wire/agenda.ts';
import type { Nonce } from '../../wire/ids.ts';
import { cell, type Cell } from '../cell.ts';
import { newNonce, type Random } from '../clock.ts';
import type { Kept } from '../kept.ts';

/** What one writes of an item. */
export type ItemText = Pick<AgendaItemSetup, 'title' | 'detail'>;

export interface AgendaSetup {
  readonly present: Cell<StoredAgendas>;
  /** Whether there is a set-up of an earlier call that differs from this one. */
  readonly restorable: Cell<boolean>;
  setOn(on: boolean): void;
  choose(number: number): void;
  /** A new one, chosen at once; false where there are as many as may be. */
  add(): boolean;
  /** The chosen one goes; the last one is emptied instead. */
  remove(): void;
  /** Items of the chosen one. False where it takes no more. */
  addItem(text: ItemText): boolean;
  editItem(item: Nonce, text: ItemText): void;
  moveItem(item: Nonce, index: number): void;
  removeItem(item: Nonce): void;
  /** 「前回の設定を復帰」 (A3). */
  restore(): void;
  /** What the call begins with; it becomes the last set-up of this browser. Undefined where the agenda is off. */
  take(): AgendaDraft | undefined;
}

export interface AgendaSetupDeps {
  readonly random: Random;
  /** Of this room. */
  readonly kept: Kept<StoredAgendas>;
  /** Of this browser, for the room that comes next. */
  readonly last: Kept<StoredAgendas>;
}

const FIRST: StoredAgendas = { on: false, chosen: 1, agendas: [{ number: 1, items: [] }] };

const cut = ({ title, detail }: ItemText): ItemText => ({
  title: title.trim().slice(0, ITEM_TITLE_MAX_CHARS),
  detail: detail.trim().slice(0, ITEM_DETAIL_MAX_CHARS),
});

/** No items at all: nothing is transcribed and nothing summarised (A5). */
export const isEmptyAgenda = (draft: { readonly items: readonly ItemText[] }): boolean =>
  draft.items.every(({ title, detail }) => title.trim() === '' && detail.trim() === '');

export const chosenAgenda = ({ agendas, chosen }: StoredAgendas): AgendaDraft =>
  agendas.find(({ number }) => number === chosen) ?? agendas[0] ?? { number: 1, items: [] };

const hasItems = ({ agendas }: StoredAgendas): boolean => agendas.some((draft) => !isEmptyAgenda(draft));

export function createAgendaSetup({ random, kept, last }: AgendaSetupDeps): AgendaSetup {
  const present = cell<StoredAgendas>(kept.get() ?? FIRST);
  /** Items get new ids where they are restored: that is no difference. */
  const wordsOf = ({ on, chosen, agendas }: StoredAgendas): string =>
    JSON.stringify([
      on,
      chosen,
      agendas.map(({ number, items }) => [number, items.map((item) => [item.title, item.detail])]),
    ]);
  const isRestorable = (): boolean => {
    const earlier = last.get();
    return earlier !== undefined && hasItems(earlier) && wordsOf(earlier) !== wordsOf(present.get());
  };
  const restorable = cell(isRestorable());

  function put(next: StoredAgendas): void {
    kept.set(next);
    present.set(next);
    restorable.set(isRestorable());
  }
  function putItems(change: (items: readonly AgendaItemSetup[]) => AgendaItemSetup[]): void {
    const { number } = chosenAgenda(present.get());
    const { agendas, ...rest } = present.get();
    put({
      ...rest,
      agendas: agendas.map((draft) => (draft.number === number ? { number, items: change(draft.items) } : draft)),
    });
  }

  return {
    present,
    restorable,
    setOn: (on) => put({ ...present.get(), on }),
    choose: (chosen) => put({ ...present.get(), chosen }),
    add() {
      const { agendas } = present.get();
      if (agendas.length >= AGENDAS_MAX) return false;
      const number = Math.max(...agendas.map((draft) => draft.number)) + 1;
      put({ ...present.get(), chosen: number, agendas: [...agendas, { number, items: [] }] });
      return true;
    },
    remove() {
      const { agendas, on } = present.get();
      const { number } = chosenAgenda(present.get());
      const rest = agendas.filter((draft) => draft.number !== number);
      const [first] = rest;
      put(first ? { on, chosen: first.number, agendas: rest } : { ...FIRST, on });
    },
    addItem(text) {
      if (chosenAgenda(present.get()).items.length >= SETUP_ITEMS_MAX) return false;
      putItems((items) => [...items, { id: newNonce(random), ...cut(text) }]);
      return true;
    },
    editItem: (item, text) =>
      putItems((items) => items.map((one) => (one.id === item ? { id: item, ...cut(text) } : one))),
    moveItem: (item, index) =>
      putItems((items) => {
        const moved = items.find(({ id }) => id === item);
        const others = items.filter(({ id }) => id !== item);
        return moved ? others.toSpliced(Math.max(index, 0), 0, moved) : others;
      }),
    removeItem: (item) => putItems((items) => items.filter(({ id }) => id !== item)),
    restore() {
      const earlier = last.get();
      if (!earlier) return;
      // New ids: the same item may go into two calls, and is another one in each.
      const agendas = earlier.agendas.map(({ number, items }) => ({
        number,
        items: items.map((item) => ({ ...item, id: newNonce(random) })),
      }));
      put({ ...earlier, agendas });
    },
    take() {
      const now = present.get();
      if (hasItems(now)) last.set(now);
      return now.on ? chosenAgenda(now) : undefined;
    },
  };
}
