/**
 * Who speaks now (C1): the loudness of each participant's sound, looked at a few times a second. An outline appears with the first
 * loud moment and stays through the pauses between words.
 */
import { cell, type Cell } from '../cell.ts';
import type { Clock } from '../clock.ts';
import { createScope } from '../scope.ts';
import type { PeerId } from '../../wire/ids.ts';
import type { Participant } from './participant.ts';

const LOOK_MS = 150;
/** Root mean square of speech that is meant: about -40 dB of full scale. */
const SPEECH_RMS = 0.01;
/** How long the outline stays after the last loud moment, in milliseconds. */
const HOLD_MS = 700;

export interface Speakers {
  readonly speaking: Cell<ReadonlySet<PeerId>>;
  end(): void;
}

export function createSpeakers(deps: {
  clock: Clock;
  participants: Cell<readonly Participant[]>;
  /** Another participant's loudness. */
  level(peer: PeerId): number;
  /** The own microphone's root mean square. */
  ownRms(): number;
}): Speakers {
  const { clock } = deps;
  const scope = createScope(clock);
  const same = (a: ReadonlySet<PeerId>, b: ReadonlySet<PeerId>): boolean =>
    a.size === b.size && [...a].every((peer) => b.has(peer));
  const speaking = cell<ReadonlySet<PeerId>>(new Set(), same);
  const lastLoud = new Map<PeerId, number>();

  const look = (): void => {
    const now = clock.now();
    for (const { peer, self, state } of deps.participants.get()) {
      const rms = self ? deps.ownRms() : deps.level(peer);
      if (state.microphone && rms > SPEECH_RMS) lastLoud.set(peer, now);
    }
    speaking.set(new Set([...lastLoud].filter(([, at]) => now - at < HOLD_MS).map(([peer]) => peer)));
  };

  scope.every(LOOK_MS, look);
  return { speaking, end: () => scope.end() };
}
