import type { CallEnd } from '../../core/call/call-end.ts';
import type { InterviewHead } from '../parts/interview.ts';
import type { SummaryActions, SummaryView, TranscriptLine } from '../summary/summary.ts';
import type { DownloadListProps } from './download-list.ts';

/** Of a call of which something was written down. */
export interface EndRecordProps {
  summary: SummaryView;
  summaryActions: SummaryActions;
  /** The last words are still being written. */
  finishing: boolean;
  /** Of what is still being written down then, in milliseconds. */
  waitingMs: number;
  oncorrect: (line: TranscriptLine['id'], text: string) => void;
}

export interface EndPageProps {
  interview: InterviewHead;
  /** How it ended. */
  how: CallEnd;
  host: boolean;
  /** How long one was in the call, in milliseconds. */
  lastedMs: number | undefined;
  /** Back to the waiting room; left out where there is no way back. */
  onreconnect: (() => void) | undefined;
  /** What one takes home of it, where there is something (X3-X7). */
  downloads?: DownloadListProps | undefined;
  /** Host only. */
  record?: EndRecordProps | undefined;
}
