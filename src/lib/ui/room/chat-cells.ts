/** The chat's cells, also while the chat is still being loaded. */
import { cell, type Cell } from '$lib/core/cell.ts';
import type { Chat, ChatLine } from '$lib/core/documents/chat.ts';

export function chatCells(chat: Chat | undefined): { lines: Cell<readonly ChatLine[]>; unread: Cell<number> } {
  return chat ?? { lines: cell<readonly ChatLine[]>([]), unread: cell(0) };
}
