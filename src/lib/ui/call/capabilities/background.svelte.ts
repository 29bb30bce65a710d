/** 背景を選択 (W4, V5) in the call, and the question when the background could not be replaced: it stays until it is answered. */
import Wallpaper from '@lucide/svelte/icons/wallpaper';
import { fromStore } from 'svelte/store';
import { useLanguage } from '$lib/app/language.svelte.ts';
import type { Cell } from '../../../core/cell.ts';
import type { MediaSourceState } from '../../../core/media/source.ts';
import BackgroundChooser from '../../parts/BackgroundChooser.svelte';
import type { BackgroundView } from '../../parts/background.ts';
import { ownPicture } from '../../parts/own-picture.ts';
import { mounted, type Capability } from '../capability.ts';

/** @param shown the own camera as others see it */
export const background =
  (chosen: { readonly view: BackgroundView }, shown: Cell<MediaSourceState>): Capability =>
  () => {
    const language = useLanguage();
    const camera = fromStore(shown);
    let open = $state(false);
    const chooser = mounted(BackgroundChooser, {
      get open() {
        return open;
      },
      get background() {
        return chosen.view;
      },
      get picture() {
        return ownPicture(camera.current);
      },
      onclose: () => (open = false),
    });
    return {
      get more() {
        const label = language.t.background.choose;
        return [{ id: 'background', group: 'devices' as const, label, icon: Wallpaper, run: () => (open = true) }];
      },
      get notices() {
        const { state, onShowRoom, onDismiss } = chosen.view;
        if (state.t !== 'stopped') return [];
        const t = language.t.background;
        const { title, text } = t.stopped[state.why];
        return [
          {
            id: 'background-stopped',
            kind: 'background-stopped',
            text: `${title}。${text}`,
            tone: 'warn' as const,
            action: { label: t.showRoom, run: onShowRoom },
            dismiss: onDismiss,
          },
        ];
      },
      overlays: [chooser],
    };
  };
