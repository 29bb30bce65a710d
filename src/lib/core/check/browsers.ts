/** The supported browsers (spec S1) as data, and how a browser is judged by it. The help page shows the same table. */
import type { Outcome } from './items.ts';

export type BrowserName = 'chrome' | 'edge' | 'safari' | 'firefox' | 'other';
export type SystemName = 'windows' | 'macos' | 'chromeos' | 'linux' | 'android' | 'ios' | 'other';

/** What a call cannot do without. */
export const FEATURES = ['camera-access', 'connections', 'keys', 'storage', 'web-socket'] as const;
export type Feature = (typeof FEATURES)[number];

export interface BrowserIdentity {
  readonly name: BrowserName;
  /** Main version; 0 where it is not told. */
  readonly version: number;
  readonly system: SystemName;
  /** A phone or tablet: no speaker choice, no screen sharing, no virtual background (spec C3). */
  readonly handheld: boolean;
  /** A page inside another app (LINE, Instagram and so on). */
  readonly inApp: boolean;
}

export interface BrowserReport extends BrowserIdentity {
  readonly missing: readonly Feature[];
}

export interface SupportedBrowser {
  readonly name: BrowserName;
  readonly systems: readonly SystemName[];
  /** The newest main version when this was written, and the oldest that is supported: the one before. */
  readonly newest: number;
  readonly minimum: number;
}

/** As of the versions that the tests ran in. Safari counts by system releases, so older ones stay in use for years. */
export const SUPPORTED_BROWSERS: readonly SupportedBrowser[] = [
  { name: 'chrome', systems: ['windows', 'macos', 'chromeos', 'linux', 'android'], newest: 156, minimum: 155 },
  { name: 'edge', systems: ['windows', 'macos', 'chromeos', 'linux', 'android'], newest: 156, minimum: 155 },
  { name: 'firefox', systems: ['windows', 'macos', 'linux', 'android'], newest: 153, minimum: 152 },
  { name: 'safari', systems: ['macos', 'ios'], newest: 26, minimum: 18 },
];

/** What is missing decides; a version only warns, since the table grows older than the browsers. */
export function judgeBrowser(report: BrowserReport): Outcome<'browser'> {
  const row = SUPPORTED_BROWSERS.find(({ name, systems }) => name === report.name && systems.includes(report.system));
  const measured = { ...report, minimum: row?.minimum };
  if (report.missing.length > 0) {
    return { state: 'failed', measured, problem: report.inApp ? 'browser-in-app' : 'browser-features' };
  }
  if (report.inApp) return { state: 'warning', measured, problem: 'browser-in-app' };
  if (!row) return { state: 'warning', measured, problem: 'browser-unknown' };
  if (report.version < row.minimum) return { state: 'warning', measured, problem: 'browser-old' };
  return { state: 'ok', measured };
}
