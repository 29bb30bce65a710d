/** Somebody opens another page in their browser as on a later visit: the environment check is passed, everything else is as at first. */
import { createAppPage, type AppPage } from './app-page.ts';
import type { Seat } from './browsers.ts';

/** @param origin of the app; the seat's own page has been there and has passed the check */
export async function newVisit(seat: Seat, origin: string, prepare?: (visit: Seat) => Promise<void>): Promise<AppPage> {
  const value = await seat.page.evaluate(() => localStorage.getItem('mensetsu/check'));
  const context = await seat.browser.newContext({
    ...{ locale: 'ja-JP', timezoneId: 'Asia/Tokyo', permissions: ['camera', 'microphone'] },
    viewport: { width: 1280, height: 800 },
    storageState: {
      cookies: [],
      origins: value === null ? [] : [{ origin, localStorage: [{ name: 'mensetsu/check', value }] }],
    },
  });
  const visit = { ...seat, context, page: await context.newPage() };
  await prepare?.(visit);
  return createAppPage(visit);
}
