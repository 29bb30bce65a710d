/**
 * Keeps the editor's store and the shared board equal. A gesture of one's own goes out piece by piece over the live channel and,
 * once it is over, as one change of the document; what others do is put into the store as remote, so that undo stays one's own.
 * Every record from outside is checked by the editor's own schema before the store sees it: one that does not fit is skipped.
 */
import type { Editor, TLRecord, TLStore } from 'tldraw';
import { cell, type Cell } from '../../core/cell.ts';
import type { BoardLive } from '../../core/documents/board-live.ts';
import type { BoardRecord } from '../../core/documents/board-record.ts';
import type { Board, BoardEdit } from '../../core/documents/board.ts';
import { kindOf, partsOf } from '../../core/documents/board-record.ts';

/** Whether a gesture is over is looked at this often, in milliseconds. */
const COMMIT_EVERY_MS = 50;
/** While somebody types into a shape, a change is made this often at most, in milliseconds. */
const TYPING_MS = 500;

export interface Binding {
  /** Own changes that were not taken: the board is full. */
  readonly full: Cell<boolean>;
  /** Records of others that do not fit the editor. */
  readonly rejected: Cell<number>;
  /** Shares what is under way and lets go. */
  end(): void;
}

/** Only kinds of records that a board has; the editor's camera, selection and the like are one's own. */
const isShared = (record: TLRecord): boolean => kindOf(record.id) !== undefined;
// What the editor's schema has checked is both; its types know nothing of `props` in general.
const asBoardRecord = (record: TLRecord): BoardRecord => record as unknown as BoardRecord;

export function bindStore(store: TLStore, editor: Editor, board: Board, live: BoardLive): Binding {
  const full = cell(false);
  const rejected = cell(0);
  const dirty = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let typedAt = 0;

  const own = (id: string): TLRecord | undefined => store.get(id as TLRecord['id']);

  function checked(record: BoardRecord): TLRecord | undefined {
    try {
      const before = own(record.id) ?? null;
      return store.schema.validateRecord(store, record as unknown as TLRecord, 'updateRecord', before) as TLRecord;
    } catch {
      rejected.update((count) => count + 1);
      return undefined;
    }
  }
  /** Takes over how the board has these; what one has in hand oneself is newer. */
  function apply(ids: Iterable<string>): void {
    const put: TLRecord[] = [];
    const gone: TLRecord['id'][] = [];
    for (const id of ids) {
      if (dirty.has(id)) continue;
      const underWay = live.get(id);
      const record = (underWay && board.admit(underWay)) ?? board.get(id);
      const fitting = record && checked(record);
      if (fitting) put.push(fitting);
      else if (own(id)) gone.push(id as TLRecord['id']);
    }
    if (put.length + gone.length === 0) return;
    store.mergeRemoteChanges(() => {
      if (gone.length > 0) store.remove(gone);
      if (put.length > 0) store.put(put);
    });
  }

  const isBusy = (): boolean => {
    if (editor.inputs.isPointing || editor.inputs.isDragging) return true;
    return editor.getEditingShapeId() !== null && Date.now() - typedAt < TYPING_MS;
  };
  function commit(): void {
    const ids = [...dirty];
    const edits = ids.map((id): BoardEdit => {
      const record = own(id);
      return { id, record: record && asBoardRecord(record) };
    });
    // What boards do not have (an embed, a film, something far too large) is taken off again.
    const unfit = edits.filter(({ record }) => record && !partsOf(record)).map(({ id }) => id as TLRecord['id']);
    dirty.clear();
    live.lift();
    typedAt = Date.now();
    const outcome = board.commit(edits.filter(({ id }) => !unfit.includes(id as TLRecord['id'])));
    full.set(outcome === 'full');
    if (unfit.length > 0) store.mergeRemoteChanges(() => store.remove(unfit));
    apply(ids); // as the board has it now, rounded like everywhere else
  }
  function look(): void {
    timer = undefined;
    if (dirty.size === 0) return;
    if (isBusy()) timer = setTimeout(look, COMMIT_EVERY_MS);
    else commit();
  }

  const stops = [
    store.listen(
      ({ changes }) => {
        const drawn: BoardRecord[] = [];
        const touch = (record: TLRecord, removed: boolean): void => {
          if (!isShared(record)) return;
          dirty.add(record.id);
          if (!removed && record.typeName === 'shape') drawn.push(asBoardRecord(record));
        };
        for (const record of Object.values(changes.added)) touch(record, false);
        for (const [, record] of Object.values(changes.updated)) touch(record, false);
        for (const record of Object.values(changes.removed)) touch(record, true);
        if (drawn.length > 0) live.draw(drawn);
        if (dirty.size > 0) timer ??= setTimeout(look, COMMIT_EVERY_MS);
      },
      { source: 'user', scope: 'document' },
    ),
    board.changed.on((ids) => {
      live.settle(ids);
      apply(ids);
    }),
    live.changed.on(apply),
  ];
  apply(board.ids());

  return {
    full,
    rejected,
    end() {
      for (const stop of stops) stop();
      clearTimeout(timer);
      if (dirty.size > 0) commit();
    },
  };
}
