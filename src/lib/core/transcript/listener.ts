/**
 * One person's words: takes their sound, hands it to a recogniser a little at a time, and gives lines. What waits is held here, so
 * that no speaker starves the others and nothing is lost when the recogniser breaks down: what was not yet written is heard again.
 * Only beyond a limit is sound given up, and then the transcript says so.
 */
import type { Clock } from '../clock.ts';
import type { HeardWord, Listen, Piece, Recogniser, SpeechEngine } from './ports.ts';
import { createTimeline, type Timeline } from './timeline.ts';
import { isWord, joinWords, readable } from './words.ts';

/** So many pieces are with the recogniser at a time: enough that it never idles. */
const AHEAD_PIECES = 5;
/** So much of one person's sound may wait, in milliseconds: about 20 MB. */
export const WAITING_MAX_MS = 300_000;
/** After so long without a microphone, in milliseconds, what was said is taken as finished and the silence is not listened to. */
const MUTED_MS = 2_000;
/** Sound that nobody has written down is missed from so loud (of 1) and so long, in milliseconds, on. */
const SOUND = 0.005;
const MISSED_MIN_MS = 500;
/** Times of sound are known so far back, in seconds: further than any recogniser goes without a pause. */
const KEEP_S = 300;

export interface SpokenWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}
export interface Spoken {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly words: readonly SpokenWord[];
}

export interface ListenerDeps {
  readonly clock: Clock;
  readonly listen: Listen;
  spoken(line: Spoken): void;
  partial(text: string): void;
  /** From when to when sound was given up. */
  gap(start: number, end: number): void;
  /** Nothing waits any more. */
  drained(): void;
}

export interface Listener {
  setEngine(engine: SpeechEngine | undefined): void;
  /** Whose sound is taken from now on; undefined: none. */
  setSound(track: MediaStreamTrack | undefined): void;
  setMuted(muted: boolean): void;
  /** Milliseconds of sound that is not written down yet. */
  waitingMs(): number;
  readonly busy: boolean;
  /** Takes no more sound, and what was said so far as finished. */
  finish(): void;
  /** What is not written yet never will be. */
  end(): void;
}

type Job = Piece | 'flush';
const lengthMs = ({ samples, rate }: Piece): number => (samples.length / rate) * 1000;
const isSound = (job: Job): job is Piece => job !== 'flush' && job.samples.some((sample) => Math.abs(sample) >= SOUND);

export function createListener(deps: ListenerDeps): Listener {
  let engine: SpeechEngine | undefined;
  let recogniser: Recogniser | undefined;
  let timeline: Timeline = createTimeline();
  let untap: (() => void) | undefined;
  let track: MediaStreamTrack | undefined;
  let muted = false;
  let pausing: (() => void) | undefined;
  let waiting: Job[] = [];
  let waitingFor = 0; // milliseconds
  /** Handed over and not answered. */
  let sent: Job[] = [];
  /** Handed over since the last words that stay: heard again after a breakdown. */
  let unsettled: Job[] = [];
  let gapFrom: number | undefined;
  let gapTo = 0;
  let ended = false;

  const closeGap = (): void => {
    if (gapFrom !== undefined) deps.gap(gapFrom, gapTo);
    gapFrom = undefined;
  };

  /** Whatever was heard and is not written down is given up, and the transcript says so. */
  function giveUp(): void {
    const missed = [...unsettled, ...waiting].filter(isSound);
    waiting = [];
    unsettled = [];
    sent = [];
    waitingFor = 0;
    const [first, last] = [missed[0], missed.at(-1)];
    if (!first || !last) return closeGap();
    const to = gapFrom === undefined ? last.at + lengthMs(last) : gapTo;
    gapFrom = undefined;
    if (to - first.at >= MISSED_MIN_MS) deps.gap(first.at, to);
  }

  function final(words: readonly HeardWord[]): void {
    const of = timeline;
    const said = words
      .filter(({ word }) => isWord(word))
      .map(({ word, start, end }) => ({ text: word, start: of.timeOf(start), end: of.timeOf(end) }));
    const [first, last] = [said[0], said.at(-1)];
    unsettled = sent.slice(1); // without what brought this
    of.forget(of.heard - KEEP_S);
    deps.partial('');
    if (!first || !last) return;
    deps.spoken({
      start: first.start,
      end: Math.max(first.start, last.end),
      text: joinWords(said.map(({ text }) => text)),
      words: said,
    });
  }

  function recogniserFor({ rate }: Piece, of: SpeechEngine): Recogniser {
    timeline = createTimeline();
    const opened = of.open(rate, {
      partial: (text) => recogniser === opened && deps.partial(readable(text)),
      final: (words) => recogniser === opened && final(words),
      taken() {
        if (recogniser !== opened) return;
        sent.shift();
        pump();
        if (!listener.busy) deps.drained();
      },
    });
    return opened;
  }

  function pump(): void {
    while (engine && sent.length < AHEAD_PIECES) {
      const job = waiting.shift();
      if (job === undefined) return;
      if (job === 'flush') {
        if (!recogniser) continue; // nothing was said
        sent.push(job);
        unsettled.push(job);
        recogniser.flush();
        continue;
      }
      waitingFor -= lengthMs(job);
      recogniser ??= recogniserFor(job, engine);
      sent.push(job);
      unsettled.push(job);
      timeline.note(job);
      // A copy: what was handed over may have to be heard again.
      recogniser.hear(job.samples.slice());
    }
  }

  function take(piece: Piece): void {
    if (ended) return;
    const ms = lengthMs(piece);
    if (waitingFor + ms > WAITING_MAX_MS) {
      gapFrom ??= piece.at;
      gapTo = piece.at + ms;
      return;
    }
    closeGap();
    waiting.push(piece);
    waitingFor += ms;
    pump();
  }

  const flush = (): void => {
    if (waiting.at(-1) === 'flush' || (waiting.length === 0 && unsettled.length === 0)) return;
    waiting.push('flush');
    pump();
  };
  const tap = (): void => {
    if (!untap && track && !ended) untap = deps.listen(track, take);
  };
  const letGo = (): void => {
    untap?.();
    untap = undefined;
    closeGap();
    flush();
  };
  const stopPausing = (): void => {
    pausing?.();
    pausing = undefined;
  };

  const listener: Listener = {
    setEngine(next) {
      if (engine === next) return;
      engine = next;
      recogniser = undefined;
      // Heard again, in the same order, by another recogniser.
      waiting = [...unsettled, ...waiting];
      waitingFor += unsettled.reduce((sum, job) => sum + (job === 'flush' ? 0 : lengthMs(job)), 0);
      sent = [];
      unsettled = [];
      deps.partial('');
      pump();
    },
    setSound(next) {
      if (track === next) return;
      letGo();
      track = next;
      if (!muted) tap();
    },
    setMuted(next) {
      if (muted === next) return;
      muted = next;
      stopPausing();
      if (!muted) return tap();
      // The last words may still be under way.
      pausing = deps.clock.after(MUTED_MS, letGo);
    },
    waitingMs: () => waitingFor + sent.reduce((sum, job) => sum + (job === 'flush' ? 0 : lengthMs(job)), 0),
    get busy() {
      return waiting.length > 0 || sent.length > 0;
    },
    finish() {
      stopPausing();
      track = undefined;
      letGo();
      if (!listener.busy) deps.drained();
    },
    end() {
      ended = true;
      stopPausing();
      untap?.();
      untap = undefined;
      recogniser?.end();
      recogniser = undefined;
      engine = undefined;
      giveUp();
    },
  };
  return listener;
}
