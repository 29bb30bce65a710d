/**
 * Puts back into the shared document what somebody took out or wrote over. Any peer can do that, and who comes later would
 * then not see it, although for all others it goes on counting. The speaker repairs at once, the others a little later and
 * not all at the same moment. A key is repaired a few times only: a peer that goes on could make the document grow for ever.
 */
import type { PeerId } from '../../wire/ids.ts';
import type { Random } from '../clock.ts';
import type { Scope } from '../scope.ts';
import type { Kept } from './ledger.ts';

/** Milliseconds from a change to the look at what is missing: deletions arrive together with their tombstones' texts. */
const LOOK_AFTER_MS = 300;
/** Milliseconds that others wait for the speaker to repair, and how much more at most, by chance. */
const OTHERS_AFTER_MS = 1_500;
const OTHERS_SPREAD_MS = 1_500;
const REPAIRS_PER_KEY = 3;

export interface RepairDeps {
  readonly self: PeerId;
  readonly scope: Scope;
  readonly random: Random;
  /** What belongs into the document and is not in it. */
  missing(): readonly Kept[];
  put(statements: readonly Kept[]): void;
}

/** Returns what is to be called after each change of document or ledger. */
export function createRepair(deps: RepairDeps): () => void {
  const repairs = new Map<string, number>();
  let soon = false;
  let later = false;

  const mend = (whose: (statement: Kept) => boolean): readonly Kept[] => {
    const missing = deps.missing().filter(({ key }) => (repairs.get(key) ?? 0) < REPAIRS_PER_KEY);
    const mine = missing.filter(whose);
    for (const { key } of mine) repairs.set(key, (repairs.get(key) ?? 0) + 1);
    if (mine.length > 0) deps.put(mine);
    return missing.filter((statement) => !mine.includes(statement));
  };

  return () => {
    if (soon) return;
    soon = true;
    deps.scope.after(LOOK_AFTER_MS, () => {
      soon = false;
      const left = mend(({ by }) => by === deps.self);
      if (left.length === 0 || later) return;
      later = true;
      const BYTE_VALUES = 256;
      const spread = ((deps.random(1)[0] ?? 0) / BYTE_VALUES) * OTHERS_SPREAD_MS;
      deps.scope.after(OTHERS_AFTER_MS + spread, () => {
        later = false;
        mend(() => true);
      });
    });
  };
}
