/** The host's transcript and summary as a person sees and uses them, in the call's panel and on the end page. */
import { read } from '@e965/xlsx';
import { expect, type Locator, type Page, type Worker } from '@playwright/test';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { addModel } from '../../tools/models/fetching.ts';
import { addTextModel } from '../../tools/models/text-model.ts';
import { openShelf } from '../../tools/models/shelf.ts';
import type { TextWorkerOrder } from '../../src/lib/wire/text-model.ts';
import type { AppPage } from './app-page.ts';
import type { SeatOptions } from './browsers.ts';
import type { Track } from './spoken-interview.ts';

/** WebGPU on a machine without a graphics processor. */
const SOFTWARE_WEBGPU = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];
/** A seat whose microphone plays a track, at an https origin that vouches for itself (tls-proxy.ts). Pictures are not what is measured. */
export const spokenBy = ({ file }: Track): SeatOptions => ({
  film: { width: 320, height: 180, framesPerSecond: 10 },
  args: [`--use-file-for-fake-audio-capture=${file}`, '--ignore-certificate-errors', ...SOFTWARE_WEBGPU],
});

export interface ShownLine {
  readonly name: string;
  readonly at: number;
  readonly text: string;
}
/** The finished lines, from top to bottom. */
export const shownLines = (page: Page): Promise<ShownLine[]> =>
  page.getByRole('log', { name: '文字起こし', exact: true }).evaluate((log) =>
    [...log.querySelectorAll('time')].map((time) => {
      const line = time.parentElement?.parentElement;
      return {
        name: line?.querySelector('strong')?.textContent ?? '',
        at: Date.parse(time.dateTime),
        text: line?.querySelector(':scope > p + p')?.textContent ?? '',
      };
    }),
  );

/** What everybody is shown while it is on (T2). */
export const mark = ({ page }: AppPage): Locator => page.getByText('文字起こし中', { exact: true });

export async function addItem(host: AppPage, title: string): Promise<void> {
  await host.button('項目を追加').click();
  const dialog = host.page.getByRole('dialog', { name: 'アジェンダ項目の追加' });
  await dialog.getByRole('textbox', { name: '項目名' }).fill(title);
  await dialog.getByRole('button', { name: '保存' }).click();
  await expect(dialog).toBeHidden();
}

/** Puts right the last line of this person, and goes back to the summary. */
export async function correctLast({ page }: AppPage, name: string, text: string): Promise<void> {
  await page.getByRole('tab', { name: '発言' }).click();
  await page
    .getByRole('button', { name: new RegExp(`${name}の発言を直す`) })
    .last()
    .click();
  await page.getByRole('textbox', { name: '発言の文字' }).fill(text);
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(page.getByRole('textbox', { name: '発言の文字' })).toBeHidden();
  await page.getByRole('tab', { name: '要約' }).click();
}

export async function writeItem({ page }: AppPage, item: string, text: string): Promise<void> {
  await page.getByRole('button', { name: `「${item}」の要約を編集` }).click();
  await page.getByRole('textbox', { name: `「${item}」の要約` }).fill(text);
  await page.getByRole('button', { name: '保存', exact: true }).click();
}

const SPEECH_MODEL = fileURLToPath(new URL('../fixtures/vosk-mini-ja.tar.gz', import.meta.url));
/** Puts the fixture of a speech model on the shelf: it knows the words of tests/support/spoken-interview.ts. */
export async function addSpeechModel(modelsDir: string): Promise<void> {
  const deps = { catalogue: [], fetch, wait: async () => undefined, progress: () => undefined };
  await addModel(SPEECH_MODEL, { language: 'ja' }, { ...deps, shelf: openShelf(modelsDir) });
}

const TEXT_MODEL = fileURLToPath(new URL('../fixtures/tiny-llm', import.meta.url));
const RUNTIME = fileURLToPath(new URL('../../node_modules/onnxruntime-web/dist', import.meta.url));

/** Puts the fixture of a language model on the shelf, which copies what was said; after `です` it invents a number. */
export async function addInventingModel(modelsDir: string): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mensetsu-text-model-'));
  try {
    await cp(TEXT_MODEL, folder, { recursive: true });
    const file = path.join(folder, 'tokenizer.json');
    const tokenizer = JSON.parse(await readFile(file, 'utf8')) as { decoder: { decoders: unknown[] } };
    tokenizer.decoder.decoders.push({ type: 'Replace', pattern: { String: 'です' }, content: 'です、99歳' });
    await writeFile(file, JSON.stringify(tokenizer));
    await addTextModel(folder, { name: 'Tiny' }, { shelf: openShelf(modelsDir), runtimeDir: RUNTIME });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Notes all that the box of the language model says from now on, so that nothing is missed however short it is there. */
export const noteWriter = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const noted: string[] = [];
    Object.assign(globalThis, { notedOfWriter: noted });
    new MutationObserver(() => {
      const box = [...document.querySelectorAll('section')].find(
        (section) => section.querySelector(':scope > h3')?.textContent === '言語モデルによる要約',
      );
      const text = box?.innerText ?? '';
      if (text !== noted.at(-1)) noted.push(text);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
export const notedOfWriter = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => (globalThis as { notedOfWriter?: string[] }).notedOfWriter ?? []);

const isTextWorker = (worker: Worker): boolean => worker.url().includes('text.worker');
export const textWorkers = (page: Page): Worker[] => page.workers().filter(isTextWorker);

/** From now on every language model has a slow machine: it waits before each word, so that there is time to call it off, or to see it. */
export const slowTextWorkers = (page: Page, waitMs = 50): void =>
  void page.on('worker', (worker) => {
    if (!isTextWorker(worker)) return;
    const slow = worker.evaluate((wait) => {
      const { postMessage } = MessagePort.prototype;
      MessagePort.prototype.postMessage = function (this: MessagePort, message: unknown) {
        setTimeout(() => postMessage.call(this, message), wait);
      };
    }, waitMs);
    slow.catch(() => undefined); // gone already
  });

export const CRASH = 'a crash of the test';
/** The worker breaks down when it is next asked to write. */
export const crashSoon = (worker: Worker): Promise<void> =>
  worker.evaluate(
    (why) =>
      addEventListener('message', ({ data }: MessageEvent<TextWorkerOrder>) => {
        if (data.t === 'write') throw new Error(why);
      }),
    CRASH,
  );

/** The texts of the agenda's sheet. */
export async function cellsOf(file: string): Promise<readonly string[]> {
  const sheet = read(await readFile(file)).Sheets['アジェンダ'] ?? {};
  return Object.values(sheet).flatMap((cell: unknown) =>
    typeof cell === 'object' && cell !== null && 'v' in cell ? [String(cell.v)] : [],
  );
}

/** How many frames have gone between this page and the relay since, heartbeats apart. */
export function noteRelay(page: Page): () => number {
  let frames = 0;
  const count = ({ payload }: { payload: string | Buffer }): void => {
    if (!/^\{"t":"p[io]ng"\}$/.test(String(payload))) frames += 1;
  };
  page.on('websocket', (socket) => socket.on('framesent', count).on('framereceived', count));
  return () => frames;
}
