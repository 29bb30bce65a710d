/** Which downloads a record has to offer to whom it belongs, and how much is in each. */
import { isForPanel, type Keepsake } from '../record/keepsake.ts';

export type DownloadKind = 'attendance' | 'chat' | 'agenda' | 'all';

export interface Offer {
  readonly kind: DownloadKind;
  /** People, lines of the chat, items of the agenda, files of the chat that are here. */
  readonly count: number;
}

/**
 * The panel is offered everything, what is empty too: that nobody wrote anything is also on record. An applicant is offered the chat and
 * its files, where there are any; who came and went and the agenda (A6) are the interviewers'.
 */
export function offersOf(keepsake: Pick<Keepsake, 'role' | 'record' | 'missingFiles'>): readonly Offer[] {
  const { stays, chat, agenda } = keepsake.record;
  const files = chat.filter(({ file }) => file).length - keepsake.missingFiles;
  const panel = isForPanel(keepsake);
  const offers: Offer[] = [];
  if (panel) offers.push({ kind: 'attendance', count: new Set(stays.map(({ peer }) => peer)).size });
  if (panel || chat.length > 0) offers.push({ kind: 'chat', count: chat.length });
  if (agenda) offers.push({ kind: 'agenda', count: agenda.items.length });
  if (panel || files > 0) offers.push({ kind: 'all', count: files });
  return offers;
}

/** Whether everything that was offered has been saved, one by one or as one. */
export const isAllSaved = (offers: readonly Offer[], saved: ReadonlySet<DownloadKind>): boolean =>
  saved.has('all') || offers.every(({ kind }) => kind === 'all' || saved.has(kind));
