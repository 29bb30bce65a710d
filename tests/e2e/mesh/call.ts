/**
 * A call of meshes in real browsers: the page is built from page/main.ts, answered for http://localhost (a secure context)
 * by the test itself, and meets the others over a relay double.
 */
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { JwsType } from '../../../src/lib/wire/admission.ts';
import { toBase64Url } from '../../../src/lib/wire/bytes.ts';
import { newNonce, systemRandom } from '../../../src/lib/core/clock.ts';
import { identityFromSeed, newSeed, roomOf, type Identity } from '../../../src/lib/core/session/identity.ts';
import { startRelayDouble, type RelayDouble } from './relay-double.ts';
import type { Invitation, Report } from './report.ts';

const ORIGIN = 'http://localhost';
const FLAGS = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/** The script of page/<name>.ts, for any number of pages. */
export async function buildPage(name: 'main' | 'contract' = 'main'): Promise<string> {
  const entry = fileURLToPath(new URL(`page/${name}.ts`, import.meta.url));
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, target: 'es2022', lib: { entry, formats: ['iife'], name: 'page' } },
  });
  const [output] = Array.isArray(built) ? built : [built];
  const chunk = output && 'output' in output ? output.output[0] : undefined;
  if (!chunk) throw new Error('the page was not built');
  return chunk.code;
}

/** A browser process; inside a namespace where `executablePath` leads there. */
export const launch = (executablePath: string): Promise<Browser> => chromium.launch({ executablePath, args: FLAGS });

/** A page of its own that runs the script, in a secure context, with a camera and a microphone. */
export async function openPage(browser: Browser, script: string): Promise<Page> {
  // A page that the test answers has no address of its own; Chromium asks before such a page may speak to this machine.
  const permissions = ['camera', 'microphone', 'local-network-access'];
  const context = await browser.newContext({ permissions });
  await context.route(`${ORIGIN}/**`, (route) =>
    route.request().url().endsWith('.js')
      ? route.fulfill({ contentType: 'text/javascript', body: script })
      : route.fulfill({ contentType: 'text/html', body: '<!doctype html><body><script src="/page.js"></script>' }),
  );
  const page = await context.newPage();
  await page.goto(`${ORIGIN}/`);
  return page;
}

export interface CallMember {
  readonly page: Page;
  readonly id: string;
  join(): Promise<void>;
  report(): Promise<Report>;
}

export interface Call {
  readonly relay: RelayDouble;
  /** Somebody in a page of this browser, who has not joined yet. */
  member(browser: Browser): Promise<CallMember>;
  close(): Promise<void>;
}

export async function createCall(script: string, host = '127.0.0.1'): Promise<Call> {
  const relay = await startRelayDouble(host);
  const authority: Identity = await identityFromSeed(newSeed(systemRandom));
  const room = await roomOf(authority.authority);
  const call = newNonce(systemRandom);
  const callKey = toBase64Url(systemRandom(32));
  const contexts: BrowserContext[] = [];

  async function invitation(): Promise<{ id: string; invitation: Invitation }> {
    const seed = newSeed(systemRandom);
    const identity = await identityFromSeed(seed);
    const exp = Date.now() + 600_000;
    const certificate = await authority.signJws(JwsType.certificate, {
      room,
      call,
      peer: identity.peer,
      kem: identity.kem,
      role: 'applicant',
      name: 'Test',
      exp,
    });
    const pass = await authority.signJws(JwsType.pass, { room, peer: identity.peer, role: 'applicant', exp });
    const origin = `ws://${host}:${relay.port}`;
    const secrets = { seed, room, authority: authority.authority, callKey };
    return { id: identity.id, invitation: { relay: origin, ...secrets, token: 'NONE.NONE.NONE', pass, certificate } };
  }

  return {
    relay,
    async member(browser) {
      const page = await openPage(browser, script);
      contexts.push(page.context());
      const made = await invitation();
      return {
        page,
        id: made.id,
        join: () => page.evaluate((given) => window.member.join(given), made.invitation),
        report: () => page.evaluate(() => window.member.report()),
      };
    },
    async close() {
      for (const context of contexts) await context.close();
      await relay.close();
    },
  };
}
