/** What is said of a file in the chat. */
import type { FileState } from '../../core/files/exchange.ts';
import type { Messages } from '../../i18n/language.ts';
import type { SharedFile } from './call-screen.ts';

/** Largest file that can be sent (H2), in bytes. */
export const MAX_BYTES = 5 * 1024 * 1024;

/** '5 MB', '12.3 KB', '0 B'. */
export function sizeText(bytes: number): string {
  const KB = 1024;
  const rounded = (value: number): string => String(Math.round(value * 10) / 10);
  if (bytes < KB) return `${bytes} B`;
  return bytes < KB * KB ? `${rounded(bytes / KB)} KB` : `${rounded(bytes / (KB * KB))} MB`;
}

/** How a file stands, as words and, while it moves, as a share of 1. */
export interface FileWords {
  readonly text: string;
  readonly progress: { readonly value: number; readonly label: string } | undefined;
  readonly trouble: boolean;
  /** What the button does now. */
  readonly action: 'save' | 'fetch' | 'retry' | undefined;
}

type Texts = Messages['call']['chatFiles'];

const percent = (share: number): number => Math.floor(share * 100);
const plain = (text: string, action: FileWords['action']): FileWords => ({
  text,
  action,
  progress: undefined,
  trouble: false,
});

export function fileWords(t: Texts, file: SharedFile, state: FileState | undefined, own: boolean): FileWords {
  if (!state) return plain(t.elsewhere, 'fetch');
  switch (state.t) {
    case 'queued':
      return plain(t.queued, undefined);
    case 'coming': {
      const value = file.size > 0 ? state.received / file.size : 1;
      return { ...plain(t.coming(percent(value)), undefined), progress: { value, label: t.comingOf(file.name) } };
    }
    case 'stuck': {
      const text = { nobody: t.nobody, damaged: t.damaged, 'no-room': t.noRoomHere }[state.why];
      return { ...plain(text, 'retry'), trouble: true };
    }
    case 'here': {
      if (state.sending !== undefined) {
        const progress = { value: state.sending, label: t.sendingOf(file.name) };
        return { ...plain(t.sending(percent(state.sending)), 'save'), progress };
      }
      if (!own) return plain(t.received, 'save');
      return plain(state.takers > 0 ? t.taken(state.takers) : t.sent, 'save');
    }
  }
}
