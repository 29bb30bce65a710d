/**
 * Messages of the `live` data channel (unordered, not sent again): what is worthless when it is late. JSON text. Nothing here is
 * kept; what counts comes through the shared document a moment later.
 */
import * as v from 'valibot';
import { BOARD_NUMBER_MAX, LOOK_MAX_CHARS, PLACE_MAX_CHARS, ShapeId } from './board.ts';

/** Largest message that is read, in UTF-16 code units. The channel takes 16 KB: a longer one, with much Japanese, is not sent and waits for the document. */
export const LIVE_MAX_CHARS = 16_000;

const Coordinate = v.pipe(v.number(), v.minValue(-BOARD_NUMBER_MAX), v.maxValue(BOARD_NUMBER_MAX));
const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(100_000));

/** The newest points of a line that is being drawn; earlier ones came before, or are lost until the line is finished. */
export const LiveTail = v.object({
  /** Which segment of the line, and the number of the first of these points in it. */
  segment: Count,
  from: Count,
  /** One segment as core/documents/ink packs it, in base64url. */
  ink: v.pipe(v.string(), v.maxLength(4_000), v.regex(/^[A-Za-z0-9_-]*$/)),
});
export type LiveTail = v.InferOutput<typeof LiveTail>;

export const LiveMessage = v.variant('t', [
  /** Where the sender's pointer is on the board, in its coordinates; null: no longer on it. */
  v.object({ t: v.literal('cursor'), at: v.nullable(v.object({ x: Coordinate, y: Coordinate })) }),
  /** A shape in the middle of a gesture, as in the board's document (see board.ts). */
  v.object({
    t: v.literal('record'),
    id: ShapeId,
    place: v.pipe(v.string(), v.maxLength(PLACE_MAX_CHARS)),
    look: v.pipe(v.string(), v.maxLength(LOOK_MAX_CHARS)),
    tail: v.optional(LiveTail),
  }),
]);
export type LiveMessage = v.InferOutput<typeof LiveMessage>;
