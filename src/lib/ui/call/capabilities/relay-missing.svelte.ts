/** Relays only, and there is none (N7): without word of it one would wait for people who can never be reached. */
import { fromStore } from 'svelte/store';
import { useLanguage } from '$lib/app/language.svelte.ts';
import type { Cell } from '../../../core/cell.ts';
import type { CallRole } from '../call-screen.ts';
import type { Capability } from '../capability.ts';
import type { CallNotice } from '../notices.ts';

export const relayMissing =
  (missing: Cell<'wished' | 'required' | undefined>, role: CallRole): Capability =>
  () => {
    const language = useLanguage();
    const present = fromStore(missing);
    let dismissed = $state(false);
    return {
      get notices(): CallNotice[] {
        const demand = present.current;
        if (demand === undefined || dismissed) return [];
        const t = language.t.call.relayMissing;
        const next = demand === 'wished' ? t.wished : role === 'host' ? t.host : t.required;
        const text = `${t.text}${language.current === 'ja' ? '' : ' '}${next}`;
        return [{ id: 'relay-missing', kind: 'relay-missing', text, tone: 'warn', dismiss: () => (dismissed = true) }];
      },
    };
  };
