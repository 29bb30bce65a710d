/** Notifications of requests on this browser: see core/call/request-notices.ts. */
import { createRequestNotices, type NoticeState, type RequestNotices } from '../core/call/request-notices.ts';
import { isHandheld } from '../platform/browser.ts';
import { browserNotices } from '../platform/notifications.ts';
import { localStore } from '../platform/storage.ts';
import { RequestNotice } from '../wire/remembered.ts';

export type { NoticeState, RequestNotices };

export function browserRequestNotices(): RequestNotices {
  const kept = localStore().kept('request-notice', RequestNotice);
  return createRequestNotices(browserNotices(isHandheld()), {
    get: () => kept.get()?.on,
    set: (on) => kept.set({ on }),
    clear: kept.clear,
  });
}
