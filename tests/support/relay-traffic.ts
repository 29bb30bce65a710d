/** What goes through the relay from moment to moment, by its own count (the operator's figures): calm and busy times compared in windows of equal length. */

/** What came in, heartbeats included. */
export interface Traffic {
  readonly frames: number;
  readonly bytes: number;
}
interface Sample extends Traffic {
  readonly at: number;
}

export interface TrafficWatch {
  /** Of the last whole window; undefined before one has passed. */
  last(): Traffic | undefined;
  /** Window after window since then, none overlapping another. */
  windowsSince(at: number): readonly Traffic[];
  end(): void;
}

const LOOK_MS = 250;

/** @param url of the operator's port */
export function watchTraffic(url: string, windowMs: number): TrafficWatch {
  const samples: Sample[] = [];
  async function look(): Promise<void> {
    const text = await (await fetch(`${url}/metrics`)).text();
    const [frames, bytes] = ['mensetsu_frames_total', 'mensetsu_received_bytes_total'].map((name) =>
      Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]),
    );
    samples.push({ at: Date.now(), frames: frames ?? NaN, bytes: bytes ?? NaN });
  }
  const timer = setInterval(() => void look().catch(() => undefined), LOOK_MS);
  /** A look that came late is no more traffic. */
  const between = (from: Sample, to: Sample): Traffic => {
    const share = windowMs / (to.at - from.at);
    return { frames: (to.frames - from.frames) * share, bytes: (to.bytes - from.bytes) * share };
  };
  return {
    last() {
      const to = samples.at(-1);
      const from = to && samples.findLast(({ at }) => at <= to.at - windowMs);
      return to && from && between(from, to);
    },
    windowsSince(since) {
      const found: Traffic[] = [];
      let from = samples.find(({ at }) => at >= since);
      while (from) {
        const begun: Sample = from;
        const to = samples.find(({ at }) => at >= begun.at + windowMs);
        if (to) found.push(between(begun, to));
        from = to;
      }
      return found;
    },
    end: () => clearInterval(timer),
  };
}

/** The middle one by bytes. */
export const middleOf = (windows: readonly Traffic[]): Traffic | undefined =>
  windows.toSorted((a, b) => a.bytes - b.bytes)[Math.floor(windows.length / 2)];
