/**
 * The points of a drawn line as bytes: a twentieth of their JSON. Coordinates are tenths of a pixel and pressure hundredths,
 * each as the difference to the point before it, in zigzag varints (the encoding of Protocol Buffers).
 *
 *   segment   type (1 byte: 0 free, 1 straight) | number of points (varint) | x, y, z of each point
 */

export interface InkPoint {
  readonly x: number;
  readonly y: number;
  /** Pressure, 0 to 1. */
  readonly z: number;
}
export interface InkSegment {
  readonly type: 'free' | 'straight';
  readonly points: readonly InkPoint[];
}

/** Most points of one line; the editor begins a new line long before. */
export const INK_POINTS_MAX = 8_000;
const SEGMENTS_MAX = 500;
const PIXEL_STEPS = 10;
const PRESSURE_STEPS = 100;
/** Tenths of a pixel. */
const COORDINATE_MAX = 10_000_000;
const TYPES = ['free', 'straight'] as const;

const clamp = (value: number, limit: number): number => Math.max(-limit, Math.min(limit, Math.round(value)));

export function packInk(segments: readonly InkSegment[]): Uint8Array {
  const out: number[] = [];
  const varint = (value: number): void => {
    let left = value;
    for (; left > 0x7f; left = Math.floor(left / 0x80)) out.push((left % 0x80) | 0x80);
    out.push(left);
  };
  const signed = (value: number): void => varint(value < 0 ? -2 * value - 1 : 2 * value);
  for (const { type, points } of segments) {
    out.push(TYPES.indexOf(type));
    varint(points.length);
    let [x, y, z] = [0, 0, 0];
    for (const point of points) {
      const next = [
        clamp(point.x * PIXEL_STEPS, COORDINATE_MAX),
        clamp(point.y * PIXEL_STEPS, COORDINATE_MAX),
        clamp(point.z * PRESSURE_STEPS, PRESSURE_STEPS),
      ] as const;
      signed(next[0] - x);
      signed(next[1] - y);
      signed(next[2] - z);
      [x, y, z] = next;
    }
  }
  return Uint8Array.from(out);
}

/** The segments in these bytes, or `undefined` where they are none or too much. Never throws. */
export function unpackInk(bytes: Uint8Array): InkSegment[] | undefined {
  let at = 0;
  let total = 0;
  /** Five bytes hold more than any value that is allowed. */
  const VARINT_MAX_BYTES = 5;
  const varint = (): number => {
    let value = 0;
    for (let i = 0, scale = 1; i < VARINT_MAX_BYTES; i++, scale *= 0x80) {
      const byte = bytes[at++];
      if (byte === undefined) return NaN;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    return NaN;
  };
  const signed = (): number => {
    const value = varint();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  };
  const fits = (value: number, limit: number): boolean => Math.abs(value) <= limit; // false for NaN
  const segments: InkSegment[] = [];
  while (at < bytes.length) {
    const type = TYPES[bytes[at++] ?? TYPES.length];
    const count = varint();
    total += count;
    if (!type || !(total <= INK_POINTS_MAX) || segments.length >= SEGMENTS_MAX) return undefined;
    const points: InkPoint[] = [];
    let [x, y, z] = [0, 0, 0];
    for (let i = 0; i < count; i++) {
      x += signed();
      y += signed();
      z += signed();
      if (!fits(x, COORDINATE_MAX) || !fits(y, COORDINATE_MAX) || !fits(z, PRESSURE_STEPS)) return undefined;
      points.push({ x: x / PIXEL_STEPS, y: y / PIXEL_STEPS, z: Math.max(0, z) / PRESSURE_STEPS });
    }
    segments.push({ type, points });
  }
  return segments;
}
