/**
 * RNNoise as a node of an audio graph. Worklet and WebAssembly come from our own server, when somebody first wants noise
 * cancelling: the waiting room does without them.
 */
import simdWasm from '@sapphi-red/web-noise-suppressor/rnnoise_simd.wasm?url';
import plainWasm from '@sapphi-red/web-noise-suppressor/rnnoise.wasm?url';
import worklet from '@sapphi-red/web-noise-suppressor/rnnoiseWorklet.js?url';
import openPorts from './open-ports.worklet.js?url&no-inline';

/** RNNoise knows no other rate. */
export const RNNOISE_HZ = 48_000;
/** How far its output is behind its input: one frame of overlap (480) and what the worklet buffers (512), in samples. */
export const RNNOISE_DELAY_SAMPLES = 992;
/** What is told to end stops with the next samples: the context may be closed by then, in milliseconds. */
export const RNNOISE_END_MS = 200;

export interface Rnnoise {
  readonly node: AudioWorkletNode;
  /**
   * Lets go of it; what feeds it is taken off by the caller before. A context that is closed within RNNOISE_END_MS keeps it until the page
   * goes: that its worklet has ended is only noticed while the context runs.
   */
  end(): void;
}

/**
 * A node for one channel. Rejects where there is no AudioWorklet or no WebAssembly, or where either cannot be fetched. It gives
 * silence until its WebAssembly runs, and says nothing when it does: the caller listens.
 */
export async function createRnnoise(context: AudioContext): Promise<Rnnoise> {
  if (context.sampleRate !== RNNOISE_HZ) throw new Error('RNNoise needs 48 kHz');
  const { loadRnnoise, RnnoiseWorkletNode } = await import('@sapphi-red/web-noise-suppressor');
  const [wasmBinary] = await Promise.all([
    loadRnnoise({ url: plainWasm, simdUrl: simdWasm }),
    context.audioWorklet.addModule(openPorts).then(() => context.audioWorklet.addModule(worklet)),
  ]);
  // An error page is no module; the worklet would only stay silent.
  if (!WebAssembly.validate(wasmBinary)) throw new Error('the file of RNNoise is not WebAssembly');
  const node = new RnnoiseWorkletNode(context, { wasmBinary, maxChannels: 1 });
  return {
    node,
    end() {
      node.destroy();
      node.disconnect();
      node.port.close();
    },
  };
}
