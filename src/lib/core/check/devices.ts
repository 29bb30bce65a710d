/** Camera and microphone (spec E2): not only found and permitted, but really giving a picture and a sound. */
import type { Clock } from '../clock.ts';
import { decibels } from '../media/level.ts';
import type { MediaSourceState } from '../media/source.ts';
import type { Measured, Outcome } from './items.ts';
import type { WatchPicture } from './ports.ts';

/** How long a camera may take to show something: some laptops' need two seconds to wake. */
const PICTURE_MAX_MS = 5_000;
/** Fewer frames than this may be one that was left over in the driver. */
const FRAMES_MIN = 3;
/** A black frame of a covered camera has noise up to about here. */
const DARK_BRIGHTNESS = 24;

export async function checkCamera(state: MediaSourceState, watch: WatchPicture): Promise<Outcome<'camera'>> {
  if (state.t !== 'live') {
    return { state: 'failed', measured: undefined, problem: state.t === 'failed' ? state.fault : 'camera-no-picture' };
  }
  const measured = { label: state.label, ...(await watch(state.track, PICTURE_MAX_MS)) };
  if (measured.frames < FRAMES_MIN || measured.width === 0) {
    return { state: 'failed', measured, problem: 'camera-no-picture' };
  }
  if (measured.brightest < DARK_BRIGHTNESS) return { state: 'warning', measured, problem: 'camera-dark' };
  return { state: 'ok', measured };
}

/** What a microphone gives that is switched off in hardware: zeros, or the last bit of 16. Decibels below full scale. */
export const SILENCE_DB = -85;
/** Somebody speaks, however softly. */
const VOICE_DB = -50;
/** Time to begin to speak, after which what was heard decides. */
const LISTEN_MS = 12_000;
const SAMPLE_MS = 50;

export interface ListenDeps {
  readonly clock: Clock;
  rms(): number;
  state(): MediaSourceState;
  /** Whether anyone still waits for the answer. */
  wanted(): boolean;
  report(measured: Measured['microphone']): void;
}

/** Listens until somebody speaks. The caller asks the person to. */
export async function checkMicrophone(deps: ListenDeps): Promise<Outcome<'microphone'>> {
  const { clock } = deps;
  const until = clock.now() + LISTEN_MS;
  let loudestDb = SILENCE_DB;
  for (;;) {
    const state = deps.state();
    if (state.t !== 'live') {
      const problem = state.t === 'failed' ? state.fault : 'microphone-silent';
      return { state: 'failed', measured: undefined, problem };
    }
    const measured = { label: state.label, loudestDb: (loudestDb = Math.max(loudestDb, decibels(deps.rms()))) };
    if (loudestDb >= VOICE_DB) return { state: 'ok', measured };
    if (clock.now() >= until || !deps.wanted()) {
      return loudestDb > SILENCE_DB
        ? { state: 'warning', measured, problem: 'microphone-quiet' }
        : { state: 'failed', measured, problem: 'microphone-silent' };
    }
    deps.report(measured);
    await new Promise<void>((resolve) => void clock.after(SAMPLE_MS, resolve));
  }
}
