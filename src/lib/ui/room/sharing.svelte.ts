/** 画面共有 (V2): the button, the mark in the header with its stop button, and word of what went wrong. */
import MonitorOff from '@lucide/svelte/icons/monitor-off';
import MonitorUp from '@lucide/svelte/icons/monitor-up';
import { fromStore } from 'svelte/store';
import { useLanguage } from '$lib/app/language.svelte.ts';
import type { ScreenShare } from '$lib/core/media/screen-share.ts';
import { mounted, type BarItem, type Capability } from '../call/capability.ts';
import type { CallNotice } from '../call/notices.ts';
import ShareMark from '../call/ShareMark.svelte';

/** Phones and tablets have none of it (C3). */
export const sharing =
  (share: ScreenShare): Capability =>
  () => {
    if (!share.available) return {};
    const language = useLanguage();
    const state = fromStore(share.state);
    const allowed = fromStore(share.allowed);
    /** The failure that was dismissed: another one is told again. */
    let seen = $state.raw<unknown>();
    const on = $derived(state.current.t === 'sharing');
    const mark = mounted(ShareMark, { onstop: () => share.stop() });
    const hintOf = (): string | undefined => {
      const t = language.t.call.share;
      if (!allowed.current) return t.forbidden;
      if (on) return t.stop;
      return state.current.t === 'asking' ? t.asking : undefined;
    };
    return {
      get bar(): BarItem[] {
        return [
          {
            id: 'share',
            label: language.t.call.share.label,
            icon: on ? MonitorOff : MonitorUp,
            pressed: on,
            disabled: !allowed.current,
            hint: hintOf(),
            run: () => (on ? share.stop() : share.start()),
          },
        ];
      },
      get header() {
        return on ? [mark] : [];
      },
      get notices(): CallNotice[] {
        const shown = state.current;
        if (shown.t !== 'off' || shown.fault === undefined || shown === seen) return [];
        const text = language.t.call.share[shown.fault];
        return [{ id: 'share-failed', kind: 'share-failed', text, tone: 'warn', dismiss: () => (seen = shown) }];
      },
    };
  };
