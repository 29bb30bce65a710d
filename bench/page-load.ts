/**
 * `npm run bench -- page`: what the waiting room loads, on a first visit (through the environment check) and on a later one,
 * and which hosts it asks. The bodies are compressed here, so that the figures do not hang on what browser and relay agree on.
 */
import { gzipSync } from 'node:zlib';
import type { Page, Request, Response } from '@playwright/test';
import { createAppPage } from '../tests/support/app-page.ts';
import { createBrowsers } from '../tests/support/browsers.ts';
import { alice } from '../tests/support/fake-media.ts';
import { startApp } from '../tests/support/server.ts';
import { table } from './table.ts';

/** The aim: what the waiting room loads at most, in KB of JavaScript (gzip). */
const AIM_KB = 120;
const KINDS = ['script', 'stylesheet', 'document', 'image', 'font'] as const;
type Kind = (typeof KINDS)[number];

interface Load {
  /** Bytes (gzip) of each kind. */
  readonly bytes: ReadonlyMap<Kind, number>;
  readonly requests: number;
}

/** Watches what the page loads until `stop`. Only what was loaded to its end has a size: the line test cuts its streams off. */
function watchLoad(page: Page): { stop(): Promise<Load> } {
  const loads: Promise<readonly [Kind, number]>[] = [];
  const onFinished = (request: Request): void => {
    const kind = KINDS.find((known) => known === request.resourceType());
    if (kind) loads.push(request.response().then(async (response) => [kind, await gzipSize(response)] as const));
  };
  page.on('requestfinished', onFinished);
  return {
    async stop() {
      page.off('requestfinished', onFinished);
      const bytes = new Map<Kind, number>();
      for (const [kind, size] of await Promise.all(loads)) bytes.set(kind, (bytes.get(kind) ?? 0) + size);
      return { bytes, requests: loads.length };
    },
  };
}

const gzipSize = async (response: Response | null): Promise<number> =>
  response?.ok() ? gzipSync(await response.body()).length : 0;

export async function runPageLoad(): Promise<void> {
  const relay = await startApp();
  const browsers = createBrowsers();
  try {
    const { applicantUrl } = await relay.newInterview();
    const seat = await browsers.seat(alice);
    const app = createAppPage(seat);

    const first = watchLoad(seat.page);
    await app.open(applicantUrl);
    await app.enterName();
    const firstLoad = await first.stop();

    const later = await seat.context.newPage();
    await seat.page.close();
    const second = watchLoad(later);
    await createAppPage({ ...seat, page: later }).open(applicantUrl);
    const laterLoad = await second.stop();

    const kb = (load: Load, kind: Kind): string => ((load.bytes.get(kind) ?? 0) / 1024).toFixed(1);
    const row = (name: string, load: Load): string[] => [
      name,
      ...KINDS.map((kind) => kb(load, kind)),
      String(load.requests),
    ];
    console.log(`\nLoaded until the waiting room can be used, KB after gzip (aim: under ${AIM_KB} of script)\n`);
    const rows = [row('first visit, with check', firstLoad), row('later visit', laterLoad)];
    console.log(table(['visit', ...KINDS, 'requests'], rows));
    console.log(`\nHosts asked: ${[...seat.hostsAsked].join(', ')}`);
  } finally {
    await browsers.closeAll();
    await relay.close();
  }
}
