import '@automerge/automerge'; // under Node the full entry initialises the wasm that the slim entries use
import { ImmutableString } from '@automerge/automerge/slim';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newNonce, systemRandom } from '../../../src/lib/core/clock.ts';
import { partsOf, readRecord, type BoardRecord } from '../../../src/lib/core/documents/board-record.ts';
import { tidyRichText } from '../../../src/lib/core/documents/board-text.ts';
import {
  BOARD_LIMITS,
  boardDocumentId,
  createBoard,
  type Board,
  type BoardDocument,
} from '../../../src/lib/core/documents/board.ts';
import { firstDocument } from '../../../src/lib/core/documents/document-id.ts';
import type { Limits } from '../../../src/lib/core/documents/gauge.ts';
import { packInk, unpackInk } from '../../../src/lib/core/documents/ink.ts';
import { createRepository, type Repository } from '../../../src/lib/core/documents/repository.ts';
import type { SharedDocument } from '../../../src/lib/core/documents/shared-document.ts';
import { parse, PeerId, RoomId, type Nonce } from '../../../src/lib/wire/ids.ts';
import { toBase64Url } from '../../../src/lib/wire/bytes.ts';
import { until } from '../../support/manual-clock.ts';
import { channelPair, type Cable } from './channel-pair.ts';

const peerNamed = (name: string): PeerId => {
  const bytes = new Uint8Array(32);
  bytes.set(new TextEncoder().encode(name));
  const peer = parse(PeerId, toBase64Url(bytes));
  if (!peer) throw new Error('a peer id');
  return peer;
};
const alice = peerNamed('alice');
const bob = peerNamed('bob');

interface Desk {
  readonly board: Board;
  readonly document: SharedDocument<BoardDocument>;
  readonly repository: Repository;
}

let room: RoomId;
let call: Nonce;
const desks: Desk[] = [];

beforeEach(() => {
  const made = parse(RoomId, newNonce(systemRandom));
  if (!made) throw new Error('a room');
  room = made;
  call = newNonce(systemRandom);
});
afterEach(() => {
  for (const { repository } of desks.splice(0)) repository.end();
});

async function desk(self: PeerId, limits: Limits = BOARD_LIMITS): Promise<Desk> {
  const repository = createRepository(self);
  const document = repository.open<BoardDocument>(await boardDocumentId(room, call), firstDocument(), limits);
  const made = { board: createBoard(document), document, repository };
  desks.push(made);
  return made;
}
function join(a: Desk, b: Desk): Cable {
  const cable = channelPair(alice, bob);
  a.repository.addChannel(cable.atFirst);
  b.repository.addChannel(cable.atSecond);
  return cable;
}

const line = (id: string, more: Partial<Record<string, unknown>> = {}): BoardRecord => ({
  id: `shape:${id}`,
  typeName: 'shape',
  type: 'draw',
  parentId: 'page:page',
  index: 'a1',
  x: 10,
  y: 20,
  rotation: 0,
  isLocked: false,
  opacity: 1,
  props: {
    color: 'black',
    segments: [
      {
        type: 'free',
        points: [
          { x: 0, y: 0, z: 0.5 },
          { x: 3.2, y: -4.1, z: 0.25 },
        ],
      },
    ],
  },
  meta: {},
  ...more,
});
const put = (board: Board, ...records: BoardRecord[]): 'done' | 'full' =>
  board.commit(records.map((record) => ({ id: record.id, record })));
const everything = (board: Board): unknown =>
  board
    .ids()
    .toSorted()
    .map((id) => board.get(id));

describe('B1 the shared board', () => {
  test('what one draws the other has, as it was', async () => {
    const [hers, his] = [await desk(alice), await desk(bob)];
    join(hers, his);
    put(hers.board, line('one'));
    await until(() => his.board.get('shape:one') !== undefined, 'bob has the line');
    expect(his.board.get('shape:one')).toEqual(line('one'));
  });

  test('B3 who comes later sees all of it', async () => {
    const [hers, his] = [await desk(alice), await desk(bob)];
    put(hers.board, line('one'), line('two', { index: 'a2' }));
    join(hers, his);
    await until(() => his.board.ids().length === 2, 'bob has both');
  });

  test('one moves and one recolours the same line: both count', async () => {
    const [hers, his] = [await desk(alice), await desk(bob)];
    put(hers.board, line('one'));
    const cable = join(hers, his);
    await until(() => his.board.get('shape:one') !== undefined, 'bob has the line');
    cable.cut();
    put(hers.board, line('one', { x: 500 }));
    put(his.board, { ...line('one'), props: { ...line('one').props, color: 'red' } });
    join(hers, his);
    await until(() => hers.board.get('shape:one')?.props['color'] === 'red', 'alice has the colour');
    await until(() => his.board.get('shape:one')?.['x'] === 500, 'bob has the place');
    expect(everything(hers.board)).toEqual(everything(his.board));
  });

  test('one takes away what the other moves meanwhile: it is gone for both', async () => {
    const [hers, his] = [await desk(alice), await desk(bob)];
    put(hers.board, line('one'));
    const cable = join(hers, his);
    await until(() => his.board.get('shape:one') !== undefined, 'bob has the line');
    cable.cut();
    hers.board.commit([{ id: 'shape:one', record: undefined }]);
    put(his.board, line('one', { x: 77 }), line('two'));
    join(hers, his);
    await until(() => hers.board.get('shape:two') !== undefined, 'alice has the new one');
    await until(() => his.board.get('shape:one') === undefined, 'bob lost the old one');
    expect(hers.board.ids()).toEqual(['shape:two']);
  });

  test('two draw at once through an outage and end equal', async () => {
    const [hers, his] = [await desk(alice), await desk(bob)];
    const cable = join(hers, his);
    for (let i = 0; i < 20; i++) {
      put(hers.board, line(`a${i}`), line('both', { x: i }));
      put(his.board, line(`b${i}`), line('both', { y: i }));
      if (i === 10) cable.cut();
    }
    join(hers, his);
    await until(() => hers.board.ids().length === 41 && his.board.ids().length === 41, 'all 41 on both');
    await until(() => JSON.stringify(everything(hers.board)) === JSON.stringify(everything(his.board)), 'equal');
  });
});

describe('H6 B1 a hostile hand', () => {
  const shape = line('x');
  const parts = partsOf(shape);
  if (!parts) throw new Error('a line can be shared');
  const reads = (change: { place?: object; look?: object; ink?: Uint8Array }) =>
    readRecord('shape:x', {
      place: JSON.stringify({ ...(JSON.parse(parts.place) as object), ...change.place }),
      look: change.look ? JSON.stringify(change.look) : parts.look,
      ink: change.ink ?? parts.ink,
    });

  test.each([
    ['an embedded page', { place: { type: 'embed' } }],
    ['a bookmark', { place: { type: 'bookmark' } }],
    ['a film', { place: { type: 'video' } }],
    ['a place beyond all numbers', { place: { x: 1e300 } }],
    ['an index of another form', { place: { index: '<a>' } }],
    ['another page', { place: { parentId: 'page:other' } }],
    ['itself as JSON of another kind', { look: { props: [] } }],
    ['sizes beyond all numbers', { look: { props: { w: 1e9 } } }],
    [
      'properties nested for ever',
      { look: { props: JSON.parse('{"a":'.repeat(40) + '1' + '}'.repeat(40)) as object } },
    ],
    ['ten thousand properties', { look: { props: { list: Array.from({ length: 10_000 }, () => 1) } } }],
    ['ink that is none', { ink: new Uint8Array([0, 255, 255, 255, 255, 255, 255]) }],
    ['ink of a million points', { ink: new Uint8Array([0, 0xc0, 0x84, 0x3d, 0]) }],
  ])('is not shown: %s', (_, change) => {
    expect(reads({})).toBeDefined();
    expect(reads(change)).toBeUndefined();
  });

  test('a prototype cannot be reached', () => {
    const look = '{"props":{"__proto__":{"evil":1},"color":"black"}}';
    expect(readRecord('shape:x', { ...parts, look })).toBeUndefined();
    expect(
      readRecord('shape:x', { ...parts, place: parts.place.replace('{', '{"__proto__":{"evil":1},') }),
    ).not.toHaveProperty('evil');
  });

  test('nothing leads anywhere: addresses are empty, links are text, pictures come by hash', () => {
    const link = {
      type: 'text',
      text: 'click',
      marks: [{ type: 'link', attrs: { href: 'javascript:alert(1)' } }, { type: 'bold' }],
    };
    const record = reads({
      look: {
        props: {
          url: 'javascript:alert(1)',
          richText: { type: 'doc', content: [{ type: 'paragraph', content: [link] }] },
        },
      },
    });
    expect(record?.props).toEqual({
      url: '',
      richText: {
        type: 'doc',
        content: [{ type: 'paragraph', content: [{ type: 'text', text: 'click', marks: [{ type: 'bold' }] }] }],
      },
      segments: line('x').props['segments'],
    });
    const picture = (src: unknown) =>
      readRecord('asset:1', {
        place: '{"type":"image"}',
        look: JSON.stringify({ props: { src, w: 1, h: 1 } }),
        ink: undefined,
      });
    expect(picture('https://example.com/x.png')).toBeUndefined();
    expect(picture('data:image/svg+xml,<svg/>')).toBeUndefined();
    expect(picture(`asset:${'A'.repeat(43)}.5242880`)).toBeDefined();
    expect(picture(`asset:${'A'.repeat(43)}.5242881`)).toBeUndefined();
  });

  test.each([
    null,
    7,
    'text',
    {},
    { type: 'doc', content: [{ type: 'text', text: 'x' }] },
    { type: 'doc', content: [{ type: 'iframe' }] },
  ])('text that the editor cannot draw becomes an empty one: %j', (value) =>
    expect(tidyRichText(value)).toEqual({ type: 'doc', content: [{ type: 'paragraph' }] }),
  );

  test('parents in a circle, or missing, are the page', async () => {
    const { board } = await desk(alice);
    const frame = (id: string, parentId: string): BoardRecord => ({
      ...line(id),
      type: 'frame',
      parentId,
      props: { w: 10, h: 10, name: '' },
    });
    put(
      board,
      frame('a', 'shape:b'),
      frame('b', 'shape:a'),
      line('in', { parentId: 'shape:nowhere' }),
      line('c', { parentId: 'shape:in' }),
    );
    for (const id of board.ids()) expect(board.get(id)?.parentId).toBe('page:page');
    put(board, frame('b', 'page:page'), line('deep', { parentId: 'shape:a' }));
    expect(board.get('shape:deep')?.parentId).toBe('shape:a');
  });

  test('an arrow is bound to what is there only', async () => {
    const { board } = await desk(alice);
    const binding: BoardRecord = {
      id: 'binding:1',
      typeName: 'binding',
      type: 'arrow',
      fromId: 'shape:arrow',
      toId: 'shape:box',
      props: { terminal: 'start' },
      meta: {},
    };
    put(board, binding);
    expect(board.get('binding:1')).toBeUndefined();
    put(board, { ...line('arrow'), type: 'arrow', props: {} }, { ...line('box'), type: 'geo', props: {} });
    expect(board.get('binding:1')).toBeDefined();
    board.commit([{ id: 'shape:box', record: undefined }]);
    expect(board.get('binding:1')).toBeUndefined();
  });

  test('junk in the document is passed over, and the rest goes on', async () => {
    const [hers, his] = [await desk(alice), await desk(bob)];
    join(hers, his);
    his.document.change((draft) => {
      draft['shape:evil/p'] = { nested: { map: true } };
      draft['shape:evil/l'] = 'an Automerge text';
      draft['shape:half/p'] = new ImmutableString('{');
      draft['__proto__x'] = 1;
      draft['nonsense'] = new ImmutableString('x'.repeat(10_000));
    });
    put(his.board, line('fine'));
    await until(() => hers.board.get('shape:fine') !== undefined, 'alice has the good one');
    expect(hers.board.ids()).toEqual(['shape:fine']);
  });

  test('whoever makes the document grow beyond every use is cut off', async () => {
    const small = { ops: 2_000, bytes: 100_000 };
    const [hers, his] = [await desk(alice, { max: small, full: small }), await desk(bob)];
    join(hers, his);
    let cutOff: PeerId | undefined;
    hers.repository.offender.on((peer) => (cutOff = peer));
    his.document.change((draft) => {
      for (let at = 0; at <= small.ops; at++) draft[`x${at % 50}`] = at;
    });
    await until(() => cutOff === bob, 'bob is cut off');
    expect(put(hers.board, line('mine'))).toBe('done');
  });
});

describe('ink', () => {
  const point = fc.record({
    x: fc.integer({ min: -9_999_999, max: 9_999_999 }).map((n) => n / 10),
    y: fc.integer({ min: -9_999_999, max: 9_999_999 }).map((n) => n / 10),
    z: fc.integer({ min: 0, max: 100 }).map((n) => n / 100),
  });
  const segment = fc.record({
    type: fc.constantFrom('free' as const, 'straight' as const),
    points: fc.array(point, { maxLength: 40 }),
  });

  test('comes out as it went in', () => {
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 6 }), (segments) => {
        expect(unpackInk(packInk(segments))).toEqual(segments);
      }),
    );
  });
  test('of any bytes is ink or nothing', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void unpackInk(bytes)));
  });
  test('sixty points of a hand take less than four bytes each', () => {
    const points = Array.from({ length: 60 }, (_, i) => ({ x: Math.sin(i / 9) * 80, y: i * 2.3, z: 0.5 }));
    expect(packInk([{ type: 'free', points }]).length).toBeLessThan(240);
  });
});
