/** Whether this browser can replace backgrounds at all: asked before anything of it is loaded. */
import { hasFrameStreams } from './by-streams.ts';

export const canReplaceBackground = (): boolean =>
  typeof Worker === 'function' &&
  typeof WebAssembly === 'object' &&
  typeof OffscreenCanvas === 'function' &&
  typeof createImageBitmap === 'function' &&
  (hasFrameStreams() || typeof HTMLCanvasElement.prototype.captureStream === 'function');
