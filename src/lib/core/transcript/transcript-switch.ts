/**
 * When a transcript is written (A5): by itself as soon as the agenda has an item, since what is said at the beginning counts too;
 * not while all items are empty; and not again by itself once the host has stopped it.
 */
import { cell, type Cell } from '../cell.ts';
import type { AgendaContent } from '../documents/agenda-document.ts';
import { isEmptyAgenda } from '../documents/agenda-setup.ts';
import type { Scope } from '../scope.ts';
import type { Scribe } from './scribe.ts';

export interface TranscriptSwitch {
  /** There is an item to write for: else `start` does nothing. */
  readonly allowed: Cell<boolean>;
  /** The host wants it. */
  start(): void;
  /** The host does not want it. Twice: what was heard and is not written yet is given up. */
  stop(): void;
}

export interface TranscriptSwitchDeps {
  readonly scope: Scope;
  readonly scribe: Pick<Scribe, 'state' | 'start' | 'stop'>;
  /** Undefined until it is there. */
  readonly agenda: Cell<Pick<AgendaContent, 'items'> | undefined>;
  /** The host has stopped it, in this visit: a reload does not begin it again. */
  readonly declined: { get(): boolean; set(declined: boolean): void };
}

export function createTranscriptSwitch({ scope, scribe, agenda, declined }: TranscriptSwitchDeps): TranscriptSwitch {
  const allowed = cell(false);
  const isListening = (): boolean => scribe.state.get().t === 'preparing' || scribe.state.get().t === 'on';
  scope.own(
    agenda.subscribe((content) => {
      const filled = content !== undefined && !isEmptyAgenda(content);
      if (filled === allowed.get()) return;
      allowed.set(filled);
      if (filled && !declined.get()) scribe.start();
      if (!filled && isListening()) scribe.stop();
    }),
  );
  return {
    allowed,
    start() {
      if (!allowed.get()) return;
      declined.set(false);
      scribe.start();
    },
    stop() {
      declined.set(true);
      scribe.stop();
    },
  };
}
