/** Says who was cut off from the shared documents, at both ends, until it is dismissed: such a thing is not to be missed. */
import { fromStore } from 'svelte/store';
import type { CutOff } from '$lib/app/cut-offs.ts';
import { useLanguage } from '$lib/app/language.svelte.ts';
import type { Cell } from '../../../core/cell.ts';
import type { Capability } from '../capability.ts';

export const cutOffs =
  (told: Cell<readonly CutOff[]>, isHost: boolean): Capability =>
  () => {
    const language = useLanguage();
    const all = fromStore(told);
    let dismissed = $state.raw<readonly CutOff[]>([]);
    function textOf({ what, by, name }: CutOff): string {
      const t = language.t.call.cutOff;
      const text = by === 'them' ? t.byThem(name) : t[what](name);
      return by === 'us' && isHost ? text + t.host : text;
    }
    return {
      get notices() {
        return all.current
          .filter((one) => !dismissed.includes(one))
          .map((one) => ({
            id: `cut-off-${one.what}-${one.by}-${one.peer}`,
            // Each is told by itself: who it was is what matters.
            kind: `cut-off-${one.what}-${one.by}-${one.peer}`,
            text: textOf(one),
            tone: 'warn' as const,
            dismiss: () => (dismissed = [...dismissed, one]),
          }));
      },
    };
  };
