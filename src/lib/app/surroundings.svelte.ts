/** What a page is told of where it runs: the browser's standing by the supported table (S1), and the installation (S2). */
import { judgeBrowser } from '../core/check/browsers.ts';
import type { Outcome } from '../core/check/items.ts';
import { readBrowser } from '../platform/browser.ts';
import { readInstallation } from '../platform/installation.ts';
import type { Installation } from '../wire/installation.ts';

export type { Installation };

/** Undefined until it is known. */
export function useBrowserStanding(): { readonly current: Outcome<'browser'> | undefined } {
  let current = $state.raw<Outcome<'browser'>>();
  void readBrowser().then((report) => (current = judgeBrowser(report)));
  return {
    get current() {
      return current;
    },
  };
}

/** Undefined until it is known; null where the server does not tell. */
export function useInstallation(): { readonly current: Installation | null | undefined } {
  let current = $state.raw<Installation | null>();
  void readInstallation().then((known) => (current = known ?? null));
  return {
    get current() {
      return current;
    },
  };
}
