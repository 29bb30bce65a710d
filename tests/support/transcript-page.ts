/** The host's transcript and summary as a person sees and uses them, in the call's panel and on the end page. */
import { read } from '@e965/xlsx';
import { expect, type Locator, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { addModel } from '../../tools/models/fetching.ts';
import { openShelf } from '../../tools/models/shelf.ts';
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

/** Puts right a line, by the button for it, and goes back to the summary. */
async function correct(page: Page, button: (log: Locator) => Locator, text: string): Promise<void> {
  await page.getByRole('tab', { name: '発言' }).click();
  await button(page.getByRole('log', { name: '文字起こし', exact: true })).click();
  await page.getByRole('textbox', { name: '発言の文字' }).fill(text);
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(page.getByRole('textbox', { name: '発言の文字' })).toBeHidden();
  await page.getByRole('tab', { name: '要約' }).click();
}
/** The last line of this person. */
export const correctLast = ({ page }: AppPage, name: string, text: string): Promise<void> =>
  correct(page, (log) => log.getByRole('button', { name: new RegExp(`${name}の発言を直す`) }).last(), text);
/** The last line of those that stand under an item: what a model answers from. */
export async function correctUnder({ page }: AppPage, item: string, text: string): Promise<void> {
  const talk = page.getByRole('article', { name: item }).locator('.talk');
  const lines = await talk
    .locator('li')
    .evaluateAll((all) =>
      all.map((line) => [line.querySelector('strong')?.textContent, line.querySelector('time')?.dateTime]),
    );
  const [name, at] = lines.at(-1) ?? [];
  const who = (log: Locator): Locator =>
    log.locator('.who', { has: page.locator(`time[datetime="${at}"]`) }).filter({ hasText: name ?? '' });
  await correct(page, (log) => who(log).getByRole('button'), text);
}

export async function writeItem({ page }: AppPage, item: string, text: string): Promise<void> {
  await page.getByRole('button', { name: `「${item}」の要約を編集` }).click();
  await page.getByRole('textbox', { name: `「${item}」の要約` }).fill(text);
  await page.getByRole('button', { name: '保存', exact: true }).click();
}

const SPEECH_MODEL = fileURLToPath(new URL('../fixtures/vosk-mini-ja.tar.gz', import.meta.url));
/** Puts the fixture of a speech model on the shelf: it knows the words of tests/support/spoken-interview.ts. */
export async function addSpeechModel(modelsDir: string): Promise<void> {
  const deps = { catalogue: [], runtimeDir: '', fetch, wait: async () => undefined, progress: () => undefined };
  await addModel(SPEECH_MODEL, { language: 'ja' }, { ...deps, shelf: openShelf(modelsDir) });
}

/** The texts of the agenda's sheet. */
export async function cellsOf(file: string): Promise<readonly string[]> {
  const sheet = read(await readFile(file)).Sheets['アジェンダ'] ?? {};
  return Object.values(sheet).flatMap((cell: unknown) =>
    typeof cell === 'object' && cell !== null && 'v' in cell ? [String(cell.v)] : [],
  );
}
