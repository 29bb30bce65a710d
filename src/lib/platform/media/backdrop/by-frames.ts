/**
 * Camera to worker and back picture by picture, for browsers without streams of frames: a hidden video shows the camera, each of
 * its frames goes to the worker, and what comes back is drawn on a canvas that is captured as a track. One picture is under way
 * at a time. A hidden page gets no frame callbacks: then the worker's clock gives the pace.
 */
import type { Detail } from '../../../wire/backdrop.ts';

export interface FrameDesk {
  readonly track: MediaStreamTrack;
  /** The worker has finished a picture, or has none to show. */
  drawn(picture: ImageBitmap | undefined): void;
  tick(): void;
  setDetail(detail: Detail): void;
  end(): void;
}

export interface FrameDeskDeps {
  readonly detail: Detail;
  send(picture: ImageBitmap): void;
}

export function passByFrames(camera: MediaStreamTrack, deps: FrameDeskDeps): FrameDesk {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([camera]);
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d');
  const [track] = canvas.captureStream().getVideoTracks();
  if (!pen || !track) throw new Error('a canvas cannot be captured here');
  const hasCallbacks = typeof video.requestVideoFrameCallback === 'function';
  let { detail } = deps;
  let underWay = false;
  let lastTaken = -Infinity;
  let ended = false;

  const take = async (): Promise<void> => {
    const { videoWidth, videoHeight } = video;
    const now = performance.now();
    // A little early is in time: frames do not come at even distances.
    if (underWay || ended || videoWidth === 0 || now - lastTaken < 900 / detail.framesPerSecond) return;
    underWay = true;
    lastTaken = now;
    const scale = Math.min(1, detail.height / videoHeight);
    const size = { resizeWidth: Math.round(videoWidth * scale), resizeHeight: Math.round(videoHeight * scale) };
    try {
      const picture = await createImageBitmap(video, size);
      if (ended) picture.close();
      else deps.send(picture);
    } catch {
      underWay = false; // between two cameras a video has no frame; the next one comes
    }
  };
  const next = (): void => {
    video.requestVideoFrameCallback(() => {
      if (ended) return;
      void take();
      next();
    });
  };
  if (hasCallbacks) next();
  video.play().catch(() => undefined);

  return {
    track,
    drawn(picture) {
      underWay = false;
      if (!picture) return;
      if (!ended) {
        if (canvas.width !== picture.width || canvas.height !== picture.height) {
          canvas.width = picture.width;
          canvas.height = picture.height;
        }
        pen.drawImage(picture, 0, 0);
      }
      picture.close();
    },
    tick() {
      if (!hasCallbacks || document.visibilityState === 'hidden') void take();
    },
    setDetail(next) {
      detail = next;
    },
    end() {
      ended = true;
      video.pause();
      video.srcObject = null;
    },
  };
}
