/**
 * What the worker of speech recognition says (platform/transcript/speech.worker.ts). It runs a C++ program over sound that others
 * send: what comes out is parsed like anything else. What goes in is @lichess-org/vosk-browser's own protocol.
 */
import * as v from 'valibot';

const TEXT_MAX_CHARS = 20_000;
const WORD_MAX_CHARS = 200;
const WORDS_MAX = 2_000;

const RecogniserName = v.pipe(v.string(), v.maxLength(64));
/** Seconds of sound that this recogniser has heard. */
const Seconds = v.pipe(v.number(), v.finite(), v.minValue(0));
const Bytes = v.pipe(v.number(), v.integer(), v.minValue(0));
const Text = v.pipe(v.string(), v.maxLength(TEXT_MAX_CHARS));

export const HeardWord = v.object({
  word: v.pipe(v.string(), v.maxLength(WORD_MAX_CHARS)),
  start: Seconds,
  end: Seconds,
});
export type HeardWord = v.InferOutput<typeof HeardWord>;

export const SpeechWorkerMessage = v.variant('event', [
  /** How much of the model has come; `of` where the server said it. */
  v.object({ event: v.literal('progress'), here: Bytes, of: v.optional(Bytes) }),
  v.object({ event: v.literal('load'), result: v.boolean() }),
  /** Of one recogniser, or of the worker as a whole. */
  v.object({ event: v.literal('error'), recognizerId: v.optional(RecogniserName) }),
  /** What was said up to a pause, as it stays. */
  v.object({
    event: v.literal('result'),
    recognizerId: RecogniserName,
    result: v.object({ text: Text, result: v.optional(v.pipe(v.array(HeardWord), v.maxLength(WORDS_MAX)), []) }),
  }),
  /** What may have been said since. */
  v.object({
    event: v.literal('partialresult'),
    recognizerId: RecogniserName,
    result: v.object({ partial: Text }),
  }),
]);
export type SpeechWorkerMessage = v.InferOutput<typeof SpeechWorkerMessage>;
