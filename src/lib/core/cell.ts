/**
 * A cell holds one value that changes over time. It keeps Svelte's store contract (`subscribe` calls back at once and with
 * each change), so that core needs no Svelte and a component needs no adapter.
 */
export interface Cell<out T> {
  get(): T;
  /** Calls `run` with the present value at once, then with each new one. Returns what ends it. */
  subscribe(run: (value: T) => void): () => void;
}

export interface WritableCell<T> extends Cell<T> {
  set(value: T): void;
  update(change: (value: T) => T): void;
}

/** A new cell. Setting a value that `same` finds equal to the present one tells nobody. */
export function cell<T>(initial: T, same: (a: T, b: T) => boolean = Object.is): WritableCell<T> {
  let value = initial;
  const readers = new Set<(value: T) => void>();
  const set = (next: T): void => {
    if (same(value, next)) return;
    value = next;
    for (const run of [...readers]) run(next);
  };
  return {
    get: () => value,
    set,
    update: (change) => set(change(value)),
    subscribe(run) {
      const reader = (next: T): void => run(next);
      readers.add(reader);
      run(value);
      return () => void readers.delete(reader);
    },
  };
}

/** Something that happens: listeners are called in the order in which they came. */
export interface Happening<out T> {
  on(run: (event: T) => void): () => void;
}

/** A happening together with the means to make it happen, for its owner only. */
export function happening<T>(): Happening<T> & { emit(event: T): void } {
  const listeners = new Set<(event: T) => void>();
  return {
    on(run) {
      const listener = (event: T): void => run(event);
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    emit(event) {
      for (const run of [...listeners]) run(event);
    },
  };
}

/** Resolves with the cell's first value, present or to come, that `wanted` accepts. */
export function settled<T, W extends T>(source: Cell<T>, wanted: (value: T) => value is W): Promise<W>;
export function settled<T>(source: Cell<T>, wanted: (value: T) => boolean): Promise<T>;
export function settled<T>(source: Cell<T>, wanted: (value: T) => boolean): Promise<T> {
  const present = source.get();
  if (wanted(present)) return Promise.resolve(present);
  return new Promise((resolve) => {
    const stop = source.subscribe((value) => {
      if (!wanted(value)) return;
      resolve(value);
      stop(); // exists by now: the present value, with which `subscribe` calls back at once, was not wanted
    });
  });
}
