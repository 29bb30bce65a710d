/** What one is told of the own sound: that one speaks while muted (C6); and how loud requests are announced (J2, host). */
import Bell from '@lucide/svelte/icons/bell';
import { fromStore } from 'svelte/store';
import type { RequestSound } from '$lib/app/request-sound.ts';
import { useLanguage } from '$lib/app/language.svelte.ts';
import type { MutedSpeech } from '$lib/core/call/muted-speech.ts';
import type { Capability } from '../capability.ts';
import { VOLUMES } from '../../parts/request-volumes.ts';

export const ownSound =
  (speech: MutedSpeech, unmute: () => void, requests: RequestSound | undefined): Capability =>
  () => {
    const language = useLanguage();
    const noticed = fromStore(speech.noticed);
    const volume = requests && fromStore(requests.volume);
    return {
      get notices() {
        if (!noticed.current) return [];
        const { mutedSpeech: text, unmute: label } = language.t.call.notices;
        const notice = { id: 'muted-speech', kind: 'muted-speech', text, tone: 'warn' as const };
        return [{ ...notice, action: { label, run: unmute }, dismiss: speech.dismiss }];
      },
      get more() {
        if (!requests) return [];
        const t = language.t.common.requestSound;
        return VOLUMES.map((each) => ({
          id: `request-sound-${each}`,
          group: 'talk' as const,
          label: t.named(t.volumes[each]),
          icon: Bell,
          checked: volume?.current === each,
          run: () => requests.choose(each),
        }));
      },
    };
  };
