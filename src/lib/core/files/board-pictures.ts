/**
 * The pictures of the whiteboard (B2): whatever the board refers to is fetched as soon as it is known, so that it outlives the stay
 * of who put it there, and held to the end: one's own undo may bring a picture back that is on the board no more.
 */
import { PictureSource, pictureSource, type Picture } from '../../wire/board.ts';
import { parse } from '../../wire/ids.ts';
import { settled } from '../cell.ts';
import type { Board } from '../documents/board.ts';
import { fileKey, type Exchange } from './exchange.ts';

/** Pictures of one board together, in bytes: room for twenty of the largest; the chat's files share the store. */
export const PICTURES_MAX_BYTES = 100 * 1024 * 1024;

export interface BoardPictures {
  /** Holds a picture for everybody, and gives the source that a record names it by. Rejects where it cannot be read. */
  add(picture: Blob): Promise<string | 'too-large' | 'no-room'>;
  /** The bytes, where they are here; after the end, where they were: the board goes home after the call. */
  read(source: string): Blob | undefined;
  /** The bytes, once they are here: that may be never. Undefined where the board has no such picture. */
  bytes(source: string): Promise<Blob | undefined>;
  end(): void;
}

/** @param exchange its owner's share; ended with this */
export function createBoardPictures(
  board: Pick<Board, 'ids' | 'get' | 'changed'>,
  exchange: Exchange,
  maxBytes = PICTURES_MAX_BYTES,
): BoardPictures {
  const held = new Map<string, Picture>();
  let total = 0;
  let last: ReadonlyMap<string, Blob> | undefined;
  /** False where there is no more room. */
  function hold(picture: Picture): boolean {
    const key = fileKey(picture);
    if (held.has(key)) return true;
    if (total + picture.size > maxBytes) return false;
    held.set(key, picture);
    total += picture.size;
    return true;
  }
  function look(ids: readonly string[]): void {
    for (const id of ids) {
      const record = id.startsWith('asset:') ? board.get(id) : undefined;
      const picture = record && parse(PictureSource, record.props['src']);
      if (picture && hold(picture)) exchange.want(picture, undefined, false);
    }
  }
  look(board.ids());
  const stop = board.changed.on(look);

  return {
    async add(picture) {
      const kept = await exchange.keep(picture);
      if (kept.t !== 'kept') return kept.t;
      if (hold(kept.file)) return pictureSource(kept.file);
      exchange.release(kept.file);
      return 'no-room';
    },
    read(source) {
      const picture = parse(PictureSource, source);
      return picture && (last ? last.get(fileKey(picture)) : exchange.read(picture));
    },
    async bytes(source) {
      const picture = parse(PictureSource, source);
      if (!picture || !held.has(fileKey(picture))) return undefined;
      if (last) return last.get(fileKey(picture));
      exchange.want(picture, undefined, true);
      await settled(exchange.states, (states) => states.get(fileKey(picture))?.t === 'here');
      return exchange.read(picture);
    },
    end() {
      if (last) return;
      stop();
      last = new Map(
        [...held].flatMap(([key, picture]) => {
          const bytes = exchange.read(picture);
          return bytes ? [[key, bytes] as const] : [];
        }),
      );
      exchange.end();
    },
  };
}
