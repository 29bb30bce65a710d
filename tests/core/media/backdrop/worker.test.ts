/** The arithmetic of the worker: the mask, and the room that is blurred without the person. */
import { describe, expect, test } from 'vitest';
import { createRoomBlur } from '../../../../src/lib/platform/media/backdrop/worker/blurred-room.ts';
import { createMask } from '../../../../src/lib/platform/media/backdrop/worker/mask.ts';

const WIDTH = 256;
const HEIGHT = 144;

describe('W4 the mask', () => {
  test('sure is opaque, surely not is clear, between them it is soft', () => {
    const [no, little, half, sure] = createMask().next(Float32Array.of(0, 0.3, 0.55, 1));
    expect([no, little, sure]).toEqual([0, 0, 255]);
    expect(half).toBeGreaterThan(60);
    expect(half).toBeLessThan(200);
  });

  test('one wrong frame does not tear a hole, two do', () => {
    const mask = createMask();
    for (let frame = 0; frame < 5; frame += 1) mask.next(Float32Array.of(1));
    expect(mask.next(Float32Array.of(0.4))[0]).toBeGreaterThan(60);
    mask.next(Float32Array.of(0));
    expect(mask.next(Float32Array.of(0))[0]).toBe(0);
  });

  test('another size begins anew', () => {
    const mask = createMask();
    mask.next(Float32Array.of(1, 1));
    expect([...mask.next(Float32Array.of(0, 1, 0))]).toEqual([0, 255, 0]);
  });
});

describe('W4 the blurred room', () => {
  /** A red person in the middle of a room whose left half is blue and whose right half is green, in lines. */
  const scene = () => {
    const data = new Uint8ClampedArray(WIDTH * HEIGHT * 4);
    const opacity = new Uint8ClampedArray(WIDTH * HEIGHT);
    for (let y = 0; y < HEIGHT; y += 1) {
      for (let x = 0; x < WIDTH; x += 1) {
        const person = x > 90 && x < 166 && y > 30;
        const bright = y % 8 < 4 ? 240 : 40;
        opacity[y * WIDTH + x] = person ? 255 : 0;
        data.set(
          person ? [255, 0, 0, 255] : x < WIDTH / 2 ? [0, 0, bright, 255] : [0, bright, 0, 255],
          (y * WIDTH + x) * 4,
        );
      }
    }
    return { picture: { data, width: WIDTH, height: HEIGHT }, opacity };
  };

  test('nothing of the person is in what can be seen of it, not even beside them: no halo', () => {
    const { picture, opacity } = scene();
    const { data, width, height } = createRoomBlur().blur(picture, opacity);
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        if (opacity[(y * WIDTH + x) * 2] === 0) expect(data[(y * width + x) * 4]).toBeLessThan(6);
      }
    }
  });

  test('lines of the room are gone, its colours stay', () => {
    const { picture, opacity } = scene();
    const { data, width, height } = createRoomBlur().blur(picture, opacity);
    const column = (x: number, channel: number): number[] =>
      Array.from({ length: height }, (_, y) => data[(y * width + x) * 4 + channel] ?? 0);
    for (const [x, channel] of [
      [8, 2],
      [width - 8, 1],
    ] as const) {
      const values = column(x, channel).slice(16, -16); // at the edge the last line counts more
      expect(Math.max(...values) - Math.min(...values)).toBeLessThan(20); // 200 before
      expect(Math.min(...values)).toBeGreaterThan(100);
    }
  });

  test('an even wall stays as it is', () => {
    const picture = { data: new Uint8ClampedArray(WIDTH * HEIGHT * 4).fill(120), width: WIDTH, height: HEIGHT };
    const { data } = createRoomBlur().blur(picture, new Uint8ClampedArray(WIDTH * HEIGHT));
    for (let at = 0; at < data.length; at += 4) expect(Math.abs((data[at] ?? 0) - 120)).toBeLessThanOrEqual(1);
  });
});
