/**
 * The `bulk` channel of one present peer: what it sends is read here, within its limits. It gets what it asks for, and what it sends
 * without being asked never reaches a file: the bytes that may come are counted against those that were asked for.
 */
import { decodeBulk, encodeWord, HAVE_MAX, type BulkWord } from '../../wire/files.ts';
import type { PeerId, Sha256 } from '../../wire/ids.ts';
import { createScope } from '../scope.ts';
import type { Clock } from '../clock.ts';
import type { Channel } from '../documents/channel.ts';
import type { Account } from './account.ts';
import type { FileStore } from './store.ts';
import { createUploads, type Uploads } from './uploads.ts';

/** Most files of which we remember that a peer has them. */
const HAS_MAX = 2_000;

export interface BulkLinkDeps {
  readonly channel: Channel;
  readonly clock: Clock;
  readonly account: Account;
  readonly store: FileStore;
  /** Bytes of the present ask, or of one that was given up. */
  part(ask: number, offset: number, bytes: Uint8Array): void;
  /** The ask is not answered any further. */
  absent(ask: number): void;
  has(files: readonly Sha256[]): void;
  uploadsChanged(): void;
  /** Nothing goes any more, or the peer went too far. */
  closed(): void;
}

export interface BulkLink {
  readonly peer: PeerId;
  readonly has: ReadonlySet<Sha256>;
  readonly uploads: Uploads;
  /** Asks for a range. Undefined where the channel takes nothing. */
  ask(file: Sha256, from: number, to: number): number | undefined;
  cancel(ask: number): void;
  announce(files: readonly Sha256[]): void;
  /** Reads from now on, what came before included. */
  start(): void;
  end(): void;
}

export function createBulkLink(deps: BulkLinkDeps): BulkLink {
  const { channel, account, store } = deps;
  const scope = createScope(deps.clock);
  const has = new Set<Sha256>();
  /** Bytes that were asked for and have not come. */
  let due = 0;
  let asks = 0;
  const send = (word: BulkWord): boolean => !scope.ended && channel.send(encodeWord(word));
  const uploads = createUploads(channel, { changed: deps.uploadsChanged, broken: () => end() });

  function handleAsk({ id, sha256, from, to }: BulkWord & { t: 'ask' }): void {
    const file = store.get(sha256);
    const fits = file && from < to && to <= file.size;
    if (file && !fits) account.junk();
    const taken = fits && account.serve(sha256, to - from, file.size) && uploads.add({ id, sha256, from, to }, file);
    if (!taken) send({ t: 'absent', id });
  }

  function handleWord(word: BulkWord): void {
    if (!account.word()) return;
    if (word.t === 'ask') handleAsk(word);
    if (word.t === 'cancel') uploads.cancel(word.id);
    if (word.t === 'absent') deps.absent(word.id);
    if (word.t === 'have') {
      for (const file of word.files) if (has.size < HAS_MAX) has.add(file);
      deps.has(word.files);
    }
  }

  function receive(data: Uint8Array): void {
    if (scope.ended || account.blocked) return;
    const message = decodeBulk(data);
    if (!message) return account.junk();
    if (message.t === 'word') return handleWord(message.word);
    due -= message.bytes.length;
    // Also an ask that was given up is due until it has been cancelled at the other side.
    if (due < 0) return account.block();
    deps.part(message.ask, message.offset, message.bytes);
  }

  function end(): void {
    if (scope.ended) return;
    scope.end();
    uploads.end();
    deps.closed();
  }

  return {
    peer: channel.peer,
    has,
    uploads,
    ask(sha256, from, to) {
      asks += 1;
      if (!send({ t: 'ask', id: asks, sha256, from, to })) return undefined;
      due += to - from;
      return asks;
    },
    cancel: (id) => void send({ t: 'cancel', id }),
    announce(files) {
      for (let at = 0; at < files.length; at += HAVE_MAX) send({ t: 'have', files: files.slice(at, at + HAVE_MAX) });
    },
    start() {
      scope.own(channel.onClose(() => end()));
      scope.own(channel.onMessage((data) => receive(data instanceof Uint8Array ? data : new Uint8Array(data))));
    },
    end,
  };
}
