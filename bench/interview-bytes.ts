/**
 * `npm run bench -- interview`: what one real interview costs the server: bytes of the page, of the environment check and of signaling, phase by
 * phase, through a proxy that counts (headers of HTTP and WebSocket included, those of TCP and TLS not); and what goes from browser to
 * browser, which is what a TURN server would carry. docs/capacity.md reckons with it.
 */
import type { Page } from '@playwright/test';
import { createAppPage } from '../tests/support/app-page.ts';
import { createBrowsers } from '../tests/support/browsers.ts';
import { alice, bob } from '../tests/support/fake-media.ts';
import { newInterviewAt, startApp } from '../tests/support/server.ts';
import { startCountingProxy, type Bytes, type CountingProxy, type Purpose } from './counting-proxy.ts';
import { table } from './table.ts';

/** How long the call is watched, in milliseconds: a minute of heartbeats. */
const CALL_MS = Number(process.env['BENCH_CALL_SECONDS'] ?? 60) * 1000;
const PURPOSES: readonly Purpose[] = ['page', 'line test', 'models', 'socket'];

/** Bytes that a page's connections to others have sent so far, as WebRTC counts them: payload and headers of RTP and data channels. */
const sentBetween = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const { connections } = window as unknown as { connections: RTCPeerConnection[] };
    let bytes = 0;
    for (const connection of connections)
      for (const stats of (await connection.getStats()).values())
        if (stats.type === 'transport') bytes += stats.bytesSent;
    return bytes;
  });

const shown = (bytes: Bytes | undefined): string =>
  bytes ? `${bytes.up.toLocaleString('en')} / ${bytes.down.toLocaleString('en')} (${bytes.count})` : '-';

export async function runInterviewBytes(): Promise<void> {
  const relay = await startApp();
  const proxy: CountingProxy = await startCountingProxy(relay.port);
  const browsers = createBrowsers();
  const rows: string[][] = [];
  const note = (phase: string): void => {
    const taken = proxy.take();
    rows.push([phase, ...PURPOSES.map((purpose) => shown(taken.get(purpose)))]);
  };
  try {
    const { hostUrl, applicantUrl } = await newInterviewAt({ url: proxy.url, port: relay.port });
    const seats = [await browsers.seat(alice), await browsers.seat(bob)] as const;
    for (const { page } of seats)
      await page.addInitScript(() => {
        const connections: RTCPeerConnection[] = [];
        Object.assign(window, { connections });
        window.RTCPeerConnection = class extends RTCPeerConnection {
          constructor(configuration?: RTCConfiguration) {
            super(configuration);
            connections.push(this);
          }
        };
      });
    const [host, applicant] = [createAppPage(seats[0]), createAppPage(seats[1])];
    await host.open(hostUrl);
    note('host: first visit, check, waiting room');
    await applicant.open(applicantUrl);
    note('applicant: the same');
    await host.enterName();
    await host.connect();
    note('host: into the call');
    await applicant.enterName();
    await applicant.request();
    await host.admit(bob.name);
    await Promise.all([host.expectToSee(bob), applicant.expectToSee(alice)]);
    note('knock, admission, until both see each other');
    const pages = [host.page, applicant.page];
    const before = await Promise.all(pages.map(sentBetween));
    const begun = performance.now();
    await new Promise((resolve) => setTimeout(resolve, CALL_MS));
    const seconds = (performance.now() - begun) / 1000;
    const after = await Promise.all(pages.map(sentBetween));
    note(`${seconds.toFixed(0)} s of the call`);
    await host.leave();
    note('the host leaves');
    const kbps = after.map((bytes, at) => (((bytes - (before[at] ?? 0)) * 8) / seconds / 1000).toFixed(0));
    console.log('\nBytes to / from the server (requests or sockets)\n');
    console.log(table(['phase', ...PURPOSES], rows));
    console.log(
      `\nFrom browser to browser: ${kbps.join(' and ')} kbit/s, picture and sound, in tiles of a window of 1280x800.`,
    );
  } finally {
    await browsers.closeAll();
    proxy.close();
    await relay.close();
  }
}
