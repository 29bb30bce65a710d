/** How much fits into an agenda, for who shows it. */
import {
  AGENDA_ITEMS_MAX,
  AGENDAS_MAX,
  FREE_MEMO_MAX_CHARS,
  ITEM_DETAIL_MAX_CHARS,
  ITEM_TITLE_MAX_CHARS,
  MEMO_MAX_CHARS,
  SETUP_ITEMS_MAX,
} from '../../wire/agenda.ts';

export const AGENDA_LIMITS = {
  titleChars: ITEM_TITLE_MAX_CHARS,
  detailChars: ITEM_DETAIL_MAX_CHARS,
  memoChars: MEMO_MAX_CHARS,
  freeMemoChars: FREE_MEMO_MAX_CHARS,
  agendas: AGENDAS_MAX,
  itemsBefore: SETUP_ITEMS_MAX,
  itemsInCall: AGENDA_ITEMS_MAX,
} as const;
