/** Colours at points of pictures: what a video shows now, and what a still picture has there. */
import type { Locator, Page } from '@playwright/test';
import type { Colour } from './fake-media.ts';

/** Shares of width and height from the upper left. */
export type Point = readonly [x: number, y: number];

/** Side of the square that is averaged, in pixels of a picture 320 wide. */
const SIDE = 6;
const WIDTH = 320;
const HEIGHT = 180;

type Source = HTMLVideoElement | HTMLImageElement;

/** Runs in the page. Colours of the present picture; undefined while there is none. */
function look(
  source: Source,
  { points, side, width, height }: { points: readonly Point[]; side: number; width: number; height: number },
): Colour[] | undefined {
  const natural = source instanceof HTMLVideoElement ? source.videoWidth : source.naturalWidth;
  if (natural === 0) return undefined;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (!pen) return undefined;
  pen.drawImage(source, 0, 0, width, height);
  return points.map(([x, y]) => {
    const { data } = pen.getImageData(Math.round(x * width - side / 2), Math.round(y * height - side / 2), side, side);
    const mean = (channel: number): number => {
      let sum = 0;
      for (let at = channel; at < data.length; at += 4) sum += data[at] ?? 0;
      return Math.round(sum / (side * side));
    };
    return [mean(0), mean(1), mean(2)];
  });
}

const sizes = { side: SIDE, width: WIDTH, height: HEIGHT };

export const coloursOf = (source: Locator, points: readonly Point[]): Promise<Colour[] | undefined> =>
  source.evaluate(look, { points, ...sizes });

/** The colours of a picture file. */
export async function coloursOfFile(
  page: Page,
  bytes: Buffer,
  type: string,
  points: readonly Point[],
): Promise<Colour[]> {
  const handle = await page.evaluateHandle(
    async (src) => {
      const image = new Image();
      image.src = src;
      await image.decode();
      return image;
    },
    `data:${type};base64,${bytes.toString('base64')}`,
  );
  const colours = await handle.evaluate(look, { points, ...sizes });
  if (!colours) throw new Error('not a picture');
  return colours;
}
