/** The whiteboard of a call that this browser kept, to be taken home as a picture. */
import { boardPicture, isDrawnOn } from './board-editor.ts';
import type { Clock } from '../core/clock.ts';
import { createBoardLive } from '../core/documents/board-live.ts';
import type { Board } from '../core/documents/board.ts';
import type { Keepsake } from '../core/record/keepsake.ts';

/** What draws it; undefined where nothing is on it. Pictures that were put on it are left out. */
export function drawingOf(board: Board, clock: Clock): Keepsake['drawBoard'] {
  if (!isDrawnOn({ board })) return undefined;
  return async () => {
    const live = createBoardLive({ clock, broadcast: () => undefined });
    const absent = { read: () => undefined, bytes: () => Promise.resolve(undefined) };
    const pictures = { ...absent, add: () => Promise.resolve('no-room' as const), end: () => undefined };
    try {
      return await boardPicture({ board, live, pictures });
    } finally {
      live.end();
    }
  };
}
