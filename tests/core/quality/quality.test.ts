import { beforeEach, describe, expect, test } from 'vitest';
import { cell, type WritableCell } from '../../../src/lib/core/cell.ts';
import type { Encoding } from '../../../src/lib/core/mesh/connection.ts';
import type { ConnectionFigures, SentFigures } from '../../../src/lib/core/mesh/figures.ts';
import { createQuality, type Quality } from '../../../src/lib/core/quality/quality.ts';
import { createScope } from '../../../src/lib/core/scope.ts';
import { ControlMessage } from '../../../src/lib/wire/control.ts';
import { parse, type PeerId } from '../../../src/lib/wire/ids.ts';
import { fakeTrack } from '../../support/fake-rtc.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

const [bob, carol] = ['b', 'c'].map((letter) => letter as PeerId) as [PeerId, PeerId];
const READING_MS = 2_000;
const GOOD: SentFigures = {
  ...{ loss: 0, availableKbps: 2_500, limitedBy: 'none' },
  ...{ frameWidth: 640, frameHeight: 360, framesPerSecond: 30 },
};

let clock: ManualClock;
let quality: Quality;
let present: PeerId[];
let sent: { peer: PeerId; message: object }[];
let tuned: Map<string, Encoding>;
let camera: WritableCell<MediaStreamTrack | undefined>;
let figures: WritableCell<ReadonlyMap<PeerId, ConnectionFigures>>;

beforeEach(() => {
  clock = createManualClock();
  present = [bob];
  sent = [];
  tuned = new Map();
  camera = cell<MediaStreamTrack | undefined>(fakeTrack('video', 'camera'));
  figures = cell<ReadonlyMap<PeerId, ConnectionFigures>>(new Map());
  quality = createQuality({
    ...{ clock, scope: createScope(clock), camera, figures, present: () => present },
    tune: (peer, kind, encoding) => void tuned.set(`${peer} ${kind}`, encoding),
    send: (peer, message) => void sent.push({ peer, message }),
  });
  for (const peer of present) quality.handlePresent(peer);
});

async function read(times: number, of: Partial<Record<PeerId, Partial<SentFigures>>> = {}): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    await clock.advance(READING_MS);
    const one = (peer: PeerId) => ({ roundTripMs: 40, sent: { ...GOOD, ...of[peer] } }) as ConnectionFigures;
    figures.set(new Map(present.map((peer) => [peer, one(peer)])));
  }
}

const view = (width: number, height: number) => ({ t: 'view' as const, camera: { width, height }, screen: null });
const cameraTo = (peer: PeerId) => tuned.get(`${peer} camera`);

describe('V4: quality', () => {
  test('each peer is sent what it shows, and sound comes first', () => {
    present = [bob, carol];
    quality.handlePresent(carol);
    quality.handleView(bob, view(1280, 720));
    quality.handleView(carol, view(160, 90));
    expect(cameraTo(bob)?.scaleResolutionDownBy).toBe(1);
    expect(cameraTo(carol)?.scaleResolutionDownBy).toBe(8);
    expect(tuned.get(`${bob} microphone`)).toMatchObject({ priority: 'high', networkPriority: 'high' });
    quality.handleView(carol, { ...view(1, 1), camera: null });
    expect(cameraTo(carol)).toEqual({ active: false });
  });

  test('presets apply at once; audio sends and allows nothing', () => {
    quality.handleView(bob, view(1280, 720));
    quality.setPreset('low');
    expect(cameraTo(bob)).toMatchObject({ scaleResolutionDownBy: 4, maxFramerate: 15 });
    expect(quality.screenAllowed.get()).toBe(true);
    quality.setPreset('audio');
    expect(quality.camera.get()).toBeUndefined();
    expect(cameraTo(bob)).toEqual({ active: false });
    expect(quality.screenAllowed.get()).toBe(false);
    quality.setPreset('high');
    expect(quality.camera.get()).toBe(camera.get());
    expect(cameraTo(bob)?.scaleResolutionDownBy).toBe(1);
  });

  test('a new connection to a peer is tuned anew, and told what is shown', () => {
    quality.show(bob, 'camera', { width: 640, height: 360 });
    tuned.clear();
    sent = [];
    quality.handlePresent(bob);
    expect([...tuned.keys()].sort()).toEqual([`${bob} camera`, `${bob} microphone`]);
    expect(sent).toEqual([{ peer: bob, message: { ...view(640, 360) } }]);
  });

  test('a window that is being resized tells at most twice a second, and the last size arrives', async () => {
    sent = [];
    for (let width = 300; width < 400; width += 1) {
      quality.show(bob, 'camera', { width, height: 200 });
      await clock.advance(20);
    }
    await clock.advance(1_000);
    expect(sent.length).toBeLessThanOrEqual(6);
    expect(sent.at(-1)?.message).toEqual(view(399, 200));
  });

  test('a peer that tells without end is not listened to', () => {
    for (let width = 100; width < 200; width += 1) quality.handleView(bob, view(width, 60));
    quality.handleView(bob, view(1280, 720));
    expect(cameraTo(bob)?.scaleResolutionDownBy).not.toBe(1);
  });

  test.each([
    ['a negative size', { t: 'view', camera: { width: -1, height: 5 }, screen: null }],
    ['a size beyond all screens', { t: 'view', camera: { width: 9_000, height: 5 }, screen: null }],
    ['half a pixel', { t: 'view', camera: { width: 1.5, height: 5 }, screen: null }],
    ['no size', { t: 'view', camera: {}, screen: null }],
    ['no word of the screen', { t: 'view', camera: null }],
    ['withheld: perhaps', { t: 'withheld', camera: 'perhaps' }],
  ])('hostile: %s is no message', (_, message) => {
    expect(parse(ControlMessage, message)).toBeUndefined();
  });
});

describe('C7: a bad line', () => {
  const LOST = { loss: 0.3 };
  let offs: number;
  beforeEach(async () => {
    offs = 0;
    quality.cameraOff.on(() => {
      offs += 1;
      camera.set(undefined);
    });
    quality.handleView(bob, view(1280, 720));
    await read(8);
  });

  test('steps down, warns, switches the camera off, and offers it back', async () => {
    await read(4, { [bob]: LOST });
    expect(cameraTo(bob)?.scaleResolutionDownBy).toBe(4);
    await read(3, { [bob]: LOST });
    expect([quality.guard.get(), offs]).toEqual(['warned', 0]);
    await read(6, { [bob]: LOST });
    expect([quality.guard.get(), offs]).toEqual(['off', 1]);
    await read(30);
    expect([quality.guard.get(), offs]).toEqual(['offered', 1]);
    camera.set(fakeTrack('video', 'camera again'));
    expect(quality.guard.get()).toBe('watching');
  });

  test('the trouble of one peer among several is its own: only its picture is held back, and it is told', async () => {
    const dave = 'd' as PeerId;
    present = [bob, carol, dave];
    await read(8);
    sent = [];
    await read(20, { [carol]: LOST });
    expect(offs).toBe(0);
    expect(cameraTo(carol)).toEqual({ active: false });
    expect(cameraTo(bob)?.active).toBeUndefined();
    expect(sent).toContainEqual({ peer: carol, message: { t: 'withheld', camera: true } });
    await read(40);
    expect(sent).toContainEqual({ peer: carol, message: { t: 'withheld', camera: false } });
  });

  test('a computer that stood still says nothing of the line', async () => {
    for (let i = 0; i < 20; i += 1) {
      await clock.advance(READING_MS);
      await read(1, { [bob]: LOST });
    }
    expect([quality.guard.get(), offs]).toEqual(['watching', 0]);
  });

  test('a computer that does not keep up: first the background is to go, then the best picture, and no camera', async () => {
    const BUSY = { limitedBy: 'cpu' };
    await read(5, { [bob]: BUSY });
    expect([quality.strained.get(), quality.overloaded.get()]).toEqual([true, false]);
    expect(cameraTo(bob)?.scaleResolutionDownBy).toBe(1);
    await read(5, { [bob]: BUSY });
    expect(quality.overloaded.get()).toBe(true);
    expect(cameraTo(bob)?.scaleResolutionDownBy).toBe(2);
    await read(20);
    expect([quality.strained.get(), quality.overloaded.get()]).toEqual([false, false]);
    expect(cameraTo(bob)?.scaleResolutionDownBy).toBe(1);
    expect(offs).toBe(0);
  });
});
