/** A device's state as the track that can be sent: undefined while it is off, starting or failed. */
import { cell, type Cell } from '../cell.ts';
import type { MediaSourceState } from '../media/source.ts';

/** Lives as long as `source`: both belong to the page. */
export function liveTrack(source: Cell<MediaSourceState>): Cell<MediaStreamTrack | undefined> {
  const track = cell<MediaStreamTrack | undefined>(undefined);
  source.subscribe((state) => track.set(state.t === 'live' ? state.track : undefined));
  return track;
}
