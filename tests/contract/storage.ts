/** What core may rely on from `Kept`, whatever keeps it. Run on a fake area (storage.test.ts) and in Chromium (tests/e2e/media). */
import * as v from 'valibot';
import { createStore, type Store, type StorageArea } from '../../src/lib/platform/storage.ts';
import { expectEqual, type ContractCase } from './contract-case.ts';

export interface KeptPlace {
  /** The area as other programs on this origin see it: empty at first. */
  readonly area: StorageArea;
  /** A new page on the same area. */
  open(): Store;
}

export const placeOf = (area: StorageArea): KeptPlace => ({ area, open: () => createStore(() => area) });

const Taste = v.object({ tea: v.boolean(), cups: v.pipe(v.number(), v.integer()) });
const tea = { tea: true, cups: 2 };

export const storageContract: readonly ContractCase<KeptPlace>[] = [
  {
    title: 'what was set is there for the next page, until it is cleared',
    run: async ({ open }) => {
      expectEqual(open().kept('taste', Taste).get(), undefined, 'before');
      open().kept('taste', Taste).set(tea);
      expectEqual(open().kept('taste', Taste).get(), tea, 'next page');
      open().kept('taste', Taste).clear();
      expectEqual(open().kept('taste', Taste).get(), undefined, 'cleared');
    },
  },
  {
    title: 'what somebody edited so that it no longer fits counts as absent',
    run: async ({ area, open }) => {
      const spoilt = [
        '',
        '{',
        'null',
        '[]',
        '"tea"',
        '{"tea":1,"cups":2}',
        '{"tea":true,"cups":0.5}',
        '['.repeat(10_000),
      ];
      for (const json of spoilt) {
        area.setItem('mensetsu/taste', json);
        expectEqual(open().kept('taste', Taste).get(), undefined, json.slice(0, 30));
      }
    },
  },
  {
    title: 'a value too large to be ours is not even read',
    run: async ({ area, open }) => {
      area.setItem('mensetsu/text', JSON.stringify('x'.repeat(300_000)));
      expectEqual(open().kept('text', v.string()).get(), undefined, 'large');
    },
  },
  {
    title: 'where nothing more fits, the value lasts as long as the page, and clearing works',
    run: async ({ area, open }) => {
      const fill = (piece: string, name: string): void => {
        try {
          for (let i = 0; i < 100_000; i++) area.setItem(`${name}${i}`, piece);
        } catch {
          return; // full
        }
        throw new Error('the area is never full');
      };
      for (const size of [1_000_000, 10_000, 100, 1]) fill('x'.repeat(size), `filler${size}-`);
      const store = open();
      const kept = store.kept('taste', Taste);
      kept.set(tea);
      expectEqual(kept.get(), tea, 'this page');
      expectEqual(store.kept('taste', Taste).get(), tea, 'this page, another view');
      expectEqual(open().kept('taste', Taste).get(), undefined, 'next page');
      kept.clear();
      expectEqual(kept.get(), undefined, 'cleared');
    },
  },
];
