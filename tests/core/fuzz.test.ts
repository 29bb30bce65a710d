/**
 * Parsers outside of the wire's schemas (those are tried in wire/fuzz.test.ts): what peers, recognisers, language models and the own disk say,
 * made up, damaged or cut. None throws, and what comes out keeps to what the parser promises.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseControl } from '../../src/lib/core/call/control-codec.ts';
import { ADDRESSES, readRecord } from '../../src/lib/core/documents/board-record.ts';
import { tidyRichText } from '../../src/lib/core/documents/board-text.ts';
import { changesInPieces } from '../../src/lib/core/journal/summary-changes.ts';
import { linesInPieces } from '../../src/lib/core/journal/transcript-lines.ts';
import { onlyRelayed } from '../../src/lib/core/mesh/relayed.ts';
import { grounded, numbersIn } from '../../src/lib/core/summary/grounding.ts';
import { createReading } from '../../src/lib/core/summary/language.ts';
import { tidy } from '../../src/lib/core/summary/prompt.ts';
import { joinWords, readable } from '../../src/lib/core/transcript/words.ts';
import { CONTROL_MAX_BYTES, ControlMessage } from '../../src/lib/wire/control.ts';
import { newNonce, systemRandom } from '../../src/lib/core/clock.ts';
import { LINE_MAX_CHARS, TranscriptLine } from '../../src/lib/wire/transcript.ts';
import type { SignalBody } from '../../src/lib/wire/signal.ts';
import { anything, valuesFor } from '../support/schema-values.ts';

const text = (): fc.Arbitrary<string> => fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
const jsonText = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one)) ?? 'null';
const bytesOf = (value: unknown): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(jsonText(value)));

describe('from peers', () => {
  test('N7: no line of a description leads to an address that is no TURN server’s, however it is written', () => {
    const kind = fc.constantFrom('host', 'srflx', 'prflx', 'relay', 'HOST', '', 'relay typ host', 'x');
    const candidate = fc
      .tuple(kind, fc.constantFrom('\r\n', '\n'), fc.constantFrom('candidate:1 1 udp 1 192.168.1.2 9', 'candidate:'))
      .map(([type, end, head]) => `a=${head} typ ${type} generation 0${end}`);
    const line = fc.oneof(candidate, fc.constantFrom('v=0\r\n', 'a=mid:0\r\n', 'c=IN IP4 0.0.0.0\n'), text());
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const body = { t: 'description', type: 'offer', sdp: lines.join('') } as SignalBody;
        const left = onlyRelayed(body);
        if (left?.t !== 'description') throw new Error('a description stays one');
        const told = left.sdp.split(/\r\n|\r|\n/).filter((one) => one.startsWith('a=candidate:'));
        expect(told.filter((one) => !/^[^]*? typ relay\b/.test(one))).toEqual([]);
        expect(onlyRelayed(left)).toEqual(left);
      }),
      { numRuns: 500 },
    );
  });

  test('control messages: text of limited length, or nothing', () => {
    let taken = 0;
    const near = valuesFor(ControlMessage).map((value) => jsonText(value));
    fc.assert(
      fc.property(fc.oneof({ weight: 3, arbitrary: near }, { weight: 1, arbitrary: text() }), (data) => {
        const message = parseControl(data);
        if (!message) return;
        taken += 1;
        expect(data.length).toBeLessThanOrEqual(CONTROL_MAX_BYTES);
        expect(parseControl(JSON.stringify(message))).toEqual(message);
      }),
      { numRuns: 300 },
    );
    expect(taken).toBeGreaterThan(10);
    expect(parseControl(new ArrayBuffer(8))).toBeUndefined();
  });

  test('H6: text on the board is built anew: known nodes without an address, and the same when it is read again', () => {
    const type = fc.constantFrom('doc', 'paragraph', 'heading', 'bulletList', 'listItem', 'text', 'hardBreak', 'image');
    const { node } = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        anything(),
        fc.record(
          {
            type,
            text: text(),
            attrs: fc.oneof(
              anything(),
              fc.record({ level: fc.nat(9), href: text(), dir: fc.constantFrom('rtl', 'x') }),
            ),
            marks: fc.array(fc.record({ type: fc.constantFrom('bold', 'link'), attrs: anything() }), { maxLength: 2 }),
            content: fc.array(tie('node'), { maxLength: 3 }),
          },
          { requiredKeys: ['type'] },
        ),
      ),
    }));
    fc.assert(
      fc.property(fc.array(node, { maxLength: 4 }), (content) => {
        const built = tidyRichText({ type: 'doc', content });
        expect(tidyRichText(built)).toEqual(built);
        const keys = new Set<string>();
        JSON.stringify(built, (key, value: unknown) => (keys.add(key), value));
        for (const key of ['href', 'src', ...ADDRESSES]) expect(keys).not.toContain(key);
        expect(JSON.stringify(built)).not.toContain('"type":"image"');
      }),
      { numRuns: 300 },
    );
    const part = fc.oneof(
      text(),
      anything().map((value) => jsonText(value)),
    );
    const id = fc.oneof(fc.constantFrom('shape:a', 'asset:a', 'page:page', 'binding:a'), text());
    fc.assert(
      fc.property(id, part, part, fc.option(fc.uint8Array({ maxLength: 60 })), (name, place, look, ink) => {
        const record = readRecord(name, { place, look, ink: ink ?? undefined });
        if (record) expect(name).toBe(record.id);
      }),
      { numRuns: 300 },
    );
  });
});

describe('from recognisers and language models', () => {
  test('T1: words of any kind are one line of limited length', () => {
    fc.assert(
      fc.property(fc.array(text()), (words) => {
        expect(joinWords(words).length).toBeLessThanOrEqual(LINE_MAX_CHARS);
        readable(words.join(' '));
      }),
    );
  });

  test('T6: what a model says stands only with numbers that were said', () => {
    const word = fc.constantFrom(
      'Goで',
      '開発した。',
      '三',
      '二十五',
      '百',
      '４,２００',
      '・',
      '<think>',
      '</think>',
      '**',
      'Ruby',
      '\n',
      '。',
    );
    const prose = fc.oneof(
      fc.array(word).map((words) => words.join('')),
      text(),
    );
    const reading = createReading();
    const lines = [{ id: newNonce(systemRandom), text: 'Goで二十五人の会社の在庫を三年開発しました。' }];
    const numbers = numbersIn(lines[0]?.text ?? '');
    fc.assert(
      fc.property(prose, (said) => {
        const { sentences, dropped } = grounded(tidy(said), lines as never, reading);
        expect(dropped).toBeGreaterThanOrEqual(0);
        for (const sentence of sentences) {
          for (const number of numbersIn(sentence.text)) expect(numbers).toContain(number);
          expect(sentence.lines).toEqual([lines[0]?.id]);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('from the own disk (X6)', () => {
  const piece = (bytes: Uint8Array<ArrayBuffer>) => ({ id: newNonce(systemRandom), at: 0, bytes }) as never;
  const lines = fc.array(fc.oneof(valuesFor(TranscriptLine), anything()), { maxLength: 4 });
  const bytes = fc.oneof(
    lines.map(bytesOf),
    fc.record({ placed: lines, texts: lines }).map(bytesOf),
    fc.uint8Array({ maxLength: 80 }).map((some) => new Uint8Array(some)),
  );
  test('transcript and changes of the summary: what is damaged is left out, the rest counts', () => {
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 4 }), (all) => {
        const read = linesInPieces(all.map(piece));
        expect(linesInPieces([piece(bytesOf(read))])).toEqual(read);
        expect(changesInPieces(all.map(piece)).placed).toBeInstanceOf(Map);
      }),
      { numRuns: 200 },
    );
  });
});
