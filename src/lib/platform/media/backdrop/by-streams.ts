/** A camera's frames as a stream, and a track made of a stream of frames: what only Chromium's pages have (MediaStreamTrack Insertable Streams). */

type Processor = new (init: { track: MediaStreamTrack; maxBufferSize: number }) => {
  readonly readable: ReadableStream<VideoFrame>;
};
type Generator = new (init: { kind: 'video' }) => MediaStreamTrack & { readonly writable: WritableStream<VideoFrame> };

declare global {
  // Not in TypeScript's DOM library: no other browser has them in a page.
  var MediaStreamTrackProcessor: Processor | undefined;
  var MediaStreamTrackGenerator: Generator | undefined;
}

export interface FrameStreams {
  readonly track: MediaStreamTrack;
  readonly readable: ReadableStream<VideoFrame>;
  readonly writable: WritableStream<VideoFrame>;
}

export const hasFrameStreams = (): boolean =>
  typeof globalThis.MediaStreamTrackProcessor === 'function' &&
  typeof globalThis.MediaStreamTrackGenerator === 'function';

/** Undefined where there are none. Both ends can be handed to a worker. */
export function frameStreams(camera: MediaStreamTrack): FrameStreams | undefined {
  const { MediaStreamTrackProcessor: Processor, MediaStreamTrackGenerator: Generator } = globalThis;
  if (!Processor || !Generator) return undefined;
  // One frame waits at most: a late picture is worth less than a missing one.
  const { readable } = new Processor({ track: camera, maxBufferSize: 1 });
  const track = new Generator({ kind: 'video' });
  return { track, readable, writable: track.writable };
}
