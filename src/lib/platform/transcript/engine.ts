/**
 * Vosk in its worker, behind core's port (T3). One worker carries all recognisers. It keeps the unpacked model in IndexedDB by its
 * address, which holds the model's version; `freeModels` gives that space back.
 */
import wasmUrl from '@lichess-org/vosk-browser/dist/vosk.wasm?url';
import type { OpenEngine, RecogniserEvents, SpeechEngine } from '../../core/transcript/ports.ts';
import { parse } from '../../wire/ids.ts';
import { modelUrl } from '../../wire/models.ts';
import { SpeechWorkerMessage } from '../../wire/speech.ts';

/** Vosk takes sound in the range of 16-bit samples. */
const FULL_SCALE = 32_768;
/** Errors only. */
const LOG_LEVEL = -1;

export const openVosk: OpenEngine = (model, { progress, failed }) => {
  const [file] = model.files;
  if (!file) return Promise.reject(new Error('a speech model is one file'));
  const worker = new Worker(new URL('./speech.worker.ts', import.meta.url), { type: 'module' });
  const recognisers = new Map<string, RecogniserEvents>();
  const { promise, resolve, reject } = Promise.withResolvers<SpeechEngine>();
  let loaded = false;
  let count = 0;
  let ended = false;

  function end(): void {
    ended = true;
    recognisers.clear();
    worker.terminate();
  }
  function fail(): void {
    if (ended) return;
    end();
    if (loaded) failed();
    else reject(new Error('the model cannot be loaded'));
  }
  const post = (message: object, transfer: Transferable[] = []): void => {
    if (!ended) worker.postMessage(message, transfer);
  };

  worker.addEventListener('error', fail);
  worker.addEventListener('messageerror', fail);
  worker.addEventListener('message', ({ data }) => {
    const message = parse(SpeechWorkerMessage, data);
    if (!message || ended) return;
    if (message.event === 'progress') return loaded ? undefined : progress(message.here, message.of);
    if (message.event === 'load') {
      if (!message.result) return fail();
      loaded = true;
      return resolve(engine);
    }
    // A recogniser that throws has lost its place in the sound: all begin anew.
    if (message.event === 'error') return fail();
    const events = recognisers.get(message.recognizerId);
    if (message.event === 'result') events?.final(message.result.result);
    else events?.partial(message.result.partial);
    events?.taken();
  });

  const engine: SpeechEngine = {
    open(sampleRate, events) {
      const recognizerId = `r${(count += 1)}`;
      recognisers.set(recognizerId, events);
      post({ action: 'create', recognizerId, sampleRate });
      post({ action: 'set', key: 'words', recognizerId, value: true });
      return {
        hear(samples) {
          for (let at = 0; at < samples.length; at += 1) samples[at] = (samples[at] ?? 0) * FULL_SCALE;
          post({ action: 'audioChunk', recognizerId, data: samples, sampleRate }, [samples.buffer]);
        },
        flush: () => post({ action: 'retrieveFinalResult', recognizerId }),
        end() {
          // What it still says is of no interest.
          if (recognisers.delete(recognizerId)) post({ action: 'remove', recognizerId });
        },
      };
    },
    end,
  };
  post({ action: 'set', key: 'logLevel', value: LOG_LEVEL });
  post({ action: 'load', wasmUrl, modelUrl: new URL(modelUrl(model, file), location.href).href });
  return promise;
};

/** Vosk's own name for it. */
const MODEL_DATABASE = '/vosk';

/** Forgets every model that this browser keeps. False where one is in use, or nothing can be deleted. */
export function freeModels(): Promise<boolean> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(MODEL_DATABASE);
    request.onsuccess = () => resolve(true);
    request.onerror = () => resolve(false);
    request.onblocked = () => resolve(false);
  });
}
