/** What the summary's screens show, and what they ask for. */
import type { AgendaItem } from '../../core/documents/agenda-document.ts';
import type { Exchange } from '../../core/summary/exchanges.ts';
import type { SummarySentence } from '../../core/summary/extract.ts';
import type { WrittenItem, WrittenSummary } from '../../core/summary/written.ts';
import type { TranscriptLine } from '../../core/transcript/scribe.ts';

export type { Exchange, SummarySentence, TranscriptLine, WrittenItem, WrittenSummary };

export type SummaryItemWords = Pick<AgendaItem, 'id' | 'title' | 'detail'>;

export interface SummaryView {
  /** Undefined: there is nothing to summarise. */
  readonly summary: WrittenSummary | undefined;
  readonly items: readonly SummaryItemWords[];
  readonly lines: readonly TranscriptLine[];
}

export interface SummaryActions {
  /** Keeps it up to date until the result is called. */
  onwatch: () => () => void;
  /** Puts an exchange under an item; null: under none. */
  onplace: (exchange: Exchange['id'], item: SummaryItemWords['id'] | null) => void;
  onwrite: (item: SummaryItemWords['id'], text: string) => void;
  /** Back to what the summariser finds. */
  onrenew: (item: SummaryItemWords['id']) => void;
}
