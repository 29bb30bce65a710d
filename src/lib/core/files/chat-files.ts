/**
 * The files of the chat: what its lines mention, fetched, held and let go as the lines say. A file that is sent while one is here comes
 * by itself, so that it outlives its sender's stay; what was sent before comes on demand, but for who keeps the record.
 */
import { mediaType, type SharedFile } from '../../wire/files.ts';
import { FileName, safeFileName } from '../../wire/file-name.ts';
import { parse, type PeerId } from '../../wire/ids.ts';
import type { Cell, Happening } from '../cell.ts';
import type { Clock } from '../clock.ts';
import type { Chat, ChatLine, PostResult } from '../documents/chat.ts';
import { createScope } from '../scope.ts';
import { createExchange, fileKey, type Exchange, type FileState } from './exchange.ts';
import type { Channel } from '../documents/channel.ts';

/** A file that a browser hands over: what `File` is of it. */
export type NamedBlob = Blob & { readonly name: string };

export type SendResult = Exclude<PostResult, 'too-long' | 'empty'> | 'too-large' | 'no-room';

export interface ChatFiles {
  /** By `fileKey`; what has no state can be fetched. */
  readonly states: Cell<ReadonlyMap<string, FileState>>;
  readonly offender: Happening<PeerId>;
  /** Shares it with everybody and mentions it in the chat. Rejects where it cannot be read. */
  send(file: NamedBlob): Promise<SendResult>;
  /** Somebody wants to see it. */
  fetch(file: SharedFile): void;
  read(file: SharedFile): Blob | undefined;
  addChannel(channel: Channel): void;
  end(): void;
}

export interface ChatFilesDeps {
  readonly chat: Pick<Chat, 'lines' | 'postFile'>;
  readonly clock: Clock;
  /** Fetches also what was sent before one came: who takes the record home. */
  readonly keepsAll: boolean;
  /** What carries them; absent: one of its own. */
  readonly exchange?: Exchange;
}

/** Files of one author that come by themselves, in bytes; more only on demand. */
const UNASKED_MAX_BYTES = 100 * 1024 * 1024;
/** What the chat holds so long after the first peer is there was said before one came, in milliseconds. Clocks may differ: they are not asked. */
const HISTORY_MS = 5_000;

export function createChatFiles({
  chat,
  clock,
  keepsAll,
  exchange = createExchange({ clock }),
}: ChatFilesDeps): ChatFiles {
  const scope = createScope(clock);
  scope.own(() => exchange.end());
  let reading: 'nobody yet' | 'history' | 'news' = 'nobody yet';
  /** What lines mention, or are about to. */
  const mentioned = new Map<string, SharedFile>();
  const sending = new Set<string>();
  const unasked = new Map<PeerId, number>();

  function look(lines: readonly ChatLine[]): void {
    const now = new Set<string>();
    for (const { file, author, own } of lines) {
      if (!file) continue;
      const key = fileKey(file);
      now.add(key);
      sending.delete(key);
      if (mentioned.has(key)) continue;
      mentioned.set(key, file);
      // What is one's own and not here any more (the page was reloaded) comes back from the others.
      if (reading !== 'news' && !own && !keepsAll) continue;
      const total = (unasked.get(author) ?? 0) + file.size;
      if (total > UNASKED_MAX_BYTES) continue;
      unasked.set(author, total);
      exchange.want(file, author, false);
    }
    for (const [key, file] of mentioned) {
      if (now.has(key) || sending.has(key)) continue;
      mentioned.delete(key);
      exchange.release(file);
    }
  }
  scope.own(chat.lines.subscribe(look));

  return {
    states: exchange.states,
    offender: exchange.offender,
    async send(file) {
      const kept = await exchange.keep(file);
      if (kept.t !== 'kept') return kept.t;
      const key = fileKey(kept.file);
      sending.add(key);
      const name = parse(FileName, safeFileName(file.name));
      const type = mediaType(file.type);
      if (!name) throw new Error('a safe name is a name');
      const result = await chat.postFile({ name, ...(type && { type }), ...kept.file });
      if (result === 'posted') return result;
      sending.delete(key);
      if (!mentioned.has(key)) exchange.release(kept.file);
      return 'full';
    },
    fetch(file) {
      const line = chat.lines.get().find((other) => other.file && fileKey(other.file) === fileKey(file));
      if (line) exchange.want(file, line.author, true);
    },
    read: (file) => exchange.read(file),
    addChannel(channel) {
      exchange.addChannel(channel);
      if (reading !== 'nobody yet') return;
      reading = 'history';
      scope.after(HISTORY_MS, () => (reading = 'news'));
    },
    end: () => scope.end(),
  };
}
