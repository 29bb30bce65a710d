/** The pull-down of the microphone button (W2, V1). */
import AudioLines from '@lucide/svelte/icons/audio-lines';
import type { NoiseCancelling } from '../../core/media/noise.ts';
import type { Messages } from '../../i18n/ja.ts';
import type { MenuEntry } from './menu.ts';

/** What is to be said of noise cancelling beyond on and off. */
export const noiseNote = (t: Messages['common'], noise: NoiseCancelling): string | undefined =>
  noise === 'preparing' ? t.noisePreparing : noise === 'browser' ? t.noiseByBrowser : undefined;

export function microphoneMenu(
  t: Messages['common'],
  noise: NoiseCancelling,
  onNoise: (on: boolean) => void,
): readonly MenuEntry[] {
  const on = noise !== 'off';
  return [
    {
      id: 'noise-cancelling',
      label: t.noiseCancelling,
      hint: noiseNote(t, noise),
      icon: AudioLines,
      checked: on,
      run: () => onNoise(!on),
    },
  ];
}
