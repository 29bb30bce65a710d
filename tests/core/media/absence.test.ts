/** A device that goes while it is in use, and what becomes of it (W3): the whole of a person's media, on devices that a test plugs. */
import { beforeEach, describe, expect, test } from 'vitest';
import { settled } from '../../../src/lib/core/cell.ts';
import { keptInMemory } from '../../../src/lib/core/kept.ts';
import { createLocalMedia } from '../../../src/lib/core/media/local-media.ts';
import type { DeviceChoice, SoundSettings } from '../../../src/lib/wire/remembered.ts';
import { createFakeDevices, createFakeVoices, type FakeDevices } from './fakes.ts';

let devices: FakeDevices;
let voices: ReturnType<typeof createFakeVoices>;
let choice = keptInMemory<DeviceChoice>();
const played: (string | undefined)[] = [];

const createMedia = () =>
  createLocalMedia({
    devices: devices.port,
    openVoice: voices.open,
    speaker: {
      choosable: true,
      playTestSound: (id) => {
        played.push(id);
        return Promise.resolve(true);
      },
    },
    choice,
    sound: keptInMemory<SoundSettings>(),
  });

beforeEach(() => {
  devices = createFakeDevices();
  devices.plug('camera', 'cam-1', 'Front camera');
  devices.plug('microphone', 'mic-1', 'Built-in microphone');
  devices.plug('speaker', 'out-1', 'Built-in speaker');
  voices = createFakeVoices();
  choice = keptInMemory<DeviceChoice>();
  played.length = 0;
});

const liveId = (state: { readonly t: string; readonly deviceId?: string }) =>
  state.t === 'live' ? state.deviceId : state.t;

describe('a device that goes while it is in use', () => {
  const lost = (kind: 'camera' | 'microphone', media: ReturnType<typeof createMedia>) =>
    settled(media[kind], (state) => state.t === 'failed' && state.fault === `${kind}-lost`);
  const inUse = (kind: 'camera' | 'microphone', media: ReturnType<typeof createMedia>, id: string) =>
    settled(media[kind], (state) => state.t === 'live' && state.deviceId === id);
  const desk = { id: 'cam-2', label: 'Desk camera' };

  test('W3 is named, and no other takes its place unasked', async () => {
    devices.plug('microphone', 'mic-2', 'Headset');
    const media = createMedia();
    await media.start();
    devices.unplug('mic-1');
    expect(await lost('microphone', media)).toMatchObject({ device: { id: 'mic-1', label: 'Built-in microphone' } });
    expect(media.voice.get()).toBeUndefined();
    expect(voices.count()).toBe(0);
    expect(devices.live().map(({ deviceId }) => deviceId)).toEqual(['cam-1']);
    expect(media.camera.get().t).toBe('live');
  });

  test('W3 plugged in again it goes on, muted where it was muted', async () => {
    const media = createMedia();
    const returned: string[] = [];
    media.returned.on(({ device }) => returned.push(device.label));
    await media.start();
    await media.setMicrophone(false);
    devices.unplug('mic-1');
    await lost('microphone', media);
    devices.plug('microphone', 'mic-2', 'Headset');
    await settled(media.devices, ({ microphones }) => microphones.length === 1);
    expect(media.microphone.get().t).toBe('failed');
    devices.plug('microphone', 'mic-1', 'Built-in microphone');
    await inUse('microphone', media, 'mic-1');
    expect(media.voice.get()?.enabled).toBe(false);
    expect(returned).toEqual(['Built-in microphone']);
    expect(media.absent.microphone.get()).toBeUndefined();
  });

  test('W3 another in its place is for now; the remembered one is taken again when it is back', async () => {
    choice.set({ camera: desk });
    devices.plug('camera', desk.id, desk.label);
    const media = createMedia();
    await media.start();
    devices.unplug(desk.id);
    await lost('camera', media);
    await media.useForNow('camera', 'cam-1');
    expect(liveId(media.camera.get())).toBe('cam-1');
    expect(media.absent.camera.get()).toEqual({ device: desk, back: false });
    expect(choice.get()?.camera).toEqual(desk);
    devices.plug('camera', desk.id, desk.label);
    await inUse('camera', media, desk.id);
    expect(media.absent.camera.get()).toBeUndefined();
    expect(devices.live().filter(({ kind }) => kind === 'video')).toHaveLength(1);
  });

  test('W3 one that was never chosen is offered when it is back, until that is answered', async () => {
    devices.plug('camera', desk.id, desk.label);
    const media = createMedia();
    await media.start();
    devices.unplug('cam-1');
    await lost('camera', media);
    await media.useForNow('camera', desk.id);
    devices.plug('camera', 'cam-1', 'Front camera');
    await settled(media.absent.camera, (absent) => absent?.back === true);
    expect(liveId(media.camera.get())).toBe(desk.id);
    await media.useForNow('camera', 'cam-1');
    expect(liveId(media.camera.get())).toBe('cam-1');
    expect(media.absent.camera.get()).toBeUndefined();
  });

  test.each([
    ['another was chosen', (media: ReturnType<typeof createMedia>) => media.choose('camera', desk.id)],
    ['the camera was switched off', (media: ReturnType<typeof createMedia>) => media.setCamera(false)],
    [
      'it was declined',
      async (media: ReturnType<typeof createMedia>) => {
        await media.useForNow('camera', desk.id);
        media.forgetAbsent('camera');
      },
    ],
  ])('W3 it is not offered any more after %s', async (_what, decide) => {
    devices.plug('camera', desk.id, desk.label);
    const media = createMedia();
    await media.start();
    devices.unplug('cam-1');
    await lost('camera', media);
    await decide(media);
    devices.plug('camera', 'cam-1', 'Front camera');
    await settled(media.devices, ({ cameras }) => cameras.length === 2);
    expect(media.absent.camera.get()).toBeUndefined();
  });

  test('V1 switched on by its button another one is taken', async () => {
    devices.plug('camera', desk.id, desk.label);
    const media = createMedia();
    await media.start();
    devices.unplug('cam-1');
    await lost('camera', media);
    await media.setCamera(true);
    expect(liveId(media.camera.get())).toBe(desk.id);
  });

  test('a track that ends while its device is there is opened again', async () => {
    const media = createMedia();
    await media.start();
    const [first] = devices.live().filter(({ kind }) => kind === 'video');
    first?.lose();
    await inUse('camera', media, 'cam-1');
    expect(devices.live().filter(({ kind }) => kind === 'video')).toHaveLength(1);
  });

  test('W10 a permission that was taken back is no lost device', async () => {
    const media = createMedia();
    await media.start();
    devices.denied.add('camera');
    devices
      .live()
      .find(({ kind }) => kind === 'video')
      ?.lose();
    await settled(media.camera, (state) => state.t === 'failed' && state.fault === 'camera-denied');
  });

  test('W10 another program that took it is named; freed, it can be tried again', async () => {
    const media = createMedia();
    await media.start();
    devices.busy.add('cam-1');
    devices
      .live()
      .find(({ kind }) => kind === 'video')
      ?.lose();
    await settled(media.camera, (state) => state.t === 'failed' && state.fault === 'camera-busy');
    devices.busy.clear();
    await media.setCamera(true);
    expect(liveId(media.camera.get())).toBe('cam-1');
  });

  test('W3 where "default" means another device now, that one is not taken unasked', async () => {
    devices.unplug('mic-1');
    devices.plug('microphone', 'default', 'Default - Headset');
    devices.plug('microphone', 'mic-1', 'Built-in microphone');
    const media = createMedia();
    await media.start();
    expect(liveId(media.microphone.get())).toBe('default');
    devices.change('default', 'Default - Built-in microphone');
    await lost('microphone', media);
    devices.change('default', 'Default - Headset');
    await inUse('microphone', media, 'default');
  });
});

test('W3 the remembered device that comes during the call is offered', async () => {
  choice.set({ camera: { id: 'cam-9', label: 'Camera at the office' } });
  const media = createMedia();
  await media.start();
  devices.plug('camera', 'cam-9', 'Camera at the office');
  await settled(media.absent.camera, (absent) => absent?.back === true);
  expect(liveId(media.camera.get())).toBe('cam-1');
  await media.useForNow('camera', 'cam-9');
  expect(liveId(media.camera.get())).toBe('cam-9');
});

test('W3 a speaker that is pulled out gives way to the system’s own, and is used again when it is back', async () => {
  devices.plug('speaker', 'out-2', 'Headset');
  const media = createMedia();
  await media.start();
  await settled(media.devices, ({ speakers }) => speakers.length === 2);
  await media.choose('speaker', 'out-2');
  expect(media.speaker.get()).toEqual({ id: 'out-2', missing: undefined });
  devices.unplug('out-2');
  const missing = { id: 'out-2', label: 'Headset' };
  expect(await settled(media.speaker, (speaker) => speaker.missing !== undefined)).toEqual({
    id: undefined,
    missing,
  });
  await media.playTestSound();
  devices.plug('speaker', 'out-2', 'Headset');
  await settled(media.speaker, ({ id }) => id === 'out-2');
  await media.playTestSound();
  expect(played).toEqual([undefined, 'out-2']);
  expect(choice.get()?.speaker).toEqual(missing);
});
