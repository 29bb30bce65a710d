/**
 * Whoever speaks while the microphone is off is told so (C6). Speech is what stands out from the noise of the room for a good part of a
 * second; a fan, however loud, does not. Said once for each time of being muted, until the microphone is on or it is dismissed.
 */
import { cell, type Cell } from '../cell.ts';
import type { Clock } from '../clock.ts';
import { createScope } from '../scope.ts';

const LOOK_MS = 100;
/** Root mean square of speech that is meant: about -40 dB of full scale. */
const SPEECH_RMS = 0.01;
/** Speech is at least so many times as loud as the quietest moment of late. */
const OVER_NOISE = 3;
/** How many looks back are judged: two seconds. */
const LOOKS = 20;
/** So many of them are loud: no cough, no slammed door. */
const LOUD_LOOKS = 6;
/** So often it became loud: a fan that is switched on does so once. */
const RISES = 2;

/** Whether these levels, the newest last, are speech. */
function isSpeech(levels: readonly number[]): boolean {
  const threshold = Math.max(SPEECH_RMS, OVER_NOISE * Math.min(...levels));
  const loud = levels.map((level) => level > threshold);
  const rises = loud.filter((now, at) => now && at > 0 && loud[at - 1] === false);
  return loud.filter(Boolean).length >= LOUD_LOOKS && rises.length >= RISES;
}

export interface MutedSpeech {
  readonly noticed: Cell<boolean>;
  dismiss(): void;
  end(): void;
}

export function createMutedSpeech(deps: {
  readonly clock: Clock;
  readonly microphoneOn: Cell<boolean>;
  /** The microphone's root mean square, also while it is muted; 0 while there is none. */
  rms(): number;
}): MutedSpeech {
  const { microphoneOn, rms } = deps;
  const scope = createScope(deps.clock);
  const noticed = cell(false);
  let told = false;
  let levels: readonly number[] = [];

  scope.own(
    microphoneOn.subscribe(() => {
      levels = [];
      told = false;
      noticed.set(false);
    }),
  );
  scope.every(LOOK_MS, () => {
    if (microphoneOn.get() || told) return;
    levels = [...levels, rms()].slice(-LOOKS);
    if (!isSpeech(levels)) return;
    told = true;
    noticed.set(true);
  });
  return { noticed, dismiss: () => noticed.set(false), end: () => scope.end() };
}
