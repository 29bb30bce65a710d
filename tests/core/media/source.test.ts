import { describe, expect, test } from 'vitest';
import { step, type Source, type SourceEffect, type SourceEvent } from '../../../src/lib/core/media/source.ts';
import { FakeTrack } from './fakes.ts';

const own = new FakeTrack('camera', 'one', 'One');
const late = new FakeTrack('camera', 'two', 'Two');
const device = (track: FakeTrack) => ({ id: track.deviceId, label: track.label });
const live = (track: FakeTrack) => ({ t: 'live', track, deviceId: track.deviceId, label: track.label }) as const;

const off: Source = { attempt: 3, shown: { t: 'off' } };
const starting: Source = { attempt: 3, shown: { t: 'starting' } };
const running: Source = { attempt: 3, shown: live(own) };
const denied: Source = { attempt: 3, shown: { t: 'failed', fault: 'camera-denied' } };
const missing: Source = { attempt: 3, shown: { t: 'failed', fault: 'camera-missing' } };

const gone: Source = { attempt: 3, shown: { t: 'failed', fault: 'camera-lost', device: device(own) } };

const opening: Source = { attempt: 4, shown: { t: 'starting' } };
const open: SourceEffect = { t: 'open', attempt: 4 };
const openOwn: SourceEffect = { t: 'open', attempt: 4, only: device(own) };
const stopOwn: SourceEffect = { t: 'stop', track: own };
const stopLate: SourceEffect = { t: 'stop', track: late };

const opened: SourceEvent = { t: 'opened', attempt: 3, track: late };
const openedLate: SourceEvent = { t: 'opened', attempt: 2, track: late };
const refused: SourceEvent = { t: 'refused', attempt: 3, fault: 'camera-denied' };
const refusedLost: SourceEvent = { t: 'refused', attempt: 3, fault: 'camera-lost', device: device(own) };
const plugged: SourceEvent = { t: 'plugged', ids: ['two'] };
const back: SourceEvent = { t: 'plugged', ids: ['two', 'one'] };
const refusedLate: SourceEvent = { t: 'refused', attempt: 2, fault: 'camera-denied' };

type Row = readonly [from: Source, event: SourceEvent, to: Source, ...effects: SourceEffect[]];
const table: readonly Row[] = [
  [off, { t: 'want' }, opening, open],
  [off, { t: 'release' }, off],
  [off, { t: 'rechoose' }, off],
  [off, opened, off, stopLate],
  [off, openedLate, off, stopLate],
  [off, refused, off],
  [off, refusedLate, off],
  [off, { t: 'lost', track: own }, off],
  [off, plugged, off],

  [starting, { t: 'want' }, starting],
  [starting, { t: 'release' }, off],
  [starting, { t: 'rechoose' }, opening, open],
  [starting, opened, { attempt: 3, shown: live(late) }],
  [starting, openedLate, starting, stopLate],
  [starting, refused, denied],
  [starting, refusedLost, gone],
  [starting, refusedLate, starting],
  [starting, { t: 'lost', track: own }, starting],
  [starting, plugged, starting],

  [running, { t: 'want' }, running],
  [running, { t: 'release' }, off, stopOwn],
  [running, { t: 'rechoose' }, opening, stopOwn, open],
  [running, opened, running, stopLate],
  [running, openedLate, running, stopLate],
  [running, refused, running],
  [running, refusedLate, running],
  [running, { t: 'lost', track: own }, opening, stopOwn, openOwn],
  [running, { t: 'lost', track: late }, running],
  [running, plugged, running],

  [denied, { t: 'want' }, opening, open],
  [denied, { t: 'release' }, off],
  [denied, { t: 'rechoose' }, opening, open],
  [denied, opened, denied, stopLate],
  [denied, openedLate, denied, stopLate],
  [denied, refused, denied],
  [denied, refusedLate, denied],
  [denied, { t: 'lost', track: own }, denied],
  [denied, plugged, denied],

  [missing, { t: 'want' }, opening, open],
  [missing, { t: 'release' }, off],
  [missing, { t: 'rechoose' }, opening, open],
  [missing, opened, missing, stopLate],
  [missing, openedLate, missing, stopLate],
  [missing, refused, missing],
  [missing, refusedLate, missing],
  [missing, { t: 'lost', track: own }, missing],
  [missing, plugged, opening, open],

  [gone, { t: 'want' }, opening, open],
  [gone, { t: 'release' }, off],
  [gone, { t: 'rechoose' }, opening, open],
  [gone, opened, gone, stopLate],
  [gone, openedLate, gone, stopLate],
  [gone, refused, gone],
  [gone, refusedLate, gone],
  [gone, { t: 'lost', track: own }, gone],
  [gone, plugged, gone],
  [gone, back, opening, openOwn],
];

describe('a source, from every state by every event', () => {
  test.each(table.map((row) => [describeRow(row), row] as const))('%s', (_title, [from, event, to, ...effects]) => {
    expect(step(from, event)).toEqual({ source: to, effects });
  });
});

function describeRow([from, event, to]: Row): string {
  const name = ({ shown }: Source): string => (shown.t === 'failed' ? shown.fault : shown.t);
  const late = 'attempt' in event && event.attempt !== from.attempt ? ' of an earlier attempt' : '';
  const which = event === back ? ', it among them' : '';
  return `${name(from)}, ${event.t}${late}${which}: ${name(to)}`;
}
