import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { broughtBy, heldBy } from '../../../src/lib/core/documents/brought.ts';
import { DOCUMENT_MAX } from '../../../src/lib/core/documents/gauge.ts';
import { nameOf } from '../../../src/lib/core/documents/chat-document.ts';
import {
  createJoiner,
  decodeSyncFrame,
  encodeSyncFrame,
  piecesOf,
  SYNC_PIECE_BYTES,
  type SyncFrame,
} from '../../../src/lib/wire/sync.ts';
import './people.ts';

const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
const documentId = fc
  .array(fc.constantFrom(...'123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'), {
    minLength: 20,
    maxLength: 64,
  })
  .map((letters) => letters.join(''));
const frame: fc.Arbitrary<SyncFrame> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('sync' as const, 'request' as const),
    documentId,
    data: fc.uint8Array({ minLength: 1, maxLength: 50_000 }),
  }),
  fc.record({ kind: fc.constant('doc-unavailable' as const), documentId, data: fc.constant(new Uint8Array()) }),
);

describe('sync frames', () => {
  test('what is cut into pieces comes out whole, through any number of messages', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 5 }), (frames) => {
        const joiner = createJoiner();
        const out: (SyncFrame | undefined)[] = [];
        for (const piece of frames.flatMap((each) => [...piecesOf(encodeSyncFrame(each))])) {
          expect(piece.length).toBeLessThanOrEqual(SYNC_PIECE_BYTES);
          const whole = joiner.add(piece);
          if (typeof whole !== 'string') out.push(decodeSyncFrame(whole));
        }
        expect(out).toEqual(frames);
      }),
      { numRuns: 50 },
    );
  });

  test('no bytes make a decoder throw, and what it takes is bounded', () => {
    fc.assert(
      fc.property(bytes(400), (junk) => {
        const decoded = decodeSyncFrame(junk);
        if (decoded) expect(encodeSyncFrame(decoded)).toEqual(junk);
        expect(broughtBy(junk, DOCUMENT_MAX)).toBe('unreadable');
      }),
    );
    fc.assert(
      fc.property(fc.array(bytes(40), { maxLength: 40 }), (pieces) => {
        const joiner = createJoiner(100);
        for (const piece of pieces) {
          const whole = joiner.add(piece);
          if (typeof whole !== 'string') expect(whole.length).toBeLessThanOrEqual(100);
        }
      }),
    );
  });

  test('damaged chunks are no chunks', () => {
    fc.assert(
      fc.property(bytes(100), (tail) => {
        const head = [0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, 1];
        expect(heldBy(Uint8Array.from([...head, ...tail]), DOCUMENT_MAX)).toEqual(expect.any(String));
      }),
    );
  });

  test('a joiner starts anew after a bad piece', () => {
    const joiner = createJoiner(10);
    expect(joiner.add(Uint8Array.of(1, 1, 2, 3))).toBe('more');
    expect(joiner.add(Uint8Array.of(7))).toBe('bad');
    expect(joiner.add(Uint8Array.of(1))).toBe('bad');
    expect(joiner.add(Uint8Array.of(0, 9))).toEqual(Uint8Array.of(9));
    expect(joiner.add(new Uint8Array(12))).toBe('bad');
  });

  test('only well-formed keys name a statement', () => {
    fc.assert(
      fc.property(fc.string(), (key) => {
        expect(nameOf(key)).toBeUndefined();
      }),
    );
    const peer = 'A'.repeat(43);
    expect(nameOf(`k/${peer}`)).toEqual({ kind: 'certificate', by: peer });
    for (const key of [`k/${peer}/x`, `e/${peer}`, `e/${peer}/x`, `d/${peer}/${'A'.repeat(22)}`, `c/${peer}/`]) {
      expect(nameOf(key)).toBeUndefined();
    }
  });
});
