/** ヘルプ (V5, S2): in a tab of its own, since the call goes on in this one. */
import CircleHelp from '@lucide/svelte/icons/circle-question-mark';
import { useLanguage } from '$lib/app/language.svelte.ts';
import type { Capability } from '../capability.ts';

export const help: Capability = () => {
  const language = useLanguage();
  return {
    get more() {
      const run = (): void => void window.open('/help', '_blank', 'noopener');
      return [{ id: 'help', group: 'help' as const, label: language.t.help.link, icon: CircleHelp, run }];
    },
  };
};
