import { describe, expect, test } from 'vitest';
import { cameraEncoding, type Wish } from '../../../src/lib/core/quality/encoding.ts';

const HD = { width: 1280, height: 720 };
const wish = (more: Partial<Wish>): Wish => ({ source: HD, shown: HD, rung: 'high', peers: 1, ...more });
const shown = (width: number, height: number) => ({ width, height });

describe('V4: what is sent of a camera', () => {
  test.each<[string, Partial<Wish>, number, number, number]>([
    // what, wish, scale, kbit/s, frames per second
    ['all of it, shown large', {}, 1, 1_500, 30],
    ['half of it in a tile of 640', { shown: shown(640, 360) }, 2, 530, 30],
    ['a thumbnail', { shown: shown(160, 90) }, 8, 66, 30],
    ['a tile a little larger than a step', { shown: shown(700, 394) }, 2, 530, 30],
    ['a tile clearly larger than a step', { shown: shown(800, 450) }, 1.75, 648, 30],
    ['one of four tiles on a usual screen', { shown: shown(594, 334), peers: 3 }, 2.25, 444, 30],
    ['a high narrow tile: it is filled, so its height counts', { shown: shown(200, 720) }, 1, 1_500, 30],
    ['nothing beyond the source', { shown: shown(3840, 2160) }, 1, 1_500, 30],
    ['the middle preset', { rung: 'mid' }, 2, 500, 24],
    ['the low preset', { rung: 'low' }, 4, 150, 15],
    ['the low preset, smaller still', { rung: 'low', shown: shown(100, 60) }, 12, 60, 15],
    ['four receivers', { peers: 4 }, 1.5, 750, 30],
    ['eight receivers', { peers: 8 }, 2, 375, 30],
    ['a phone held upright', { source: shown(720, 1280), rung: 'mid' }, 2, 500, 24],
    ['a small camera is left as it is', { source: shown(320, 240), rung: 'mid' }, 1, 233, 24],
  ])('%s', (_, more, scale, kbps, fps) => {
    const { scaleResolutionDownBy, maxBitrate = 0, maxFramerate, active } = cameraEncoding(wish(more));
    expect({ scaleResolutionDownBy, maxFramerate, active }).toEqual({
      scaleResolutionDownBy: scale,
      maxFramerate: fps,
      active: undefined,
    });
    expect(Math.round(maxBitrate / 1000)).toBe(kbps);
  });

  test.each<[string, Partial<Wish>]>([
    ['not shown', { shown: null }],
    ['the line carries no picture', { rung: 'none' }],
  ])('nothing is encoded: %s', (_, more) => {
    expect(cameraEncoding(wish(more))).toEqual({ active: false });
  });
});
