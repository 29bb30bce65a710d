/** 参加者 (C5): the host's list of who is here and who waits. */
import Users from '@lucide/svelte/icons/users';
import { useLanguage } from '$lib/app/language.svelte.ts';
import type { CallScreenProps } from '../call-screen.ts';
import { mounted, type Capability } from '../capability.ts';
import ParticipantsPanel from '../ParticipantsPanel.svelte';

export const people =
  (props: CallScreenProps): Capability =>
  (screen) => {
    const language = useLanguage();
    const panel = mounted(ParticipantsPanel, {
      get participants() {
        return props.participants;
      },
      get requests() {
        return props.requests;
      },
      onadmit: (peer) => props.onadmit(peer),
      onrefuse: (peer) => props.onrefuse(peer),
      onclose: () => screen.show(undefined),
    });
    return {
      get bar() {
        if (props.role !== 'host') return [];
        const asking = props.requests.length;
        return [
          {
            id: 'participants' as const,
            label: language.t.call.participants,
            icon: Users,
            pressed: screen.panel === 'participants',
            badge: asking,
            hint: asking > 0 ? language.t.call.newRequests(asking) : undefined,
            run: () => screen.toggle('participants'),
          },
        ];
      },
      panels: { participants: panel },
    };
  };
