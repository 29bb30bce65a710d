/**
 * The whiteboard of a call (spec B): a shared document of drawing records. Everybody in the call may change everything on it, as on
 * a board on the wall; so there are no signatures here, only the certainty that nothing harmful comes out. One gesture is one
 * change. Records refer to each other (a shape to the group it is in, an arrow to what it points at): what is given out here
 * always refers to something that is there, and never in a circle.
 */
import * as A from '@automerge/automerge/slim';
import type { DocumentId } from '@automerge/automerge-repo/slim';
import { BOARD_PAGE, BOARD_RECORDS_MAX } from '../../wire/board.ts';
import type { Nonce, RoomId } from '../../wire/ids.ts';
import { happening, type Happening } from '../cell.ts';
import { kindOf, partsOf, readRecord, type BoardRecord, type RecordParts } from './board-record.ts';
import { documentIdFor } from './document-id.ts';
import type { Amount } from './gauge.ts';
import type { SharedDocument } from './shared-document.ts';

export type BoardDocument = Record<string, unknown>;
/** What a board may hold: 12,000 lines of 60 points come to 40,000 operations and 2.5 MB. */
export const BOARD_LIMITS = {
  max: { ops: 150_000, bytes: 7 * 1024 * 1024 },
  full: { ops: 75_000, bytes: 4 * 1024 * 1024 },
} as const satisfies {
  max: Amount;
  full: Amount;
};
/** Frames in frames in groups: nobody nests deeper. */
const NESTING_MAX = 16;

const PARTS = ['p', 'l', 'i'] as const;

export const boardDocumentId = (room: RoomId, call: Nonce): Promise<DocumentId> => documentIdFor('board', room, call);

/** A change of the drawing by its record: absent, it is taken away. */
export interface BoardEdit {
  readonly id: string;
  readonly record: BoardRecord | undefined;
}

export interface Board {
  /** Ids of all records that may be shown. */
  ids(): readonly string[];
  get(id: string): BoardRecord | undefined;
  /**
   * A shape that is under way, where it can stand among what is here; else undefined. It may not change what it is nor whose it is:
   * two that were under way could then end in each other.
   */
  admit(record: BoardRecord): BoardRecord | undefined;
  /** These records are others than before, whoever changed them. */
  readonly changed: Happening<readonly string[]>;
  /** Own changes, as one. 'full': the board takes no more; what was taken away is taken away all the same. */
  commit(edits: readonly BoardEdit[]): 'done' | 'full';
}

export function createBoard(
  document: Pick<SharedDocument<BoardDocument>, 'read' | 'change' | 'onKeys' | 'isFull'>,
): Board {
  const changed = happening<readonly string[]>();
  /** What was read of each record, `undefined` where it may not be shown. */
  const known = new Map<string, BoardRecord | undefined>();

  function partsIn(doc: BoardDocument, id: string): RecordParts | undefined {
    const [place, look, ink] = PARTS.map((part) => doc[`${id}/${part}`]);
    if (!A.isImmutableString(place) || !A.isImmutableString(look)) return undefined;
    if (ink !== undefined && !(ink instanceof Uint8Array)) return undefined;
    return { place: place.val, look: look.val, ink };
  }
  function read(id: string): void {
    const parts = partsIn(document.read(), id);
    if (!parts) return void known.delete(id);
    if (known.size < BOARD_RECORDS_MAX || known.has(id)) known.set(id, readRecord(id, parts));
  }
  function readAll(keys: Iterable<string>): void {
    const ids = new Set<string>();
    for (const key of keys) {
      const id = key.slice(0, -2);
      if (kindOf(id)) ids.add(id);
    }
    for (const id of ids) read(id);
    if (ids.size > 0) changed.emit([...withDependents(ids)]);
  }
  /** What refers to these: a group that came late makes its members belong to it. */
  function withDependents(ids: ReadonlySet<string>): Set<string> {
    const all = new Set(ids);
    for (const [id, record] of known) {
      if (!record) continue;
      const refersTo = [record.parentId, record['fromId'], record['toId']];
      if (refersTo.some((other) => typeof other === 'string' && ids.has(other))) all.add(id);
    }
    return all;
  }

  const isShape = (id: unknown): boolean => typeof id === 'string' && known.get(id)?.typeName === 'shape';
  /** Whether the way up from this record ends at the page, over containers only. */
  function isRooted(record: BoardRecord): boolean {
    let parent = record.parentId;
    for (let depth = 0; depth < NESTING_MAX; depth++) {
      if (parent === BOARD_PAGE) return true;
      const container = parent === undefined ? undefined : known.get(parent);
      if (container?.type !== 'frame' && container?.type !== 'group') return false;
      parent = container.parentId;
    }
    return false;
  }
  function get(id: string): BoardRecord | undefined {
    const record = known.get(id);
    if (!record) return undefined;
    if (record.typeName === 'shape') return isRooted(record) ? record : { ...record, parentId: BOARD_PAGE };
    if (record.typeName !== 'binding') return record;
    const from = known.get(String(record['fromId']));
    return from?.type === 'arrow' && isShape(record['toId']) && record['toId'] !== record['fromId']
      ? record
      : undefined;
  }

  function admit(record: BoardRecord): BoardRecord | undefined {
    const present = get(record.id);
    if (!present) return record.typeName === 'shape' && isRooted(record) ? record : undefined;
    return present.type === record.type && present.parentId === record.parentId ? record : undefined;
  }

  readAll(Object.keys(document.read()));
  document.onKeys((keys) => readAll(keys));

  return {
    ids: () => [...known.keys()].filter((id) => get(id) !== undefined),
    get,
    admit,
    changed,
    commit(edits) {
      const full = document.isFull();
      let refused = false;
      document.change((draft) => {
        for (const { id, record } of edits) {
          const parts = record && partsOf(record);
          const added = parts && !known.has(id);
          if (parts && (full || (added && known.size >= BOARD_RECORDS_MAX))) {
            refused = true;
            continue;
          }
          const next = { p: parts?.place, l: parts?.look, i: parts?.ink };
          for (const part of PARTS) put(draft, `${id}/${part}`, next[part]);
        }
      });
      return refused ? 'full' : 'done';
    },
  };
}

function put(draft: BoardDocument, key: string, value: string | Uint8Array | undefined): void {
  const present = draft[key];
  if (value === undefined) {
    if (present !== undefined) Reflect.deleteProperty(draft, key);
  } else if (typeof value === 'string') {
    if (!A.isImmutableString(present) || present.val !== value) draft[key] = new A.ImmutableString(value);
  } else if (!(present instanceof Uint8Array) || !sameBytes(present, value)) {
    draft[key] = value;
  }
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);
