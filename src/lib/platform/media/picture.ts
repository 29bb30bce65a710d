/**
 * Watches a camera's picture (spec E2): counts frames that really arrive and looks at their pixels, since an open camera may give
 * none, or only black ones. By requestVideoFrameCallback, where there is none by the video's clock.
 */
import type { WatchPicture } from '../../core/check/ports.ts';

/** Enough to tell a picture from a leftover frame. */
const FRAMES_ENOUGH = 8;
/** A picture this bright is no covered camera: nothing more to wait for. */
const BRIGHT_ENOUGH = 60;
const POLL_MS = 50;
/** The frame is looked at in this size. */
const LOOK_WIDTH = 64;
const LOOK_HEIGHT = 36;

export const watchPicture: WatchPicture = (camera, maxMs) =>
  new Promise((resolve) => {
    const video = document.createElement('video');
    video.muted = true;
    video.playsInline = true;
    video.srcObject = new MediaStream([camera]);
    const canvas = document.createElement('canvas');
    canvas.width = LOOK_WIDTH;
    canvas.height = LOOK_HEIGHT;
    const pen = canvas.getContext('2d', { willReadFrequently: true });

    let frames = 0;
    let brightest = 0;
    let lastTime = -1;

    const finish = (): void => {
      clearTimeout(limit);
      clearInterval(poll);
      const report = { frames, width: video.videoWidth, height: video.videoHeight, brightest };
      video.srcObject = null;
      resolve(report);
    };
    const look = (): void => {
      frames++;
      if (pen && brightest < BRIGHT_ENOUGH) {
        pen.drawImage(video, 0, 0, LOOK_WIDTH, LOOK_HEIGHT);
        const { data } = pen.getImageData(0, 0, LOOK_WIDTH, LOOK_HEIGHT);
        for (let i = 0; i < data.length; i += 4) {
          // Luma of ITU-R BT.601.
          const luma = 0.299 * (data[i] ?? 0) + 0.587 * (data[i + 1] ?? 0) + 0.114 * (data[i + 2] ?? 0);
          brightest = Math.max(brightest, Math.round(luma));
        }
      }
      if (frames >= FRAMES_ENOUGH && brightest >= BRIGHT_ENOUGH) finish();
    };

    const limit = setTimeout(finish, maxMs);
    // In a hidden page no frame callback comes though the clock of the video goes on.
    const poll = setInterval(() => {
      const callbacks = typeof video.requestVideoFrameCallback === 'function' && document.visibilityState === 'visible';
      if (callbacks || video.videoWidth === 0 || video.currentTime === lastTime) return;
      lastTime = video.currentTime;
      look();
    }, POLL_MS);
    const next = (): void => {
      if (video.srcObject === null || typeof video.requestVideoFrameCallback !== 'function') return;
      video.requestVideoFrameCallback(() => {
        if (video.srcObject === null) return;
        if (document.visibilityState === 'visible') look();
        next();
      });
    };
    next();
    video.play().catch(() => undefined);
  });
