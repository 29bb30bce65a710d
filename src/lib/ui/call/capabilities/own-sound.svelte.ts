/** That one speaks while muted (C6). */
import { fromStore } from 'svelte/store';
import { useLanguage } from '$lib/app/language.svelte.ts';
import type { MutedSpeech } from '$lib/core/call/muted-speech.ts';
import type { Capability } from '../capability.ts';

export const ownSound =
  (speech: MutedSpeech, unmute: () => void): Capability =>
  () => {
    const language = useLanguage();
    const noticed = fromStore(speech.noticed);
    return {
      get notices() {
        if (!noticed.current) return [];
        const { mutedSpeech: text, unmute: label } = language.t.call.notices;
        const notice = { id: 'muted-speech', kind: 'muted-speech', text, tone: 'warn' as const };
        return [{ ...notice, action: { label, run: unmute }, dismiss: speech.dismiss }];
      },
    };
  };
