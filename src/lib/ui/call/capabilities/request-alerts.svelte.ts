/** 参加リクエストの通知 (J1, J2): how the host is told of requests. */
import Bell from '@lucide/svelte/icons/bell';
import { fromStore } from 'svelte/store';
import type { RequestNotices } from '$lib/app/request-notices.ts';
import type { RequestSound } from '$lib/app/request-sound.ts';
import { useLanguage } from '$lib/app/language.svelte.ts';
import { mounted, type Capability, type MoreEntry } from '../capability.ts';
import RequestAlertsDialog from '../RequestAlertsDialog.svelte';

export const requestAlerts =
  (sound: RequestSound, notices: RequestNotices): Capability =>
  () => {
    const language = useLanguage();
    const volume = fromStore(sound.volume);
    const notice = fromStore(notices.state);
    let open = $state(false);
    const dialog = mounted(RequestAlertsDialog, {
      get open() {
        return open;
      },
      get volume() {
        return volume.current;
      },
      get notice() {
        return notice.current;
      },
      onvolume: sound.choose,
      onnotice: (on) => void notices.choose(on),
      onclose: () => (open = false),
    });
    return {
      get more(): MoreEntry[] {
        const label = language.t.common.requestSound.title;
        return [{ id: 'request-alerts', group: 'devices', label, icon: Bell, run: () => (open = true) }];
      },
      overlays: [dialog],
    };
  };
