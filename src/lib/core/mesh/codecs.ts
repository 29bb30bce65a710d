/**
 * Which codec a section is sent with. Cameras as H.264: computers and phones encode it in hardware, and where they do not, its software encoder takes
 * less than half of the time that VP8's takes for a picture of a tile's size; with four people that is what the frame rate hangs on
 * (`npm run bench -- streams`). The others stay in the browser's order behind it: nothing is left out, so that two browsers always
 * find one.
 */
import type { TrackKind } from '../../wire/signal.ts';

interface Codec {
  readonly mimeType: string;
}

const FIRST: Partial<Readonly<Record<TrackKind, string>>> = { camera: 'video/h264' };

/** The browser's list in our order; the profiles of one codec stay in the browser's. */
export function orderedCodecs<C extends Codec>(kind: TrackKind, known: readonly C[]): C[] {
  const isFirst = ({ mimeType }: C): boolean => mimeType.toLowerCase() === FIRST[kind];
  return [...known.filter(isFirst), ...known.filter((codec) => !isFirst(codec))];
}
