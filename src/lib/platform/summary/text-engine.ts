/** A language model in its worker, behind core's port (T6). What it keeps in the browser is given back by `freeTextModels`. */
import type { OpenTextModel, TextEngine } from '../../core/summary/model-writer.ts';
import { parse } from '../../wire/ids.ts';
import { modelFolder, type InstalledModel } from '../../wire/models.ts';
import { TextWorkerMessage, type TextDevice, type TextWorkerOrder } from '../../wire/text-model.ts';

/** Whether this browser has WebGPU, and half precision on it. Minimal: the types of WebGPU are in no library of ours. */
async function gpu(): Promise<{ readonly halves: boolean } | undefined> {
  const api = (navigator as { gpu?: { requestAdapter(): Promise<{ features: ReadonlySet<string> } | null> } }).gpu;
  const adapter = await api?.requestAdapter().catch(() => null);
  return adapter ? { halves: adapter.features.has('shader-f16') } : undefined;
}
/** Which of the two works here. */
export const textDevice = async (): Promise<TextDevice> => ((await gpu()) ? 'webgpu' : 'wasm');

/** The smallest of the model's files that this device can compute with. */
async function dtypeFor(
  model: InstalledModel,
  device: TextDevice,
): Promise<'q4f16' | 'q4' | 'fp16' | 'fp32' | undefined> {
  const has = (name: string): boolean => model.files.some(({ path }) => path === `onnx/${name}.onnx`);
  const halves = device === 'webgpu' && ((await gpu())?.halves ?? false);
  if (halves && has('model_q4f16')) return 'q4f16';
  if (has('model_q4')) return 'q4';
  if (halves && has('model_fp16')) return 'fp16';
  return has('model') ? 'fp32' : undefined;
}

/** Where the runtime lies among a model's files, without its ending. */
const RUNTIME = /^(runtime\/.+)\.wasm$/;

export const openTextModel: OpenTextModel = async (model, device, { progress, signal }) => {
  const runtime = model.files.map(({ path }) => RUNTIME.exec(path)?.[1]).find((found) => found !== undefined);
  const dtype = await dtypeFor(model, device);
  if (runtime === undefined || dtype === undefined) throw new Error('the model lacks a file that is needed here');
  const worker = new Worker(new URL('./text.worker.ts', import.meta.url), { type: 'module' });
  const loading = Promise.withResolvers<TextEngine>();
  const writing = new Map<
    number,
    { resolve(text: string): void; reject(why: Error): void; partial(text: string): void }
  >();
  let count = 0;
  let ended = false;
  const post = (order: TextWorkerOrder): void => {
    if (!ended) worker.postMessage(order);
  };
  function end(): void {
    if (ended) return;
    ended = true;
    worker.terminate();
    const why = new Error('the language model is gone');
    loading.reject(why);
    for (const { reject } of writing.values()) reject(why);
    writing.clear();
  }
  signal.addEventListener('abort', end);
  worker.addEventListener('error', end);
  worker.addEventListener('messageerror', end);
  worker.addEventListener('message', ({ data }) => {
    const message = parse(TextWorkerMessage, data);
    if (ended) return;
    // What it says is not what it should: it may be anything by now.
    if (!message || message.t === 'failed') return end();
    if (message.t === 'progress') return progress(message.here, message.of);
    if (message.t === 'loaded') {
      signal.removeEventListener('abort', end);
      return loading.resolve(engine);
    }
    const waiting = writing.get(message.run);
    if (message.t === 'partial') return waiting?.partial(message.text);
    writing.delete(message.run);
    waiting?.resolve(message.text);
  });
  const engine: TextEngine = {
    write(messages, maxTokens, partial) {
      const run = (count += 1);
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      writing.set(run, { resolve, reject, partial });
      if (ended) reject(new Error('the language model is gone'));
      post({ t: 'write', run, messages, maxTokens });
      return promise;
    },
    cancel: () => post({ t: 'cancel' }),
    end,
  };
  const folder = modelFolder(model);
  post({ t: 'load', folder, runtime: `/models/${folder}/${runtime}`, device, dtype });
  return loading.promise;
};

/** transformers.js' own name for it. */
const CACHE = 'transformers-cache';
/** Forgets every language model that this browser keeps. */
export const freeTextModels = async (): Promise<void> => void (await caches.delete(CACHE));
