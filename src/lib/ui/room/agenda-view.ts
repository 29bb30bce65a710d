/** The agenda as its screens take it: the panel also while it is still being loaded, the set-up in the waiting room. */
import type { Agenda, AgendaContent } from '$lib/core/documents/agenda.ts';
import type { AgendaSetup } from '$lib/core/documents/agenda-setup.ts';
import type { AgendaSetupView, AgendaView } from '../agenda/agenda.ts';

export const agendaView = (agenda: Agenda | undefined, content: AgendaContent | undefined): AgendaView => ({
  content,
  actions: {
    addItem: (words) => agenda?.addItem(words) ?? false,
    editItem: (item, words) => agenda?.editItem(item, words) ?? false,
    moveItem: (item, index) => agenda?.moveItem(item, index) ?? false,
    removeItem: (item) => agenda?.removeItem(item) ?? false,
    write: (text, splice) => agenda?.write(text, splice) ?? false,
    mark: (item) => agenda?.mark(item) ?? false,
  },
});

export const agendaSetupView = (
  setup: AgendaSetup | undefined,
  present: AgendaSetupView['present'] | undefined,
  restorable: boolean,
): AgendaSetupView | undefined => (setup && present ? { present, restorable, actions: setup } : undefined);
