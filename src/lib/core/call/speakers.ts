/**
 * Who speaks now (C1): the loudness of each participant's sound, looked at a few times a second. An outline appears with the first
 * loud moment and stays through the pauses between words.
 */
import { cell, type Cell } from '../cell.ts';
import type { Clock } from '../clock.ts';
import type { Meter, OpenMeter } from '../media/ports.ts';
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
  openMeter: OpenMeter;
  /** The own microphone's root mean square. */
  ownRms(): number;
}): Speakers {
  const { clock } = deps;
  const scope = createScope(clock);
  const same = (a: ReadonlySet<PeerId>, b: ReadonlySet<PeerId>): boolean =>
    a.size === b.size && [...a].every((peer) => b.has(peer));
  const speaking = cell<ReadonlySet<PeerId>>(new Set(), same);
  const meters = new Map<PeerId, { track: MediaStreamTrack; meter: Meter }>();
  const lastLoud = new Map<PeerId, number>();

  const close = (peer: PeerId): void => {
    meters.get(peer)?.meter.end();
    meters.delete(peer);
    lastLoud.delete(peer);
  };

  const follow = (participants: readonly Participant[]): void => {
    const here = new Set(participants.map(({ peer }) => peer));
    for (const peer of meters.keys()) if (!here.has(peer)) close(peer);
    for (const { peer, self, sound } of participants) {
      const track = sound?.getAudioTracks()[0];
      if (self || !track || meters.get(peer)?.track === track) continue;
      close(peer);
      meters.set(peer, { track, meter: deps.openMeter(track) });
    }
  };

  const look = (): void => {
    const now = clock.now();
    for (const { peer, self, state } of deps.participants.get()) {
      const rms = self ? deps.ownRms() : (meters.get(peer)?.meter.rms() ?? 0);
      if (state.microphone && rms > SPEECH_RMS) lastLoud.set(peer, now);
    }
    speaking.set(new Set([...lastLoud].filter(([, at]) => now - at < HOLD_MS).map(([peer]) => peer)));
  };

  scope.own(() => [...meters.keys()].forEach(close));
  scope.own(deps.participants.subscribe(follow));
  scope.every(LOOK_MS, look);
  return { speaking, end: () => scope.end() };
}
