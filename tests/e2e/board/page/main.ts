/**
 * Two editors side by side in one page, alice's and bob's, each on a board of its own; what joins the boards is a cable in
 * memory. `window.desks` is what the tests speak to.
 */
import { cell } from '../../../../src/lib/core/cell.ts';
import { systemClock } from '../../../../src/lib/core/clock.ts';
import { createBoardLive, type BoardLive } from '../../../../src/lib/core/documents/board-live.ts';
import {
  BOARD_LIMITS,
  boardDocumentId,
  createBoard,
  type Board,
  type BoardDocument,
} from '../../../../src/lib/core/documents/board.ts';
import type { BoardRecord } from '../../../../src/lib/core/documents/board-record.ts';
import type { Channel } from '../../../../src/lib/core/documents/channel.ts';
import { firstDocument } from '../../../../src/lib/core/documents/document-id.ts';
import { createRepository } from '../../../../src/lib/core/documents/repository.ts';
import type { SharedDocument } from '../../../../src/lib/core/documents/shared-document.ts';
import { sha256Of } from '../../../../src/lib/core/files/assembly.ts';
import type { BoardPictures } from '../../../../src/lib/core/files/board-pictures.ts';
import { loadAutomerge } from '../../../../src/lib/platform/automerge.ts';
import { openBoardEditor, type BoardEditor } from '../../../../src/lib/platform/board/editor.ts';
import { pictureSource } from '../../../../src/lib/wire/board.ts';
import { toBase64Url } from '../../../../src/lib/wire/bytes.ts';
import { Nonce, parse, PeerId, RoomId } from '../../../../src/lib/wire/ids.ts';

export interface DeskReport {
  readonly ids: readonly string[];
  readonly shown: readonly (BoardRecord | undefined)[];
  readonly full: boolean;
}

export interface TestDesk {
  report(): DeskReport;
  /** Records into the board, as a peer with a patched client would. */
  push(records: BoardRecord[]): void;
  /** Parts of records into the document, checked by nobody. */
  write(parts: Record<string, string>): Promise<void>;
  place(bytes: number[], type: string): Promise<void>;
  /** PNG bytes. */
  save(): Promise<number[] | undefined>;
  saved(): number;
}

declare global {
  interface Window {
    desks: { alice: TestDesk; bob: TestDesk };
    cut(): void;
    join(): void;
    ready: Promise<void>;
  }
}

const PEER_BYTES = 32;
const NONCE_BYTES = 16;
const named = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('a bad id');
  return value;
};
const peer = (fill: number): PeerId => named(parse(PeerId, toBase64Url(new Uint8Array(PEER_BYTES).fill(fill))));
const [alice, bob] = [peer(1), peer(2)];
const nonce = toBase64Url(new Uint8Array(NONCE_BYTES).fill(3));
const names = cell<ReadonlyMap<PeerId, string>>(
  new Map([
    [alice, '佐藤花子'],
    [bob, '毎日太郎'],
  ]),
);

/** Pictures by hash, as everybody in the call has them in the end. */
const held = new Map<string, Blob>();
const pictures: BoardPictures = {
  async add(picture) {
    const source = pictureSource({ sha256: await sha256Of(picture), size: picture.size });
    held.set(source, picture);
    return source;
  },
  read: (source) => held.get(source),
  bytes: (source) => Promise.resolve(held.get(source)),
  end: () => undefined,
};
const refused: string[] = [];

interface Desk {
  readonly board: Board;
  readonly document: SharedDocument<BoardDocument>;
  readonly live: BoardLive;
  readonly editor: BoardEditor;
  addChannel(channel: Channel): () => void;
}

async function makeDesk(self: PeerId, element: HTMLElement, far: () => BoardLive | undefined): Promise<Desk> {
  const repository = createRepository(self);
  const id = await boardDocumentId(named(parse(RoomId, nonce)), named(parse(Nonce, nonce)));
  const document = repository.open<BoardDocument>(id, firstDocument(), BOARD_LIMITS);
  const board = createBoard(document);
  const live = createBoardLive({ clock: systemClock, broadcast: (text) => joined && far()?.handle(self, text) });
  const editor = await openBoardEditor(element, {
    board,
    live,
    pictures,
    locale: 'ja',
    refused: (why) => refused.push(why),
    names,
  });
  return { board, document, live, editor, addChannel: (channel) => repository.addChannel(channel) };
}

/** A pair of channels that deliver in order, in a later task. */
function cable(): { readonly ends: readonly [Channel, Channel]; cut(): void } {
  const listeners = [new Set<(data: Uint8Array) => void>(), new Set<(data: Uint8Array) => void>()] as const;
  const closes = new Set<() => void>();
  let open = true;
  const end = (to: 0 | 1, remote: PeerId): Channel => ({
    peer: remote,
    send(data) {
      const copy = data.slice();
      if (open) setTimeout(() => open && listeners[to].forEach((run) => run(copy)), 0);
      return open;
    },
    bufferedAmount: () => 0,
    onBufferedLow: () => () => undefined,
    onMessage(run) {
      const own = listeners[to === 0 ? 1 : 0];
      own.add(run);
      return () => void own.delete(run);
    },
    onClose(run) {
      closes.add(run);
      return () => void closes.delete(run);
    },
  });
  return {
    ends: [end(1, bob), end(0, alice)],
    cut() {
      open = false;
      for (const run of [...closes]) run();
    },
  };
}

let joined = false;
const testDesk = ({ board, document, editor }: Desk): TestDesk => ({
  report: () => ({
    ids: board.ids().toSorted(),
    shown: board
      .ids()
      .toSorted()
      .map((id) => board.get(id)),
    full: editor.full.get(),
  }),
  push: (records) => void board.commit(records.map((record) => ({ id: record.id, record }))),
  async write(parts) {
    const { ImmutableString } = await import('@automerge/automerge/slim');
    document.change((draft) => {
      for (const [key, text] of Object.entries(parts)) draft[key] = new ImmutableString(text);
    });
  },
  place: (bytes, type) => editor.place(new File([Uint8Array.from(bytes)], 'capture.png', { type })),
  async save() {
    const picture = await editor.save();
    return picture && [...new Uint8Array(await picture.arrayBuffer())];
  },
  saved: () => document.save().length,
});

window.ready = (async () => {
  await loadAutomerge();
  const element = (id: string): HTMLElement => named(window.document.getElementById(id) ?? undefined);
  let second: Desk | undefined = undefined;
  const first: Desk = await makeDesk(alice, element('alice'), (): BoardLive | undefined => second?.live);
  second = await makeDesk(bob, element('bob'), () => first.live);
  const desks: readonly [Desk, Desk] = [first, second];
  let connection: ReturnType<typeof cable> | undefined;
  window.desks = { alice: testDesk(desks[0]), bob: testDesk(desks[1]) };
  window.cut = () => {
    joined = false;
    connection?.cut();
  };
  window.join = () => {
    joined = true;
    connection = cable();
    desks[0].addChannel(connection.ends[0]);
    desks[1].addChannel(connection.ends[1]);
  };
  window.join();
})();
