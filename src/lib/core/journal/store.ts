/**
 * Where sealed chunks are kept, as a port: IndexedDB in the browser, memory in tests. What `write` has resolved survives the end of
 * the process. It knows nothing of keys. Every method may reject where the browser keeps nothing (blocked, full, broken).
 */
import { parse, type Nonce, type RoomId } from '../../wire/ids.ts';
import { JournalChunk, type JournalHead, type JournalPart } from '../../wire/journal.ts';

export interface JournalStore {
  /** Adds a chunk and takes away those of the same part that it stands for: both or neither. */
  write(chunk: JournalChunk, instead?: readonly Nonce[]): Promise<void>;
  /** The chunks of a part, in no order; what does not fit the schema is left out. */
  read(room: RoomId, call: Nonce, part: JournalPart): Promise<readonly JournalChunk[]>;
  /** What there is of a room, in no order. */
  list(room: RoomId): Promise<readonly JournalHead[]>;
  /** One part of a call, or all of it. */
  remove(room: RoomId, call: Nonce, part?: JournalPart): Promise<void>;
  /** Removes the calls, of whatever room, in which nothing was written at or after this time. Creates nothing where there is nothing. */
  sweep(before: number): Promise<void>;
}

/** The calls of which nothing was written at or after `before`. */
export function staleCalls<T extends Pick<JournalHead, 'room' | 'call' | 'at'>>(
  heads: readonly T[],
  before: number,
): readonly T[] {
  const name = ({ room, call }: T): string => `${room}/${call}`;
  const fresh = new Set(heads.filter(({ at }) => at >= before).map(name));
  return heads.filter((head) => !fresh.has(name(head)));
}

export const headOf = ({ sealed, ...head }: JournalChunk): JournalHead => ({ ...head, bytes: sealed.length });

/** Keeps for the life of this object. */
export function createMemoryJournalStore(): JournalStore {
  const kept = new Map<string, JournalChunk>();
  const drop = (gone: (chunk: JournalChunk) => boolean): void => {
    for (const [key, chunk] of kept) if (gone(chunk)) kept.delete(key);
  };
  const found = (room: RoomId, call?: Nonce, part?: JournalPart): readonly JournalChunk[] =>
    [...kept.values()].filter(
      (chunk) =>
        chunk.room === room &&
        (call === undefined || chunk.call === call) &&
        (part === undefined || chunk.part === part) &&
        parse(JournalChunk, chunk),
    );
  return {
    write(chunk, instead = []) {
      const { room, call, part } = chunk;
      const key = (id: Nonce): string => [room, call, part, id].join();
      for (const id of instead) kept.delete(key(id));
      kept.set(key(chunk.id), structuredClone(chunk));
      return Promise.resolve();
    },
    read: (room, call, part) => Promise.resolve(found(room, call, part)),
    list: (room) => Promise.resolve(found(room).map(headOf)),
    remove(room, call, part) {
      const gone = new Set(found(room, call, part));
      drop((chunk) => gone.has(chunk));
      return Promise.resolve();
    },
    sweep(before) {
      const stale = new Set(staleCalls([...kept.values()], before));
      drop((chunk) => stale.has(chunk));
      return Promise.resolve();
    },
  };
}
