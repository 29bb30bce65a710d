import { expect, test, type Browser } from '@playwright/test';
import { rtcContract } from '../../contract/rtc.ts';
import { chromiumPath } from '../../support/browsers.ts';
import { buildPage, launch, openPage } from './call.ts';

let script: string;
let browser: Browser;
test.beforeAll(async () => {
  script = await buildPage('contract');
  browser = await launch(chromiumPath() ?? 'chromium');
});
test.afterAll(async () => browser.close());

for (const [at, { title }] of rtcContract.entries()) {
  test(`RTCPeerConnection in Chromium: ${title}`, async () => {
    const page = await openPage(browser, script);
    expect(await page.evaluate((which) => window.runContract(which), at)).toBeUndefined();
    await page.context().close();
  });
}
