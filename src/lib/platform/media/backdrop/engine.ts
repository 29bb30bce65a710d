/**
 * The worker that replaces backgrounds, behind core's port. Where the browser has streams of frames (Chromium) the camera's are
 * handed to the worker and the page does nothing more; elsewhere the page takes pictures of a video element, one at a time.
 */
import type { BackdropEngine, BackdropRun, RunEvents } from '../../../core/media/backdrop/ports.ts';
import { BackdropWorkerMessage, type BackdropPageMessage } from '../../../wire/backdrop.ts';
import { parse } from '../../../wire/ids.ts';
import { passByFrames, type FrameDesk } from './by-frames.ts';
import { frameStreams } from './by-streams.ts';

interface Running {
  readonly events: RunEvents;
  readonly desk: FrameDesk | undefined;
}

/** Starts the worker; resolves when its model is loaded, rejects where that fails. */
export function openEngine(): Promise<BackdropEngine> {
  const worker = new Worker(new URL('./worker/backdrop.worker.ts', import.meta.url), { type: 'module' });
  const runs = new Map<number, Running>();
  const { promise, resolve, reject } = Promise.withResolvers<BackdropEngine>();
  let count = 0;

  const post = (message: BackdropPageMessage, transfer: Transferable[] = []): void =>
    worker.postMessage(message, transfer);
  const failAll = (): void => {
    reject(new Error('the worker of the virtual background does not run'));
    for (const { events } of [...runs.values()]) events.failed();
  };

  worker.addEventListener('error', failAll);
  worker.addEventListener('messageerror', failAll);
  worker.addEventListener('message', ({ data }) => {
    const message = parse(BackdropWorkerMessage, data);
    if (!message) return;
    if (message.t === 'loaded') return resolve(engine);
    if (message.t === 'tick') return runs.forEach(({ desk }) => desk?.tick());
    if (message.run === undefined) return failAll();
    const running = runs.get(message.run);
    if (message.t === 'drawn') return running ? running.desk?.drawn(message.picture) : message.picture?.close();
    if (message.t === 'first') running?.events.ready();
    else if (message.t === 'report') running?.events.report(message.report);
    else running?.events.failed();
  });

  const engine: BackdropEngine = {
    start(camera, detail, events): BackdropRun {
      const run = (count += 1);
      const streams = frameStreams(camera);
      const desk = streams
        ? undefined
        : passByFrames(camera, {
            detail,
            send: (picture) => post({ t: 'frame', run, picture }, [picture]),
          });
      runs.set(run, { events, desk });
      if (streams) {
        const { readable, writable } = streams;
        post({ t: 'run', run, detail, streams: { readable, writable } }, [readable, writable]);
      } else post({ t: 'run', run, detail });
      const track = streams?.track ?? desk?.track;
      if (!track) throw new Error('there is no way to make a track');
      return {
        track,
        setPicture: (picture) =>
          picture ? post({ t: 'effect', run, picture }, [picture]) : post({ t: 'effect', run }),
        setDetail(next) {
          desk?.setDetail(next);
          post({ t: 'detail', run, detail: next });
        },
        end() {
          if (!runs.delete(run)) return;
          post({ t: 'end', run });
          desk?.end();
          track.stop();
        },
      };
    },
    end() {
      runs.clear();
      worker.terminate();
    },
  };
  return promise;
}
