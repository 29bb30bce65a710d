/** The summary of a call on its cells: in the panel during the call, and on the end page. */
import { fromStore } from 'svelte/store';
import type { CallTranscript } from '$lib/app/transcript.ts';
import type { EndRecordProps } from '../end/end-page.ts';
import type { SummaryActions, SummaryView } from '../summary/summary.ts';

export interface SummaryPart {
  readonly view: SummaryView;
  readonly actions: SummaryActions;
}

/** Host only. */
export function summaryOf({ summary, scribe, agenda, writer }: CallTranscript): SummaryPart | undefined {
  if (!summary || !scribe || !writer) return undefined;
  const written = fromStore(summary.summary);
  const lines = fromStore(scribe.lines);
  const content = fromStore(agenda);
  const state = fromStore(writer.state);
  const model = fromStore(writer.model);
  const view = $derived<SummaryView>({
    summary: written.current,
    lines: lines.current,
    items: content.current?.items ?? [],
    writer: { state: state.current, model: model.current },
  });
  return {
    get view() {
      return view;
    },
    actions: {
      onwatch: () => summary.watch(),
      onplace: (exchange, item) => summary.place(exchange, item),
      onwrite: (item, text) => summary.write(item, text),
      onrenew: (item) => summary.renew(item),
      writer: {
        onlook: () => void writer.look(),
        onstart: (device) => void writer.start(device),
        oncancel: () => writer.cancel(),
      },
    },
  };
}

/** What the host's end page shows of it; nothing where nothing was written down. */
export function endRecord(call: CallTranscript): () => EndRecordProps | undefined {
  const part = summaryOf(call);
  const { scribe } = call;
  if (!part || !scribe) return () => undefined;
  const state = fromStore(scribe.state);
  const waiting = fromStore(scribe.waiting);
  const finishing = $derived(state.current.t === 'finishing');
  return () =>
    part.view.lines.length === 0 && !finishing
      ? undefined
      : {
          summary: part.view,
          summaryActions: part.actions,
          finishing,
          waitingMs: [...waiting.current.values()].reduce((sum, ms) => sum + ms, 0),
          oncorrect: (line, text) => scribe.correct(line, text),
        };
}
