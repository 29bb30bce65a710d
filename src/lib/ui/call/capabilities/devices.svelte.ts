/** デバイス設定 and the microphone's pull-down (W3, V1, V5) in the call. */
import Settings from '@lucide/svelte/icons/settings';
import { useLanguage } from '$lib/app/language.svelte.ts';
import DeviceSettings from '../../parts/DeviceSettings.svelte';
import { microphoneMenu } from '../../parts/microphone-menu.ts';
import type { CallScreenProps } from '../call-screen.ts';
import { mounted, type Capability } from '../capability.ts';

export const devices =
  (props: CallScreenProps): Capability =>
  () => {
    const language = useLanguage();
    let open = $state(false);
    const dialog = mounted(DeviceSettings, {
      get open() {
        return open;
      },
      get lists() {
        return props.devices.lists;
      },
      get chosen() {
        return props.devices.chosen;
      },
      get speakerChoosable() {
        return props.devices.speakerChoosable;
      },
      get noise() {
        return props.devices.noise;
      },
      onNoise: (on) => props.devices.onNoise(on),
      level: () => props.level(),
      onclose: () => (open = false),
      onchoose: (kind, id) => props.onchoose(kind, id),
      onTestSound: () => props.onTestSound(),
    });
    return {
      get more() {
        const label = language.t.call.deviceSettings;
        return [{ id: 'devices', group: 'devices' as const, label, icon: Settings, run: () => (open = true) }];
      },
      get microphoneMenu() {
        return microphoneMenu(language.t.common, props.devices.noise, (on) => props.devices.onNoise(on));
      },
      overlays: [dialog],
    };
  };
