/** The whiteboard's editor and its picture: half a megabyte of script, loaded when somebody opens the board or takes it home. */
import type { CallBoard } from './call-board.ts';
import { cell, type Cell } from '../core/cell.ts';
import type { Clock } from '../core/clock.ts';
import type { BoardEditor, Refusal } from '../platform/board/editor.ts';
import type { PeerId } from '../wire/ids.ts';

export type { BoardEditor, Refusal };

/** What of a board is enough to draw it. */
export type DrawableBoard = Pick<CallBoard, 'board' | 'live' | 'pictures'>;

export interface BoardEditorDeps {
  readonly locale: 'ja' | 'en';
  /** A file that somebody dropped or pasted was not taken. */
  refused(why: Refusal): void;
  /** Whose pointers are shown, and how they are called. */
  readonly names: Cell<ReadonlyMap<PeerId, string>>;
  /** Only to be saved. */
  readonly unseen?: boolean;
}

/** Mounts the editor; resolves once one can draw. Rejects where it cannot be loaded. */
export async function openBoard(
  element: HTMLElement,
  { board, live, pictures }: DrawableBoard,
  deps: BoardEditorDeps,
): Promise<BoardEditor> {
  const { openBoardEditor } = await import('../platform/board/editor.ts');
  return openBoardEditor(element, { board, live, pictures, ...deps });
}

/** A board that takes longer to draw, in milliseconds, is not waited for. */
export const DRAWN_WITHIN_MS = 60_000;

/** Whether there is anything on the board. */
export const isDrawnOn = ({ board }: Pick<DrawableBoard, 'board'>): boolean =>
  board.ids().some((id) => id.startsWith('shape:'));

/**
 * All that is on the board as a PNG, also where it was never opened here; undefined where there is nothing. Rejects where it cannot
 * be made, or not in its time.
 */
export async function boardPicture(
  board: DrawableBoard,
  { clock, open = openBoard }: { readonly clock: Clock; readonly open?: typeof openBoard },
): Promise<Blob | undefined> {
  if (!isDrawnOn(board)) return undefined;
  // The editor measures text, so it must be in the page; nobody sees it, and no key or pointer reaches it.
  const element = document.createElement('div');
  Object.assign(element.style, { position: 'fixed', inset: '0', opacity: '0', zIndex: '-1', pointerEvents: 'none' });
  element.inert = true;
  element.setAttribute('aria-hidden', 'true');
  document.body.append(element);
  let editor: BoardEditor | undefined;
  let over = false;
  let stopWaiting = (): void => undefined;
  const late = new Promise<never>((_, reject) => {
    stopWaiting = clock.after(DRAWN_WITHIN_MS, () => reject(new Error('the board was not drawn in time')));
  });
  async function draw(): Promise<Blob | undefined> {
    const names = cell<ReadonlyMap<PeerId, string>>(new Map());
    const opened = await open(element, board, { locale: 'en', refused: () => undefined, names, unseen: true });
    if (over) return void opened.end();
    editor = opened;
    return opened.save();
  }
  try {
    return await Promise.race([draw(), late]);
  } finally {
    over = true;
    stopWaiting();
    editor?.end();
    element.remove();
  }
}
