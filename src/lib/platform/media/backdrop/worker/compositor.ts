/**
 * Puts a picture together: the person as the camera has them, cut out by the mask, and behind them the chosen picture or the
 * blurred room. By a 2D canvas: without a GPU it costs a third of what WebGL does. The canvas needs its alpha channel, which
 * is what cuts the person out.
 */
import type { Detail } from '../../../../wire/backdrop.ts';
import { createRoomBlur } from './blurred-room.ts';
import { createMask } from './mask.ts';
import { MODEL_HEIGHT, MODEL_WIDTH, type Segmenter } from './segmenter.ts';

export interface Compositor {
  /** The finished picture, until the next call; undefined where there is none, which is never a reason to show the room. */
  compose(frame: CanvasImageSource, width: number, height: number, detail: Detail): OffscreenCanvas | undefined;
  /** Undefined blurs the room. */
  setPicture(picture: ImageBitmap | undefined): void;
}

interface Drawing {
  readonly canvas: OffscreenCanvas;
  readonly pen: OffscreenCanvasRenderingContext2D;
}

function drawing(width: number, height: number, options?: CanvasRenderingContext2DSettings): Drawing {
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext('2d', options);
  if (!pen) throw new Error('no canvas');
  return { canvas, pen };
}

/** Width and height within the detail's height, both even, as video codecs want them. */
export function outputSize(width: number, height: number, detail: Detail): readonly [number, number] {
  const scale = Math.min(1, detail.height / height);
  const even = (length: number): number => Math.max(2, Math.round((length * scale) / 2) * 2);
  return [even(width), even(height)];
}

export function createCompositor(segmenter: Segmenter): Compositor {
  const small = drawing(MODEL_WIDTH, MODEL_HEIGHT, { willReadFrequently: true });
  const cut = drawing(MODEL_WIDTH, MODEL_HEIGHT);
  const cutPixels = cut.pen.createImageData(MODEL_WIDTH, MODEL_HEIGHT);
  const mask = createMask();
  const roomBlur = createRoomBlur();
  let room: Drawing | undefined;
  let output: Drawing | undefined;
  let backdrop: Drawing | undefined;
  let picture: ImageBitmap | undefined;

  const behind = (opacity: Uint8ClampedArray, width: number, height: number): OffscreenCanvas => {
    if (!picture) {
      const pixels = small.pen.getImageData(0, 0, MODEL_WIDTH, MODEL_HEIGHT);
      const blurred = roomBlur.blur({ data: pixels.data, width: MODEL_WIDTH, height: MODEL_HEIGHT }, opacity);
      room ??= drawing(blurred.width, blurred.height);
      room.pen.putImageData(new ImageData(blurred.data, blurred.width, blurred.height), 0, 0);
      return room.canvas;
    }
    if (backdrop?.canvas.width !== width || backdrop.canvas.height !== height) {
      backdrop = drawing(width, height);
      const scale = Math.max(width / picture.width, height / picture.height); // covers; what sticks out is cut
      const [w, h] = [picture.width * scale, picture.height * scale];
      backdrop.pen.imageSmoothingQuality = 'high';
      backdrop.pen.drawImage(picture, (width - w) / 2, (height - h) / 2, w, h);
    }
    return backdrop.canvas;
  };

  return {
    compose(frame, frameWidth, frameHeight, detail) {
      small.pen.drawImage(frame, 0, 0, MODEL_WIDTH, MODEL_HEIGHT);
      const confidences = segmenter.confidences(small.canvas);
      if (confidences?.length !== MODEL_WIDTH * MODEL_HEIGHT) return undefined;
      const opacity = mask.next(confidences);
      for (let at = 0; at < opacity.length; at += 1) cutPixels.data[at * 4 + 3] = opacity[at] ?? 0;
      cut.pen.putImageData(cutPixels, 0, 0);

      const [width, height] = outputSize(frameWidth, frameHeight, detail);
      if (output?.canvas.width !== width || output.canvas.height !== height) output = drawing(width, height);
      const { canvas, pen } = output;
      pen.imageSmoothingQuality = 'medium';
      pen.globalCompositeOperation = 'copy';
      pen.drawImage(cut.canvas, 0, 0, width, height);
      pen.globalCompositeOperation = 'source-in';
      pen.drawImage(frame, 0, 0, width, height);
      pen.globalCompositeOperation = 'destination-over';
      pen.drawImage(behind(opacity, width, height), 0, 0, width, height);
      return canvas;
    },
    setPicture(next) {
      picture?.close();
      picture = next;
      backdrop = undefined;
    },
  };
}
