/**
 * 参加者の一括設定 as the host makes it in the waiting room (W7): kept with the room until a call begins, which makes rules of it. Where
 * nothing was set, a host who comes back does not undo the rules that stand.
 */
import type { BulkSettings } from '../wire/rules.ts';
import type { StoredCall } from '../wire/stored.ts';
import type { RoomId } from '../wire/ids.ts';
import { cell, type Cell } from '../core/cell.ts';
import { OPEN_SETTINGS } from '../core/call/rules.ts';
import type { Kept } from '../core/kept.ts';

export interface Bulk {
  readonly settings: Cell<BulkSettings>;
  change(change: Partial<BulkSettings>): void;
  /** For the call that begins; undefined where nothing was set. Afterwards nothing is set any more. */
  take(): BulkSettings | undefined;
}

export function createBulk(kept: Kept<StoredCall>, room: RoomId): Bulk {
  const stored = (): StoredCall => {
    const found = kept.get();
    return found?.room === room ? found : { room, over: [] };
  };
  const settings = cell<BulkSettings>(stored().settings ?? OPEN_SETTINGS);
  return {
    settings,
    change(change) {
      settings.update((before) => ({ ...before, ...change }));
      kept.set({ ...stored(), settings: settings.get() });
    },
    take() {
      const { settings: set, ...rest } = stored();
      if (set) kept.set(rest);
      settings.set(OPEN_SETTINGS);
      return set;
    },
  };
}
