/**
 * The life of one source (the microphone or the camera) as a state machine: a state, an event, and what is to be done.
 * It promises that every track that was ever opened is either the live one or stopped, however late a browser answers.
 */
import type { FaultCode } from '../errors.ts';

/** What others see of a source. `label` is the device's name as the system has it. */
export type MediaSourceState =
  | { readonly t: 'off' }
  | { readonly t: 'starting' }
  | { readonly t: 'live'; readonly track: MediaStreamTrack; readonly deviceId: string; readonly label: string }
  | { readonly t: 'failed'; readonly fault: FaultCode };

/** `attempt` numbers the openings: an answer to an earlier one comes too late. */
export interface Source {
  readonly attempt: number;
  readonly shown: MediaSourceState;
}

export type SourceEvent =
  | { readonly t: 'want' } // switched on
  | { readonly t: 'release' } // switched off
  | { readonly t: 'rechoose' } // another device was chosen
  | { readonly t: 'opened'; readonly attempt: number; readonly track: MediaStreamTrack }
  | { readonly t: 'refused'; readonly attempt: number; readonly fault: FaultCode }
  | { readonly t: 'lost'; readonly track: MediaStreamTrack } // the live track ended by itself: unplugged, or taken away
  | { readonly t: 'plugged' }; // a device of this kind has come

export type SourceEffect =
  { readonly t: 'open'; readonly attempt: number } | { readonly t: 'stop'; readonly track: MediaStreamTrack };

export interface SourceStep {
  readonly source: Source;
  readonly effects: readonly SourceEffect[];
}

export const SOURCE_OFF: Source = { attempt: 0, shown: { t: 'off' } };

/** The next state of a source, and what is to be done to get there. */
export function step(source: Source, event: SourceEvent): SourceStep {
  const { attempt, shown } = source;
  const stay: SourceStep = { source, effects: [] };
  // A live track is stopped before the next is opened: phones have one camera at a time, and iOS mutes the older microphone.
  const stopLive: readonly SourceEffect[] = shown.t === 'live' ? [{ t: 'stop', track: shown.track }] : [];
  const open = (): SourceStep => ({
    source: { attempt: attempt + 1, shown: { t: 'starting' } },
    effects: [...stopLive, { t: 'open', attempt: attempt + 1 }],
  });

  switch (event.t) {
    case 'want':
      return shown.t === 'off' || shown.t === 'failed' ? open() : stay;
    case 'release':
      return shown.t === 'off' ? stay : { source: { attempt, shown: { t: 'off' } }, effects: stopLive };
    case 'rechoose':
      return shown.t === 'off' ? stay : open();
    case 'opened': {
      if (shown.t !== 'starting' || event.attempt !== attempt) {
        return { source, effects: [{ t: 'stop', track: event.track }] };
      }
      const { track } = event;
      const deviceId = track.getSettings().deviceId ?? '';
      return { source: { attempt, shown: { t: 'live', track, deviceId, label: track.label } }, effects: [] };
    }
    case 'refused':
      if (shown.t !== 'starting' || event.attempt !== attempt) return stay;
      return { source: { attempt, shown: { t: 'failed', fault: event.fault } }, effects: [] };
    case 'lost':
      return shown.t === 'live' && shown.track === event.track ? open() : stay;
    case 'plugged':
      return shown.t === 'failed' && /-(missing|busy)$/.test(shown.fault) ? open() : stay;
  }
}
