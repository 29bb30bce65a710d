/**
 * Gives what it hears in pieces of a tenth of a second, with the time of the first sample. A worklet of its own file: it runs on the
 * audio thread and is loaded by its address, without a build.
 */
const PIECE_SECONDS = 0.1;

class Tap extends AudioWorkletProcessor {
  #length = Math.round(sampleRate * PIECE_SECONDS);
  #piece = new Float32Array(this.#length);
  #filled = 0;
  #over = false;

  constructor() {
    super();
    // Whatever is said to it: that it is not needed any more.
    this.port.onmessage = () => (this.#over = true);
  }

  /** @param {Float32Array[][]} inputs */
  process([input]) {
    if (this.#over) return false;
    const channel = input?.[0];
    // Without a channel nothing is connected: time goes on all the same.
    const frames = channel?.length ?? 128;
    for (let at = 0; at < frames; at += 1) {
      this.#piece[this.#filled] = channel?.[at] ?? 0;
      this.#filled += 1;
      if (this.#filled < this.#length) continue;
      const end = (currentFrame + at + 1) / sampleRate;
      this.port.postMessage({ samples: this.#piece, at: end - this.#length / sampleRate }, [this.#piece.buffer]);
      this.#piece = new Float32Array(this.#length);
      this.#filled = 0;
    }
    return true;
  }
}

registerProcessor('tap', Tap);
