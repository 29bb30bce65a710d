/** Which downloads a record has to offer to whom it belongs, and how much is in each. */
import { isForPanel, type Keepsake } from '../record/keepsake.ts';
import { peopleIn } from '../record/record.ts';

export type DownloadKind = 'attendance' | 'chat' | 'agenda' | 'all';

export interface Offer {
  readonly kind: DownloadKind;
  /** People, lines of the chat, items of the agenda, files of the chat that are here. */
  readonly count: number;
  /** There is something in it that no other download has: it stays to be saved when the others were. */
  readonly needed?: true;
  /** Of `all`: with a picture of the whiteboard. */
  readonly board?: true;
}

/**
 * The panel is offered everything, what is empty too: that nobody wrote anything is also on record. An applicant is offered the chat and
 * its files and the whiteboard, where there are any; who came and went and the agenda (A6) are the interviewers'.
 */
export function offersOf(keepsake: Pick<Keepsake, 'role' | 'record' | 'missingFiles' | 'drawBoard'>): readonly Offer[] {
  const { stays, chat, agenda, transcript } = keepsake.record;
  const files = chat.filter(({ file }) => file).length - keepsake.missingFiles;
  const board = keepsake.drawBoard !== undefined;
  const panel = isForPanel(keepsake);
  const offers: Offer[] = [];
  if (panel) offers.push({ kind: 'attendance', count: peopleIn(stays).length });
  if (panel || chat.length > 0) offers.push({ kind: 'chat', count: chat.length });
  if (agenda) offers.push({ kind: 'agenda', count: agenda.items.length });
  const needed = files > 0 || board || (transcript !== undefined && !agenda);
  const more = { ...(board && { board }), ...(needed && { needed }) };
  if (panel || files > 0 || board) offers.push({ kind: 'all', count: files, ...more });
  return offers;
}

/** Whether everything that was offered has been saved: as one, or one by one where that is all of it. */
export const isAllSaved = (offers: readonly Offer[], saved: ReadonlySet<DownloadKind>): boolean =>
  saved.has('all') || offers.every(({ kind, needed }) => saved.has(kind) || (kind === 'all' && !needed));
