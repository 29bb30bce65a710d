import { describe, expect, test } from 'vitest';
import { fitBar } from '../../src/lib/ui/call/bar.ts';
import { chooseGrid, enlargedRects, GAP, tileRects, type Area, type Rect } from '../../src/lib/ui/call/layout.ts';

const AREAS: readonly Area[] = [
  { width: 1264, height: 690 },
  { width: 896, height: 690 },
  { width: 344, height: 600 },
  { width: 724, height: 220 },
];
const COUNTS = [1, 2, 3, 4, 5, 6, 7, 8];
const EPSILON = 0.01;

function expectInside(rects: readonly Rect[], area: Area): void {
  for (const { x, y, width, height } of rects) {
    expect(width).toBeGreaterThan(0);
    expect(height).toBeGreaterThan(0);
    expect(x).toBeGreaterThanOrEqual(-EPSILON);
    expect(y).toBeGreaterThanOrEqual(-EPSILON);
    expect(x + width).toBeLessThanOrEqual(area.width + EPSILON);
    expect(y + height).toBeLessThanOrEqual(area.height + EPSILON);
  }
}
function expectApart(rects: readonly Rect[]): void {
  rects.forEach((a, index) => {
    for (const b of rects.slice(index + 1)) {
      const apart =
        a.x + a.width <= b.x + EPSILON ||
        b.x + b.width <= a.x + EPSILON ||
        a.y + a.height <= b.y + EPSILON ||
        b.y + b.height <= a.y + EPSILON;
      expect(apart).toBe(true);
    }
  });
}

describe.each(AREAS)('tiles on $width × $height', (area) => {
  test.each(COUNTS)('C1 %i tiles lie inside and apart, and no other grid gives larger ones', (count) => {
    const rects = tileRects(count, area);
    expect(rects).toHaveLength(count);
    expectInside(rects, area);
    expectApart(rects);

    const chosen = chooseGrid(count, area).tile;
    const WIDE = 16 / 9;
    for (let columns = 1; columns <= count; columns++) {
      const rows = Math.ceil(count / columns);
      const width = (area.width - GAP * (columns - 1)) / columns;
      const height = (area.height - GAP * (rows - 1)) / rows;
      const wide = Math.min(width, height * WIDE);
      expect(chosen.width * chosen.height).toBeGreaterThanOrEqual((wide * wide) / WIDE - 1);
    }
  });

  test.each(COUNTS.slice(1))('C1 enlarged, %i tiles: one large, the others smaller, none over another', (count) => {
    const large = count - 1;
    const rects = enlargedRects(count, large, area);
    expectInside(rects, area);
    expectApart(rects);
    const areas = rects.map(({ width, height }) => width * height);
    areas.forEach((size, index) => index !== large && expect(size).toBeLessThan(areas[large] ?? 0));
  });
});

test('C1 on a desktop the thumbnails stand at the right', () => {
  const [large, ...thumbs] = enlargedRects(5, 0, { width: 1264, height: 690 });
  for (const thumb of thumbs) expect(thumb.x).toBeGreaterThan((large?.x ?? 0) + (large?.width ?? 0));
});

test.each(COUNTS)('C1 %i tiles of a desktop are 16:9 to 4:3, all of one size, and use the room', (count) => {
  const area = { width: 1264, height: 690 };
  const rects = tileRects(count, area);
  let used = 0;
  for (const { width, height } of rects) {
    expect(width / height).toBeGreaterThan(4 / 3 - EPSILON);
    expect(width / height).toBeLessThan(16 / 9 + EPSILON);
    used += width * height;
  }
  expect(new Set(rects.map(({ width }) => Math.round(width))).size).toBe(1);
  const LEAST_SHARE = 0.6;
  expect(used / (area.width * area.height)).toBeGreaterThan(LEAST_SHARE);
});

test('C1 a stage without any room yet gives no tile a negative size', () => {
  for (const { width, height } of [
    ...tileRects(3, { width: 0, height: 0 }),
    ...enlargedRects(3, 0, { width: 0, height: 0 }),
  ]) {
    expect(width).toBeGreaterThanOrEqual(0);
    expect(height).toBeGreaterThanOrEqual(0);
  }
});

describe('the bar', () => {
  const optional = ['chat', 'participants', 'hand', 'tiles', 'fullscreen'];

  test('C3 everything stands on a desktop, with labels', () => {
    const fit = fitBar(optional, 3, 1280);
    expect(fit.folded).toEqual([]);
    expect(fit.labelled).toBe(true);
  });
  test('C3 at 360 px the last ones fold, chat stays', () => {
    const fit = fitBar(optional, 3, 360);
    expect(fit.shown.has('chat')).toBe(true);
    expect(fit.folded).toEqual(['hand', 'tiles', 'fullscreen']);
    expect(fit.labelled).toBe(false);
  });
  test('C3 with no room at all everything optional folds', () => {
    expect(fitBar(optional, 3, 0).folded).toEqual(optional);
  });
});
