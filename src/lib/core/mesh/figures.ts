/**
 * From getStats (W3C webrtc-stats) to the few figures that people are shown. Counters become rates between two samples;
 * what a browser does not tell (Firefox tells less) is undefined.
 */
import * as v from 'valibot';
import { parse } from '../../wire/ids.ts';
import type { StatsPort } from './connection-port.ts';

/** Over the last sampling interval; the same shape as call/participant.ts has, which mesh must not import. */
export interface ConnectionFigures {
  /** Kilobits per second. */
  readonly sendKbps: number | undefined;
  readonly receiveKbps: number | undefined;
  /** 0 to 1, of the packets that the other side sent. */
  readonly loss: number | undefined;
  readonly roundTripMs: number | undefined;
  readonly videoCodec: string | undefined;
  readonly audioCodec: string | undefined;
  /** Transport and kind of the chosen pair, e.g. 'udp host', 'tcp relay'. */
  readonly path: string | undefined;
  /** Whether the path runs through a TURN server, of either side; undefined while there is none. */
  readonly relayed?: boolean | undefined;
  readonly frameWidth: number | undefined;
  readonly frameHeight: number | undefined;
  readonly framesPerSecond: number | undefined;
  readonly sent?: SentFigures;
}

/** Of what we send. */
export interface SentFigures {
  /** 0 to 1, of the packets that we sent, as the other side reports. */
  readonly loss: number | undefined;
  /** What the browser believes that the line carries, in kilobits per second. */
  readonly availableKbps: number | undefined;
  /** What keeps the picture below what was asked for: 'none', 'cpu', 'bandwidth', 'other'. */
  readonly limitedBy: string | undefined;
  readonly videoCodec?: string | undefined;
  readonly audioCodec?: string | undefined;
  readonly frameWidth: number | undefined;
  readonly frameHeight: number | undefined;
  readonly framesPerSecond: number | undefined;
}

const number = v.optional(v.number());
const text = v.optional(v.string());
const Stat = v.variant('type', [
  v.object({ type: v.literal('transport'), selectedCandidatePairId: text }),
  v.object({
    type: v.literal('candidate-pair'),
    id: v.string(),
    selected: v.optional(v.boolean()),
    nominated: v.optional(v.boolean()),
    state: text,
    localCandidateId: v.string(),
    remoteCandidateId: v.string(),
    currentRoundTripTime: number,
    availableOutgoingBitrate: number,
    bytesReceived: number,
    requestsReceived: number,
    responsesReceived: number,
  }),
  v.object({
    type: v.literal('local-candidate'),
    id: v.string(),
    candidateType: text,
    protocol: text,
    relayProtocol: text,
  }),
  v.object({ type: v.literal('remote-candidate'), id: v.string(), candidateType: text }),
  v.object({ type: v.literal('codec'), id: v.string(), mimeType: text }),
  v.object({
    type: v.literal('outbound-rtp'),
    kind: text,
    timestamp: v.number(),
    bytesSent: number,
    packetsSent: number,
    framesPerSecond: number,
    frameWidth: number,
    frameHeight: number,
    qualityLimitationReason: text,
    codecId: text,
  }),
  v.object({
    type: v.literal('inbound-rtp'),
    kind: v.picklist(['audio', 'video']),
    timestamp: v.number(),
    bytesReceived: number,
    packetsReceived: number,
    packetsLost: number,
    framesPerSecond: number,
    frameWidth: number,
    frameHeight: number,
    codecId: text,
  }),
  v.object({ type: v.literal('remote-inbound-rtp'), roundTripTime: number, packetsLost: number }),
]);
type Stat = v.InferOutput<typeof Stat>;
type StatOf<T extends Stat['type']> = Extract<Stat, { type: T }>;

/** One reading, to be compared with the next. */
export interface Sample {
  readonly at: number | undefined;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly packetsSent: number;
  /** Of those sent, as the other side reports. */
  readonly sentLost: number;
}

interface Stats {
  readonly all: readonly Stat[];
  readonly pair: StatOf<'candidate-pair'> | undefined;
}

/** What the selected path is made of. */
export interface Path {
  readonly kind: 'direct' | 'relayed';
  /** Transport and kind of the local candidate, e.g. 'udp host', 'tcp relay'. */
  readonly label: string;
}

const MS_PER_SECOND = 1000;
const BITS_PER_BYTE = 8;

function read(report: StatsPort): Stats {
  const all: Stat[] = [];
  report.forEach((stat) => {
    const known = parse(Stat, stat);
    if (known) all.push(known);
  });
  const selected = of(all, 'transport').find((transport) => transport.selectedCandidatePairId)?.selectedCandidatePairId;
  const pairs = of(all, 'candidate-pair');
  const pair =
    pairs.find(({ id }) => id === selected) ??
    pairs.find((candidate) => candidate.selected === true) ??
    pairs.find(({ nominated, state }) => nominated === true && state === 'succeeded');
  return { all, pair };
}

const of = <T extends Stat['type']>(all: readonly Stat[], type: T): StatOf<T>[] =>
  all.filter((stat): stat is StatOf<T> => stat.type === type);

const sum = (values: readonly (number | undefined)[]): number =>
  values.reduce<number>((total, one) => total + (one ?? 0), 0);

/** The selected path; undefined while there is none. */
export function pathOf(report: StatsPort): Path | undefined {
  return pathIn(read(report));
}

function pathIn({ all, pair }: Stats): Path | undefined {
  if (!pair) return undefined;
  const local = of(all, 'local-candidate').find(({ id }) => id === pair.localCandidateId);
  const remote = of(all, 'remote-candidate').find(({ id }) => id === pair.remoteCandidateId);
  if (!local) return undefined;
  const relayed = local.candidateType === 'relay' || remote?.candidateType === 'relay';
  const transport = local.candidateType === 'relay' ? (local.relayProtocol ?? local.protocol) : local.protocol;
  return { kind: relayed ? 'relayed' : 'direct', label: `${transport ?? 'udp'} ${local.candidateType ?? 'host'}` };
}

/** The figures since `before`, and the sample to compare the next reading with. */
export function figuresOf(
  report: StatsPort,
  before: Sample | undefined,
): { figures: ConnectionFigures; sample: Sample } {
  const stats = read(report);
  const inbound = of(stats.all, 'inbound-rtp');
  const outbound = of(stats.all, 'outbound-rtp');
  const reports = of(stats.all, 'remote-inbound-rtp');
  const sample: Sample = {
    at: inbound[0]?.timestamp ?? outbound[0]?.timestamp,
    bytesSent: sum(outbound.map((one) => one.bytesSent)),
    bytesReceived: sum(inbound.map((one) => one.bytesReceived)),
    packetsReceived: sum(inbound.map((one) => one.packetsReceived)),
    packetsLost: sum(inbound.map((one) => one.packetsLost)),
    packetsSent: sum(outbound.map((one) => one.packetsSent)),
    sentLost: sum(reports.map((one) => one.packetsLost)),
  };
  const sent = (kind: string): StatOf<'outbound-rtp'> | undefined =>
    busiest(
      outbound.filter((one) => one.kind === kind),
      'bytesSent',
    );
  const picture = sent('video');
  const available = stats.pair?.availableOutgoingBitrate;
  const received = (kind: string): StatOf<'inbound-rtp'> | undefined =>
    busiest(
      inbound.filter((one) => one.kind === kind),
      'bytesReceived',
    );
  const video = received('video');
  const path = pathIn(stats);
  const codec = (id: string | undefined): string | undefined =>
    of(stats.all, 'codec')
      .find((one) => one.id === id)
      ?.mimeType?.replace(/^\w+\//, '');
  const seconds = stats.pair?.currentRoundTripTime ?? reports.at(0)?.roundTripTime;
  return {
    sample,
    figures: {
      sendKbps: rate(before, sample, 'bytesSent'),
      receiveKbps: rate(before, sample, 'bytesReceived'),
      loss: lossOf(before, sample),
      roundTripMs: seconds === undefined ? undefined : seconds * MS_PER_SECOND,
      videoCodec: codec(video?.codecId),
      audioCodec: codec(received('audio')?.codecId),
      path: path?.label,
      relayed: path && path.kind === 'relayed',
      frameWidth: video?.frameWidth,
      frameHeight: video?.frameHeight,
      framesPerSecond: video?.framesPerSecond,
      sent: {
        loss: sendLossOf(before, sample),
        availableKbps: available === undefined ? undefined : available / MS_PER_SECOND,
        limitedBy: picture?.qualityLimitationReason,
        videoCodec: codec(picture?.codecId),
        audioCodec: codec(sent('audio')?.codecId),
        frameWidth: picture?.frameWidth,
        frameHeight: picture?.frameHeight,
        framesPerSecond: picture?.framesPerSecond,
      },
    },
  };
}

/** Of several streams the one that carries most: an unused section carries nothing. */
const busiest = <C extends string, S extends { readonly [key in C]?: number | undefined }>(
  streams: readonly S[],
  counter: C,
): S | undefined =>
  [...streams].sort((a, b) => (b[counter] ?? 0) - (a[counter] ?? 0)).find((stream) => stream[counter]);

/** Kilobits per second; undefined without two samples, or where a counter began anew. */
function rate(before: Sample | undefined, now: Sample, counter: 'bytesSent' | 'bytesReceived'): number | undefined {
  if (before?.at === undefined || now.at === undefined || now.at <= before.at) return undefined;
  const bytes = now[counter] - before[counter];
  return bytes < 0 ? undefined : (bytes * BITS_PER_BYTE) / (now.at - before.at);
}

function lossOf(before: Sample | undefined, now: Sample): number | undefined {
  if (!before) return undefined;
  // Late packets that come after all are taken off the counter again.
  const lost = Math.max(0, now.packetsLost - before.packetsLost);
  const received = now.packetsReceived - before.packetsReceived;
  return received < 0 || lost + received === 0 ? undefined : lost / (lost + received);
}

/** Reports come every 1 to 5 s, so that one reading may count the loss of several: it is smoothed where it decides anything. */
function sendLossOf(before: Sample | undefined, now: Sample): number | undefined {
  const sent = before ? now.packetsSent - before.packetsSent : 0;
  if (!before || sent <= 0) return undefined;
  return Math.min(1, Math.max(0, now.sentLost - before.sentLost) / sent);
}

/** A number that grows with whatever arrives, on any path: media, data, and the browser's own connectivity checks. */
export function pulseOf(report: StatsPort): number {
  const pairs = of(read(report).all, 'candidate-pair');
  return sum(pairs.flatMap((pair) => [pair.bytesReceived, pair.requestsReceived, pair.responsesReceived]));
}

/** Above these a connection is called weak (C9): what people notice as stutter, and as talking into each other. */
const WEAK_LOSS = 0.05;
const WEAK_ROUND_TRIP_MS = 500;

export function qualityOf(figures: ConnectionFigures): 'good' | 'weak' {
  return (figures.loss ?? 0) > WEAK_LOSS || (figures.roundTripMs ?? 0) > WEAK_ROUND_TRIP_MS ? 'weak' : 'good';
}
