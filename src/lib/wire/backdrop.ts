/**
 * Virtual backgrounds (spec W4): what a browser remembers of the choice, and what the worker that replaces the background tells
 * its page. The worker runs code and a model that others wrote: what it says is parsed like anything else.
 */
import * as v from 'valibot';

/** The pictures that come with the client: `static/backgrounds/ID.webp`. */
export const PRESETS = [
  'plaster',
  'window',
  'office',
  'bookshelf',
  'shoji',
  'washi',
  'curtain',
  'garden',
  'mountains',
  'sea',
  'dawn',
  'evening',
] as const;
export const Preset = v.picklist(PRESETS);
export type Preset = v.InferOutput<typeof Preset>;

/** In localStorage. `own` is the picture that this browser keeps in IndexedDB. */
export const BackdropChoice = v.variant('kind', [
  v.object({ kind: v.literal('none') }),
  v.object({ kind: v.literal('blur') }),
  v.object({ kind: v.literal('preset'), preset: Preset }),
  v.object({ kind: v.literal('own') }),
]);
export type BackdropChoice = v.InferOutput<typeof BackdropChoice>;

/** Largest own picture that is taken, as the person has it, in bytes. */
export const OWN_PICTURE_MAX_BYTES = 512 * 1024;
/** Own pictures are kept in at most this size, in pixels: no camera picture is larger. */
export const PICTURE_WIDTH = 1280;
export const PICTURE_HEIGHT = 720;

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Milliseconds = v.pipe(v.number(), v.finite(), v.minValue(0));
/** The run that is meant: camera on, off and on again are two. */
const RunId = Count;

/** `typeof` first: this file is also read where there are no pictures. */
const Bitmap = v.custom<ImageBitmap>((value) => typeof ImageBitmap === 'function' && value instanceof ImageBitmap);

/** How a run went since the last report: frames that were finished, and how long the worker was busy with them. */
const Report = v.object({ frames: Count, busyMs: Milliseconds, ms: Milliseconds });
export type Report = v.InferOutput<typeof Report>;

/** Worker to page. */
export const BackdropWorkerMessage = v.variant('t', [
  /** The model is there. */
  v.object({ t: v.literal('loaded') }),
  /** The first picture of this run with the background replaced. */
  v.object({ t: v.literal('first'), run: RunId }),
  v.object({ t: v.literal('report'), run: RunId, report: Report }),
  /** Where the browser has no streams of frames, the answer to each `frame`: the finished picture, unless there is none yet. */
  v.object({ t: v.literal('drawn'), run: RunId, picture: v.optional(Bitmap) }),
  /** The worker's clock, which runs on while the page is hidden. */
  v.object({ t: v.literal('tick') }),
  /** Of a run, or of the worker as a whole. */
  v.object({ t: v.literal('failed'), run: v.optional(RunId) }),
]);
export type BackdropWorkerMessage = v.InferOutput<typeof BackdropWorkerMessage>;

/** Size and pace of the pictures: the larger, the more work. */
const Detail = v.object({ height: Count, framesPerSecond: Count });
export type Detail = v.InferOutput<typeof Detail>;

const Readable = v.custom<ReadableStream<VideoFrame>>((value) => value instanceof ReadableStream);
const Writable = v.custom<WritableStream<VideoFrame>>((value) => value instanceof WritableStream);

/** Page to worker. */
export const BackdropPageMessage = v.variant('t', [
  /** Begins a run. With streams frames are taken from one and put into the other, else they come one by one. */
  v.object({
    t: v.literal('run'),
    run: RunId,
    detail: Detail,
    streams: v.optional(v.object({ readable: Readable, writable: Writable })),
  }),
  v.object({ t: v.literal('frame'), run: RunId, picture: Bitmap }),
  /** What stands behind the person from now on: a picture, or none for the blurred room. */
  v.object({ t: v.literal('effect'), run: RunId, picture: v.optional(Bitmap) }),
  v.object({ t: v.literal('detail'), run: RunId, detail: Detail }),
  v.object({ t: v.literal('end'), run: RunId }),
]);
export type BackdropPageMessage = v.InferOutput<typeof BackdropPageMessage>;
