/**
 * How large each picture is shown, for whoever has to know (the call tells its sender): each VideoView reports its element under a context
 * that the call's mount provides. Of several places with one picture the largest counts; a page that is not seen shows nothing.
 */
import { getContext, setContext } from 'svelte';

export interface PixelSize {
  readonly width: number;
  readonly height: number;
}
/** Device pixels; null: not shown any more. */
export type ReportSize = (picture: MediaStream, size: PixelSize | null) => void;

const KEY = Symbol('picture sizes');
/** Sharper screens than this see no difference in a moving picture. */
const RATIO_MAX = 2;
const SIDE_MAX_PX = 8192;

export interface PictureSizes {
  /** Watches the element that shows the picture. Returns what ends it. */
  watch(element: HTMLElement, picture: MediaStream): () => void;
}

export const providePictureSizes = (report: ReportSize): PictureSizes => setContext(KEY, createPictureSizes(report));
export const pictureSizes = (): PictureSizes | undefined => getContext(KEY);

const pixels = (length: number): number =>
  Math.min(SIDE_MAX_PX, Math.max(1, Math.round(length * Math.min(window.devicePixelRatio, RATIO_MAX))));

export function createPictureSizes(report: ReportSize): PictureSizes {
  const places = new Map<MediaStream, Set<HTMLElement>>();

  function tell(picture: MediaStream): void {
    const seen = document.hidden ? [] : [...(places.get(picture) ?? [])].map((place) => place.getBoundingClientRect());
    const largest = seen.toSorted((a, b) => b.width * b.height - a.width * a.height)[0];
    const shown = largest && largest.width > 0 && largest.height > 0;
    report(picture, shown ? { width: pixels(largest.width), height: pixels(largest.height) } : null);
  }

  return {
    watch(element, picture) {
      const all = places.get(picture) ?? new Set();
      places.set(picture, all.add(element));
      const changed = (): void => tell(picture);
      const observer = new ResizeObserver(changed);
      observer.observe(element);
      document.addEventListener('visibilitychange', changed);
      changed();
      return () => {
        observer.disconnect();
        document.removeEventListener('visibilitychange', changed);
        all.delete(element);
        if (all.size === 0) places.delete(picture);
        // It may be shown in another place from the same moment on: a sender that is told otherwise stops it for half a second.
        queueMicrotask(changed);
      };
    },
  };
}
