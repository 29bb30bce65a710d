/** The own camera as a stream for a video element: one for each track, so that the element is not attached anew. */
import type { MediaSourceState } from '$lib/core/media/source.ts';

const streams = new WeakMap<MediaStreamTrack, MediaStream>();

export function ownPicture(camera: MediaSourceState): MediaStream | undefined {
  if (camera.t !== 'live') return undefined;
  const known = streams.get(camera.track) ?? new MediaStream([camera.track]);
  streams.set(camera.track, known);
  return known;
}
