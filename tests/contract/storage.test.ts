import { describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { createStore, type StorageArea } from '../../src/lib/platform/storage.ts';
import { placeOf, storageContract } from './storage.ts';

/** Five million characters, as browsers have it. */
function createArea(maxChars = 5_000_000): StorageArea {
  const values = new Map<string, string>();
  const used = (): number => [...values].reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  let chars = 0;
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem(key, value) {
      const growth = key.length + value.length - (values.has(key) ? key.length + (values.get(key) ?? '').length : 0);
      if (chars + growth > maxChars) throw new DOMException('full', 'QuotaExceededError');
      values.set(key, value);
      chars += growth;
    },
    removeItem(key) {
      values.delete(key);
      chars = used();
    },
  };
}

describe('storage, on a fake area', () => {
  test.each(storageContract.map((one) => [one.title, one] as const))('%s', (_title, { run }) =>
    run(placeOf(createArea())),
  );
});

test('where site data is blocked, nothing throws and the page remembers by itself', () => {
  const store = createStore(() => {
    throw new DOMException('blocked', 'SecurityError');
  });
  const kept = store.kept('count', v.number());
  expect(kept.get()).toBe(undefined);
  kept.set(3);
  expect(kept.get()).toBe(3);
  kept.clear();
  expect(kept.get()).toBe(undefined);
});
