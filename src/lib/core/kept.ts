/**
 * One value that this browser remembers, as a port: reading gives what was written and still fits its schema, and neither
 * reading nor writing ever throws. Where a browser keeps nothing (private mode, full disk) it lasts as long as the page.
 */
export interface Kept<T> {
  get(): T | undefined;
  set(value: T): void;
  clear(): void;
}

/** Remembers for the life of this object. */
export function keptInMemory<T>(initial?: T): Kept<T> {
  let value = initial;
  return {
    get: () => value,
    set: (next) => {
      value = next;
    },
    clear: () => {
      value = undefined;
    },
  };
}
