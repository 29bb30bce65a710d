/**
 * What one receiver is sent of a picture: no more pixels than it shows, no more than the preset and the line allow, and the
 * less for each the more there are. Pure; from these the browser goes further down by itself where it must.
 */
import type { ShownSize } from '../../wire/control.ts';
import type { VideoQuality } from '../../wire/remembered.ts';
import type { Encoding } from '../mesh/connection.ts';

export type { VideoQuality };

/** How good a picture may be at most: a preset of V4, or what the line was found to carry. */
export type Rung = 'low' | 'mid' | 'high';
/** From the worst to the best; none: no picture at all. */
export const RUNGS = ['none', 'low', 'mid', 'high'] as const satisfies readonly (Rung | 'none')[];

export interface Size {
  readonly width: number;
  readonly height: number;
}

interface Limits {
  /** Of the shorter side. */
  readonly lines: number;
  readonly kbps: number;
  readonly fps: number;
}

/** Measured proposal of V4: steps of a quarter of the pixels each. */
export const LIMITS: Readonly<Record<Rung, Limits>> = {
  low: { lines: 180, kbps: 150, fps: 15 },
  mid: { lines: 360, kbps: 500, fps: 24 },
  high: { lines: 720, kbps: 1_500, fps: 30 },
};

/** All that one browser sends of its camera, in kilobits per second: homes have 5 to 10 Mbit/s upwards. */
const UPLINK_KBPS = 3_000;
/** Of the shorter side, with up to so many receivers: each copy is encoded anew. */
const LINES_BY_PEERS: readonly { readonly upTo: number; readonly lines: number }[] = [
  { upTo: 2, lines: 720 },
  { upTo: 4, lines: 480 },
  { upTo: Infinity, lines: 360 },
];
/**
 * What a picture is scaled down by. So close that hardly a pixel is encoded which nobody sees (with a step from 2 to 3, four tiles on a usual
 * screen cost a quarter more), and steps all the same, since with each change the encoder begins anew.
 */
const FACTORS = [12, 8, 6, 5, 4, 3, 2.5, 2.25, 2, 1.75, 1.5, 1.25, 1] as const;
/** A picture may be this much smaller than it is shown: nobody sees that, and it saves a step. */
const ENOUGH = 0.9;
/** A picture that nobody has asked for yet, e.g. in the first moment, is shown in a tile of this size. */
export const UNTOLD: ShownSize = { width: 640, height: 360 };
/** Twice the lines need 2.8 times the bits, not four times (the "power of 0.75" rule of video coding). */
const BITS_POWER = 0.75;
const FULL_PIXELS = 1280 * 720;
const BITS = 1_000;
/** Below this a picture is worse than none, in kilobits per second. */
const LEAST_KBPS = 60;

export interface Wish {
  readonly source: Size;
  readonly shown: ShownSize;
  readonly rung: Rung | 'none';
  /** Receivers of this picture. */
  readonly peers: number;
}

const shorter = ({ width, height }: Size): number => Math.min(width, height);

/** The largest of the steps that leaves `needed` of the source and not more than `lines`. */
function factorOf(source: Size, needed: number, lines: number): number {
  const wanted = FACTORS.find((factor) => 1 / factor >= needed * ENOUGH) ?? 1;
  const most = shorter(source) / lines;
  return Math.max(wanted, FACTORS.findLast((factor) => factor >= most) ?? FACTORS[0]);
}

/** A camera fills its tile, so that the longer way counts. */
export function cameraEncoding({ source, shown, rung, peers }: Wish): Encoding {
  if (rung === 'none' || !shown) return { active: false };
  const limits = LIMITS[rung];
  const allowed = LINES_BY_PEERS.find(({ upTo }) => peers <= upTo)?.lines ?? limits.lines;
  const needed = Math.max(shown.width / source.width, shown.height / source.height);
  const factor = factorOf(source, needed, Math.min(limits.lines, allowed));
  const pixels = (source.width * source.height) / factor ** 2;
  const fair = LIMITS.high.kbps * (pixels / FULL_PIXELS) ** BITS_POWER;
  const kbps = Math.max(LEAST_KBPS, Math.min(limits.kbps, fair, UPLINK_KBPS / Math.max(peers, 1)));
  return { scaleResolutionDownBy: factor, maxBitrate: Math.round(kbps) * BITS, maxFramerate: limits.fps };
}

/** Sound goes first wherever bits are scarce. */
export const MICROPHONE: Encoding = { maxBitrate: 40_000, priority: 'high', networkPriority: 'high' };
