/**
 * The life of one source (the microphone or the camera) as a state machine: a state, an event, and what is to be done.
 * It promises that every track that was ever opened is either the live one or stopped, however late a browser answers.
 */
import type { FaultCode } from '../errors.ts';
import type { Device } from './devices.ts';

/** What others see of a source. `label` is the device's name as the system has it; `device`: the one that went while it was in use. */
export type MediaSourceState =
  | { readonly t: 'off' }
  | { readonly t: 'starting' }
  | { readonly t: 'live'; readonly track: MediaStreamTrack; readonly deviceId: string; readonly label: string }
  | { readonly t: 'failed'; readonly fault: FaultCode; readonly device?: Device };

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
  | { readonly t: 'refused'; readonly attempt: number; readonly fault: FaultCode; readonly device?: Device }
  | { readonly t: 'lost'; readonly track: MediaStreamTrack } // the live track ended by itself: unplugged, or taken away
  | { readonly t: 'plugged'; readonly ids: readonly string[] }; // devices of this kind have come

/** `only`: this device, or none. */
export type SourceEffect =
  | { readonly t: 'open'; readonly attempt: number; readonly only?: Device }
  | { readonly t: 'stop'; readonly track: MediaStreamTrack };

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
  const open = (only?: Device): SourceStep => ({
    source: { attempt: attempt + 1, shown: { t: 'starting' } },
    effects: [...stopLive, { t: 'open', attempt: attempt + 1, ...(only && { only }) }],
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
    case 'refused': {
      if (shown.t !== 'starting' || event.attempt !== attempt) return stay;
      const { fault, device } = event;
      return { source: { attempt, shown: { t: 'failed', fault, ...(device && { device }) } }, effects: [] };
    }
    case 'lost':
      // It may be there still (a driver that began anew); another is not taken unasked: see absence.ts.
      return shown.t === 'live' && shown.track === event.track
        ? open({ id: shown.deviceId, label: shown.label })
        : stay;
    case 'plugged': {
      if (shown.t !== 'failed' || !/-(missing|busy|lost)$/.test(shown.fault)) return stay;
      const { device } = shown;
      if (!device) return open();
      return event.ids.includes(device.id) ? open(device) : stay;
    }
  }
}
