/** What four browsers did in a while: frames and bits of each stream by their own getStats, and the processor's time. */
import { readFileSync } from 'node:fs';
import type { Browser, Page } from '@playwright/test';
import '../../tests/support/rtc-watch.ts';

/** One person's picture as another one's browser decodes it. */
export interface Stream {
  readonly framesPerSecond: number;
  readonly kbps: number;
  readonly width: number;
  readonly height: number;
}

export interface Measured {
  readonly streams: readonly Stream[];
  /** Processor milliseconds of all browsers for each frame that one of them decoded. */
  readonly cpuMsPerFrame: number;
  /** Processors in use: by the browsers, and by everything else on this machine. */
  readonly ours: number;
  readonly others: number;
  /** What held pictures back, and for how many senders. */
  readonly limitedBy: ReadonlyMap<string, number>;
  /** Codecs with their encoders, and for how many senders. */
  readonly codecs: ReadonlyMap<string, number>;
  /** Milliseconds for one frame: in the encoder, in the decoder. */
  readonly encodeMs: number;
  readonly decodeMs: number;
}

interface Counters {
  readonly received: readonly { frames: number; bytes: number; width: number; height: number; seconds: number }[];
  readonly sent: readonly { frames: number; seconds: number; limitedBy: string; codec: string }[];
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Pictures of this page's connections, in the order of the connections. */
const countersOf = (page: Page): Promise<Counters> =>
  page.evaluate(async (): Promise<Counters> => {
    const mimeOf = (codec: unknown): string => {
      const mime = codec && typeof codec === 'object' && 'mimeType' in codec ? String(codec.mimeType) : '';
      return mime.replace('video/', '');
    };
    const received: Counters['received'][number][] = [];
    const sent: Counters['sent'][number][] = [];
    for (const { connection } of window.rtcWatch) {
      if (connection.connectionState !== 'connected') continue;
      const report = await connection.getStats();
      report.forEach((stat: Record<string, unknown>) => {
        const number = (name: string): number => Number(stat[name] ?? 0);
        if (stat['kind'] !== 'video') return;
        if (stat['type'] === 'inbound-rtp' && number('framesDecoded') > 0)
          received.push({
            frames: number('framesDecoded'),
            bytes: number('bytesReceived'),
            width: number('frameWidth'),
            height: number('frameHeight'),
            seconds: number('totalDecodeTime'),
          });
        if (stat['type'] === 'outbound-rtp' && number('framesEncoded') > 0)
          sent.push({
            frames: number('framesEncoded'),
            seconds: number('totalEncodeTime'),
            limitedBy: String(stat['qualityLimitationReason']),
            codec: `${mimeOf(report.get(String(stat['codecId'])))} ${String(stat['encoderImplementation'] ?? '')}`,
          });
      });
    }
    return { received, sent };
  });

/** How many pictures of others this page decodes. */
export const streamsAt = async (page: Page): Promise<number> => (await countersOf(page)).received.length;

/** Processor seconds of all processes of the browser so far. */
export async function processorSeconds(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/** Processor seconds of this machine so far; undefined where the system does not tell (proc(5), /proc/stat). */
function machineSeconds(): number | undefined {
  try {
    const [, user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] =
      readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]?.split(/ +/).map(Number) ?? [];
    const TICKS_PER_SECOND = 100;
    return (user + nice + system + irq + softirq) / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}

async function read(pages: readonly Page[], browsers: readonly Browser[]) {
  const counters = await Promise.all(pages.map(countersOf));
  const seconds = await Promise.all(browsers.map(processorSeconds));
  return {
    at: performance.now() / 1000,
    received: counters.flatMap(({ received }) => received),
    sent: counters.flatMap(({ sent }) => sent),
    ours: total(seconds),
    all: machineSeconds(),
  };
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const milliseconds = (seconds: number, frames: number): number => (seconds * 1000) / frames;

function tally(values: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** Measures for `ms`. */
export async function measureStreams(
  pages: readonly Page[],
  browsers: readonly Browser[],
  ms: number,
): Promise<Measured> {
  const before = await read(pages, browsers);
  await pause(ms);
  const after = await read(pages, browsers);
  const lasted = after.at - before.at;
  const BITS = 8 / 1000;
  const grown = <T>(now: readonly T[], then: readonly T[], of: (one: T) => number): number[] =>
    now.map((one, index) => of(one) - (then[index] ? of(then[index]) : 0));
  const decoded = grown(after.received, before.received, ({ frames }) => frames);
  const bytes = grown(after.received, before.received, (one) => one.bytes);
  const ours = (after.ours - before.ours) / lasted;
  return {
    streams: after.received.map(({ width, height }, index) => ({
      ...{ width, height },
      framesPerSecond: (decoded[index] ?? 0) / lasted,
      kbps: ((bytes[index] ?? 0) * BITS) / lasted,
    })),
    cpuMsPerFrame: milliseconds(after.ours - before.ours, total(decoded)),
    ours,
    others: after.all === undefined || before.all === undefined ? NaN : (after.all - before.all) / lasted - ours,
    limitedBy: tally(after.sent.map(({ limitedBy }) => limitedBy)),
    codecs: tally(after.sent.map(({ codec }) => codec)),
    encodeMs: milliseconds(
      total(grown(after.sent, before.sent, ({ seconds }) => seconds)),
      total(grown(after.sent, before.sent, ({ frames }) => frames)),
    ),
    decodeMs: milliseconds(total(grown(after.received, before.received, ({ seconds }) => seconds)), total(decoded)),
  };
}
