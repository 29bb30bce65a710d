/**
 * The system tells of a request to be let in while the host looks elsewhere (J1). Only where the host has switched it on: that press is
 * also when the browser asks for its permission, and nothing else ever makes it ask.
 */
import { cell, type Cell } from '../cell.ts';
import type { Kept } from '../kept.ts';

/** `unavailable`: this browser has none. */
export type NoticePermission = 'unavailable' | 'unasked' | 'granted' | 'denied';

/** What is needed of a browser; the adapter is platform/notifications.ts. */
export interface SystemNotices {
  permission(): NoticePermission;
  /** Resolves when the person has answered. To be called in answer to a press. Never rejects. */
  ask(): Promise<void>;
  /** Whether the person looks at the page, as far as a browser knows. */
  isSeen(): boolean;
  onSeen(run: () => void): () => void;
  /** The result takes it away again. */
  show(words: NoticeWords): () => void;
}

export interface NoticeWords {
  readonly title: string;
  readonly body: string;
}

/** `denied`: the person refused, or the browser forbids it: only its own settings can change that. */
export type NoticeState = 'unavailable' | 'off' | 'on' | 'denied';

export interface RequestNotices {
  readonly state: Cell<NoticeState>;
  /** To be called in answer to a press. Remembered. */
  choose(on: boolean): Promise<void>;
  /** Tells of each newcomer of `queue` from now on, in these words for those who ask at present. */
  follow<R extends { readonly peer: string; readonly name: string }>(
    queue: Cell<readonly R[]>,
    words: (names: readonly string[]) => NoticeWords,
  ): () => void;
}

export function createRequestNotices(system: SystemNotices, wanted: Kept<boolean>): RequestNotices {
  const present = (): NoticeState => {
    const permission = system.permission();
    if (permission === 'unavailable' || permission === 'denied') return permission;
    return permission === 'granted' && wanted.get() === true ? 'on' : 'off';
  };
  const state = cell(present());
  return {
    state,
    async choose(on) {
      wanted.set(on);
      if (on && system.permission() === 'unasked') await system.ask();
      state.set(present());
    },
    follow(queue, words) {
      let asking = new Set<string>();
      let close: (() => void) | undefined;
      const clear = (): void => {
        close?.();
        close = undefined;
      };
      const stops = [
        system.onSeen(clear),
        queue.subscribe((now) => {
          const newcomers = now.filter(({ peer }) => !asking.has(peer));
          asking = new Set(now.map(({ peer }) => peer));
          if (now.length === 0) clear();
          if (newcomers.length === 0 || system.isSeen() || present() !== 'on') return;
          clear();
          close = system.show(words(newcomers.map(({ name }) => name)));
        }),
        clear,
      ];
      return () => stops.forEach((stop) => stop());
    },
  };
}
