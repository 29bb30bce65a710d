/**
 * The room, blurred, without the person in it. Each point counts by how much it is background: were the person blurred along, a
 * halo of their colours would stand around them. Plain arithmetic on a small picture, since Safari has no `filter` on a canvas
 * and a blurred picture needs no resolution.
 */

/** Side of the square of points that become one. */
const SHRINK = 2;
/** Points to each side; three passes of a box come close to a Gaussian. */
const RADIUS = 6;
const PASSES = 3;
/** So much a point counts even in the middle of the person, or there would be nothing to divide by. */
const LEAST_WEIGHT = 1 / 512;
const CHANNELS = 4;

export interface SmallPicture {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

export interface RoomBlur {
  /** @param opacity of the person, 0 to 255 for each point. The result is overwritten by the next call. */
  blur(picture: SmallPicture, opacity: Uint8ClampedArray): SmallPicture;
}

export function createRoomBlur(): RoomBlur {
  let weighted = new Float32Array(0);
  let scratch = new Float32Array(0);
  let result: SmallPicture = { data: new Uint8ClampedArray(0), width: 0, height: 0 };

  /** Colours times weight, and the weight, of `SHRINK` x `SHRINK` points each. */
  const shrink = ({ data, width }: SmallPicture, opacity: Uint8ClampedArray): void => {
    const small = result;
    for (let y = 0; y < small.height; y += 1) {
      for (let x = 0; x < small.width; x += 1) {
        const to = (y * small.width + x) * CHANNELS;
        let [red, green, blue, total] = [0, 0, 0, 0];
        for (let dy = 0; dy < SHRINK; dy += 1) {
          for (let dx = 0; dx < SHRINK; dx += 1) {
            const from = (y * SHRINK + dy) * width + x * SHRINK + dx;
            const weight = Math.max(LEAST_WEIGHT, 1 - (opacity[from] ?? 0) / 255);
            red += (data[from * CHANNELS] ?? 0) * weight;
            green += (data[from * CHANNELS + 1] ?? 0) * weight;
            blue += (data[from * CHANNELS + 2] ?? 0) * weight;
            total += weight;
          }
        }
        weighted[to] = red;
        weighted[to + 1] = green;
        weighted[to + 2] = blue;
        weighted[to + 3] = total;
      }
    }
  };

  /** A running sum along lines of `length` points that are `step` apart; what lies outside is as the last point inside. */
  const boxAlong = (
    source: Float32Array,
    target: Float32Array,
    lines: number,
    lineStep: number,
    length: number,
    step: number,
  ): void => {
    const clamp = (at: number): number => Math.min(length - 1, Math.max(0, at)) * step;
    for (let line = 0; line < lines; line += 1) {
      for (let channel = 0; channel < CHANNELS; channel += 1) {
        const base = line * lineStep + channel;
        let sum = 0;
        for (let at = -RADIUS; at <= RADIUS; at += 1) sum += source[base + clamp(at)] ?? 0;
        for (let at = 0; at < length; at += 1) {
          target[base + at * step] = sum;
          sum += (source[base + clamp(at + RADIUS + 1)] ?? 0) - (source[base + clamp(at - RADIUS)] ?? 0);
        }
      }
    }
    // The sums stay as they are: colour and weight grow alike, and are divided in the end.
  };

  return {
    blur(picture, opacity) {
      const [width, height] = [Math.floor(picture.width / SHRINK), Math.floor(picture.height / SHRINK)];
      if (result.width !== width || result.height !== height) {
        result = { data: new Uint8ClampedArray(width * height * CHANNELS), width, height };
        weighted = new Float32Array(width * height * CHANNELS);
        scratch = new Float32Array(width * height * CHANNELS);
      }
      shrink(picture, opacity);
      for (let pass = 0; pass < PASSES; pass += 1) {
        boxAlong(weighted, scratch, height, width * CHANNELS, width, CHANNELS);
        boxAlong(scratch, weighted, width, CHANNELS, height, width * CHANNELS);
      }
      const { data } = result;
      for (let at = 0; at < data.length; at += CHANNELS) {
        const total = weighted[at + 3] ?? 1;
        data[at] = (weighted[at] ?? 0) / total;
        data[at + 1] = (weighted[at + 1] ?? 0) / total;
        data[at + 2] = (weighted[at + 2] ?? 0) / total;
        data[at + 3] = 255;
      }
      return result;
    },
  };
}
