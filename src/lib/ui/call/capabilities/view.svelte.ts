/** How the stage is seen (C1, V5): all alike or one large, pinned, full screen. */
import Expand from '@lucide/svelte/icons/expand';
import LayoutGrid from '@lucide/svelte/icons/layout-grid';
import Maximize from '@lucide/svelte/icons/maximize';
import Pin from '@lucide/svelte/icons/pin';
import PinOff from '@lucide/svelte/icons/pin-off';
import { useLanguage } from '$lib/app/language.svelte.ts';
import type { MenuEntry } from '../../parts/menu.ts';
import type { CallScreenProps } from '../call-screen.ts';
import type { BarItem, Capability, MoreEntry } from '../capability.ts';
import { createFullscreen } from '../fullscreen.svelte.ts';
import { largeOf, stageItems } from '../stage-view.ts';

export const view =
  (props: CallScreenProps): Capability =>
  (screen) => {
    const language = useLanguage();
    const fullscreen = createFullscreen();
    const host = $derived(props.role === 'host');
    const items = $derived(stageItems(props.participants));
    const large = $derived(largeOf(screen.view, items));
    return {
      get bar(): BarItem[] {
        const t = language.t.call;
        const tiled = screen.view.mode === 'tiles';
        const tiles: BarItem = {
          id: 'view',
          label: t.tileView,
          icon: LayoutGrid,
          pressed: tiled,
          hint: tiled ? t.toEnlarged : t.toTiles,
          run: () => screen.dispatch({ t: 'toggle' }),
        };
        if (host || !fullscreen.available) return [tiles];
        const full = { label: t.fullscreen, icon: Maximize, pressed: fullscreen.on, run: fullscreen.toggle };
        return [tiles, { id: 'fullscreen', ...full }];
      },
      get more(): MoreEntry[] {
        const t = language.t.call;
        if (!host || !fullscreen.available) return [];
        const label = fullscreen.on ? t.fullscreenOff : t.fullscreenOn;
        return [{ id: 'fullscreen', group: 'screen', label, icon: Maximize, run: fullscreen.toggle }];
      },
      tile({ key }): MenuEntry[] {
        const t = language.t.call;
        if (items.length < 2) return [];
        const pinned = screen.view.pinned === key;
        const enlarge: MenuEntry[] =
          key === large
            ? []
            : [
                {
                  id: 'enlarge',
                  label: t.enlargeThis,
                  icon: Expand,
                  run: () => screen.dispatch({ t: 'enlarge', key }),
                },
              ];
        const pin = { label: pinned ? t.unpin : t.pin, icon: pinned ? PinOff : Pin };
        return [...enlarge, { id: 'pin', ...pin, run: () => screen.dispatch({ t: 'pin', key }) }];
      },
    };
  };
