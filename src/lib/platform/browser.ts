/** What browser this is and what it can do, by trying where trying is possible. */
import type { BrowserIdentity, BrowserReport, Feature } from '../core/check/browsers.ts';
import { identifyBrowser } from '../core/check/user-agent.ts';

/** User-Agent Client Hints, which the DOM types do not know; only Chromium has them. */
const brandsOf = (browser: Navigator & { readonly userAgentData?: unknown }): readonly string[] => {
  const data = browser.userAgentData;
  const brands = typeof data === 'object' && data !== null && 'brands' in data ? data.brands : undefined;
  if (!Array.isArray(brands)) return [];
  return brands.flatMap((entry: unknown) =>
    typeof entry === 'object' && entry !== null && 'brand' in entry && typeof entry.brand === 'string'
      ? [entry.brand]
      : [],
  );
};

export const ownIdentity = (): BrowserIdentity =>
  identifyBrowser({
    userAgent: navigator.userAgent,
    brands: brandsOf(navigator),
    maxTouchPoints: navigator.maxTouchPoints,
  });

/** A phone or tablet: no speaker choice, no screen sharing, no virtual background (spec C3). */
export const isHandheld = (): boolean => ownIdentity().handheld;

/** Ed25519 and X25519: without them nobody can prove who they are. */
async function hasKeys(): Promise<boolean> {
  try {
    await crypto.subtle.generateKey({ name: 'Ed25519' }, false, ['sign', 'verify']);
    await crypto.subtle.generateKey({ name: 'X25519' }, false, ['deriveBits']);
    return true;
  } catch {
    return false;
  }
}

function hasConnections(): boolean {
  return (
    typeof RTCPeerConnection === 'function' &&
    typeof RTCPeerConnection.prototype.addTransceiver === 'function' &&
    typeof RTCRtpSender.prototype.replaceTrack === 'function' &&
    typeof RTCPeerConnection.prototype.createDataChannel === 'function'
  );
}

/** The browser, and what a call needs that it lacks. */
export async function readBrowser(): Promise<BrowserReport> {
  const missing: Feature[] = [];
  if (!hasConnections()) missing.push('connections');
  if (typeof WebSocket !== 'function') missing.push('web-socket');
  if (typeof indexedDB === 'undefined') missing.push('storage');
  // Both exist in secure contexts only: there their absence is the page's fault, which the security item names.
  if (globalThis.isSecureContext) {
    if (typeof navigator.mediaDevices?.getUserMedia !== 'function') missing.push('camera-access');
    if (!(await hasKeys())) missing.push('keys');
  }
  return { ...ownIdentity(), missing };
}
