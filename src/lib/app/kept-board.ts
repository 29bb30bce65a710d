/** The whiteboard of a call that this browser kept, to be taken home as a picture. */
import { boardPicture, isDrawnOn } from './board-editor.ts';
import type { Clock } from '../core/clock.ts';
import { createBoardLive } from '../core/documents/board-live.ts';
import type { Board } from '../core/documents/board.ts';
import type { KeepsakeSources, Keepsake } from '../core/record/keepsake.ts';
import { PictureSource } from '../wire/board.ts';
import { parse } from '../wire/ids.ts';

/** What was put on it, by the name that its records have for it. What cannot be read is missing on the picture. */
async function picturesOn(board: Board, files: KeepsakeSources['files']): Promise<ReadonlyMap<string, Blob>> {
  const found = new Map<string, Blob>();
  for (const id of board.ids().filter((one) => one.startsWith('asset:'))) {
    const source = board.get(id)?.props['src'];
    const picture = parse(PictureSource, source);
    const bytes = picture && (await Promise.resolve(files.get(picture.sha256)).catch(() => undefined));
    if (bytes && typeof source === 'string') found.set(source, bytes);
  }
  return found;
}

/** What draws it, with the pictures that are kept; undefined where nothing is on it. */
export function drawingOf(board: Board, files: KeepsakeSources['files'], clock: Clock): Keepsake['drawBoard'] {
  if (!isDrawnOn({ board })) return undefined;
  return async () => {
    const found = await picturesOn(board, files);
    const read = (source: string): Blob | undefined => found.get(source);
    const live = createBoardLive({ clock, broadcast: () => undefined });
    const add = () => Promise.resolve('no-room' as const);
    const pictures = { read, bytes: (source: string) => Promise.resolve(read(source)), add, end: () => undefined };
    try {
      return await boardPicture({ board, live, pictures }, { clock });
    } finally {
      live.end();
    }
  };
}
