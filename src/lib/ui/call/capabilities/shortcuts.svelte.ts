/** キーボードショートカット: listens, and shows the list with the switch that turns them off. */
import Keyboard from '@lucide/svelte/icons/keyboard';
import { onMount } from 'svelte';
import { useLanguage } from '$lib/app/language.svelte.ts';
import { mounted, type Capability, type MoreEntry } from '../capability.ts';
import ShortcutList from '../ShortcutList.svelte';
import { shortcutOf } from '../shortcuts.ts';

/** Whether they are on, where this browser remembers it. */
export interface ShortcutSwitch {
  get(): boolean;
  set(on: boolean): void;
}

/** A phone has no keys, but a tablet may have. */
const hasKeyboard = (): boolean => matchMedia('(any-pointer: fine)').matches;

export const shortcuts =
  (kept: ShortcutSwitch): Capability =>
  (screen) => {
    const language = useLanguage();
    let on = $state(kept.get());
    let open = $state(false);
    onMount(() => {
      const listen = (event: KeyboardEvent): void => {
        const id = on && document.querySelector('dialog[open]') === null ? shortcutOf(event) : undefined;
        if (id === undefined) return;
        event.preventDefault();
        if (id === 'shortcuts') open = true;
        else screen.press(id);
      };
      document.addEventListener('keydown', listen);
      return () => document.removeEventListener('keydown', listen);
    });
    const list = mounted(ShortcutList, {
      get open() {
        return open;
      },
      get on() {
        return on;
      },
      offered: (id) => id === 'shortcuts' || screen.offers(id),
      onchange: (next) => {
        on = next;
        kept.set(next);
      },
      onclose: () => (open = false),
    });
    return {
      get more(): MoreEntry[] {
        if (!hasKeyboard()) return [];
        const label = language.t.keys.title;
        return [{ id: 'shortcuts', group: 'help', label, icon: Keyboard, run: () => (open = true) }];
      },
      overlays: [list],
    };
  };
