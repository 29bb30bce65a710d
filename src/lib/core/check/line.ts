/** The line (spec E2): throughput both ways and round trip, measured against this installation's own relay. */
import type { Clock } from '../clock.ts';
import type { Measured, Outcome } from './items.ts';
import type { NetworkProbe, RelayProbe, Transfer } from './ports.ts';
import { within } from './within.ts';

/** The round trip is the median of this many. */
const PINGS = 5;
const ANSWER_MAX_MS = 4_000;
const TRANSFER_MAX_MS = 3_000;
const DOWN_MAX_BYTES = 4 * 1024 * 1024;
const UP_MAX_BYTES = 2 * 1024 * 1024;

/** One picture in 720p needs about 1.5 Mbit/s, in the low preset with sound 0.2: see core/mesh for the presets. */
const GOOD = { downMbps: 2, upMbps: 1.5, roundTripMs: 300 };
const USABLE = { downMbps: 0.25, upMbps: 0.25 };

/** Megabits per second. A transfer that was over at once counts as one millisecond. */
const rate = (transfer: Transfer | undefined): number | undefined =>
  transfer && (transfer.bytes * 8) / Math.max(transfer.ms, 1) / 1000;

const median = (values: readonly number[]): number | undefined =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

export function judgeLine(measured: Measured['speed']): Outcome<'speed'> {
  const { downMbps, upMbps, roundTripMs } = measured;
  if (downMbps === undefined || upMbps === undefined || roundTripMs === undefined) {
    return { state: 'failed', measured, problem: 'line-unmeasured' };
  }
  if (downMbps < USABLE.downMbps || upMbps < USABLE.upMbps) {
    return { state: 'failed', measured, problem: 'line-too-slow' };
  }
  if (downMbps < GOOD.downMbps || upMbps < GOOD.upMbps || roundTripMs > GOOD.roundTripMs) {
    return { state: 'warning', measured, problem: 'line-slow' };
  }
  return { state: 'ok', measured };
}

export interface LineDeps {
  readonly clock: Clock;
  readonly relay: RelayProbe;
  readonly network: Pick<NetworkProbe, 'download' | 'upload'>;
  report(measured: Measured['speed']): void;
}

export async function checkLine({ clock, relay, network, report }: LineDeps): Promise<Outcome<'speed'>> {
  let measured: Measured['speed'] = { downMbps: undefined, upMbps: undefined, roundTripMs: undefined };
  const learn = (figures: Partial<Measured['speed']>): void => report((measured = { ...measured, ...figures }));

  // The round trip first: a full line would lengthen it.
  const trips: number[] = [];
  for (let i = 0; i < PINGS; i++) {
    const trip = await within(clock, ANSWER_MAX_MS, relay.ping(), undefined);
    if (trip === undefined) break; // a relay that did not answer once will not four times more
    trips.push(trip);
  }
  learn({ roundTripMs: median(trips) });

  const given = await within(clock, ANSWER_MAX_MS, relay.ticket(), undefined);
  if (given) {
    const { ticket, maxBytes } = given;
    learn({ downMbps: rate(await network.download(ticket, Math.min(maxBytes, DOWN_MAX_BYTES), TRANSFER_MAX_MS)) });
    learn({ upMbps: rate(await network.upload(ticket, Math.min(maxBytes, UP_MAX_BYTES), TRANSFER_MAX_MS)) });
  }
  return judgeLine(measured);
}
