/**
 * Noise cancelling of the own microphone (spec V1, W3): the wish is remembered, and follows from one opened microphone to the next.
 * By RNNoise where the browser can run it, and then the browser's own suppression is not asked for: two in a row harm speech. Where
 * RNNoise cannot run, by the browser's own, which is set when the microphone is opened: so it is opened anew.
 */
import type { SoundSettings } from '../../wire/remembered.ts';
import { cell, type Cell } from '../cell.ts';
import type { Kept } from '../kept.ts';
import type { OpenVoice, Voice } from './ports.ts';

/** `preparing`: wanted, and not heard yet. `browser`: by the browser's own means, since RNNoise cannot run here. */
export type NoiseCancelling = 'off' | 'preparing' | 'on' | 'browser';

/** Whoever has not chosen is heard without their fan: most people do not know that they have one. */
const WANTED_AT_FIRST = true;

export interface NoiseDeps {
  readonly open: OpenVoice;
  readonly settings: Kept<SoundSettings>;
  /** Opens the microphone anew, if it is open. */
  reopen(): unknown;
}

export interface MicrophoneNoise {
  readonly state: Cell<NoiseCancelling>;
  /** What of the microphone is sent; undefined while none is open. */
  readonly sent: Cell<MediaStreamTrack | undefined>;
  /** Whether to ask for the browser's own suppression when a microphone is opened. */
  byBrowser(): boolean;
  setWanted(on: boolean): void;
  /** A microphone is open. The result is called when it no longer is. */
  follow(microphone: MediaStreamTrack, on: boolean): () => void;
  /** Mutes and unmutes the open microphone. */
  setOn(on: boolean): void;
  rms(): number;
  inputRms(): number;
}

export function createNoise(deps: NoiseDeps): MicrophoneNoise {
  let wanted = deps.settings.get()?.noiseCancelling ?? WANTED_AT_FIRST;
  /** Found out once, it holds until the person asks again. */
  let unavailable = false;
  let voice: Voice | undefined;
  const sent = cell<MediaStreamTrack | undefined>(undefined);
  const state = cell<NoiseCancelling>(wanted ? 'preparing' : 'off');

  const show = (): void => {
    const standing = voice?.cancelling.get();
    if (!wanted) state.set('off');
    else if (unavailable) state.set('browser');
    else state.set(standing === 'on' ? 'on' : 'preparing');
  };
  const apply = (): void => {
    voice?.cancelNoise(wanted && !unavailable);
    show();
  };

  return {
    state,
    sent,
    byBrowser: () => wanted && unavailable,
    setWanted(on) {
      if (on === wanted) return;
      const wasByBrowser = wanted && unavailable;
      wanted = on;
      unavailable = false;
      deps.settings.set({ ...deps.settings.get(), noiseCancelling: on });
      if (wasByBrowser) deps.reopen();
      apply();
    },
    follow(microphone, on) {
      const mine = deps.open(microphone);
      voice = mine;
      mine.setOn(on);
      apply();
      const stopOutput = mine.output.subscribe((track) => sent.set(track));
      const stopState = mine.cancelling.subscribe((standing) => {
        if (standing === 'unavailable' && !unavailable) {
          unavailable = true;
          deps.reopen();
        }
        show();
      });
      return () => {
        stopOutput();
        stopState();
        voice = undefined;
        sent.set(undefined);
        mine.end();
        show();
      };
    },
    setOn: (on) => voice?.setOn(on),
    rms: () => voice?.rms() ?? 0,
    inputRms: () => voice?.inputRms() ?? 0,
  };
}
