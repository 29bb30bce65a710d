/**
 * Fetches one large file: what came before is kept and gone on with (RFC 9110, range requests), a broken line is taken up again a
 * few times. What is here in the end is said by the caller's hash, not by the server.
 */
import { open, truncate } from 'node:fs/promises';
import { MODEL_FILE_MAX_BYTES } from '../../src/lib/wire/models.ts';
import { sizeOf } from './shelf.ts';

/** How often a broken line is taken up again, and how long is waited before each, in milliseconds. */
const PAUSES_MS = [1_000, 4_000, 10_000] as const;
/** How long a server may say nothing, in milliseconds. */
const SILENCE_MS = 30_000;

/** offline: the server cannot be reached; refused: it answers otherwise; insecure: not over HTTPS; too-large: more than was said. */
export type DownloadFault = 'offline' | 'refused' | 'insecure' | 'too-large';
export class DownloadError extends Error {
  readonly code: DownloadFault;
  /** The answer's status, where there was one. */
  readonly status: number | undefined;
  constructor(code: DownloadFault, status?: number) {
    super(`download: ${code}${status === undefined ? '' : ` (${status})`}`);
    this.code = code;
    this.status = status;
  }
}

export interface DownloadDeps {
  readonly fetch: typeof fetch;
  wait(ms: number): Promise<void>;
  /** Bytes that are here, of how many; the latter is unknown until the server says so. */
  progress(here: number, of: number | undefined): void;
}

/** HTTPS; without it only from this very machine. */
export function isSecure(url: string): boolean {
  const parsed = URL.parse(url);
  if (!parsed) return false;
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(parsed.hostname);
  return parsed.protocol === 'https:' || (parsed.protocol === 'http:' && isHere);
}

/** `url` into `file`, going on with what stands there. `bytes`: its size, where it is known. */
export async function download(
  url: string,
  file: string,
  bytes: number | undefined,
  deps: DownloadDeps,
): Promise<void> {
  if (!isSecure(url)) throw new DownloadError('insecure');
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await fetchOnce(url, file, bytes, deps);
    } catch (error) {
      const pause = PAUSES_MS[attempt];
      const isFinal = error instanceof DownloadError && error.code !== 'offline';
      if (isFinal || pause === undefined) throw error;
      await deps.wait(pause);
    }
  }
}

async function fetchOnce(url: string, file: string, bytes: number | undefined, deps: DownloadDeps): Promise<void> {
  let here = await sizeOf(file);
  if (bytes !== undefined && here >= bytes) {
    if (here === bytes) return;
    await truncate(file, 0); // more than it can be: of something else
    here = 0;
  }
  const ended = new AbortController();
  let silence = setTimeout(() => ended.abort(), SILENCE_MS);
  const heard = (): void => {
    clearTimeout(silence);
    silence = setTimeout(() => ended.abort(), SILENCE_MS);
  };
  try {
    const response = await deps
      // As it is stored: a compressed answer has another length, and cannot be gone on with.
      .fetch(url, {
        headers: { 'Accept-Encoding': 'identity', ...(here > 0 && { Range: `bytes=${here}-` }) },
        signal: ended.signal,
      })
      .catch(() => undefined);
    if (!response) throw new DownloadError('offline');
    if (!isSecure(response.url || url)) throw new DownloadError('insecure'); // it sent us elsewhere
    if (response.status === 416) {
      await truncate(file, 0);
      throw new DownloadError('offline', 416); // begun anew
    }
    if (!response.ok || !response.body) {
      throw new DownloadError(response.status >= 500 ? 'offline' : 'refused', response.status);
    }
    if (response.status !== 206) here = 0;
    const length = Number(response.headers.get('content-length'));
    const total = bytes ?? (length > 0 ? here + length : undefined);
    const most = bytes ?? MODEL_FILE_MAX_BYTES;
    if (total !== undefined && total > most) throw new DownloadError('too-large');
    let got = here;
    const to = await open(file, here > 0 ? 'a' : 'w');
    const reader = response.body.getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read().catch(() => Promise.reject(new DownloadError('offline')));
        if (done) break;
        heard();
        got += value.length;
        if (got > most) throw new DownloadError('too-large');
        await to.appendFile(value);
        deps.progress(got, total);
      }
    } finally {
      await to.close();
      await reader.cancel().catch(() => undefined);
    }
    if (total !== undefined && got < total) throw new DownloadError('offline');
  } finally {
    clearTimeout(silence);
  }
}
