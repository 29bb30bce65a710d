/** The contracts of the ports on the real adapters, in Chromium with fake devices. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { journalStoreContract } from '../../contract/journal-store.ts';
import { mediaDevicesContract } from '../../contract/media-devices.ts';
import { storageContract } from '../../contract/storage.ts';
import { tabsContract } from '../../contract/tabs.ts';
import { createBrowsers, type Seat } from '../../support/browsers.ts';
import { alice } from '../../support/fake-media.ts';
import { servePage, type ServedPage } from './served-page.ts';

const browsers = createBrowsers();
let served: ServedPage;
let seat: Seat;

test.beforeAll(async () => {
  served = await servePage();
  seat = await browsers.seat(alice);
  await seat.page.goto(served.url);
});
test.afterAll(async () => {
  await browsers.closeAll();
  served.close();
});

const ready = (page: Page) => page.waitForFunction(() => 'media' in window);

for (const { title } of mediaDevicesContract) {
  test(`media devices: ${title}`, async () => {
    await ready(seat.page);
    await seat.page.evaluate((name) => window.media.runDevicesCase(name), title);
  });
}

for (const { title } of storageContract) {
  test(`localStorage: ${title}`, async () => {
    await ready(seat.page);
    await seat.page.evaluate((name) => window.media.runStorageCase(name), title);
  });
}

for (const { title } of journalStoreContract) {
  test(`X6 journal in IndexedDB: ${title}`, async () => {
    await ready(seat.page);
    await seat.page.evaluate((name) => window.media.runJournalCase(name), title);
  });
}

for (const { title, run } of tabsContract) {
  test(`tabs: ${title}`, async () => {
    const room = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url');
    const context: BrowserContext = await seat.browser.newContext();
    await run(async (gives) => {
      const page = await context.newPage();
      await page.goto(served.url);
      await ready(page);
      await page.evaluate(([id, given]) => window.media.claim(id, given), [room, gives] as const);
      return {
        state: () => page.evaluate(() => window.media.claimState()),
        takeOver: () => page.evaluate(() => window.media.takeOver()),
        timesTaken: () => page.evaluate(() => window.media.timesTaken()),
        close: () => page.close(),
      };
    });
    await context.close();
  });
}

test('J5 a tab that reloads has its room again', async () => {
  const room = 'AAAAAAAAAAAAAAAAAAAAAA';
  const context = await seat.browser.newContext();
  const [first, second] = [await context.newPage(), await context.newPage()];
  for (const page of [first, second]) {
    await page.goto(served.url);
    await ready(page);
    await page.evaluate((id) => window.media.claim(id, undefined), room);
  }
  await first.reload();
  await ready(first);
  await first.evaluate((id) => window.media.claim(id, undefined), room);
  expect(await first.evaluate(() => window.media.claimState())).toBe('mine');
  expect(await second.evaluate(() => window.media.claimState())).toBe('elsewhere');
  await context.close();
});
