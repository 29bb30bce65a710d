/**
 * localStorage and sessionStorage behind core's `Kept`: each value has a key and a schema, what does not fit the schema counts as
 * absent, and nothing throws. Where the browser keeps nothing (blocked, full) the value lasts as long as this object.
 */
import type { GenericSchema, InferOutput } from 'valibot';
import type { Kept } from '../core/kept.ts';
import { jsonOf } from '../wire/bytes.ts';
import { parse } from '../wire/ids.ts';

/** Other programs may run on the same origin. */
const PREFIX = 'mensetsu/';
/** Largest value that is read or written, in UTF-16 code units. */
const VALUE_MAX_CHARS = 256 * 1024;

/** The part of the DOM's Storage that is used. */
export type StorageArea = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export interface Store {
  /** The value under `key`. Two calls with one key give two views of the same value. */
  kept<const S extends GenericSchema>(key: string, schema: S): Kept<InferOutput<S>>;
}

/** `area` is a function, since the very access to `localStorage` throws where site data is blocked. */
export function createStore(area: () => StorageArea): Store {
  /** What could not be stored: JSON by full key; null: removed, though the area may still hold it. */
  const unstored = new Map<string, string | null>();

  const read = (key: string): string | null => {
    const held = unstored.get(key);
    if (held !== undefined) return held;
    try {
      return area().getItem(key);
    } catch {
      return null;
    }
  };
  const write = (key: string, json: string | null): void => {
    try {
      if (json === null) area().removeItem(key);
      else area().setItem(key, json);
      unstored.delete(key);
    } catch {
      unstored.set(key, json);
    }
  };

  return {
    kept<const S extends GenericSchema>(name: string, schema: S): Kept<InferOutput<S>> {
      const key = PREFIX + name;
      return {
        get() {
          const json = read(key);
          return json === null || json.length > VALUE_MAX_CHARS ? undefined : parse(schema, jsonOf(json));
        },
        set: (value) => write(key, JSON.stringify(value)),
        clear: () => write(key, null),
      };
    },
  };
}

/** Kept until the person clears it. */
export const localStore = (): Store => createStore(() => localStorage);
/** Kept for this tab, over reloads. A duplicated tab begins with a copy: see tabs.ts. */
export const sessionStore = (): Store => createStore(() => sessionStorage);
