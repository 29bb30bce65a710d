/** One person's side of a call over a bad line, looked at twice a second: what arrives, and what the call screen does. */
import type { AppPage } from '../../tests/support/app-page.ts';
import '../../tests/support/rtc-watch.ts';

/** Seconds count from the change of the line. */
export interface Course {
  /** Of the samples of sound that were played on the bad line, the part that was made up. */
  concealed: number;
  /** The same of the last third of the bad time, when the picture has made way; as all that follows. */
  concealedLast: number;
  framesPerSecond: number;
  kbps: number;
  size: string;
  warned: number | undefined;
  off: number | undefined;
  /** How often the own camera went off or on. */
  changes: number;
  offered: number | undefined;
}

interface Look {
  readonly at: number;
  readonly camera: boolean;
  readonly notices: string;
  readonly frames: number;
  readonly bytes: number;
  readonly size: string;
  readonly samples: number;
  readonly concealed: number;
}

const WARNED = '回線が不安定です';
const OFFERED = '回線が安定しました';
const LOOK_MS = 500;
const LAST_S = 10;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function look({ page, button }: AppPage): Promise<Look> {
  const seen = await page.evaluate(async () => {
    const sum = { frames: 0, bytes: 0, size: '', samples: 0, concealed: 0 };
    for (const { connection } of window.rtcWatch) {
      if (connection.connectionState === 'closed' || connection.remoteDescription === null) continue;
      (await connection.getStats()).forEach((stat: Record<string, unknown>) => {
        if (stat['type'] !== 'inbound-rtp') return;
        const number = (name: string): number => Number(stat[name] ?? 0);
        if (stat['kind'] === 'audio') {
          sum.samples += number('totalSamplesReceived');
          sum.concealed += number('concealedSamples');
        } else if (number('framesDecoded') > 0) {
          sum.frames += number('framesDecoded');
          sum.bytes += number('bytesReceived');
          sum.size = `${number('frameWidth')}x${number('frameHeight')}`;
        }
      });
    }
    return sum;
  });
  const camera = (await button('カメラ').getAttribute('aria-pressed')) === 'true';
  const notices = (await page.getByRole('status', { name: 'お知らせ' }).allTextContents()).join(' ');
  return { ...seen, camera, notices, at: performance.now() / 1000 };
}

const concealedBetween = (from: Look, to: Look): number =>
  (to.concealed - from.concealed) / (to.samples - from.samples);

export interface WatchedSide {
  /** The bad time is over now. */
  lineIsGood(): Promise<void>;
  /** Whether the camera is off and was not offered back yet; it is taken back as soon as it is offered. */
  waits(): boolean;
  end(): Promise<void>;
  readonly course: Course;
}

/** Looks from now on, when the line turns bad. */
export function watchSide(app: AppPage): WatchedSide {
  const course: Course = {
    ...{ concealed: NaN, concealedLast: NaN, framesPerSecond: NaN, kbps: NaN, size: '', changes: 0 },
    ...{ warned: undefined, off: undefined, offered: undefined },
  };
  const looks: Look[] = [];
  let goodAt: number | undefined;
  let over = false;

  async function follow(): Promise<void> {
    while (!over) {
      const now = await look(app);
      const before = looks.at(-1);
      looks.push(now);
      const since = now.at - (goodAt ?? looks[0]?.at ?? now.at);
      if (goodAt === undefined) {
        if (now.notices.includes(WARNED)) course.warned ??= since;
        if (!now.camera) course.off ??= since;
      } else if (now.notices.includes(OFFERED) && !now.camera && course.offered === undefined) {
        course.offered = since;
        await app.button('カメラをオンにする').click();
        looks.length = 0; // the camera is on by hand: no change of its own
      }
      if (before && before.camera !== now.camera) course.changes += 1;
      await pause(LOOK_MS);
    }
  }
  const following = follow();

  return {
    course,
    async lineIsGood() {
      const last = await look(app);
      goodAt = last.at;
      const first = looks[0];
      const since = looks.find(({ at }) => at >= last.at - LAST_S);
      if (!first || !since) throw new Error('the bad time was too short to see anything');
      const BITS = 8 / 1000;
      course.concealed = concealedBetween(first, last);
      course.concealedLast = concealedBetween(since, last);
      course.framesPerSecond = (last.frames - since.frames) / (last.at - since.at);
      course.kbps = ((last.bytes - since.bytes) * BITS) / (last.at - since.at);
      course.size = course.framesPerSecond > 0 ? last.size : '–';
    },
    waits: () => looks.at(-1)?.camera === false && course.offered === undefined,
    async end() {
      over = true;
      await following;
    },
  };
}
