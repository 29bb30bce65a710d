/**
 * What a page's connections do at the network, by the browser's own account: which candidates it gathered (each of them goes
 * into a signal), and over which the media runs. Put before the page's scripts, so that it sees every connection.
 */
import type { BrowserContext, Page } from '@playwright/test';

declare global {
  interface Window {
    rtcWatch: { connection: RTCPeerConnection; gathered: RTCIceCandidate[]; received: string[] }[];
  }
}

export interface Path {
  readonly local: string;
  readonly remote: string;
}

export interface OwnEnd {
  /** host, srflx, prflx or relay. */
  readonly kind: string;
  /** Over what it reaches its TURN server: udp, tcp or tls; undefined: there is none on this side. */
  readonly relayProtocol: string | undefined;
}

/** Everything that pages of this context open from now on. */
export async function watchRtc(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    window.rtcWatch = [];
    // No private method: Playwright's compiler would move it out of what the page gets.
    const note = (to: RTCPeerConnection, lines: string | undefined): void => {
      const watched = window.rtcWatch.find(({ connection }) => connection === to);
      watched?.received.push(...(lines?.match(/candidate:.*$/gm) ?? []));
    };
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(config?: RTCConfiguration) {
        super(config);
        const watched = { connection: this, gathered: [] as RTCIceCandidate[], received: [] as string[] };
        window.rtcWatch.push(watched);
        this.addEventListener('icecandidate', ({ candidate }) => {
          if (candidate?.candidate) watched.gathered.push(candidate);
        });
      }
      override setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
        note(this, description.sdp);
        return super.setRemoteDescription(description);
      }
      override addIceCandidate(candidate?: RTCIceCandidateInit | null): Promise<void> {
        note(this, candidate?.candidate);
        return super.addIceCandidate(candidate);
      }
    };
  });
}

/** The nominated pair of each connection to another person that is up. */
const nominatedPairs = (page: Page): Promise<readonly { own: OwnEnd; remote: string }[]> =>
  page.evaluate(async (): Promise<{ own: OwnEnd; remote: string }[]> => {
    const pairs: { own: OwnEnd; remote: string }[] = [];
    for (const { connection } of window.rtcWatch) {
      if (connection.connectionState !== 'connected') continue;
      const report = await connection.getStats();
      const of = (id: unknown): Record<string, unknown> => report.get(String(id)) as Record<string, unknown>;
      report.forEach((stat: Record<string, unknown>) => {
        const pairId = stat['type'] === 'transport' ? stat['selectedCandidatePairId'] : undefined;
        if (pairId === undefined) return;
        const pair = of(pairId);
        const { candidateType, relayProtocol } = of(pair['localCandidateId']);
        pairs.push({
          own: {
            kind: String(candidateType),
            relayProtocol: typeof relayProtocol === 'string' ? relayProtocol : undefined,
          },
          remote: String(of(pair['remoteCandidateId'])['candidateType']),
        });
      });
    }
    return pairs;
  });

/** Kinds (host, srflx, prflx, relay) of the nominated pair of each connection to another person that is up. */
export const pathsInUse = async (page: Page): Promise<readonly Path[]> =>
  (await nominatedPairs(page)).map(({ own, remote }) => ({ local: own.kind, remote }));

/** The own end of these pairs. */
export const ownEnds = async (page: Page): Promise<readonly OwnEnd[]> =>
  (await nominatedPairs(page)).map(({ own }) => own);

/**
 * Kinds of all own candidates that connections to other people gathered, whether as an event or within a description. The
 * environment check's probes talk to nobody and do not count.
 */
export const kindsGiven = async (page: Page): Promise<ReadonlySet<string>> => {
  const lines = await page.evaluate(() =>
    window.rtcWatch
      .filter(({ connection }) => connection.remoteDescription !== null)
      .flatMap(({ connection, gathered }) => [
        ...gathered.map(({ candidate }) => candidate),
        ...(connection.localDescription?.sdp.match(/^a=candidate:.*$/gm) ?? []),
      ]),
  );
  return kindsIn(lines);
};

const kindsIn = (lines: readonly string[]): ReadonlySet<string> =>
  new Set(lines.map((line) => / typ (\w+)/.exec(line)?.[1] ?? line));

/** Kinds of all candidates that others have told this page, out of the signals, after the page opened them. */
export const kindsTold = async (page: Page): Promise<ReadonlySet<string>> =>
  kindsIn(await page.evaluate(() => window.rtcWatch.flatMap(({ received }) => received)));

/** Kinds of the own end of every path that a connection to another person ever tried, the nominated one or not. */
export const kindsTried = async (page: Page): Promise<ReadonlySet<string>> =>
  new Set(
    await page.evaluate(async (): Promise<string[]> => {
      const kinds: string[] = [];
      for (const { connection } of window.rtcWatch) {
        if (connection.remoteDescription === null || connection.connectionState === 'closed') continue;
        const report = await connection.getStats();
        report.forEach((stat: Record<string, unknown>) => {
          if (stat['type'] !== 'candidate-pair') return;
          const local = report.get(String(stat['localCandidateId'])) as { candidateType?: unknown } | undefined;
          if (local) kinds.push(String(local.candidateType));
        });
      }
      return kinds;
    }),
  );

export interface MediaBytes {
  readonly sent: number;
  readonly received: number;
}

/** Bytes of media (RTP, with headers: what only fills a line counts too) over all connections that this page ever had, to all others together. */
export const mediaBytes = (page: Page): Promise<MediaBytes> =>
  page.evaluate(async (): Promise<MediaBytes> => {
    const total = { sent: 0, received: 0 };
    for (const { connection } of window.rtcWatch) {
      const report = await connection.getStats();
      report.forEach((stat: Record<string, unknown>) => {
        if (stat['type'] === 'outbound-rtp') total.sent += Number(stat['bytesSent']) + Number(stat['headerBytesSent']);
        if (stat['type'] === 'inbound-rtp')
          total.received += Number(stat['bytesReceived']) + Number(stat['headerBytesReceived']);
      });
    }
    return total;
  });

/** How many connections of this page are not closed. */
export const openConnections = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      window.rtcWatch.filter(
        ({ connection }) => connection.connectionState !== 'closed' && connection.remoteDescription !== null,
      ).length,
  );
