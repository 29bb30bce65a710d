import { peopleIn, type CallRecord } from '../../core/record/record.ts';

/** What is told of a record before it is opened. */
export interface Tally {
  /** Of all who were there, each once. */
  readonly names: readonly string[];
  readonly lines: number;
  /** Undefined where there was no agenda. */
  readonly items: number | undefined;
  readonly memos: number;
  readonly freeMemo: boolean;
  /** When it ended, as far as is known. */
  readonly until: number;
}

export function tally({ stays, chat, agenda, began, ended }: CallRecord): Tally {
  const memos = agenda?.items.filter(({ memo }) => memo.trim() !== '').length ?? 0;
  const freeMemo = (agenda?.freeMemo.trim() ?? '') !== '';
  const used = agenda && (agenda.items.length > 0 || freeMemo);
  return {
    names: peopleIn(stays),
    lines: chat.length,
    items: used ? agenda.items.length : undefined,
    memos,
    freeMemo,
    until: ended ?? Math.max(began, ...stays.map(({ until }) => until ?? began)),
  };
}
