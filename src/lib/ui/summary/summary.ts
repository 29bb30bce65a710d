/** What the summary's screens show, and what they ask for. */
import type { AgendaItem } from '../../core/documents/agenda-document.ts';
import type { Exchange } from '../../core/summary/exchanges.ts';
import type { WriterState } from '../../core/summary/model-writer.ts';
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
  readonly writer: WriterView;
}

export interface SummaryActions {
  /** Keeps it up to date until the result is called. */
  onwatch: () => () => void;
  /** Puts an exchange under an item; null: under none. */
  onplace: (exchange: Exchange['id'], item: SummaryItemWords['id'] | null) => void;
  onwrite: (item: SummaryItemWords['id'], text: string) => void;
  /** Back to what the summariser finds. */
  onrenew: (item: SummaryItemWords['id']) => void;
  writer: WriterActions;
}

/** What is told of a model before it is loaded. */
export interface TextModel {
  readonly name: string;
  readonly licence: string;
  readonly files: readonly { readonly bytes: number }[];
}

export interface WriterView {
  readonly state: WriterState;
  /** Undefined as long as it is not known, null: the installation has none. */
  readonly model: TextModel | null | undefined;
}

export interface WriterActions {
  onlook: () => void;
  onstart: (device: 'auto' | 'webgpu' | 'wasm') => void;
  oncancel: () => void;
}
