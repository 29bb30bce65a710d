/** How the stage is seen (C1, V5): all alike or one large, full screen. */
import Expand from '@lucide/svelte/icons/expand';
import LayoutGrid from '@lucide/svelte/icons/layout-grid';
import Maximize from '@lucide/svelte/icons/maximize';
import { useLanguage } from '$lib/app/language.svelte.ts';
import type { CallScreenProps } from '../call-screen.ts';
import type { Capability } from '../capability.ts';
import { createFullscreen } from '../fullscreen.svelte.ts';

export const view =
  (props: CallScreenProps): Capability =>
  (screen) => {
    const language = useLanguage();
    const fullscreen = createFullscreen();
    const host = $derived(props.role === 'host');
    return {
      get bar() {
        const t = language.t.call;
        return [
          {
            id: 'view' as const,
            label: t.tileView,
            icon: LayoutGrid,
            pressed: screen.tiled,
            run: () => screen.setTiled(!screen.tiled),
          },
          ...(!host && fullscreen.available
            ? [
                {
                  id: 'fullscreen' as const,
                  label: t.fullscreen,
                  icon: Maximize,
                  pressed: fullscreen.on,
                  run: fullscreen.toggle,
                },
              ]
            : []),
        ];
      },
      get more() {
        const t = language.t.call;
        if (!host || !fullscreen.available) return [];
        const label = fullscreen.on ? t.fullscreenOff : t.fullscreenOn;
        return [{ id: 'fullscreen', group: 'screen' as const, label, icon: Maximize, run: fullscreen.toggle }];
      },
      tile: ({ participant: { peer } }) =>
        props.participants.length > 1 && (screen.tiled || peer !== screen.chosen)
          ? [{ id: 'enlarge', label: language.t.call.enlargeThis, icon: Expand, run: () => screen.enlarge(peer) }]
          : [],
    };
  };
