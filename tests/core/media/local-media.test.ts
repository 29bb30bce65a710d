import { beforeEach, describe, expect, test, vi } from 'vitest';
import { settled } from '../../../src/lib/core/cell.ts';
import { keptInMemory } from '../../../src/lib/core/kept.ts';
import { createLocalMedia } from '../../../src/lib/core/media/local-media.ts';
import type { DeviceChoice, SoundSettings } from '../../../src/lib/wire/remembered.ts';
import { createFakeDevices, createFakeVoices, type FakeDevices } from './fakes.ts';

let devices: FakeDevices;
let choice = keptInMemory<DeviceChoice>();
let rms = 0;
let voices: ReturnType<typeof createFakeVoices>;
let sound = keptInMemory<SoundSettings>();
const played: (string | undefined)[] = [];

const createMedia = (options: { available?: boolean; choosable?: boolean } = {}) =>
  createLocalMedia({
    devices: { ...devices.port, available: options.available ?? true },
    openVoice: voices.open,
    speaker: {
      choosable: options.choosable ?? true,
      playTestSound: (id) => {
        played.push(id);
        return Promise.resolve(true);
      },
    },
    choice,
    sound,
  });

beforeEach(() => {
  devices = createFakeDevices();
  devices.plug('camera', 'cam-1', 'Front camera');
  devices.plug('microphone', 'mic-1', 'Built-in microphone');
  devices.plug('speaker', 'out-1', 'Built-in speaker');
  choice = keptInMemory<DeviceChoice>();
  rms = 0;
  voices = createFakeVoices(() => rms);
  sound = keptInMemory<SoundSettings>();
  played.length = 0;
});

const liveId = (state: { readonly t: string; readonly deviceId?: string }) =>
  state.t === 'live' ? state.deviceId : state.t;

describe('permission', () => {
  test('W2 microphone and camera are asked for in one prompt', async () => {
    const media = createMedia();
    await media.start();
    expect(devices.asked).toHaveLength(1);
    expect(devices.prompts()).toBe(1);
    expect([media.microphone.get().t, media.camera.get().t]).toEqual(['live', 'live']);
    expect(devices.asked[0]).toEqual({
      camera: {
        width: { ideal: 1280 },
        height: { ideal: 720 },
        frameRate: { ideal: 30 },
        facingMode: { ideal: 'user' },
      },
      microphone: { echoCancellation: true, noiseSuppression: false, autoGainControl: true },
    });
  });

  test.each([
    ['denied', (d: FakeDevices) => d.denied.add('camera'), 'camera-denied'],
    ['missing', (d: FakeDevices) => d.unplug('cam-1'), 'camera-missing'],
    ['busy', (d: FakeDevices) => d.busy.add('cam-1'), 'camera-busy'],
  ] as const)('W10 with the camera %s the microphone still comes', async (_how, spoil, fault) => {
    spoil(devices);
    const media = createMedia();
    await media.start();
    expect(media.microphone.get().t).toBe('live');
    expect(media.camera.get()).toEqual({ t: 'failed', fault });
  });

  test.each([
    ['denied', (d: FakeDevices) => d.denied.add('microphone'), 'microphone-denied'],
    ['missing', (d: FakeDevices) => d.unplug('mic-1'), 'microphone-missing'],
    ['busy', (d: FakeDevices) => d.busy.add('mic-1'), 'microphone-busy'],
  ] as const)('W10 with the microphone %s the camera still comes', async (_how, spoil, fault) => {
    spoil(devices);
    const media = createMedia();
    await media.start();
    expect(media.camera.get().t).toBe('live');
    expect(media.microphone.get()).toEqual({ t: 'failed', fault });
  });

  test('W10 an insecure context is named, and nothing is asked', async () => {
    const media = createMedia({ available: false });
    await media.start();
    expect(media.camera.get()).toEqual({ t: 'failed', fault: 'insecure-context' });
    expect(devices.asked).toEqual([]);
  });

  test('W10 after the permission was given in the browser, switching on again works', async () => {
    devices.denied.add('camera');
    const media = createMedia();
    await media.start();
    devices.denied.clear();
    await media.setCamera(true);
    expect(media.camera.get().t).toBe('live');
  });
});

describe('on and off', () => {
  test('V1 camera off releases the camera, on asks again', async () => {
    const media = createMedia();
    await media.start();
    await media.setCamera(false);
    expect(devices.live().map(({ kind }) => kind)).toEqual(['audio']);
    expect(media.camera.get()).toEqual({ t: 'off' });
    await media.setCamera(true);
    expect(media.camera.get().t).toBe('live');
    expect(devices.asked).toHaveLength(2);
  });

  test('V1 a muted microphone keeps its track and needs no second permission', async () => {
    const media = createMedia();
    await media.start();
    await media.setMicrophone(false);
    const [track] = devices.live().filter(({ kind }) => kind === 'audio');
    expect(track?.enabled).toBe(false);
    expect(media.microphone.get().t).toBe('live');
    expect(media.microphoneOn.get()).toBe(false);
    await media.setMicrophone(true);
    expect(track?.enabled).toBe(true);
    expect(devices.asked).toHaveLength(1);
  });

  test('a camera that is switched off while the prompt is up is not left on', async () => {
    const answer = devices.hold();
    const media = createMedia();
    const started = media.start();
    await vi.waitFor(() => expect(devices.asked).toHaveLength(1));
    await media.setCamera(false);
    answer();
    await started;
    await vi.waitFor(() => expect(devices.live().map(({ kind }) => kind)).toEqual(['audio']));
    expect(media.camera.get()).toEqual({ t: 'off' });
  });

  test('a microphone that is muted while the prompt is up begins muted', async () => {
    const answer = devices.hold();
    const media = createMedia();
    const started = media.start();
    await vi.waitFor(() => expect(devices.asked).toHaveLength(1));
    const muted = media.setMicrophone(false);
    answer();
    await Promise.all([started, muted]);
    expect(devices.live().find(({ kind }) => kind === 'audio')?.enabled).toBe(false);
  });

  test('after a call both are released, and can be started again', async () => {
    const media = createMedia();
    await media.start();
    media.release();
    expect(devices.live()).toEqual([]);
    expect([media.microphoneOn.get(), media.cameraOn.get()]).toEqual([false, false]);
    await media.start();
    expect([media.microphone.get().t, media.camera.get().t]).toEqual(['live', 'live']);
  });

  test('end stops every track, also one that comes later, and every listener', async () => {
    const media = createMedia();
    await media.start({ microphone: true, camera: false });
    const answer = devices.hold();
    void media.setCamera(true);
    await vi.waitFor(() => expect(devices.asked).toHaveLength(2));
    media.end();
    media.end();
    answer();
    await vi.waitFor(() => expect(devices.tracks).toHaveLength(2));
    await vi.waitFor(() => expect(devices.live()).toEqual([]));
    expect(devices.listeners()).toBe(0);
    expect(voices.count()).toBe(0);
    await media.start();
    expect(devices.asked).toHaveLength(2);
  });
});

describe('devices', () => {
  test('W3 a device plugged in or out updates the lists at once', async () => {
    const media = createMedia();
    await media.start();
    await settled(media.devices, ({ cameras }) => cameras.length === 1);
    devices.plug('camera', 'cam-2', 'Desk camera');
    const more = await settled(media.devices, ({ cameras }) => cameras.length === 2);
    expect(more.cameras).toContainEqual({ id: 'cam-2', label: 'Desk camera' });
    devices.unplug('cam-2');
    await settled(media.devices, ({ cameras }) => cameras.length === 1);
    expect(liveId(media.camera.get())).toBe('cam-1');
  });

  test('W3 a chosen device is used and remembered by the next visit', async () => {
    devices.plug('camera', 'cam-2', 'Desk camera');
    const media = createMedia();
    await media.start();
    await settled(media.devices, ({ cameras }) => cameras.length === 2);
    await media.choose('camera', 'cam-2');
    expect(liveId(media.camera.get())).toBe('cam-2');
    expect(devices.live()).toHaveLength(2);
    media.end();

    const next = createMedia();
    await next.start();
    expect(liveId(next.camera.get())).toBe('cam-2');
  });

  test('W3 a device with a new id is found by its label', async () => {
    choice.set({ camera: { id: 'id of an earlier session', label: 'Desk camera' } });
    devices.plug('camera', 'cam-2', 'Desk camera');
    const media = createMedia();
    await media.start();
    await settled(media.camera, (state) => state.t === 'live' && state.deviceId === 'cam-2');
    expect(choice.get()?.camera).toEqual({ id: 'cam-2', label: 'Desk camera' });
    expect(devices.live()).toHaveLength(2);
  });

  test('W3 a remembered device that is not there gives way to another, and is not forgotten', async () => {
    choice.set({ camera: { id: 'cam-9', label: 'Camera at the office' } });
    const media = createMedia();
    await media.start();
    expect(liveId(media.camera.get())).toBe('cam-1');
    expect(devices.prompts()).toBe(1);
    expect(choice.get()?.camera?.id).toBe('cam-9');
  });

  test('a camera that is plugged in after a refusal asks nobody again', async () => {
    devices.denied.add('camera');
    const media = createMedia();
    await media.start();
    const asked = devices.asked.length;
    devices.plug('camera', 'cam-2', 'Desk camera');
    devices.plug('microphone', 'mic-2', 'Headset');
    await settled(media.devices, ({ microphones }) => microphones.length === 2);
    expect(media.camera.get()).toEqual({ t: 'failed', fault: 'camera-denied' });
    expect(devices.asked).toHaveLength(asked);
  });

  test('W3 speakers can be chosen on computers only; the test sound goes to the chosen one', async () => {
    devices.plug('speaker', 'out-2', 'Headset');
    const media = createMedia();
    await media.start();
    await settled(media.devices, ({ speakers }) => speakers.length === 2);
    await media.playTestSound();
    await media.choose('speaker', 'out-2');
    await media.playTestSound();
    expect(played).toEqual([undefined, 'out-2']);
    expect(choice.get()?.speaker).toEqual({ id: 'out-2', label: 'Headset' });

    const phone = createMedia({ choosable: false });
    await phone.start();
    await settled(phone.devices, ({ cameras }) => cameras.length === 1);
    expect(phone.devices.get().speakers).toEqual([]);
  });
});

describe('level', () => {
  test('W2 the bar is empty without a microphone, and even to the ear with one', async () => {
    const media = createMedia();
    rms = 1;
    expect(media.level()).toBe(0);
    await media.start();
    expect(media.level()).toBe(1);
    rms = 0.001;
    expect(media.level()).toBeCloseTo(0);
    rms = 10 ** (-30 / 20);
    expect(media.level()).toBeCloseTo(0.5);
    rms = 0;
    expect(media.level()).toBe(0);
  });
});

describe('noise cancelling', () => {
  const asksTheBrowser = () =>
    devices.asked.flatMap(({ microphone }) => (typeof microphone === 'object' ? [microphone.noiseSuppression] : []));
  const onceOn = (media: ReturnType<typeof createMedia>) =>
    settled(media.noiseCancelling, (state) => state === 'on' || state === 'browser');

  test('V1 is on at first, and then only RNNoise works: the browser is not asked to suppress as well', async () => {
    const media = createMedia();
    await media.start();
    expect(await onceOn(media)).toBe('on');
    expect(asksTheBrowser()).toEqual([false]);
    expect(media.voice.get()?.label).toBe('graph');
  });

  test('V1 switched off and on the microphone stays open, and the track that is sent stays the same', async () => {
    const media = createMedia();
    await media.start();
    await onceOn(media);
    const sent = media.voice.get();
    media.setNoiseCancelling(false);
    expect(media.noiseCancelling.get()).toBe('off');
    media.setNoiseCancelling(true);
    expect(await onceOn(media)).toBe('on');
    expect(media.voice.get()).toBe(sent);
    expect(devices.asked).toHaveLength(1);
  });

  test('V1 the choice is remembered', async () => {
    createMedia().setNoiseCancelling(false);
    const next = createMedia();
    await next.start();
    expect(next.noiseCancelling.get()).toBe('off');
    expect(next.voice.get()?.label).toBe('Built-in microphone');
  });

  test('V1 where RNNoise cannot run the microphone is opened anew with the suppression of the browser', async () => {
    voices.setCapable(false);
    const media = createMedia();
    await media.start();
    expect(await onceOn(media)).toBe('browser');
    await settled(media.microphone, ({ t }) => t === 'live');
    expect(asksTheBrowser()).toEqual([false, true]);
    expect(devices.live().filter(({ kind }) => kind === 'audio')).toHaveLength(1);
    expect(media.voice.get()?.label).toBe('Built-in microphone');

    media.setNoiseCancelling(false);
    await settled(media.microphone, ({ t }) => t === 'live');
    expect(asksTheBrowser()).toEqual([false, true, false]);
    expect(media.noiseCancelling.get()).toBe('off');
  });

  test('V1 what is sent is silent while muted, through the graph or past it, also after another microphone was chosen', async () => {
    devices.plug('microphone', 'mic-2', 'Headset');
    const media = createMedia();
    await media.start();
    await onceOn(media);
    await settled(media.devices, ({ microphones }) => microphones.length === 2);
    await media.setMicrophone(false);
    expect(media.voice.get()?.enabled).toBe(false);
    await media.choose('microphone', 'mic-2');
    expect(media.voice.get()?.enabled).toBe(false);
    expect(devices.live().find(({ kind }) => kind === 'audio')?.enabled).toBe(false);
    await media.setMicrophone(true);
    expect(media.voice.get()?.enabled).toBe(true);
  });

  test('nothing is sent once the microphone is released', async () => {
    const media = createMedia();
    await media.start();
    media.release();
    expect(media.voice.get()).toBeUndefined();
  });
});
