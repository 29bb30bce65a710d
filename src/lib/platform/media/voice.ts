/**
 * The audio graph of one microphone: microphone -> (as it is | RNNoise) -> analyser -> track. The two ways are aligned in time and
 * faded into each other, so that switching leaves no gap and no echo. Muting silences what is sent only: the analyser hears on, and
 * "you speak while muted" can be told. Until noise cancelling is first wanted, and while the browser lets no graph run, the
 * microphone's own track is sent. Chromium, Safari and Firefox run the same graph.
 */
import { cell } from '../../core/cell.ts';
import type { Cancelling, OpenVoice, Voice } from '../../core/media/ports.ts';
import { keepAwake } from './keep-awake.ts';
import { createRnnoise, RNNOISE_DELAY_SAMPLES, RNNOISE_END_MS, RNNOISE_HZ, type Rnnoise } from './rnnoise.ts';

/** Samples per look: 43 ms at 48 kHz. */
const WINDOW_SAMPLES = 2048;
const FADE_SECONDS = 0.04;
/** When the fade is over for certain, in milliseconds. */
const REST_MS = 200;
/** How often it is looked whether RNNoise has begun, in milliseconds. */
const LOOK_MS = 50;
/** So many looks with sound going in and none coming out: it does not run here. */
const DEAF_LOOKS_MAX = 100;

/** The graph's beginning; Firefox takes a microphone at its own rate only. */
function begin(track: MediaStreamTrack): { context: AudioContext; source: MediaStreamAudioSourceNode } {
  const stream = new MediaStream([track]);
  const context = new AudioContext({ sampleRate: RNNOISE_HZ, latencyHint: 'interactive' });
  try {
    return { context, source: context.createMediaStreamSource(stream) };
  } catch {
    context.close().catch(() => undefined);
    const own = new AudioContext({ latencyHint: 'interactive' });
    return { context: own, source: own.createMediaStreamSource(stream) };
  }
}

export const openVoice: OpenVoice = (microphone) => {
  // A clone, since muting silences the microphone's own track.
  const heard = microphone.clone();
  heard.enabled = true;
  const { context, source } = begin(heard);
  const gain = (value: number): GainNode =>
    new GainNode(context, { gain: value, channelCount: 1, channelCountMode: 'explicit' });
  const analyserOf = (node: AudioNode): (() => number) => {
    const analyser = new AnalyserNode(context, { fftSize: WINDOW_SAMPLES });
    const samples = new Float32Array(WINDOW_SAMPLES);
    node.connect(analyser);
    return () => {
      if (context.state !== 'running') return 0;
      analyser.getFloatTimeDomainData(samples);
      return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    };
  };
  const input = gain(1); // one channel, whatever the microphone gives
  const asItIs = gain(1);
  const freed = gain(0);
  const mixed = gain(1);
  const target = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
  const aligned = new DelayNode(context, { delayTime: RNNOISE_DELAY_SAMPLES / RNNOISE_HZ });
  source.connect(input).connect(aligned).connect(asItIs).connect(mixed);
  freed.connect(mixed);
  const rms = analyserOf(mixed);
  const inputRms = analyserOf(input);
  const [processed] = target.stream.getAudioTracks();
  if (processed) processed.contentHint = 'speech';

  const output = cell(microphone);
  const cancelling = cell<Cancelling>('off');
  let rnnoise: Promise<Rnnoise & { readonly rms: () => number }> | undefined;
  let wanted = false;
  let everWanted = false;
  let looking: ReturnType<typeof setInterval> | undefined;
  let resting: ReturnType<typeof setTimeout> | undefined;
  let fed = false;
  let ended = false;

  const route = (): void => {
    const throughGraph = everWanted && processed && context.state === 'running';
    if (throughGraph && output.get() === microphone) mixed.connect(target);
    output.set(throughGraph ? processed : microphone);
  };
  const fade = (toFreed: boolean): void => {
    for (const [{ gain: level }, value] of [
      [freed, toFreed ? 1 : 0],
      [asItIs, toFreed ? 0 : 1],
    ] as const) {
      level.cancelScheduledValues(context.currentTime);
      level.setValueAtTime(level.value, context.currentTime);
      level.linearRampToValueAtTime(value, context.currentTime + FADE_SECONDS);
    }
  };
  const give = async () => {
    const made = await createRnnoise(context);
    made.node.addEventListener('processorerror', () => fail());
    return { ...made, rms: analyserOf(made.node) };
  };
  const unfeed = (node: AudioWorkletNode): void => {
    if (fed) input.disconnect(node);
    fed = false;
  };
  const stopLooking = (): void => {
    clearInterval(looking);
    looking = undefined;
  };
  const drop = async (): Promise<void> => {
    const dropped = rnnoise;
    rnnoise = undefined;
    const made = await dropped?.catch(() => undefined);
    if (!made) return;
    unfeed(made.node);
    made.end();
    await new Promise((resolve) => setTimeout(resolve, RNNOISE_END_MS));
  };
  const fail = (): void => {
    stopLooking();
    void drop(); // the next wish tries anew
    if (ended) return;
    fade(false);
    if (wanted) cancelling.set('unavailable');
  };
  /** RNNoise is silent until its WebAssembly runs: nothing is faded before it gives sound. */
  const awaitSound = (node: { readonly rms: () => number }): void => {
    let deaf = 0;
    looking = setInterval(() => {
      if (node.rms() > 0) {
        stopLooking();
        fade(true);
        cancelling.set('on');
      } else if (inputRms() > 0 && (deaf += 1) > DEAF_LOOKS_MAX) fail();
    }, LOOK_MS);
  };

  const onState = (): void => route();
  context.addEventListener('statechange', onState);
  const sleep = keepAwake(context);

  const voice: Voice = {
    output,
    cancelling,
    cancelNoise(on) {
      if (on === wanted || ended) return;
      wanted = on;
      stopLooking();
      clearTimeout(resting);
      if (!on) {
        cancelling.set('off');
        fade(false);
        // Unfed it costs nothing.
        resting = setTimeout(() => void rnnoise?.then(({ node }) => wanted || unfeed(node)), REST_MS);
        return;
      }
      everWanted = true;
      route();
      cancelling.set('preparing');
      rnnoise ??= give();
      rnnoise.then(
        (found) => {
          if (!wanted || ended || looking !== undefined) return;
          input.connect(found.node).connect(freed);
          fed = true;
          awaitSound(found);
        },
        () => fail(),
      );
    },
    setOn(on) {
      microphone.enabled = on;
      if (processed) processed.enabled = on;
    },
    rms,
    inputRms,
    end() {
      if (ended) return;
      ended = true;
      stopLooking();
      clearTimeout(resting);
      context.removeEventListener('statechange', onState);
      sleep();
      source.disconnect();
      heard.stop();
      processed?.stop();
      void drop().then(() => context.close().catch(() => undefined));
    },
  };
  return voice;
};
