/**
 * The worker of the language model: transformers.js on WebGPU or WebAssembly. It reads the model and its runtime from the installation's own
 * server and nothing else, and says what it writes while it writes.
 */
import { env, InterruptableStoppingCriteria, pipeline, TextStreamer } from '@huggingface/transformers';
import type { TextWorkerMessage, TextWorkerOrder } from '../../wire/text-model.ts';

const MODELS = '/models/';
/** The page is told of a text that grows this often, in milliseconds. */
const PACE_MS = 200;

const load = (order: Extract<TextWorkerOrder, { t: 'load' }>) => {
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.localModelPath = MODELS;
  env.useWasmCache = false;
  const { wasm } = env.backends.onnx;
  if (!wasm) throw new Error('no runtime');
  // The same file for both devices; without cross-origin isolation there is one thread.
  wasm.wasmPaths = { wasm: `${order.runtime}.wasm`, mjs: `${order.runtime}.mjs` };
  wasm.numThreads = 1;
  return pipeline('text-generation', order.folder, {
    device: order.device,
    dtype: order.dtype,
    progress_callback(event) {
      if (event.status === 'progress_total') tell({ t: 'progress', here: event.loaded, of: event.total });
    },
  });
};

const tell = (message: TextWorkerMessage): void => postMessage(message);
let made: Awaited<ReturnType<typeof load>> | undefined;
const stop = new InterruptableStoppingCriteria();

/** On WebAssembly nothing else is heard between two tokens: a cancel that waits is let through. */
function letOrdersIn(pipe: Awaited<ReturnType<typeof load>>): void {
  const { port1, port2 } = new MessageChannel();
  let go: () => void = () => undefined;
  port1.onmessage = () => go();
  const sessions: Record<string, { run(...given: unknown[]): Promise<unknown> }> = pipe.model.sessions;
  for (const session of Object.values(sessions)) {
    const run = session.run.bind(session);
    session.run = async (...given) => {
      await new Promise<void>((resolve) => {
        go = resolve;
        port2.postMessage(undefined);
      });
      return run(...given);
    };
  }
}

async function write({ run, messages, maxTokens }: Extract<TextWorkerOrder, { t: 'write' }>): Promise<void> {
  if (!made) return tell({ t: 'failed', run });
  stop.reset();
  let text = '';
  let told = 0;
  const streamer = new TextStreamer(made.tokenizer, {
    skip_prompt: true,
    skip_special_tokens: true,
    callback_function(piece) {
      text += piece;
      if (performance.now() - told < PACE_MS) return;
      told = performance.now();
      tell({ t: 'partial', run, text });
    },
  });
  await made([...messages], {
    ...{ max_new_tokens: maxTokens, do_sample: false, return_full_text: false },
    ...{ streamer, stopping_criteria: stop },
    // Of models that can think aloud first (Qwen3): they would be cut off in the midst of it. Templates of others do not know the word.
    tokenizer_encode_kwargs: { enable_thinking: false },
  });
  tell({ t: 'written', run, text });
}

/** One after the other; a cancel comes in between. */
let queue: Promise<void> = Promise.resolve();

addEventListener('message', ({ data }: MessageEvent<TextWorkerOrder>) => {
  if (data.t === 'cancel') return stop.interrupt();
  queue = queue.then(async () => {
    try {
      if (data.t === 'write') return await write(data);
      made = await load(data);
      letOrdersIn(made);
      tell({ t: 'loaded' });
    } catch {
      tell({ t: 'failed', ...(data.t === 'write' && { run: data.run }) });
    }
  });
});
