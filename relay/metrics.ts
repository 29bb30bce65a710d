/**
 * The relay's figures in the Prometheus text format 0.0.4, for the operator's own port (METRICS_PORT). Sums only: no room, no person, no
 * address, and no label that a client could choose.
 */
import type { Tally } from './tally.ts';

export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export interface Figures {
  /** Connections by where they stand. */
  readonly connections: Readonly<Record<string, number>>;
  readonly rooms: number;
  readonly isReady: boolean;
  readonly tally: Tally;
  /** Of the event loop, in nanoseconds. */
  readonly delay: { percentile(percentile: number): number; readonly max: number };
}

type Sample = readonly [labels: string, value: number];

const family = (name: string, type: 'gauge' | 'counter', help: string, samples: readonly Sample[]): string =>
  [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(([labels, value]) => `${name}${labels} ${value}`),
  ].join('\n');

const one = (value: number): readonly Sample[] => [['', value]];
const seconds = (nanoseconds: number): number => (Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0);

export function renderMetrics({ connections, rooms, isReady, tally, delay }: Figures): string {
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const standing = Object.entries(connections).map(([name, count]): Sample => [`{standing="${name}"}`, count]);
  const lag: readonly Sample[] = [
    ['{quantile="0.5"}', seconds(delay.percentile(50))],
    ['{quantile="0.99"}', seconds(delay.percentile(99))],
    ['{quantile="1"}', seconds(delay.max)],
  ];
  const families = [
    family(
      'mensetsu_ready',
      'gauge',
      '1 while new connections are wanted here, 0 while draining.',
      one(isReady ? 1 : 0),
    ),
    family('mensetsu_connections', 'gauge', 'Open WebSocket connections.', standing),
    family('mensetsu_rooms', 'gauge', 'Rooms with somebody in them.', one(rooms)),
    family('mensetsu_frames_total', 'counter', 'Frames that came in.', one(tally.frames)),
    family('mensetsu_bad_frames_total', 'counter', 'Of these, what fitted no schema.', one(tally.badFrames)),
    family('mensetsu_received_bytes_total', 'counter', 'Bytes of all frames that came in.', one(tally.bytes)),
    ...tally.labelled().map(([name, label, help, counts]) =>
      family(
        name,
        'counter',
        help,
        [...counts.entries()].map(([value, count]): Sample => [`{${label}="${value}"}`, count]),
      ),
    ),
    family('mensetsu_event_loop_delay_seconds', 'gauge', 'How late the relay is, since the last question.', lag),
    family('process_resident_memory_bytes', 'gauge', 'Resident memory.', one(rss)),
    family('nodejs_heap_used_bytes', 'gauge', 'Heap in use.', one(heapUsed)),
    family('process_cpu_seconds_total', 'counter', 'Processor time.', one((user + system) / 1e6)),
    family(
      'process_start_time_seconds',
      'gauge',
      'When it was started.',
      one(Math.round(Date.now() / 1000 - process.uptime())),
    ),
  ];
  return `${families.join('\n')}\n`;
}
