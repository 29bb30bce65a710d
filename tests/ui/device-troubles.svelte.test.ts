/** What the call screen says of devices that go and come: the real media of a person, on devices that a test plugs in and out. */
import { flushSync } from 'svelte';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { keptInMemory } from '../../src/lib/core/kept.ts';
import { createLocalMedia } from '../../src/lib/core/media/local-media.ts';
import type { DeviceChoice, SoundSettings } from '../../src/lib/wire/remembered.ts';
import { deviceTroubles } from '../../src/lib/ui/call/capabilities/device-troubles.svelte.ts';
import CallScreen from '../../src/lib/ui/call/CallScreen.svelte';
import { createFakeDevices, createFakeVoices } from '../core/media/fakes.ts';
import { callProps } from './support/props.ts';
import { all, press, render, the } from './support/render.svelte.ts';

async function setUp(
  choice: DeviceChoice = {},
  spoil: (devices: ReturnType<typeof createFakeDevices>) => void = () => undefined,
) {
  const devices = createFakeDevices();
  devices.plug('camera', 'cam-1', 'Front camera');
  devices.plug('microphone', 'mic-1', 'Built-in microphone');
  devices.plug('speaker', 'out-1', 'Built-in speaker');
  spoil(devices);
  const media = createLocalMedia({
    devices: devices.port,
    openVoice: createFakeVoices().open,
    speaker: { choosable: true, playTestSound: () => Promise.resolve(true) },
    choice: keptInMemory<DeviceChoice>(choice),
    sound: keptInMemory<SoundSettings>(),
  });
  onTestFinished(() => media.end());
  await media.start();
  const { root } = render(CallScreen, { ...callProps, capabilities: [deviceTroubles(media, 'chromium')] });
  const said = (): string => {
    flushSync();
    return [...root.querySelectorAll('[data-kind]')].map(({ textContent }) => textContent).join('\n');
  };
  const says = (text: string) => vi.waitFor(() => expect(said()).toContain(text));
  const button = (name: string): HTMLElement => the(root, 'button', name);
  return { devices, media, root, said, says, button };
}

describe('a camera that goes', () => {
  test('W3 which, what the others see, and another to use; then the one that is back', async () => {
    const { devices, media, root, said, says, button } = await setUp({}, (all) =>
      all.plug('camera', 'cam-2', 'Desk camera'),
    );
    expect(said()).toBe('');
    devices.unplug('cam-1');
    await says('カメラ「Front camera」との接続が切れました。相手には映像が届いていません。');
    press(button('「Desk camera」を使う'));
    await vi.waitFor(() => expect(media.camera.get()).toMatchObject({ t: 'live', deviceId: 'cam-2' }));
    expect(said()).toBe('');
    devices.plug('camera', 'cam-1', 'Front camera');
    await says('「Front camera」を使えるようになりました。');
    press(button('「Front camera」を使う'));
    await vi.waitFor(() => expect(media.camera.get()).toMatchObject({ t: 'live', deviceId: 'cam-1' }));
    await says('「Front camera」に戻りました。');
    expect(all(root, 'button', '「Front camera」を使う')).toHaveLength(0);
  });

  test('W3 without another it says that it goes on by itself, and it does', async () => {
    const { devices, said, says } = await setUp();
    devices.unplug('mic-1');
    await says(
      'マイク「Built-in microphone」との接続が切れました。相手には声が届いていません。つなぎ直すと自動で再開します。',
    );
    devices.plug('microphone', 'mic-1', 'Built-in microphone');
    await says('「Built-in microphone」に戻りました。');
    expect(said()).not.toContain('届いていません');
  });

  test('W3 closed, the notice stays away, until it goes again', async () => {
    const { devices, media, said, says, button } = await setUp();
    devices.unplug('cam-1');
    await says('届いていません');
    press(button('閉じる'));
    expect(said()).toBe('');
    devices.plug('camera', 'cam-1', 'Front camera');
    await vi.waitFor(() => expect(media.camera.get().t).toBe('live'));
    devices.unplug('cam-1');
    await says('届いていません');
  });
});

describe('a device that cannot be used', () => {
  test('W10 another program has it: what to do, and once more', async () => {
    const { devices, media, said, says, button } = await setUp();
    await media.setCamera(false);
    devices.busy.add('cam-1');
    await media.setCamera(true);
    await says('カメラを使えません。他のアプリやタブがカメラを使っていないか確認し');
    devices.busy.clear();
    press(button('もう一度試す'));
    await vi.waitFor(() => expect(media.camera.get().t).toBe('live'));
    expect(said()).toBe('');
  });

  test('W10 the permission was taken back: how to give it in this browser', async () => {
    const { devices, says } = await setUp();
    devices.denied.add('microphone');
    devices
      .live()
      .find(({ kind }) => kind === 'audio')
      ?.lose();
    await says('マイクの使用が許可されていません。アドレスバーの左にあるアイコンを押し');
  });

  test('W10 what was said in the waiting room is not said again', async () => {
    const { media, said } = await setUp({}, (all) => all.unplug('cam-1'));
    expect(media.camera.get().t).toBe('failed');
    expect(said()).toBe('');
  });
});

test('W3 a speaker that goes: the sound comes from the system’s own, and from it again when it is back', async () => {
  const headset = { id: 'out-2', label: 'Headset' };
  const { devices, said, says } = await setUp({ speaker: headset }, (all) => all.plug('speaker', 'out-2', 'Headset'));
  expect(said()).toBe('');
  devices.unplug('out-2');
  await says('スピーカー「Headset」との接続が切れました。音声はシステムの既定の出力から流れます。');
  devices.plug('speaker', 'out-2', 'Headset');
  await says('音声は「Headset」から流れます。');
  expect(said()).not.toContain('切れました');
});
