/**
 * `npm run bench -- page`: what the waiting room loads, on a first visit (through the environment check) and on a later one,
 * and which hosts it asks. The bodies are compressed here, so that the figures do not hang on what browser and relay agree on.
 */
import { createAppPage } from '../tests/support/app-page.ts';
import { createBrowsers } from '../tests/support/browsers.ts';
import { alice } from '../tests/support/fake-media.ts';
import { LOADED_KINDS, MOST_SCRIPT_KB, watchLoad, type Load, type LoadedKind } from '../tests/support/page-load.ts';
import { startApp } from '../tests/support/server.ts';
import { table } from './table.ts';

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

    const kb = (load: Load, kind: LoadedKind): string => ((load.bytes.get(kind) ?? 0) / 1024).toFixed(1);
    const row = (name: string, load: Load): string[] => [
      name,
      ...LOADED_KINDS.map((kind) => kb(load, kind)),
      String(load.requests),
    ];
    console.log(
      `\nLoaded until the waiting room can be used, KB after gzip (aim: under ${MOST_SCRIPT_KB} of script)\n`,
    );
    const rows = [row('first visit, with check', firstLoad), row('later visit', laterLoad)];
    console.log(table(['visit', ...LOADED_KINDS, 'requests'], rows));
    console.log(`\nHosts asked: ${[...seat.hostsAsked].join(', ')}`);
  } finally {
    await browsers.closeAll();
    await relay.close();
  }
}
