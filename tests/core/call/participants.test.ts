import { describe, expect, it } from 'vitest';
import { connectionOf, createStreams } from '../../../src/lib/core/call/participants.ts';
import type { ConnectionFigures } from '../../../src/lib/core/call/participant.ts';
import { fakeTrack } from '../../support/fake-rtc.ts';

const figures = (loss: number | undefined, roundTripMs: number | undefined): ConnectionFigures => ({
  ...{ loss, roundTripMs, sendKbps: undefined, receiveKbps: undefined, videoCodec: undefined, audioCodec: undefined },
  ...{ path: undefined, frameWidth: undefined, frameHeight: undefined, framesPerSecond: undefined },
});

describe('how a connection stands (C9)', () => {
  it.each([
    ['connecting', undefined, undefined, 'connecting'],
    ['binding', undefined, undefined, 'connecting'],
    ['present', 'direct', undefined, 'direct'],
    ['present', undefined, undefined, 'direct'],
    ['present', 'relayed', undefined, 'relayed'],
    ['present', 'relayed', figures(0.01, 40), 'relayed'],
    ['present', 'direct', figures(0.2, 40), 'weak'],
    ['present', 'direct', figures(0, 900), 'weak'],
    ['lost', 'direct', figures(0.2, 900), 'lost'],
  ] as const)('%s over %s is %s', (phase, path, seen, expected) => {
    expect(connectionOf({ phase, path }, seen)).toBe(expected);
  });
});

describe('streams', () => {
  it('makes one stream for a track and gives it again', () => {
    let made = 0;
    const stream = createStreams(() => ({ id: `stream ${(made += 1)}` }) as MediaStream);
    const [a, b] = [fakeTrack('video', 'a'), fakeTrack('video', 'b')];
    expect(stream(a)).toBe(stream(a));
    expect(stream(b)).not.toBe(stream(a));
    expect(stream(undefined)).toBeUndefined();
  });
});
