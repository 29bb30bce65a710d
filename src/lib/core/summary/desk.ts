/**
 * The summary in the host's browser (T5, T8, T9): renewed while somebody looks at it, with what they put where and wrote. It lives as long
 * as the page, so that the last words of a call still come into it.
 */
import type { Nonce } from '../../wire/ids.ts';
import type { TranscriptLine } from '../../wire/transcript.ts';
import { cell, type Cell } from '../cell.ts';
import type { Clock } from '../clock.ts';
import type { AgendaContent } from '../documents/agenda-document.ts';
import { createScope } from '../scope.ts';
import {
  handWritten,
  NO_CHANGES,
  writtenSummary,
  type ItemText,
  type SummaryChanges,
  type WrittenSummary,
} from './written.ts';

/** While people talk it is renewed this often, in milliseconds: an hour of talk takes about 60. */
const RENEW_MS = 3_000;

export interface SummaryDesk {
  /** Undefined where there is nothing to summarise: no items (A5), or nothing said. */
  readonly summary: Cell<WrittenSummary | undefined>;
  readonly changes: Cell<SummaryChanges>;
  /** Keeps `summary` up to date until the result is called. */
  watch(): () => void;
  /** Puts an exchange under an item, or under none. */
  place(exchange: string, item: Nonce | null): void;
  /** What somebody writes in place of an item's summary. */
  write(item: Nonce, text: string): void;
  put(item: Nonce, text: ItemText): void;
  /** Forgets what stands in place of what the summariser finds. */
  renew(item: Nonce): void;
  /** Changes of before, such as a reload left; newer ones of the same count. */
  restore(changes: SummaryChanges): void;
}

export function createSummaryDesk(deps: {
  readonly clock: Clock;
  readonly lines: Cell<readonly TranscriptLine[]>;
  readonly agenda: Cell<Pick<AgendaContent, 'items' | 'marks'> | undefined>;
}): SummaryDesk {
  const { lines, agenda } = deps;
  const summary = cell<WrittenSummary | undefined>(undefined);
  const changes = cell<SummaryChanges>(NO_CHANGES);

  function make(): void {
    const content = agenda.get();
    const said = lines.get();
    const { items = [], marks = [] } = content ?? {};
    const nothing = items.length === 0 || said.length === 0;
    summary.set(nothing ? undefined : writtenSummary({ lines: said, items, marks, changes: changes.get() }));
  }
  function change(next: Partial<SummaryChanges>): void {
    changes.set({ ...changes.get(), ...next });
    make();
  }
  const setText = (item: Nonce, text: ItemText | undefined): void => {
    const texts = new Map(changes.get().texts);
    if (text) texts.set(item, text);
    else texts.delete(item);
    change({ texts });
  };

  return {
    summary,
    changes,
    watch() {
      const scope = createScope(deps.clock);
      let due = false;
      const renew = (): void => {
        if (due) return;
        due = true;
        scope.after(RENEW_MS, () => {
          due = false;
          make();
        });
      };
      make();
      scope.own(lines.subscribe(renew));
      scope.own(agenda.subscribe(renew));
      return () => scope.end();
    },
    place: (exchange, item) => change({ placed: new Map(changes.get().placed).set(exchange, item) }),
    write(item, text) {
      const before = summary.get()?.items.find((one) => one.item === item)?.sentences ?? [];
      setText(item, { by: 'hand', sentences: handWritten(text, before), basis: '' });
    },
    put: setText,
    renew: (item) => setText(item, undefined),
    restore({ placed, texts }) {
      if (placed.size + texts.size === 0) return;
      const now = changes.get();
      change({ placed: new Map([...placed, ...now.placed]), texts: new Map([...texts, ...now.texts]) });
    },
  };
}
