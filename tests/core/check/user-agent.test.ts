import { describe, expect, test } from 'vitest';
import { judgeBrowser, SUPPORTED_BROWSERS, type BrowserReport } from '../../../src/lib/core/check/browsers.ts';
import { identifyBrowser } from '../../../src/lib/core/check/user-agent.ts';

const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const ANDROID = 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)';
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)';

type Row = readonly [what: string, userAgent: string, expected: string, brands?: readonly string[], touch?: number];
/** name, version, system; then `handheld` and `in app` where they are. */
const table: readonly Row[] = [
  [
    'Chrome on Windows',
    `${WINDOWS} Chrome/156.0.0.0 Safari/537.36`,
    'chrome 156 windows',
    ['Google Chrome', 'Chromium'],
  ],
  ['Edge on Windows', `${WINDOWS} Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0`, 'edge 156 windows'],
  ['Chrome on Android', `${ANDROID} Chrome/156.0.0.0 Mobile Safari/537.36`, 'chrome 156 android handheld'],
  ['Edge on Android', `${ANDROID} Chrome/156.0.0.0 Mobile Safari/537.36 EdgA/155.0.0.0`, 'edge 155 android handheld'],
  ['an Android tablet', `${ANDROID} Chrome/156.0.0.0 Safari/537.36`, 'chrome 156 android handheld'],
  [
    'Chrome on ChromeOS',
    'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
    'chrome 156 chromeos',
  ],
  [
    'Chromium without a window',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36',
    'chrome 156 linux',
    ['Chromium', 'HeadlessChrome'],
  ],
  ['Firefox on Linux', 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0', 'firefox 153 linux'],
  [
    'Firefox on Android',
    'Mozilla/5.0 (Android 15; Mobile; rv:153.0) Gecko/153.0 Firefox/153.0',
    'firefox 153 android handheld',
  ],
  ['Safari on a Mac', `${MAC} Version/18.5 Safari/605.1.15`, 'safari 18 macos'],
  ['Safari on an iPad, which says it is a Mac', `${MAC} Version/18.5 Safari/605.1.15`, 'safari 18 ios handheld', [], 5],
  ['Safari on an iPhone', `${IPHONE} Version/18.5 Mobile/15E148 Safari/604.1`, 'safari 18 ios handheld'],
  ['Chrome on an iPhone', `${IPHONE} CriOS/156.0.0.0 Mobile/15E148 Safari/604.1`, 'other 0 ios handheld'],
  ['Brave', `${WINDOWS} Chrome/156.0.0.0 Safari/537.36`, 'other 156 windows', ['Brave', 'Chromium']],
  ['Opera', `${WINDOWS} Chrome/155.0.0.0 Safari/537.36 OPR/130.0.0.0`, 'other 155 windows'],
  [
    'Samsung Internet',
    `${ANDROID} SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36`,
    'other 136 android handheld',
  ],
  ['LINE on an iPhone', `${IPHONE} Mobile/15E148 Safari Line/15.8.0`, 'other 0 ios handheld in app'],
  [
    'LINE on Android',
    'Mozilla/5.0 (Linux; Android 15; Pixel 9 Build/AP4A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/156.0.0.0 Mobile Safari/537.36 Line/15.8.0/IAB',
    'chrome 156 android handheld in app',
  ],
  ['Instagram on an iPhone', `${IPHONE} Mobile/22F76 Instagram 380.0.0.0`, 'other 0 ios handheld in app'],
  ['nothing at all', '', 'other 0 other'],
];

const rows = table.map(
  ([what, userAgent, expected, brands = [], touch = 0]) => [what, userAgent, expected, brands, touch] as const,
);

describe('E2 the browser by what it says of itself', () => {
  test.each(rows)('%s', (_what, userAgent, expected, brands, maxTouchPoints) => {
    const { name, version, system, handheld, inApp } = identifyBrowser({ userAgent, brands, maxTouchPoints });
    expect([name, version, system, ...(handheld ? ['handheld'] : []), ...(inApp ? ['in app'] : [])].join(' ')).toBe(
      expected,
    );
  });
});

const chrome: BrowserReport = {
  name: 'chrome',
  version: 156,
  system: 'windows',
  handheld: false,
  inApp: false,
  missing: [],
};

describe('S1 the supported table', () => {
  test.each([
    ['the newest', chrome, 'ok', undefined],
    ['the one before', { ...chrome, version: 155 }, 'ok', undefined],
    ['newer than the table', { ...chrome, version: 190 }, 'ok', undefined],
    ['older', { ...chrome, version: 154 }, 'warning', 'browser-old'],
    ['unknown, with all that is needed', { ...chrome, name: 'other' }, 'warning', 'browser-unknown'],
    ['known, on an unknown system', { ...chrome, name: 'safari', system: 'windows' }, 'warning', 'browser-unknown'],
    ['inside an app that gives a camera', { ...chrome, inApp: true }, 'warning', 'browser-in-app'],
    [
      'inside an app without a camera',
      { ...chrome, inApp: true, missing: ['camera-access'] },
      'failed',
      'browser-in-app',
    ],
    ['the newest, without keys', { ...chrome, missing: ['keys'] }, 'failed', 'browser-features'],
  ] as const)('%s', (_what, report, state, problem) => {
    const outcome = judgeBrowser(report);
    expect([outcome.state, outcome.problem]).toEqual([state, problem]);
  });

  test('iPhones are supported from version 18 on', () => {
    expect(SUPPORTED_BROWSERS.find(({ systems }) => systems.includes('ios'))).toMatchObject({
      name: 'safari',
      minimum: 18,
    });
  });
});
