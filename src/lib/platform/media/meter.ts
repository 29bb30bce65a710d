/**
 * Loudness by an AnalyserNode on a clone of the track: muting by `enabled` silences the original only, so "you speak while muted"
 * can be told. An AudioContext may begin suspended (autoplay rules): the next touch of the page lets it run.
 */
import type { Meter, OpenMeter } from '../../core/media/ports.ts';

/** Samples per look: 43 ms at 48 kHz. */
const WINDOW_SAMPLES = 2048;
const GESTURES = ['pointerdown', 'pointerup', 'keydown'] as const;

export const openMeter: OpenMeter = (microphone) => {
  const context = new AudioContext({ latencyHint: 'interactive' });
  const clone = microphone.clone();
  clone.enabled = true;
  const source = context.createMediaStreamSource(new MediaStream([clone]));
  const analyser = context.createAnalyser();
  analyser.fftSize = WINDOW_SAMPLES;
  // Not connected to the destination: nobody wants to hear themselves.
  source.connect(analyser);
  const samples = new Float32Array(WINDOW_SAMPLES);

  const wake = (): void => {
    // iOS also has 'interrupted', after a phone call. Where it may not run yet, the next gesture tries again.
    if (context.state !== 'running' && context.state !== 'closed') context.resume().catch(() => undefined);
  };
  wake();
  for (const gesture of GESTURES) addEventListener(gesture, wake, { capture: true, passive: true });
  document.addEventListener('visibilitychange', wake);

  let ended = false;
  const meter: Meter = {
    rms() {
      if (context.state !== 'running') return 0;
      analyser.getFloatTimeDomainData(samples);
      let sum = 0;
      for (const sample of samples) sum += sample * sample;
      return Math.sqrt(sum / samples.length);
    },
    end() {
      if (ended) return;
      ended = true;
      for (const gesture of GESTURES) removeEventListener(gesture, wake, { capture: true });
      document.removeEventListener('visibilitychange', wake);
      source.disconnect();
      clone.stop();
      context.close().catch(() => undefined);
    },
  };
  return meter;
};
