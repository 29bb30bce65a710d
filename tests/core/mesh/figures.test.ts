import { describe, expect, test } from 'vitest';
import { figuresOf, pathOf, pulseOf, qualityOf } from '../../../src/lib/core/mesh/figures.ts';

const report = (...stats: object[]) => new Map(stats.map((stat, at) => [`${at}`, stat]));
const transport = { type: 'transport', selectedCandidatePairId: 'P' };
const pair = {
  type: 'candidate-pair',
  id: 'P',
  localCandidateId: 'L',
  remoteCandidateId: 'R',
  currentRoundTripTime: 0.04,
  bytesReceived: 100,
  responsesReceived: 2,
};
const local = (candidateType: string, more: object = {}) => ({
  type: 'local-candidate',
  id: 'L',
  candidateType,
  protocol: 'udp',
  ...more,
});
const remote = (candidateType: string) => ({ type: 'remote-candidate', id: 'R', candidateType });
const video = (more: object) => ({
  type: 'inbound-rtp',
  kind: 'video',
  timestamp: 1_000,
  bytesReceived: 10_000,
  packetsReceived: 90,
  packetsLost: 0,
  framesPerSecond: 24,
  frameWidth: 640,
  frameHeight: 360,
  codecId: 'C',
  ...more,
});
const codec = { type: 'codec', id: 'C', mimeType: 'video/VP8' };

describe('path', () => {
  test.each([
    ['both hosts', local('host'), remote('host'), { kind: 'direct', label: 'udp host' }],
    [
      'own relay over TCP',
      local('relay', { relayProtocol: 'tcp' }),
      remote('host'),
      { kind: 'relayed', label: 'tcp relay' },
    ],
    ["the other's relay", local('srflx'), remote('relay'), { kind: 'relayed', label: 'udp srflx' }],
  ])('%s', (_, own, other, expected) => {
    expect(pathOf(report(transport, pair, own, other))).toEqual(expected);
  });

  test('Firefox marks the pair itself', () => {
    expect(pathOf(report({ ...pair, selected: true }, local('host'), remote('host')))?.kind).toBe('direct');
  });

  test('none as long as no pair is selected', () => {
    expect(pathOf(report(pair, local('host'), remote('host')))).toBeUndefined();
  });
});

describe('figures', () => {
  test('counters become rates and a share between two samples', () => {
    const first = figuresOf(report(transport, pair, local('host'), codec, video({})), undefined);
    expect(first.figures).toMatchObject({
      receiveKbps: undefined,
      loss: undefined,
      roundTripMs: 40,
      videoCodec: 'VP8',
    });
    const later = video({ timestamp: 3_000, bytesReceived: 260_000, packetsReceived: 185, packetsLost: 5 });
    const { figures } = figuresOf(report(transport, pair, local('host'), codec, later), first.sample);
    expect(figures).toMatchObject({ receiveKbps: 1_000, loss: 0.05, frameWidth: 640, framesPerSecond: 24 });
  });

  test('C9 both directions have their codec, size and frame rate, and the path says whether it is relayed', () => {
    const sent = {
      ...{ type: 'outbound-rtp', kind: 'video', timestamp: 1_000, bytesSent: 9_000, packetsSent: 80, codecId: 'D' },
      ...{ framesPerSecond: 20, frameWidth: 320, frameHeight: 180, qualityLimitationReason: 'cpu' },
    };
    const idle = { ...sent, bytesSent: 0, codecId: 'C', frameWidth: 1920 };
    const h264 = { type: 'codec', id: 'D', mimeType: 'video/H264' };
    const all = report(transport, pair, local('srflx'), remote('relay'), codec, h264, idle, sent, video({}));
    const { figures } = figuresOf(all, undefined);
    expect(figures).toMatchObject({ videoCodec: 'VP8', frameWidth: 640, relayed: true, path: 'udp srflx' });
    expect(figures.sent).toMatchObject({ videoCodec: 'H264', frameWidth: 320, framesPerSecond: 20, limitedBy: 'cpu' });
  });

  test('a counter that began anew gives no figure, rather than a wrong one', () => {
    const { sample } = figuresOf(report(video({ bytesReceived: 500_000, packetsReceived: 5_000 })), undefined);
    const { figures } = figuresOf(report(video({ timestamp: 2_000 })), sample);
    expect([figures.receiveKbps, figures.loss]).toEqual([undefined, undefined]);
  });

  test('stats of unknown kinds, or broken ones, are passed over', () => {
    const broken = { type: 'inbound-rtp', kind: 'video', timestamp: 'soon' };
    expect(figuresOf(report({ type: 'new-kind' }, broken, {}), undefined).figures.receiveKbps).toBeUndefined();
  });

  test('C9: weak above 5 % loss or half a second round trip', () => {
    const { figures } = figuresOf(report(), undefined);
    expect(qualityOf(figures)).toBe('good');
    expect(qualityOf({ ...figures, loss: 0.06 })).toBe('weak');
    expect(qualityOf({ ...figures, roundTripMs: 501 })).toBe('weak');
  });

  test('the pulse counts checks as well as media', () => {
    expect(pulseOf(report(pair, { ...pair, id: 'Q', bytesReceived: 0, requestsReceived: 3 }))).toBe(107);
  });
});
