/**
 * From the model's confidence that a point belongs to the person (0 to 1) to how opaque the person is drawn there (0 to 255).
 * The last frames count too: an edge that flickers is seen before one that lags.
 */

/** How much of the newest frame counts. */
const NEWEST_SHARE = 0.7;
/** Below the first a point is background, from the second on it is the person; between them the edge is soft. */
const EDGE = [0.35, 0.75] as const;

/** Opacity for each confidence in steps of 1/255 (smoothstep). */
const OPACITY = Uint8ClampedArray.from({ length: 256 }, (_, step) => {
  const t = Math.min(1, Math.max(0, (step / 255 - EDGE[0]) / (EDGE[1] - EDGE[0])));
  return 255 * t * t * (3 - 2 * t);
});

export interface Mask {
  /** Takes the next frame's confidences, of any one size, and gives the opacity of the person. The result is overwritten by the next call. */
  next(confidences: Float32Array): Uint8ClampedArray;
}

export function createMask(): Mask {
  let steady = new Float32Array(0);
  let opacity = new Uint8ClampedArray(0);
  return {
    next(confidences) {
      const fresh = steady.length !== confidences.length;
      if (fresh) {
        steady = Float32Array.from(confidences);
        opacity = new Uint8ClampedArray(confidences.length);
      }
      for (let at = 0; at < confidences.length; at += 1) {
        const before = steady[at] ?? 0;
        const now = before + (fresh ? 0 : NEWEST_SHARE * ((confidences[at] ?? 0) - before));
        steady[at] = now;
        opacity[at] = OPACITY[Math.round(Math.min(1, Math.max(0, now)) * 255)] ?? 0;
      }
      return opacity;
    },
  };
}
