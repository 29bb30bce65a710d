/**
 * A recogniser and a tap as tests need them. A piece of sound is a word (`word`) or silence (`quiet`); the recogniser joins words
 * to the next silence, as the real one does, and answers when it is told to work.
 */
import { expect, test } from 'vitest';
import type { Clock } from '../../../src/lib/core/clock.ts';
import type {
  HeardWord,
  Listen,
  Piece,
  RecogniserEvents,
  SpeechEngine,
} from '../../../src/lib/core/transcript/ports.ts';

export const RATE = 16_000;
export const PIECE_MS = 100;
const PIECE_SAMPLES = (RATE * PIECE_MS) / 1000;
const WORDS = ['はい', '東京', 'に', '住んでいます', '質問', 'ありません', 'Go', 'and', 'SQL', '[unk]'];

/** The sound of a word of the list. */
export const word = (text: string): Float32Array<ArrayBuffer> => {
  const index = WORDS.indexOf(text);
  if (index < 0) throw new Error(`the fake does not know ${text}`);
  return new Float32Array(PIECE_SAMPLES).fill((index + 1) / 100);
};
export const quiet = (): Float32Array<ArrayBuffer> => new Float32Array(PIECE_SAMPLES);
const wordOf = (samples: Float32Array): string | undefined => WORDS[Math.round((samples[0] ?? 0) * 100) - 1];

export interface FakeEngine extends SpeechEngine {
  /** Works through up to so many pieces of what waits; all without a number. */
  work(pieces?: number): void;
  readonly waiting: number;
  readonly open_: number;
  readonly ended: boolean;
}

export function fakeEngine(): FakeEngine {
  const jobs: (() => void)[] = [];
  let opened = 0;
  let ended = false;
  return {
    open(rate, events) {
      opened += 1;
      let isOpen = true;
      let seconds = 0;
      let said: HeardWord[] = [];
      const finish = (): void => {
        events.final(said);
        said = [];
      };
      const job = (run: () => void): void => {
        jobs.push(() => {
          if (!isOpen) return;
          run();
          events.taken();
        });
      };
      return {
        hear: (samples) =>
          job(() => {
            const start = seconds;
            seconds += samples.length / rate;
            const heard = wordOf(samples);
            if (heard !== undefined) {
              said = [...said, { word: heard, start, end: seconds }];
              events.partial(said.map((one) => one.word).join(' '));
            } else if (said.length > 0) finish();
          }),
        flush: () => job(finish),
        end() {
          isOpen = false;
          opened -= 1;
        },
      };
    },
    end: () => void (ended = true),
    work(pieces = Infinity) {
      for (let done = 0; done < pieces; done += 1) {
        const next = jobs.shift();
        if (!next) return;
        next();
      }
    },
    get waiting() {
      return jobs.length;
    },
    get open_() {
      return opened;
    },
    get ended() {
      return ended;
    },
  };
}

export interface FakeTap {
  readonly listen: Listen;
  /** This track sounds so now; nobody may be listening. */
  sound(track: MediaStreamTrack, samples: Float32Array<ArrayBuffer>): void;
  readonly tapped: ReadonlySet<MediaStreamTrack>;
}

export function fakeTap(clock: Pick<Clock, 'now'>): FakeTap {
  const taps = new Map<MediaStreamTrack, (piece: Piece) => void>();
  return {
    listen(track, heard) {
      taps.set(track, heard);
      return () => void (taps.get(track) === heard && taps.delete(track));
    },
    sound: (track, samples) => taps.get(track)?.({ samples, rate: RATE, at: clock.now() }),
    get tapped() {
      return new Set(taps.keys());
    },
  };
}

/** A clock that the test moves; what becomes due runs at once. */
export function stillClock(start: number): Clock & { advance(ms: number): void } {
  let now = start;
  const due = new Set<{ at: number; run: () => void }>();
  return {
    now: () => now,
    after(ms, run) {
      const one = { at: now + ms, run };
      due.add(one);
      return () => void due.delete(one);
    },
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const next = [...due].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        due.delete(next);
        now = Math.max(now, next.at);
        next.run();
      }
      now = end;
    },
  };
}

/** A track of a test: nothing but an identity. */
export const fakeTrack = (): MediaStreamTrack => ({ kind: 'audio' }) as MediaStreamTrack;

/** The contract of a recogniser: what it is given, it answers, one `taken` for each. Run on the fake, and in a browser on the real one. */
export interface RecogniserCase {
  readonly rate: number;
  open(events: RecogniserEvents): ReturnType<SpeechEngine['open']>;
  /** Pieces of speech that hold the words, with silence after them. */
  readonly speech: readonly Float32Array<ArrayBuffer>[];
  readonly words: readonly string[];
  settle(): Promise<void>;
}

export function recogniserContract(name: string, make: () => Promise<RecogniserCase>): void {
  test(`T1 recogniser contract (${name}): every piece is answered once, words come in order with their times`, async () => {
    const found = await make();
    const events: string[] = [];
    const heard: HeardWord[] = [];
    const recogniser = found.open({
      partial: (text) => void (text && events.push('partial')),
      final(words) {
        events.push('final');
        heard.push(...words);
      },
      taken: () => void events.push('taken'),
    });
    for (const piece of found.speech) recogniser.hear(piece.slice());
    recogniser.flush();
    await found.settle();
    expect(events.filter((event) => event === 'taken').length).toBe(found.speech.length + 1);
    expect(events.at(-1)).toBe('taken');
    expect(events).toContain('partial');
    expect(heard.map((one) => one.word)).toEqual(found.words);
    const seconds = found.speech.reduce((sum, { length }) => sum + length, 0) / found.rate;
    const times = heard.flatMap(({ start, end }) => [start, end]);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.every((time) => time >= 0 && time <= seconds + 0.1)).toBe(true);
  });
}
