/** 手を挙げる (C8). */
import Hand from '@lucide/svelte/icons/hand';
import { useLanguage } from '$lib/app/language.svelte.ts';
import type { CallScreenProps } from '../call-screen.ts';
import type { Capability } from '../capability.ts';

export const hand =
  (props: CallScreenProps): Capability =>
  () => {
    const language = useLanguage();
    const up = $derived(props.participants.find(({ self }) => self)?.state.hand ?? false);
    return {
      get bar() {
        const t = language.t.call;
        return [
          {
            id: 'hand' as const,
            label: t.raiseHand,
            icon: Hand,
            pressed: up,
            hint: up ? t.lowerHand : undefined,
            run: () => props.onhand(!up),
          },
        ];
      },
    };
  };
