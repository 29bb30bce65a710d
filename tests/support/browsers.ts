/**
 * Browsers for tests: each person has a Chromium *process* of their own, with their own fake camera and microphone. What was
 * launched is closed together by `closeAll`.
 */
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createFakeMedia, type FilmOptions, type Person } from './fake-media.ts';

const DEBIAN_CHROMIUM = '/usr/bin/chromium';

/** Reads CHROMIUM_PATH too. */
const ORDINARY_CHROMIUM = join(import.meta.dirname, 'ordinary-chromium.sh');

let dropsPriority: boolean | undefined;
/** Whether this is root, and util-linux is there to take a right from a command. */
function canDropPriority(): boolean {
  const args = ['--bounding-set=-sys_nice', '--inh-caps=-sys_nice', 'true'];
  return (dropsPriority ??= process.getuid?.() === 0 && spawnSync('setpriv', args).status === 0);
}

/**
 * The browser that CHROMIUM_PATH names, else Debian's, else undefined: Playwright's own. For root a script that starts it without the right to
 * real-time priority.
 */
export function chromiumPath(): string | undefined {
  const installed = process.env['CHROMIUM_PATH'] ?? (existsSync(DEBIAN_CHROMIUM) ? DEBIAN_CHROMIUM : undefined);
  return installed !== undefined && canDropPriority() ? ORDINARY_CHROMIUM : installed;
}

/** Flags of every browser: nothing of its own goes out to the network, and permissions are given without a prompt. */
const FLAGS = [
  '--use-fake-device-for-media-stream',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // Several windows side by side: none may be slowed down for not being in front.
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

export interface LaunchOptions {
  readonly name: string;
  /** A y4m file; without it Chromium's own moving pattern. */
  readonly camera?: string;
  /** A wav file; without it Chromium's own beep. */
  readonly microphone?: string;
  readonly args?: readonly string[];
  /** The title of the tab that is chosen when the page asks for a screen; it is really captured. */
  readonly sharedTab?: string;
  /** Runs the browser through this command, e.g. `['ip', 'netns', 'exec', 'alice']`. */
  readonly executablePath?: string;
}

/** All flags of a person's browser. */
export const browserFlags = ({
  camera,
  microphone,
  sharedTab,
}: Pick<LaunchOptions, 'camera' | 'microphone' | 'sharedTab'>): readonly string[] => [
  ...FLAGS,
  // The fake prompt would also answer with a fake screen; the context's permissions still give camera and microphone.
  sharedTab === undefined ? '--use-fake-ui-for-media-stream' : `--auto-select-tab-capture-source-by-title=${sharedTab}`,
  ...(camera === undefined ? [] : [`--use-file-for-fake-video-capture=${camera}`]),
  ...(microphone === undefined ? [] : [`--use-file-for-fake-audio-capture=${microphone}`]),
];

/** Starts one Chromium process. Its caller closes it. */
export async function launchBrowser({
  name,
  camera,
  microphone,
  args = [],
  sharedTab,
  executablePath,
}: LaunchOptions): Promise<Browser> {
  const path = executablePath ?? chromiumPath();
  try {
    return await chromium.launch({
      ...(path === undefined ? {} : { executablePath: path }),
      args: [
        ...browserFlags({
          ...(camera && { camera }),
          ...(microphone && { microphone }),
          ...(sharedTab && { sharedTab }),
        }),
        ...args,
      ],
      // Muted, the sound of a captured tab is silence.
      ...(sharedTab !== undefined && { ignoreDefaultArgs: ['--mute-audio'] }),
    });
  } catch (error) {
    throw new Error(`the browser of ${name} did not start (npm run setup -- --browser installs one)`, { cause: error });
  }
}

/** One person at their computer. */
export interface Seat {
  readonly person: Person;
  readonly browser: Browser;
  readonly context: BrowserContext;
  readonly page: Page;
  /** `host:port` of everything that the pages asked for, WebSockets included. */
  readonly hostsAsked: ReadonlySet<string>;
  /** What the pages threw and logged as errors. */
  readonly errors: readonly string[];
}

export interface SeatOptions extends Omit<LaunchOptions, 'name' | 'camera' | 'microphone'> {
  readonly film?: FilmOptions;
  /** A computer without a camera. */
  readonly cameraless?: boolean;
  readonly context?: BrowserContextOptions;
}

export interface Browsers {
  /** A browser process with this person's camera and microphone, and an empty page in Japanese. */
  seat(person: Person, options?: SeatOptions): Promise<Seat>;
  closeAll(): Promise<void>;
}

/** What the pages of a browser ask for, and what goes wrong on them. */
export function watch(context: BrowserContext): Pick<Seat, 'hostsAsked' | 'errors'> {
  const hostsAsked = new Set<string>();
  const errors: string[] = [];
  const ask = (url: string): void => {
    const { host, protocol } = new URL(url);
    if (protocol !== 'blob:' && protocol !== 'data:') hostsAsked.add(host);
  };
  context.on('request', (request) => ask(request.url()));
  context.on('page', (page) => {
    page.on('websocket', (socket) => ask(socket.url()));
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
  });
  return { hostsAsked, errors };
}

export function createBrowsers(): Browsers {
  const media = createFakeMedia();
  const open = new Set<Browser>();
  return {
    async seat(person, { film, cameraless = false, context: contextOptions, args = [], ...launch } = {}) {
      const browser = await launchBrowser({
        ...launch,
        name: person.name,
        ...(!cameraless && { camera: media.camera(person, film) }),
        args: cameraless ? ['--use-fake-device-for-media-stream=device-count=0', ...args] : args,
        microphone: media.microphone(person),
      });
      open.add(browser);
      const context = await browser.newContext({
        locale: 'ja-JP',
        timezoneId: 'Asia/Tokyo',
        permissions: ['camera', 'microphone'],
        viewport: { width: 1280, height: 800 },
        ...contextOptions,
      });
      const watched = watch(context);
      return { person, browser, context, page: await context.newPage(), ...watched };
    },
    async closeAll() {
      await Promise.allSettled([...open].map((browser) => browser.close()));
      open.clear();
      media.end();
    },
  };
}
