/** Pictures compared in a page: a video's present frame or a PNG against another PNG, as a person would see the difference. */
import type { Locator, Page } from '@playwright/test';
import type { Colour } from './fake-media.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Width and height that a PNG says (its IHDR chunk). */
export function sizeOf(png: Buffer): Size {
  const WIDTH_AT = 16;
  const HEIGHT_AT = 20;
  return { width: png.readUInt32BE(WIDTH_AT), height: png.readUInt32BE(HEIGHT_AT) };
}

const dataUrl = (png: Buffer): string => `data:image/png;base64,${png.toString('base64')}`;

/**
 * Runs in the page. Mean difference of two drawings, 0 to 255 for each channel, at the first one's size; Infinity for another shape. The
 * first is the PNG, where one is given, else the video.
 */
async function difference(video: Element, [png, second]: readonly [string | undefined, string]): Promise<number> {
  const load = async (source: string): Promise<HTMLImageElement> => {
    const image = new Image();
    image.src = source;
    await image.decode();
    return image;
  };
  const drawn = png === undefined ? video : await load(png);
  if (!(drawn instanceof HTMLVideoElement || drawn instanceof HTMLImageElement)) throw new Error('nothing to compare');
  const other = await load(second);
  const [width, height] =
    drawn instanceof HTMLVideoElement
      ? [drawn.videoWidth, drawn.videoHeight]
      : [drawn.naturalWidth, drawn.naturalHeight];
  const SHAPE_TOLERANCE = 0.03;
  if (width === 0 || height === 0) return Infinity;
  if (Math.abs(other.naturalWidth / other.naturalHeight - width / height) > SHAPE_TOLERANCE) return Infinity;
  const pixels = (source: CanvasImageSource): Uint8ClampedArray => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [width, height];
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('a 2d context');
    context.drawImage(source, 0, 0, width, height);
    return context.getImageData(0, 0, width, height).data;
  };
  const [one, two] = [pixels(drawn), pixels(other)];
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += Math.abs((one[at] ?? 0) - (two[at] ?? 0));
  const OPAQUE_SHARE = 3 / 4; // alpha is the same everywhere
  return sum / (one.length * OPAQUE_SHARE);
}

/** Of the video's present frame from `png`; Infinity while there is no frame. */
export const differenceToPicture = (video: Locator, png: Buffer): Promise<number> =>
  video.evaluate(difference, [undefined, dataUrl(png)] as const);

export const differenceBetween = (page: Page, one: Buffer, two: Buffer): Promise<number> =>
  page.locator('html').evaluate(difference, [dataUrl(one), dataUrl(two)] as const);

/** The picture as it is after it was sent at half its size: what a screen must not look like. */
export async function smeared(page: Page, png: Buffer): Promise<Buffer> {
  const url = await page.evaluate(async (source): Promise<string> => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const { naturalWidth: width, naturalHeight: height } = image;
    const draw = (drawn: CanvasImageSource, wide: number, high: number): HTMLCanvasElement => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [wide, high];
      canvas.getContext('2d')?.drawImage(drawn, 0, 0, wide, high);
      return canvas;
    };
    return draw(draw(image, width / 2, height / 2), width, height).toDataURL('image/png');
  }, dataUrl(png));
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}

/** Mean colour of a PNG. */
export const colourOf = (page: Page, png: Buffer): Promise<Colour> =>
  page.evaluate(async (source): Promise<Colour> => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [1, 1]; // the browser averages when it scales down
    const context = canvas.getContext('2d');
    if (!context) throw new Error('a 2d context');
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, 0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    return [red, green, blue];
  }, dataUrl(png));
