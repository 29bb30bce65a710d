/** Notifications of the system, for a page that nobody looks at just now. */
import type { NoticePermission, SystemNotices } from '../core/call/request-notices.ts';

/** A newer one takes the place of an older one that still stands. */
const TAG = 'mensetsu';

const PERMISSIONS: Readonly<Record<NotificationPermission, NoticePermission>> = {
  default: 'unasked',
  granted: 'granted',
  denied: 'denied',
};

/** @param handheld phones let service workers notify only, and have no other tabs beside the call */
export function browserNotices(handheld: boolean): SystemNotices {
  const available = !handheld && typeof Notification === 'function' && isSecureContext;
  return {
    permission: () => (available ? PERMISSIONS[Notification.permission] : 'unavailable'),
    async ask() {
      if (available) await Notification.requestPermission().catch(() => undefined);
    },
    isSeen: () => document.visibilityState === 'visible' && document.hasFocus(),
    onSeen(run) {
      const look = (): void => {
        if (document.visibilityState === 'visible' && document.hasFocus()) run();
      };
      document.addEventListener('visibilitychange', look);
      addEventListener('focus', look);
      return () => {
        document.removeEventListener('visibilitychange', look);
        removeEventListener('focus', look);
      };
    },
    show({ title, body }) {
      let shown: Notification;
      try {
        // Silent: the page has a sound of its own for it, as loud as the host likes.
        shown = new Notification(title, { body, tag: TAG, silent: true });
      } catch {
        return () => undefined;
      }
      shown.onclick = () => {
        window.focus();
        shown.close();
      };
      return () => shown.close();
    },
  };
}
