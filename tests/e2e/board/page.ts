/** The page of two boards, built once and answered by the test itself under the product's own content security policy. */
import type { Browser, Page } from '@playwright/test';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** https: on http tldraw does not ask for its watermark, so a request for it would not be seen. */
const ORIGIN = 'https://board.test';

/** As svelte.config.js has it, in a header. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const HTML = `<!doctype html><html lang="ja"><meta charset="utf-8">
<style>body{margin:0;display:flex;height:100vh}#alice,#bob{position:relative;flex:1}</style>
<link rel="stylesheet" href="/style.css"><body><div id="alice"></div><div id="bob"></div><script type="module" src="/page.js"></script>`;

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript',
  css: 'text/css',
  wasm: 'application/wasm',
  svg: 'image/svg+xml',
  json: 'application/json',
  woff2: 'font/woff2',
};

declare global {
  interface Window {
    blocked: string[];
  }
}

export type BuiltPage = ReadonlyMap<string, string | Uint8Array>;

/** All files of the page by their path. */
export async function buildBoardPage(): Promise<BuiltPage> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('page/', import.meta.url)),
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      assetsInlineLimit: 0,
      cssCodeSplit: false,
      rollupOptions: {
        input: fileURLToPath(new URL('page/main.ts', import.meta.url)),
        output: {
          entryFileNames: 'page.js',
          assetFileNames: '[name]-[hash][extname]',
          chunkFileNames: '[name]-[hash].js',
        },
      },
    },
  });
  const [result] = Array.isArray(built) ? built : [built];
  if (!result || !('output' in result)) throw new Error('the page was not built');
  const files = new Map<string, string | Uint8Array>();
  for (const file of result.output) {
    const name = file.fileName.endsWith('.css') ? 'style.css' : file.fileName;
    files.set(`/${name}`, file.type === 'chunk' ? file.code : file.source);
  }
  return files;
}

export interface BoardPage {
  readonly page: Page;
  /** Addresses elsewhere that were asked for. */
  readonly elsewhere: readonly string[];
  /** What the policy forbade before it was sent. */
  blocked(): Promise<readonly string[]>;
  readonly thrown: readonly string[];
}

export async function openBoards(browser: Browser, files: BuiltPage): Promise<BoardPage> {
  const context = await browser.newContext({ viewport: { width: 1600, height: 800 }, acceptDownloads: true });
  const elsewhere: string[] = [];
  const thrown: string[] = [];
  await context.route('**/*', (route) => {
    const url = new URL(route.request().url());
    if (url.origin !== ORIGIN) {
      elsewhere.push(url.href);
      return route.abort();
    }
    if (url.pathname === '/') {
      return route.fulfill({ contentType: 'text/html', headers: { 'content-security-policy': POLICY }, body: HTML });
    }
    const body = files.get(url.pathname);
    if (body === undefined) return route.fulfill({ status: 404 });
    const type = TYPES[url.pathname.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    return route.fulfill({ contentType: type, body: typeof body === 'string' ? body : Buffer.from(body) });
  });
  const page = await context.newPage();
  await page.addInitScript(() => {
    window.blocked = [];
    addEventListener('securitypolicyviolation', ({ blockedURI, effectiveDirective }) =>
      window.blocked.push(`${effectiveDirective} ${blockedURI}`),
    );
  });
  page.on('pageerror', (error) => thrown.push(error.message));
  await page.goto(`${ORIGIN}/`);
  await page.waitForFunction(() => window.ready);
  await page.evaluate(() => window.ready);
  return { page, elsewhere, thrown, blocked: () => page.evaluate(() => window.blocked) };
}
