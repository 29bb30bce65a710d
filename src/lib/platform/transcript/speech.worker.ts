/**
 * The worker of speech recognition: Vosk's own, which loads its WebAssembly and a model and then answers each piece of sound. Before
 * it, `model-progress` makes the loading of the model visible. It has a policy of its own: docs/decisions/0013.
 */
import './model-progress.ts';
import '@lichess-org/vosk-browser/dist/vosk.worker.js';
