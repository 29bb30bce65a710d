/** What the agenda's screens show, and what they ask for. */
import type { AgendaContent, AgendaItem, AgendaText, ItemWords } from '../../core/documents/agenda.ts';
import type { AgendaSetup } from '../../core/documents/agenda-setup.ts';
import type { Splice } from '../../core/documents/text-edit.ts';

export type { AgendaContent, AgendaItem, AgendaText, ItemWords, Splice };

export type ItemId = AgendaItem['id'];

/** Set-up in the waiting room, hosts only. */
export interface AgendaSetupView {
  readonly present: ReturnType<AgendaSetup['present']['get']>;
  readonly restorable: boolean;
  readonly actions: Omit<AgendaSetup, 'present' | 'restorable' | 'take'>;
}

/** Each returns false where it could not be done: full, or gone meanwhile. */
export interface AgendaActions {
  addItem: (words: ItemWords) => boolean;
  editItem: (item: ItemId, words: ItemWords) => boolean;
  moveItem: (item: ItemId, index: number) => boolean;
  removeItem: (item: ItemId) => boolean;
  write: (text: AgendaText, splice: Splice) => boolean;
  mark: (item: ItemId | undefined) => boolean;
}

/** The panel in the call. */
export interface AgendaView {
  /** Undefined until the document is open. */
  readonly content: AgendaContent | undefined;
  readonly actions: AgendaActions;
}
