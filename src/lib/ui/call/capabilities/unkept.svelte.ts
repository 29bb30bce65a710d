/** Something of the call cannot be kept on this device (X6): it goes on, but a crash would lose it. */
import { fromStore } from 'svelte/store';
import { useLanguage } from '$lib/app/language.svelte.ts';
import type { Cell } from '$lib/core/cell.ts';
import type { Capability } from '../capability.ts';

export const unkept =
  (failing: Cell<boolean>): Capability =>
  () => {
    const language = useLanguage();
    const shown = fromStore(failing);
    let dismissed = $state(false);
    return {
      get notices() {
        if (!shown.current || dismissed) return [];
        const notice = { id: 'unkept', kind: 'unkept', text: language.t.kept.unkept, tone: 'warn' as const };
        return [{ ...notice, dismiss: () => (dismissed = true) }];
      },
    };
  };
