/** The language model as the host uses it, and its worker seen from within: slowed, listened to, broken (T6). */
import { expect, type Page, type Worker } from '@playwright/test';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TextWorkerMessage, TextWorkerOrder } from '../../src/lib/wire/text-model.ts';
import { openShelf } from '../../tools/models/shelf.ts';
import { addTextModel } from '../../tools/models/text-model.ts';

/** With a language model without a graphics processor, on a busy machine. */
export const MODEL_MS = 150_000;
/** The model copies it, and is not done with it soon. */
export const LONG = 'オーストラリアへの出張が続き、'.repeat(20);

const TEXT_MODEL = fileURLToPath(new URL('../fixtures/tiny-llm', import.meta.url));
const RUNTIME = fileURLToPath(new URL('../../node_modules/onnxruntime-web/dist', import.meta.url));

/** Puts the fixture of a language model on the shelf, which copies what was said, unless it may think; after `です` it invents a number. */
export async function addInventingModel(modelsDir: string): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mensetsu-text-model-'));
  try {
    await cp(TEXT_MODEL, folder, { recursive: true });
    const file = path.join(folder, 'tokenizer.json');
    const tokenizer = JSON.parse(await readFile(file, 'utf8')) as { decoder: { decoders: unknown[] } };
    tokenizer.decoder.decoders.push({ type: 'Replace', pattern: { String: 'です' }, content: 'です、99歳' });
    await writeFile(file, JSON.stringify(tokenizer));
    const settings = path.join(folder, 'tokenizer_config.json');
    const { chat_template: template, ...others } = JSON.parse(await readFile(settings, 'utf8')) as Record<
      string,
      string
    >;
    // Where its thoughts stand in Qwen3's: it copies the last that was said.
    const thoughts = "{% if enable_thinking is not defined or enable_thinking %}{{ '応募者: 考えごと。' }}{% endif %}";
    await writeFile(settings, JSON.stringify({ ...others, chat_template: `${template}${thoughts}` }));
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

/** What a language model tells the page, and when it was called off. */
type Told = TextWorkerMessage | { readonly t: 'cancel' };

/**
 * From now on every language model has a slow machine: it waits before each word, so that there is time to call it off, or to see it; and it is noted
 * what it tells. Until the result is called.
 */
export function slowTextWorkers(page: Page, waitMs = 50): () => void {
  const slow = (worker: Worker): void => {
    if (!isTextWorker(worker)) return;
    const slowed = worker.evaluate((wait) => {
      const { postMessage } = MessagePort.prototype;
      MessagePort.prototype.postMessage = function (this: MessagePort, message: unknown) {
        setTimeout(() => postMessage.call(this, message), wait);
      };
      const told: Told[] = [];
      const tell = globalThis.postMessage.bind(globalThis);
      Object.assign(globalThis, {
        told,
        postMessage(message: TextWorkerMessage) {
          told.push(message);
          tell(message);
        },
      });
      addEventListener('message', ({ data }: MessageEvent<TextWorkerOrder>) => {
        if (data.t === 'cancel') told.push(data);
      });
    }, waitMs);
    slowed.catch(() => undefined); // gone already
  };
  page.on('worker', slow);
  return () => void page.off('worker', slow);
}
/** Of a worker that was slowed. */
const toldBy = (worker: Worker): Promise<readonly Told[]> =>
  worker.evaluate(() => (globalThis as { told?: Told[] }).told ?? []);

export const CRASH = 'a crash of the test';
/** The worker breaks down, whatever it is doing. */
export const crash = (worker: Worker): Promise<void> =>
  worker.evaluate(
    (why) =>
      void setTimeout(() => {
        throw new Error(why);
      }),
    CRASH,
  );

/** It was called off: the word under way is the last one, though it could have gone on for long. */
export async function expectStopped(worker: Worker): Promise<void> {
  await expect.poll(async () => (await toldBy(worker)).at(-1)?.t, { timeout: MODEL_MS }).toBe('written');
  const told = await toldBy(worker);
  const after = told.slice(told.findLastIndex(({ t }) => t === 'cancel') + 1);
  expect(after.at(-1)?.t).toBe('written');
  expect(after.filter(({ t }) => t === 'partial').length).toBeLessThanOrEqual(2);
  const [text = ''] = after.flatMap((message) => (message.t === 'written' ? [message.text.trim()] : []));
  expect(text.length).toBeLessThan(LONG.length);
  expect(LONG.startsWith(text), text).toBe(true);
}
