/**
 * Which browser this is, from what it says of itself. Browsers name their relatives too (Edge says Chrome and Safari), so the
 * order of the questions matters. On iOS every browser but Safari is Safari inside, in an app's limits.
 */
import type { BrowserIdentity, BrowserName, SystemName } from './browsers.ts';

export interface SelfDescription {
  readonly userAgent: string;
  /** `navigator.userAgentData.brands`, where there is such a thing. */
  readonly brands: readonly string[];
  readonly maxTouchPoints: number;
}

const IN_APP =
  /\bLine\/|\bFB(AN|AV|_IAB)\b|\bInstagram\b|\bMicroMessenger\b|\bKAKAOTALK\b|\bTwitter\b|\bYJApp\b|\bGSA\/|; wv\)/;

const OTHER_BRANDS = /Brave|Opera|Vivaldi|Yandex|Samsung|DuckDuckGo/;
const OTHER_TOKENS = /\b(OPR|SamsungBrowser|Vivaldi|YaBrowser|DuckDuckGo|CriOS|FxiOS|EdgiOS|OPiOS)\//;

const TOKENS: readonly (readonly [BrowserName, RegExp])[] = [
  ['edge', /\bEdgA?\/(\d+)/],
  ['firefox', /\bFirefox\/(\d+)/],
  ['chrome', /\b(?:Headless)?Chrome\/(\d+)/],
  ['safari', /\bVersion\/(\d+)\S* .*\bSafari\//],
];

function systemOf({ userAgent, maxTouchPoints }: SelfDescription): SystemName {
  if (/\b(iPhone|iPad|iPod)\b/.test(userAgent)) return 'ios';
  // iPadOS calls itself a Mac; no Mac has a touch screen.
  if (/\bMacintosh\b/.test(userAgent)) return maxTouchPoints > 1 ? 'ios' : 'macos';
  if (/\bAndroid\b/.test(userAgent)) return 'android';
  if (/\bCrOS\b/.test(userAgent)) return 'chromeos';
  if (/\bWindows\b/.test(userAgent)) return 'windows';
  return /\b(Linux|X11)\b/.test(userAgent) ? 'linux' : 'other';
}

export function identifyBrowser(self: SelfDescription): BrowserIdentity {
  const { userAgent, brands } = self;
  const system = systemOf(self);
  const found = TOKENS.map(([name, token]) => ({ name, match: token.exec(userAgent) })).find(({ match }) => match);
  const strange = OTHER_TOKENS.test(userAgent) || brands.some((brand) => OTHER_BRANDS.test(brand));
  // A page inside an iOS app names no browser at all.
  const bare = system === 'ios' && /AppleWebKit/.test(userAgent) && !/\bSafari\//.test(userAgent);
  return {
    name: strange || !found ? 'other' : found.name,
    version: Number(found?.match?.[1] ?? 0),
    system,
    handheld: system === 'android' || system === 'ios',
    inApp: bare || IN_APP.test(userAgent),
  };
}
