/**
 * What is measured of a connection: its path, its figures, and its pulse. ICE takes about six seconds to call a dead path
 * "disconnected"; the pulse (anything at all that arrives, connectivity checks included) tells after half of that.
 */
import { createScope } from '../scope.ts';
import type { Clock } from '../clock.ts';
import type { Connection } from './connection.ts';
import { figuresOf, pathOf, pulseOf, type ConnectionFigures, type Path, type Sample } from './figures.ts';

export interface GaugeDeps {
  readonly clock: Clock;
  readonly connection: Connection;
  /** The path is another. */
  changed(): void;
  /** Nothing arrives any more, for a second or two by now. */
  stalled(): void;
  /** Nothing has arrived for SILENT_MS; said again every SILENT_AGAIN_MS. */
  silent(again: boolean): void;
  /** Something arrives again after a gap. */
  resumed(): void;
}

export interface Gauge {
  readonly path: Path['kind'] | undefined;
  readPath(): Promise<void>;
  /** Undefined where the connection is closed. */
  figures(): Promise<ConnectionFigures | undefined>;
  end(): void;
}

/** Between two looks at the pulse, in milliseconds; closer while there is none, so that its return is seen at once. */
const BEAT_MS = 1_000;
const STILL_BEAT_MS = 200;
/** A silence, in milliseconds: browsers check a path that carries nothing else every 2.5 s. */
const SILENT_MS = 3_000;
/** Then once more after this, in milliseconds: what was done about it may have gone to a relay socket that is as dead as the path. */
const SILENT_AGAIN_MS = 1_500;

export function createGauge({ clock, connection, changed, stalled, silent, resumed }: GaugeDeps): Gauge {
  const scope = createScope(clock);
  let path: Path['kind'] | undefined;
  let sample: Sample | undefined;
  let pulse = 0;
  let aliveAt = clock.now();
  let still = false;
  let halted = false;
  let toldAt = -Infinity;

  const report = () => connection.stats().catch(() => undefined);

  async function beat(): Promise<void> {
    const stats = await report();
    if (scope.ended) return;
    const next = stats ? pulseOf(stats) : 0;
    // It falls where the browser forgets a path: that is no sign of life.
    const alive = next > pulse;
    pulse = next;
    const gap = still;
    still = !alive;
    if (alive) {
      aliveAt = clock.now();
      toldAt = -Infinity;
      halted = false;
      if (gap) resumed();
      // A second look: where the browser has just forgotten a path, the first one says nothing.
    } else if (gap && !halted && pulse > 0) {
      halted = true;
      stalled();
    } else if (clock.now() - Math.max(aliveAt + SILENT_MS, toldAt + SILENT_AGAIN_MS) >= 0) {
      const again = toldAt > aliveAt;
      toldAt = clock.now();
      silent(again);
    }
    scope.after(still ? STILL_BEAT_MS : BEAT_MS, () => void beat());
  }
  scope.after(BEAT_MS, () => void beat());

  return {
    get path() {
      return path;
    },
    async readPath() {
      const stats = await report();
      const found = stats && pathOf(stats)?.kind;
      if (!found || scope.ended || found === path) return;
      path = found;
      changed();
    },
    async figures() {
      const stats = await report();
      if (!stats || scope.ended) return undefined;
      const result = figuresOf(stats, sample);
      sample = result.sample;
      return result.figures;
    },
    end: () => scope.end(),
  };
}
