/** What a transcript needs of a browser. The adapters are in platform/transcript; tests have fakes that keep the same contract. */
import type { InstalledModel } from '../../wire/models.ts';
import type { HeardWord } from '../../wire/speech.ts';

export type { HeardWord };

/** A tenth of a second of one person's sound, one channel. */
export interface Piece {
  /** -1 to 1. */
  readonly samples: Float32Array<ArrayBuffer>;
  /** Samples per second, the same for all pieces of one tap. */
  readonly rate: number;
  /** When its first sample sounded, in milliseconds since the epoch. */
  readonly at: number;
}

/** Gives a track's sound piece by piece, without a gap, until the result is called. */
export type Listen = (track: MediaStreamTrack, heard: (piece: Piece) => void) => () => void;

/** Every `hear` and every `flush` is answered, in their order, by one `taken`, after what it brought. */
export interface RecogniserEvents {
  /** What may have been said since the last `final`; '' for nothing. */
  partial(text: string): void;
  /** What was said up to a pause; seconds of sound since the recogniser was opened. */
  final(words: readonly HeardWord[]): void;
  taken(): void;
}

/** Writes down what one person says. */
export interface Recogniser {
  hear(samples: Float32Array<ArrayBuffer>): void;
  /** Takes what was heard so far as finished: its words come as `final`. It can be gone on with. */
  flush(): void;
  end(): void;
}

export interface SpeechEngine {
  open(rate: number, events: RecogniserEvents): Recogniser;
  end(): void;
}

/** Loads a model. Rejects where that fails. `failed` is called at most once, when an engine that was running breaks down. */
export type OpenEngine = (
  model: InstalledModel,
  events: { progress(here: number, of: number | undefined): void; failed(): void },
) => Promise<SpeechEngine>;
