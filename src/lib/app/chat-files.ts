/** What one can do with the chat's files in a browser: hand over, save, look at. */
import { cell, settled, type Cell } from '../core/cell.ts';
import type { ChatFiles, SendResult } from '../core/files/chat-files.ts';
import { fileKey, type FileState } from '../core/files/exchange.ts';
import { previewOf } from '../platform/media/preview.ts';
import { saveFile } from '../platform/save.ts';
import type { SharedFile } from '../wire/files.ts';

export interface ChatFileActions {
  onattach(file: File): Promise<SendResult>;
  onfetch(file: SharedFile): void;
  onsave(file: SharedFile): void;
  onpreview(file: SharedFile, maxSide: number): Promise<ImageBitmap | undefined>;
}

/** Never what the sender calls it: nothing that was received is to be opened by this page's origin. */
const SAVED_TYPE = 'application/octet-stream';

export function chatFileActions(files: () => ChatFiles | undefined): ChatFileActions {
  /** Files that are saved once they are here. */
  const awaited = new Set<string>();

  async function save(held: ChatFiles, file: SharedFile): Promise<void> {
    const key = fileKey(file);
    if (awaited.has(key)) return;
    if (!held.read(file)) {
      awaited.add(key);
      held.fetch(file);
      await settled(held.states, (states) => states.get(key)?.t === 'here');
      awaited.delete(key);
    }
    const bytes = held.read(file);
    if (bytes) saveFile(file.name, SAVED_TYPE, bytes);
  }

  return {
    onattach: (file) => files()?.send(file) ?? Promise.reject(new Error('the chat is not open yet')),
    onfetch: (file) => files()?.fetch(file),
    onsave(file) {
      const held = files();
      if (held) void save(held, file);
    },
    async onpreview(file, maxSide) {
      const bytes = files()?.read(file);
      return bytes && previewOf(bytes, maxSide);
    },
  };
}

/** The files' states, also while they are still being loaded. */
export const fileStates = (files: ChatFiles | undefined): Cell<ReadonlyMap<string, FileState>> =>
  files?.states ?? cell<ReadonlyMap<string, FileState>>(new Map());
