/** What the transcript's screens show, and what they ask for. */
import type { Partial, ScribeState, TranscriptLine } from '../../core/transcript/scribe.ts';

export type { Partial, ScribeState, TranscriptLine };
export { LINE_MAX_CHARS } from '../../core/transcript/scribe.ts';

/** Somebody in the call, as the panel lists them. */
export interface Speaker {
  readonly peer: Partial['speaker'];
  readonly name: string;
  readonly self: boolean;
  readonly leftOut: boolean;
  /** Milliseconds of what they said that are not written down yet. */
  readonly waitingMs: number;
}

export interface TranscriptView {
  readonly state: ScribeState;
  /** False while all items of the agenda are empty (A5). */
  readonly allowed: boolean;
  readonly lines: readonly TranscriptLine[];
  /** What is being said, with the name of who says it. */
  readonly partials: readonly (Partial & { readonly name: string })[];
  readonly speakers: readonly Speaker[];
  /** How far it is behind as a whole, in milliseconds: one worker writes for all, so what waits adds up, also of who has gone. */
  readonly waitingMs: number;
}

export interface TranscriptActions {
  onstart: () => void;
  onstop: () => void;
  /** The agenda is wanted, to fill it in. */
  onagenda: () => void;
  /** What was said is put right (T8). */
  oncorrect: (line: TranscriptLine['id'], text: string) => void;
  onleaveout: (peer: Speaker['peer'], out: boolean) => void;
  /** Whether the space could be given back. */
  onfree: () => Promise<boolean>;
}

/** From so much on it is said that the machine is behind, in milliseconds. */
export const BEHIND_MS = 8_000;

/** The lines with these words in them, whatever their width or case; all for nothing. */
export function linesWith(lines: readonly TranscriptLine[], words: string): readonly TranscriptLine[] {
  const plain = (text: string): string => text.normalize('NFKC').toLowerCase();
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return lines;
  return lines.filter(({ text, name }) => wanted.every((word) => plain(`${name} ${text}`).includes(word)));
}

const MEGABYTE = 1_000_000;
export const inMegabytes = (bytes: number): string => (bytes / MEGABYTE).toFixed(1);
