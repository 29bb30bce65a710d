/** アジェンダ in the call screen: a button and the panel. For host and co-interviewers only: others are not given it (A6). */
import ListChecks from '@lucide/svelte/icons/list-checks';
import { useLanguage } from '$lib/app/language.svelte.ts';
import { mounted, type Capability } from '../call/capability.ts';
import type { AgendaView } from './agenda.ts';
import AgendaPanel from './AgendaPanel.svelte';

export const agendaPanel =
  (view: () => AgendaView): Capability =>
  (screen) => {
    const language = useLanguage();
    const panel = mounted(AgendaPanel, {
      get content() {
        return view().content;
      },
      get actions() {
        return view().actions;
      },
      onclose: () => screen.show(undefined),
    });
    return {
      get bar() {
        return [
          {
            id: 'agenda' as const,
            label: language.t.agenda.agenda,
            icon: ListChecks,
            pressed: screen.panel === 'agenda',
            run: () => screen.toggle('agenda'),
          },
        ];
      },
      panels: { agenda: panel },
    };
  };
