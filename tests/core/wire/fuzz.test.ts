import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import * as v from 'valibot';
import { afterEach, describe, expect, test } from 'vitest';
import { decodeFrame, isForeignHello } from '../../../relay/frames.ts';
import { partOf } from '../../../relay/range.ts';
import { frameBytes, fromBase64Url, jsonOf, textOf, toBase64Url } from '../../../src/lib/wire/bytes.ts';
import { safeFileName } from '../../../src/lib/wire/file-name.ts';
import { decodeBulk, encodePart, encodeWord } from '../../../src/lib/wire/files.ts';
import { decodableFragment } from '../../../src/lib/wire/fragment.ts';
import { parse } from '../../../src/lib/wire/ids.ts';
import { formatFragment, parseFragment } from '../../../src/lib/wire/link.ts';
import { ClientFrame } from '../../../src/lib/wire/relay.ts';
import {
  createJoiner,
  decodeSyncFrame,
  encodeSyncFrame,
  isCutOff,
  markPiece,
  piecesOf,
  repositoryOf,
  unmarkPiece,
} from '../../../src/lib/wire/sync.ts';
import { anything, valuesFor } from '../../support/schema-values.ts';

const folder = join(import.meta.dirname, '../../../src/lib/wire');

function isSchema(value: unknown): value is v.GenericSchema {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'schema';
}

/** Every schema that a file of the wire gives out; one that is added tomorrow is here as well. */
const schemas: (readonly [name: string, schema: v.GenericSchema])[] = [];
for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts'))) {
  const module: Record<string, unknown> = await import(join(folder, file));
  for (const [name, value] of Object.entries(module)) if (isSchema(value)) schemas.push([`${file} ${name}`, value]);
}

/** A value nearer to valid each time, and one that is anything, for each schema. */
const RUNS = 60;
const BYTE_RUNS = 300;

afterEach(() => {
  expect(Object.prototype).not.toHaveProperty('polluted');
  expect(Object.keys(Object.prototype)).toEqual([]);
});

describe('no value that comes in makes a parser of the wire throw, or come out other than it went in the second time', () => {
  test.each(schemas)('%s', (_, schema) => {
    fc.assert(
      fc.property(
        fc.oneof({ weight: 4, arbitrary: valuesFor(schema) }, { weight: 1, arbitrary: anything() }),
        (value) => {
          const parsed = parse(schema, value);
          // One that reads a text as something else is not asked again.
          if (parsed === undefined || typeof parsed !== typeof value) return;
          // What was accepted is accepted by the next browser as well, and says the same there.
          expect(parse(schema, parsed)).toEqual(parsed);
        },
      ),
      { numRuns: RUNS },
    );
  });

  test('and the values do reach them: nearly every schema takes some', () => {
    const untaken = schemas.filter(
      ([, schema]) => !fc.sample(valuesFor(schema), 150).some((value) => v.is(schema, value)),
    );
    // A signature over a text, say, is met by no chance: its parts are tried by themselves.
    expect(untaken.length, untaken.map(([name]) => name).join()).toBeLessThan(schemas.length / 8);
  });
});

/** Bytes as they are sent, with some of them changed, cut off or added. */
const damaged = (whole: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(whole, fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 3 }), fc.nat(40))
    .map(([bytes, hits, cut]) => {
      const copy = Uint8Array.from(bytes);
      for (const [at, byte] of hits) if (at < copy.length) copy[at] = byte;
      return cut < 10 ? copy.subarray(0, Math.max(0, copy.length - cut)) : copy;
    });
const bytes = (): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength: 300 });
const jsonBytes = (schema: v.GenericSchema): fc.Arbitrary<Uint8Array> =>
  valuesFor(schema).map((value) => Buffer.from(jsonText(value)));
/** What has no JSON is sent as null. */
function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    return 'null';
  }
}

describe('bytes (N1)', () => {
  test('frames to the relay: decoded or undefined, and no field that the schema does not know', () => {
    let taken = 0;
    const frames = fc.oneof(jsonBytes(ClientFrame), damaged(jsonBytes(ClientFrame)), bytes());
    fc.assert(
      fc.property(frames, (data) => {
        const frame = decodeFrame(Buffer.from(data));
        isForeignHello(Buffer.from(data));
        if (!frame) return;
        taken += 1;
        expect(parse(ClientFrame, JSON.parse(JSON.stringify(frame)))).toEqual(frame);
        expect(Object.keys(frame)).not.toContain('extra');
      }),
      { numRuns: BYTE_RUNS },
    );
    expect(taken).toBeGreaterThan(BYTE_RUNS / 20);
  });

  test('sync frames and pieces', () => {
    const frame = fc
      .uint8Array({ minLength: 1, maxLength: 40_000 })
      .map((data) => encodeSyncFrame({ kind: 'sync', documentId: '1'.repeat(28), data }));
    fc.assert(
      fc.property(fc.oneof(frame, damaged(frame), bytes()), fc.array(bytes(), { maxLength: 4 }), (data, noise) => {
        const decoded = decodeSyncFrame(data);
        if (decoded) expect(encodeSyncFrame(decoded)).toEqual(Uint8Array.from(data));
        const joiner = createJoiner(60_000);
        for (const piece of noise) {
          repositoryOf(piece);
          isCutOff(piece);
          joiner.add(unmarkPiece(piece));
        }
        // A break in the middle ends a message, and the next one is whole.
        joiner.add(new Uint8Array(0));
        if (data.length === 0) return;
        const joined = [...piecesOf(data)].map((piece) => joiner.add(unmarkPiece(markPiece(piece, 'panel'))));
        expect(joined.at(-1)).toEqual(Uint8Array.from(data));
      }),
      { numRuns: 100 },
    );
  });

  test('messages of the bulk channel', () => {
    const part = fc.tuple(fc.nat(2 ** 31), fc.nat(2 ** 31), bytes()).map((all) => encodePart(...all));
    const word = fc.constant(encodeWord({ t: 'have', files: [] as never }));
    fc.assert(
      fc.property(fc.oneof(part, word, damaged(part), damaged(word), bytes()), (data) => {
        const message = decodeBulk(data);
        if (message?.t === 'part')
          expect(encodePart(message.ask, message.offset, message.bytes)).toEqual(Uint8Array.from(data));
      }),
      { numRuns: BYTE_RUNS },
    );
  });

  test('base64url has one spelling, text is text or nothing, and no two lists have the same bytes', () => {
    fc.assert(
      fc.property(bytes(), fc.string({ unit: 'binary' }), fc.array(bytes(), { maxLength: 3 }), (data, text, parts) => {
        expect(fromBase64Url(toBase64Url(data))).toEqual(data);
        const decoded = fromBase64Url(text);
        if (decoded) expect(toBase64Url(decoded)).toBe(text);
        textOf(data);
        jsonOf(data);
        jsonOf(text);
        const joined = Buffer.concat(parts);
        if (parts.length > 1) expect(frameBytes(parts)).not.toEqual(frameBytes([joined]));
      }),
      { numRuns: BYTE_RUNS },
    );
  });
});

describe('texts (R2, N1)', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.stringMatching(/^#?1\.[hca](\.[A-Za-z0-9_-]{0,20}){5,6}$/),
  );
  test('fragments of links, names of files, ranges', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const link = parseFragment(text);
        if (link) expect(parseFragment(formatFragment(link))).toEqual(link);
        expect(() => decodeURIComponent(decodableFragment(text))).not.toThrow();
        expect(safeFileName(text)).not.toMatch(/[/\\]/);
      }),
      { numRuns: BYTE_RUNS },
    );
    const range = fc.oneof(fc.stringMatching(/^bytes=\d{0,20}-\d{0,20}(,\d-)?$/), fc.string());
    fc.assert(
      fc.property(range, fc.nat(1000), (text, size) => {
        const part = partOf(text, size);
        if (!part || part === 'none') return;
        expect(part.start).toBeGreaterThanOrEqual(0);
        expect(part.end).toBeLessThan(size);
        expect(part.start).toBeLessThanOrEqual(part.end);
      }),
      { numRuns: BYTE_RUNS },
    );
  });
});
