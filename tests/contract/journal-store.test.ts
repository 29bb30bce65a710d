import { describe, test } from 'vitest';
import { createMemoryJournalStore } from '../../src/lib/core/journal/store.ts';
import { journalStoreContract } from './journal-store.ts';

describe('X6 journal store, in memory', () => {
  test.each(journalStoreContract.map((one) => [one.title, one] as const))('%s', async (_title, { run }) => {
    const store = createMemoryJournalStore();
    let written = false;
    await run({
      open: () => ({
        ...store,
        write(...args) {
          written = true;
          return store.write(...args);
        },
      }),
      exists: () => Promise.resolve(written),
    });
  });
});
