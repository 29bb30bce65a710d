/**
 * The transcript (spec T): its lines, as they are kept, and what goes between members about it over the `control` channel. A line never leaves the
 * host's browser but as a caption to whoever asked for captions.
 */
import * as v from 'valibot';
import { Instant, Nonce, PeerId, Role } from './ids.ts';

/** Longest text of a line, in UTF-16 code units: far above what is said in one breath. */
export const LINE_MAX_CHARS = 4_000;
const WORD_MAX_CHARS = 200;
const WORDS_MAX = 1_000;
/** Longest caption: what is longer is shown by its end. */
export const CAPTION_MAX_CHARS = 400;

/** One word, from when to when it was said, in milliseconds since the epoch by the host's clock. */
export const LineWord = v.object({
  text: v.pipe(v.string(), v.maxLength(WORD_MAX_CHARS)),
  start: Instant,
  end: Instant,
});
export type LineWord = v.InferOutput<typeof LineWord>;

export const TranscriptLine = v.object({
  id: Nonce,
  speaker: PeerId,
  name: v.pipe(v.string(), v.maxLength(200)),
  role: Role,
  start: Instant,
  end: Instant,
  text: v.pipe(v.string(), v.maxLength(LINE_MAX_CHARS)),
  words: v.pipe(v.array(LineWord), v.maxLength(WORDS_MAX)),
  /** What was said in this time was not written down: the machine was too slow for it. Such a line has no text. */
  gap: v.optional(v.literal(true)),
});
export type TranscriptLine = v.InferOutput<typeof TranscriptLine>;

/** What somebody says just now, or has just said. */
export const Caption = v.object({
  speaker: PeerId,
  text: v.pipe(v.string(), v.maxLength(CAPTION_MAX_CHARS)),
  /** It stays as it is; otherwise more or other words may follow. */
  final: v.boolean(),
});
export type Caption = v.InferOutput<typeof Caption>;

/** Host to everybody: whether what is said is being written down. */
export const TranscriptNotice = v.object({ t: v.literal('transcript'), on: v.boolean() });
/** Member to host: whether captions are wanted. */
export const CaptionsWish = v.object({ t: v.literal('captions'), wanted: v.boolean() });
/** Host to whoever wants them. */
export const CaptionMessage = v.object({ t: v.literal('caption'), caption: Caption });
