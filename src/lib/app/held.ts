/**
 * What of a call's documents is no plain data: the bytes of the chat's files, and the whiteboard with its pictures. Taken in the moment before the
 * documents are closed, it stays what it was.
 */
import { boardPicture, isDrawnOn } from './board-editor.ts';
import type { CallBoard } from './call-board.ts';
import type { Clock } from '../core/clock.ts';
import type { Chat } from '../core/documents/chat.ts';
import type { ChatFiles } from '../core/files/chat-files.ts';
import type { KeepsakeSources } from '../core/record/keepsake.ts';
import type { Sha256 } from '../wire/ids.ts';

export type Held = Pick<KeepsakeSources, 'files' | 'drawBoard'>;

function filesOf(chat: Pick<Chat, 'lines'>, files: Pick<ChatFiles, 'read'>): ReadonlyMap<Sha256, Blob> {
  const found = new Map<Sha256, Blob>();
  for (const { file } of chat.lines.get()) {
    const bytes = file && files.read(file);
    if (file && bytes) found.set(file.sha256, bytes);
  }
  return found;
}

export function heldOf(of: { chat: Chat; files: ChatFiles; board: CallBoard; clock: Clock }): Held {
  const { chat, files, board, clock } = of;
  return { files: filesOf(chat, files), ...(isDrawnOn(board) && { drawBoard: () => boardPicture(board, { clock }) }) };
}
