import { identifyBrowser } from '../../core/check/user-agent.ts';
import { browserFamily, type BrowserFamily } from '../../i18n/browser.ts';

/** Whose permission settings the help describes. It picks a sentence only: nothing else depends on it. */
export const ownBrowserFamily = (): BrowserFamily =>
  browserFamily(
    identifyBrowser({ userAgent: navigator.userAgent, brands: [], maxTouchPoints: navigator.maxTouchPoints }),
  );
