/** The families of browsers whose permission settings are found in different places (W10). */
import type { BrowserIdentity } from '../core/check/browsers.ts';

export type BrowserFamily = 'chromium' | 'android' | 'safari' | 'ios' | 'firefox' | 'other';

export function browserFamily({ name, system }: Pick<BrowserIdentity, 'name' | 'system'>): BrowserFamily {
  if (system === 'ios') return 'ios'; // there every browser has Safari's settings
  if (name === 'firefox' || name === 'safari') return name;
  if (system === 'android') return 'android';
  return name === 'chrome' || name === 'edge' ? 'chromium' : 'other';
}
