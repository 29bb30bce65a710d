/** How many lines by others have come since the chat was last looked at (spec H4). */
import { cell, type Cell } from '../cell.ts';

export interface Unread {
  readonly count: Cell<number>;
  markRead(): void;
  setOpen(open: boolean): void;
}

export function createUnread(lines: Cell<readonly { readonly id: string; readonly own: boolean }[]>): Unread {
  const read = new Set<string>();
  const count = cell(0);
  let isOpen = false;
  const markRead = (): void => {
    for (const { id } of lines.get()) read.add(id);
    count.set(0);
  };
  lines.subscribe((now) => {
    if (isOpen) markRead();
    else count.set(now.filter(({ id, own }) => !own && !read.has(id)).length);
  });
  return {
    count,
    markRead,
    setOpen(open) {
      isOpen = open;
      if (open) markRead();
    },
  };
}
