/**
 * One camera's pictures on their way through the worker. Nothing comes out before it is said what stands behind the person, and
 * a picture that could not be put together is left out: the room as it is never passes.
 */
import type { BackdropPageMessage, BackdropWorkerMessage, Detail } from '../../../../wire/backdrop.ts';
import { createCompositor } from './compositor.ts';
import type { Segmenter } from './segmenter.ts';

const REPORT_MS = 1_000;
/** The pace of pictures where the page's own clock stands still. */
const TICK_MS = 66;

export interface WorkerRun {
  handle(message: Exclude<BackdropPageMessage, { t: 'run' }>): void;
}

export interface WorkerRunDeps {
  readonly segmenter: Segmenter;
  readonly start: Extract<BackdropPageMessage, { t: 'run' }>;
  post(message: BackdropWorkerMessage, transfer?: Transferable[]): void;
  /** The run is over, by request or by a fault. */
  onOver(): void;
}

export function createWorkerRun({ segmenter, start, post, onOver }: WorkerRunDeps): WorkerRun {
  const { run, streams } = start;
  const compositor = createCompositor(segmenter);
  const stop = new AbortController();
  let detail: Detail = start.detail;
  let told = false; // what stands behind the person
  let isFirst = true;
  let [frames, busyMs, since] = [0, 0, performance.now()];
  let lastMs = -Infinity;

  const reporting = setInterval(() => {
    const now = performance.now();
    post({ t: 'report', run, report: { frames, busyMs, ms: now - since } });
    [frames, busyMs, since] = [0, 0, now];
  }, REPORT_MS);

  const ticking = streams ? undefined : setInterval(() => post({ t: 'tick' }), TICK_MS);

  const over = (): void => {
    clearInterval(reporting);
    clearInterval(ticking);
    compositor.setPicture(undefined);
    stop.abort();
    onOver();
  };
  const fail = (): void => {
    if (stop.signal.aborted) return;
    over();
    post({ t: 'failed', run });
  };

  /** Composes, and counts what it took. */
  const compose = (frame: CanvasImageSource, width: number, height: number): OffscreenCanvas | undefined => {
    if (!told) return undefined;
    const began = performance.now();
    const composed = compositor.compose(frame, width, height, detail);
    if (composed) frames += 1;
    busyMs += performance.now() - began;
    return composed;
  };
  const tellFirst = (): void => {
    if (isFirst) post({ t: 'first', run });
    isFirst = false;
  };

  /** True for a frame that would be one too many a second. A little early is in time: frames do not come at even distances. */
  const isSurplus = (frame: VideoFrame): boolean => {
    const ms = frame.timestamp / 1000;
    if (ms - lastMs < 900 / detail.framesPerSecond && ms >= lastMs) return true;
    lastMs = ms;
    return false;
  };

  if (streams) {
    const composing = new TransformStream<VideoFrame, VideoFrame>(
      {
        transform(frame, controller) {
          try {
            if (isSurplus(frame)) return;
            const composed = compose(frame, frame.displayWidth, frame.displayHeight);
            if (!composed) return;
            controller.enqueue(new VideoFrame(composed, { timestamp: frame.timestamp, alpha: 'discard' }));
            tellFirst();
          } finally {
            frame.close();
          }
        },
      },
      { highWaterMark: 1 },
      { highWaterMark: 0 },
    );
    streams.readable
      .pipeThrough(composing, { signal: stop.signal })
      .pipeTo(streams.writable, { signal: stop.signal })
      // A camera that is switched off ends the stream without an error; the page knows it before.
      .catch(fail);
  }

  return {
    handle(message) {
      if (message.t === 'detail') detail = message.detail;
      else if (message.t === 'effect') {
        compositor.setPicture(message.picture);
        told = true;
      } else if (message.t === 'end') over();
      else {
        const { picture } = message;
        try {
          const composed = compose(picture, picture.width, picture.height);
          const drawn = composed?.transferToImageBitmap();
          if (drawn) post({ t: 'drawn', run, picture: drawn }, [drawn]);
          else post({ t: 'drawn', run });
          if (drawn) tellFirst();
        } catch {
          fail();
        } finally {
          picture.close();
        }
      }
    },
  };
}
