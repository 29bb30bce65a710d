/**
 * The headers of every answer (spec N6). The page's own content security policy stands in its <meta>, with the hash of Kit's
 * inline script; what is sent here is only what a meta element cannot say, since of two policies both would count.
 */
import type { ServerResponse } from 'node:http';

/** Half a year, in seconds: long enough to count, short enough to leave https again. */
const HSTS_S = 15_552_000;

/**
 * The policy of a script that is run as a worker: unlike a page's script it has that of its own answer, and without one it
 * could talk to any host. For a script of a page it means nothing. `wasm-unsafe-eval` compiles WebAssembly, no text.
 */
export const WORKER_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "connect-src 'self'",
  "img-src 'self' data: blob:",
  "worker-src 'self' blob:",
  "frame-ancestors 'none'",
].join('; ');

/**
 * The worker of speech recognition (Vosk), and nothing else: the glue of its WebAssembly makes functions of text (docs/decisions/0013-speech-worker-policy.md). It may load no
 * further script, and what it reads comes from this server alone.
 */
export const SPEECH_WORKER_POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-eval' 'wasm-unsafe-eval'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
].join('; ');
/** As the client's build names it. */
const SPEECH_WORKER = /^\/_app\/immutable\/workers\/speech\.worker-[\w-]+\.js$/;

/** The policy that a script is sent with, in case a page runs it as a worker. */
export const scriptPolicy = (name: string): string => (SPEECH_WORKER.test(name) ? SPEECH_WORKER_POLICY : WORKER_POLICY);

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
