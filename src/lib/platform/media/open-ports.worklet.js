/**
 * Loaded before the worklet of RNNoise, which waits for the word to end at a port that it never opens: without this none of its
 * nodes would be freed before the page is left. It is loaded by its address, without a build.
 */
const register = registerProcessor;

globalThis.registerProcessor = (name, Processor) =>
  register(
    name,
    class extends Processor {
      /** @param {AudioWorkletNodeOptions} options */
      constructor(options) {
        super(options);
        this.port.start();
      }
    },
  );
