/**
 * The own background picture in IndexedDB, one per browser. Nothing throws: where the browser keeps nothing (private mode, full
 * disk) the picture lasts as long as this object.
 */
const DATABASE = 'mensetsu-backdrop';
const STORE = 'picture';
const KEY = 'own';
/** A re-encoded picture of our size is far below; something larger was put there by another hand. */
const KEPT_MAX_BYTES = 2 * 1024 * 1024;

export interface OwnPictureStore {
  get(): Promise<Blob | undefined>;
  /** False where it is only remembered until the page is closed. */
  put(picture: Blob): Promise<boolean>;
  remove(): Promise<void>;
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB refused'));
  });

/** Runs `work` on the store; the database is open only meanwhile, so that it can be deleted at any time. */
async function within<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await settled(opening);
  try {
    return await settled(work(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

export function ownPictureStore(): OwnPictureStore {
  let unkept: Blob | undefined;
  return {
    async get() {
      if (unkept) return unkept;
      try {
        const found: unknown = await within<unknown>('readonly', (store) => store.get(KEY));
        return found instanceof Blob && found.size <= KEPT_MAX_BYTES ? found : undefined;
      } catch {
        return undefined;
      }
    },
    async put(picture) {
      try {
        await within('readwrite', (store) => store.put(picture, KEY));
        unkept = undefined;
        return true;
      } catch {
        unkept = picture;
        return false;
      }
    },
    async remove() {
      unkept = undefined;
      try {
        await within('readwrite', (store) => store.delete(KEY));
      } catch {
        // then there was nothing
      }
    },
  };
}
