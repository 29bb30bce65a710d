/** The whiteboard of a call that this browser kept: to be looked at, not to be drawn on. */
import { createBoard, type Board, type BoardDocument } from '../documents/board.ts';

/** Nothing of the document is needed afterwards. */
export const boardIn = (doc: BoardDocument): Board =>
  createBoard({
    read: () => doc,
    change: () => undefined,
    onKeys: () => () => undefined,
    isFull: () => true,
  });
