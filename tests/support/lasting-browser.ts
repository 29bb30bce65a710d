/**
 * A browser whose profile outlives it, for what must survive the end of its process: it can be killed outright, as a crash or a
 * power cut does it, and started again on the same disk.
 */
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { browserFlags, chromiumPath, watch, type Seat } from './browsers.ts';
import type { createFakeMedia, Person } from './fake-media.ts';

export interface LastingBrowser {
  /** Starts it, or starts it again. */
  start(): Promise<LastingSeat>;
  /** Where the profile lies. */
  readonly profile: string;
  /** Kills what runs and takes the profile away. */
  end(): Promise<void>;
}

export interface LastingSeat extends Pick<Seat, 'person' | 'page' | 'context' | 'hostsAsked' | 'errors'> {
  /** SIGKILL to the browser's process: no page hears of it, nothing is written any more. */
  kill(): Promise<void>;
}

/** The browser's own process: the one on this profile that is nobody's child process of its. */
function processOf(profile: string): number {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      if (args.includes(`--user-data-dir=${profile}`) && !args.some((arg) => arg.startsWith('--type=')))
        return Number(pid);
    } catch {
      // it has just ended
    }
  }
  throw new Error('no browser runs on this profile');
}

export function createLastingBrowser(
  media: Pick<ReturnType<typeof createFakeMedia>, 'camera' | 'microphone'>,
  person: Person,
): LastingBrowser {
  const profile = mkdtempSync(path.join(tmpdir(), 'mensetsu-profile-'));
  let running: BrowserContext | undefined;
  const executablePath = chromiumPath();
  const [camera, microphone] = [media.camera(person), media.microphone(person)];

  async function kill(): Promise<void> {
    const context = running;
    if (!context) return;
    running = undefined;
    const gone = new Promise<void>((resolve) => void context.once('close', () => resolve()));
    process.kill(processOf(profile), 'SIGKILL');
    await gone;
  }
  return {
    profile,
    async start() {
      const context = await chromium.launchPersistentContext(profile, {
        ...(executablePath && { executablePath }),
        args: [...browserFlags({ camera, microphone })],
        locale: 'ja-JP',
        timezoneId: 'Asia/Tokyo',
        permissions: ['camera', 'microphone'],
        viewport: { width: 1280, height: 800 },
      });
      running = context;
      const watched = watch(context);
      const page: Page = context.pages()[0] ?? (await context.newPage());
      return { person, page, context, ...watched, kill };
    },
    async end() {
      await kill().catch(() => undefined);
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
