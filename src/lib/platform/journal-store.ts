/**
 * The journal in IndexedDB. Heads (what there is, and when it was written) and bodies (the sealed bytes) stand in two stores, so
 * that looking through the calls of a room reads no megabytes; both are written in one transaction, which counts as done once it is
 * on the disk (`durability: 'strict'`).
 */
import * as v from 'valibot';
import { staleCalls, type JournalStore } from '../core/journal/store.ts';
import { Instant, Nonce, parse, RoomId } from '../wire/ids.ts';
import { JournalChunk, JournalHead, JournalPart } from '../wire/journal.ts';

const NAME = 'mensetsu-journal';
const VERSION = 1;
const HEADS = 'heads';
const BODIES = 'bodies';

const Key = v.tuple([RoomId, Nonce, JournalPart, Nonce]);
const Head = v.object({ at: Instant, bytes: v.number() });
const Body = v.object({ sealed: v.instance(Uint8Array) });

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB refused'));
  });
const done = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('IndexedDB gave up'));
  });

/** Rejects where there is no such database and `create` is false. */
function openDatabase(factory: IDBFactory, create: boolean): Promise<IDBDatabase> {
  const request = factory.open(NAME, VERSION);
  request.onupgradeneeded = () => {
    if (!create) return request.transaction?.abort();
    for (const store of [HEADS, BODIES]) request.result.createObjectStore(store);
  };
  return settled(request);
}

/** Everything under these first parts of a key: arrays sort after all texts. */
const below = (...parts: string[]): IDBKeyRange => IDBKeyRange.bound(parts, [...parts, []]);

const headsOf = (keys: readonly unknown[], values: readonly unknown[]): readonly JournalHead[] =>
  keys.flatMap((key, index) => {
    const named = parse(Key, key);
    const head = parse(Head, values[index]);
    if (!named || !head) return [];
    const [room, call, part, id] = named;
    return parse(JournalHead, { room, call, part, id, ...head }) ?? [];
  });

/** `factory` is a function, since the very access to `indexedDB` may throw where site data is blocked. */
export function indexedDbJournal(factory: () => IDBFactory = () => indexedDB): JournalStore {
  let opened: Promise<IDBDatabase> | undefined;

  async function database(create = true): Promise<IDBDatabase> {
    const opening = (opened ??= Promise.resolve().then(() => openDatabase(factory(), create)));
    try {
      const open = await opening;
      const forget = (): void => {
        if (opened === opening) opened = undefined;
      };
      // Closed by the browser (site data cleared), or in the way of another tab: opened anew next time.
      open.onclose = forget;
      open.onversionchange = () => {
        open.close();
        forget();
      };
      return open;
    } catch (error) {
      if (opened === opening) opened = undefined;
      throw error;
    }
  }

  async function write(run: (heads: IDBObjectStore, bodies: IDBObjectStore) => void): Promise<void> {
    const transaction = (await database()).transaction([HEADS, BODIES], 'readwrite', { durability: 'strict' });
    const finished = done(transaction);
    run(transaction.objectStore(HEADS), transaction.objectStore(BODIES));
    transaction.commit(); // without it a page that goes away at this moment takes the write along
    await finished;
  }
  async function heads(range?: IDBKeyRange): Promise<readonly JournalHead[]> {
    const store = (await database(false)).transaction(HEADS, 'readonly').objectStore(HEADS);
    return headsOf(...(await Promise.all([settled(store.getAllKeys(range)), settled(store.getAll(range))])));
  }
  /** What `look` finds, or `nothing` where nothing was ever kept: looking must not make a database. */
  async function unlessAbsent<T>(nothing: T, look: () => Promise<T>): Promise<T> {
    try {
      return await look();
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return nothing;
      throw error;
    }
  }

  return {
    write: ({ room, call, part, id, at, sealed }, instead = []) =>
      write((headStore, bodyStore) => {
        for (const old of instead) for (const store of [headStore, bodyStore]) store.delete([room, call, part, old]);
        headStore.put({ at, bytes: sealed.length }, [room, call, part, id]);
        bodyStore.put({ sealed }, [room, call, part, id]);
      }),
    read: (room, call, part) =>
      unlessAbsent([], async () => {
        const transaction = (await database(false)).transaction([HEADS, BODIES], 'readonly');
        const range = below(room, call, part);
        const [headStore, bodyStore] = [transaction.objectStore(HEADS), transaction.objectStore(BODIES)];
        const [keys, values, bodyKeys, bodies] = await Promise.all([
          settled(headStore.getAllKeys(range)),
          settled(headStore.getAll(range)),
          settled(bodyStore.getAllKeys(range)),
          settled(bodyStore.getAll(range)),
        ]);
        const sealed = new Map(bodyKeys.map((key, index) => [String(key), parse(Body, bodies[index])?.sealed]));
        return headsOf(keys, values).flatMap(({ bytes: _bytes, ...head }) => {
          const body = sealed.get(String([head.room, head.call, head.part, head.id]));
          return parse(JournalChunk, { ...head, sealed: body }) ?? [];
        });
      }),
    list: (room) => unlessAbsent([], () => heads(below(room))),
    remove: (room, call, part) =>
      unlessAbsent(undefined, async () => {
        await database(false);
        const range = part === undefined ? below(room, call) : below(room, call, part);
        await write((...stores) => stores.forEach((store) => store.delete(range)));
      }),
    sweep: (before) =>
      unlessAbsent(undefined, async () => {
        const stale = staleCalls(await heads(), before);
        if (stale.length === 0) return;
        await write((...stores) => {
          for (const { room, call } of stale) for (const store of stores) store.delete(below(room, call));
        });
      }),
  };
}
