/** The whiteboard in a call as a person uses it, and what two people who compare their boards look at. */
import { expect, type Locator } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import type { AppPage } from './app-page.ts';

/** Loading the editor, or bringing two boards together, on a machine where several browsers share two cores. */
export const BOARD_MS = 60_000;

export const board = ({ page }: AppPage): Locator => page.getByRole('region', { name: 'ホワイトボード' });
export const shapes = (who: AppPage, type = 'draw'): Locator =>
  board(who).locator(`.tl-shape[data-shape-type="${type}"]`);
export const boardButton = (who: AppPage, name: string): Locator =>
  board(who).getByRole('button', { name, exact: true });
export const undo = (who: AppPage): Locator => board(who).getByTestId('quick-actions.undo');

export async function openBoard(who: AppPage): Promise<void> {
  await who.button('ホワイトボード').click();
  await expect(board(who).locator('.tl-canvas')).toBeVisible({ timeout: BOARD_MS });
}

/** Points in pixels from the upper left of the board. */
export async function draw(who: AppPage, from: [number, number], to: [number, number], lift = true): Promise<void> {
  const box = await board(who).locator('.tl-canvas').boundingBox();
  if (!box) throw new Error('no board');
  const { mouse } = who.page;
  await board(who).getByTestId('tools.draw').click();
  await mouse.move(box.x + from[0], box.y + from[1]);
  await mouse.down();
  await mouse.move(box.x + to[0], box.y + to[1], { steps: 12 });
  if (lift) await mouse.up();
}

/** The lines: each by its record's id, with its place and its path, as every editor makes them of the same records. */
const drawing = async (who: AppPage): Promise<string[]> =>
  (
    await shapes(who).evaluateAll((all) =>
      all.map((shape) =>
        shape instanceof HTMLElement ? `${shape.dataset['shapeId']} ${shape.style.transform} ${shape.innerHTML}` : '',
      ),
    )
  ).toSorted();

/** Both have the same lines, so many. */
export const expectSame = (one: AppPage, other: AppPage, lines: number): Promise<void> =>
  expect(async () => {
    const [mine, yours] = [await drawing(one), await drawing(other)];
    expect(mine).toHaveLength(lines);
    expect(yours).toEqual(mine);
  }).toPass({ timeout: BOARD_MS });

/** The board as it is saved as a picture (B3), and the name of the file. */
export async function savedPicture(who: AppPage): Promise<{ readonly png: Buffer; readonly name: string }> {
  const [download] = await Promise.all([who.page.waitForEvent('download'), boardButton(who, '画像として保存').click()]);
  return { png: await readFile(await download.path()), name: download.suggestedFilename() };
}
