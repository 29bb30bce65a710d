/** The whiteboard of a call (B): its document beside the chat's, what is under way on it, and its pictures among the files. */
import type { Nonce, PeerId, RoomId } from '../wire/ids.ts';
import type { Happening } from '../core/cell.ts';
import type { Clock } from '../core/clock.ts';
import type { Board, BoardDocument } from '../core/documents/board.ts';
import type { BoardLive } from '../core/documents/board-live.ts';
import type { Repository } from '../core/documents/repository.ts';
import type { KeepableDocument } from '../core/documents/shared-document.ts';
import type { BoardPictures } from '../core/files/board-pictures.ts';
import type { Exchange } from '../core/files/exchange.ts';

export interface CallBoard {
  readonly board: Board;
  readonly live: BoardLive;
  readonly pictures: BoardPictures;
  /** A peer sent what no client of ours sends, and is not heard on the board any more. */
  readonly offender: Happening<PeerId>;
  /** For who keeps it on a disk. */
  readonly document: KeepableDocument;
  snapshot(): Uint8Array;
  /** Takes in a snapshot of the same call. False where the bytes are none. */
  load(snapshot: Uint8Array): boolean;
  end(): void;
}

export interface CallBoardDeps {
  readonly room: RoomId;
  readonly call: Nonce;
  readonly clock: Clock;
  /** The one of the chat: who has the chat has the board. */
  readonly repository: Repository;
  /** The board's share of it. */
  readonly exchange: Exchange;
  broadcast(text: string): void;
}

/** Everybody begins with the same empty board, so nobody has to be the one who makes it. */
export async function openCallBoard(deps: CallBoardDeps): Promise<CallBoard> {
  const [
    { BOARD_LIMITS, boardDocumentId, createBoard },
    { createBoardLive },
    { createBoardPictures },
    { firstDocument },
  ] = await Promise.all([
    import('../core/documents/board.ts'),
    import('../core/documents/board-live.ts'),
    import('../core/files/board-pictures.ts'),
    import('../core/documents/document-id.ts'),
  ]);
  const id = await boardDocumentId(deps.room, deps.call);
  const document = deps.repository.open<BoardDocument>(id, firstDocument(), BOARD_LIMITS);
  const board = createBoard(document);
  const live = createBoardLive({ clock: deps.clock, broadcast: deps.broadcast });
  const pictures = createBoardPictures(board, deps.exchange);
  return {
    board,
    live,
    pictures,
    offender: live.offender,
    document,
    snapshot: () => document.save(),
    load: (snapshot) => document.merge(snapshot),
    end() {
      live.end();
      pictures.end();
    },
  };
}
