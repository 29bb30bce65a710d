/** B2 B3: the board's pictures among the files of a call, shared with the chat's. */
import { expect, test } from 'vitest';
import { happening, settled } from '../../../src/lib/core/cell.ts';
import type { BoardRecord } from '../../../src/lib/core/documents/board-record.ts';
import { createBoardPictures, PICTURES_MAX_BYTES } from '../../../src/lib/core/files/board-pictures.ts';
import { shareExchange } from '../../../src/lib/core/files/shares.ts';
import { FILE_MAX_BYTES } from '../../../src/lib/wire/files.ts';
import { pictureSource } from '../../../src/lib/wire/board.ts';
import { bytesOf, held, isHere, keep, link, refOf, sharer, type Sharer } from './peers.ts';

/** A board that has what the test puts on it. */
function fakeBoard() {
  const records = new Map<string, BoardRecord>();
  const changed = happening<readonly string[]>();
  return {
    ids: () => [...records.keys()],
    get: (id: string) => records.get(id),
    changed,
    show(name: string, src: string) {
      const id = `asset:${name}`;
      records.set(id, { id, typeName: 'asset', type: 'image', props: { src }, meta: {} });
      changed.emit([id]);
    },
  };
}
function picturesOf(who: Sharer, maxBytes?: number) {
  const board = fakeBoard();
  return { board, pictures: createBoardPictures(board, shareExchange(who.exchange)(), maxBytes) };
}

test('B2: what the board refers to comes by itself, and is there for who comes when its author has left', async () => {
  const [alice, bob, carol] = [await sharer(), await sharer(), await sharer()];
  const [hers, his, carols] = [picturesOf(alice), picturesOf(bob), picturesOf(carol)];
  const cable = link(alice, bob);
  const bytes = bytesOf(70_000);
  const source = await hers.pictures.add(new Blob([bytes]));
  expect(source).toBe(pictureSource(await refOf(bytes)));
  his.board.show('one', source);
  await isHere(bob, await refOf(bytes));
  cable.cut();
  link(bob, carol);
  carols.board.show('one', source);
  const arrived = await carols.pictures.bytes(source);
  expect(arrived && new Uint8Array(await arrived.arrayBuffer())).toEqual(bytes);
  carols.pictures.end();
  expect(await held(carol, await refOf(bytes))).toBeUndefined();
  expect((await carols.pictures.bytes(source))?.size).toBe(bytes.length); // the board goes home after the call
});

test('B2: 5 MB is taken, one byte more is not, and the pictures of one board end somewhere', async () => {
  const alice = await sharer();
  const { pictures } = picturesOf(alice, FILE_MAX_BYTES);
  expect(await pictures.add(new Blob([new Uint8Array(FILE_MAX_BYTES + 1)]))).toBe('too-large');
  expect(await pictures.add(new Blob([new Uint8Array(FILE_MAX_BYTES)]))).toMatch(/^asset:/);
  const more = bytesOf(1_000);
  expect(await pictures.add(new Blob([more]))).toBe('no-room');
  expect(await held(alice, await refOf(more))).toBeUndefined();
});

test('H6: nothing is fetched that is no picture’s name, nor more than a board may have', async () => {
  const alice = await sharer();
  const { board, pictures } = picturesOf(alice);
  board.show('remote', 'https://example.com/x.png');
  board.show('huge', pictureSource({ ...(await refOf(bytesOf(1))), size: FILE_MAX_BYTES + 1 }));
  const several = Math.floor(PICTURES_MAX_BYTES / FILE_MAX_BYTES) + 5;
  for (let seed = 0; seed < several; seed++) {
    board.show(`p${seed}`, pictureSource({ ...(await refOf(bytesOf(10, seed))), size: FILE_MAX_BYTES }));
  }
  const asked = await settled(alice.exchange.states, (states) => states.size > 0);
  expect(asked.size).toBe(several - 5);
  expect(await pictures.bytes('https://example.com/x.png')).toBeUndefined();
});

test('H5: what the chat lets go stays while the board has it, and the other way round', async () => {
  const alice = await sharer();
  const share = shareExchange(alice.exchange);
  const [chat, board] = [share(), share()];
  const bytes = bytesOf(500);
  const file = await keep({ ...alice, exchange: chat }, bytes);
  await keep({ ...alice, exchange: board }, bytes);
  chat.release(file);
  expect(await held(alice, file)).toEqual(bytes);
  board.end();
  expect(await held(alice, file)).toBeUndefined();
});
