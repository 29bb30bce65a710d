/**
 * What goes between the page and the worker of the language model (platform/summary/text.worker.ts). A model is anybody's file and what it
 * writes is anything: what comes out is parsed and limited like what a stranger sends.
 */
import * as v from 'valibot';

/** Longest text of one answer, in UTF-16 code units. */
const ANSWER_MAX_CHARS = 20_000;
const Bytes = v.pipe(v.number(), v.finite(), v.minValue(0));
const RunId = v.pipe(v.number(), v.integer(), v.minValue(0));
const Answer = v.pipe(v.string(), v.maxLength(ANSWER_MAX_CHARS));

export type TextDevice = 'webgpu' | 'wasm';

export interface ChatMessage {
  readonly role: 'system' | 'user';
  readonly content: string;
}

/** Page to worker. */
export type TextWorkerOrder =
  | {
      readonly t: 'load';
      /** Addresses on the installation's own server: the folder of the model, and that of the runtime. */
      readonly folder: string;
      readonly runtime: string;
      readonly device: TextDevice;
      readonly dtype: 'fp32' | 'fp16' | 'q4' | 'q4f16';
    }
  | { readonly t: 'write'; readonly run: number; readonly messages: readonly ChatMessage[]; readonly maxTokens: number }
  | { readonly t: 'cancel' };

/** Worker to page. */
export const TextWorkerMessage = v.variant('t', [
  v.object({ t: v.literal('progress'), here: Bytes, of: v.optional(Bytes) }),
  v.object({ t: v.literal('loaded') }),
  /** What has been written so far. */
  v.object({ t: v.literal('partial'), run: RunId, text: Answer }),
  v.object({ t: v.literal('written'), run: RunId, text: Answer }),
  v.object({ t: v.literal('failed'), run: v.optional(RunId) }),
]);
export type TextWorkerMessage = v.InferOutput<typeof TextWorkerMessage>;
