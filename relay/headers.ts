/**
 * The headers of every answer (spec N6). The page's own content security policy stands in its <meta>, with the hash of Kit's
 * inline script; what is sent here is only what a meta element cannot say, since of two policies both would count.
 */
import type { ServerResponse } from 'node:http';

/** Half a year, in seconds: long enough to count, short enough to leave https again. */
const HSTS_S = 15_552_000;

const HEADERS = {
  'Content-Security-Policy': "frame-ancestors 'none'",
  'X-Frame-Options': 'DENY',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': 'camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=(), usb=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

export function setSecurityHeaders(response: ServerResponse, isHttps: boolean): void {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  if (isHttps) response.setHeader('Strict-Transport-Security', `max-age=${HSTS_S}`);
}
