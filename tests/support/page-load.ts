/**
 * What a page loads. The bodies are compressed here, so that the sizes do not hang on what browser and relay agree on.
 */
import { gzipSync } from 'node:zlib';
import type { Page, Request, Response } from '@playwright/test';

/** What the waiting room loads at most, in KB of JavaScript (gzip). */
export const MOST_SCRIPT_KB = 120;
export const LOADED_KINDS = ['script', 'stylesheet', 'document', 'image', 'font'] as const;
export type LoadedKind = (typeof LOADED_KINDS)[number];

export interface Load {
  /** Bytes (gzip) of each kind. */
  readonly bytes: ReadonlyMap<LoadedKind, number>;
  readonly requests: number;
  /** The texts of the scripts. */
  readonly scripts: readonly string[];
}

/** Watches what the page loads until `stop`. Only what was loaded to its end has a size: the line test cuts its streams off. */
export function watchLoad(page: Page): { stop(): Promise<Load> } {
  const loads: Promise<readonly [LoadedKind, Buffer]>[] = [];
  const onFinished = (request: Request): void => {
    const kind = LOADED_KINDS.find((known) => known === request.resourceType());
    if (kind) loads.push(request.response().then(async (response) => [kind, await bodyOf(response)] as const));
  };
  page.on('requestfinished', onFinished);
  return {
    async stop() {
      page.off('requestfinished', onFinished);
      const bytes = new Map<LoadedKind, number>();
      const loaded = await Promise.all(loads);
      for (const [kind, body] of loaded) bytes.set(kind, (bytes.get(kind) ?? 0) + gzipSync(body).length);
      const scripts = loaded.filter(([kind]) => kind === 'script').map(([, body]) => body.toString());
      return { bytes, requests: loads.length, scripts };
    },
  };
}

const bodyOf = async (response: Response | null): Promise<Buffer> =>
  response?.ok() ? response.body() : Buffer.alloc(0);
