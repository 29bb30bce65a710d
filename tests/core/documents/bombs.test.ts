/** Small messages that come to much: what an altered client sends to slow the others' browsers down, or to break them. */
import * as A from '@automerge/automerge';
import fc from 'fast-check';
import { constants, deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/lib/core/clock.ts';
import { createAccount } from '../../../src/lib/core/documents/account.ts';
import { AGENDA_DOCUMENT_LIMITS, firstAgendaDocument } from '../../../src/lib/core/documents/agenda-document.ts';
import { BOARD_LIMITS } from '../../../src/lib/core/documents/board.ts';
import { broughtBy, heldBy } from '../../../src/lib/core/documents/brought.ts';
import { chunksOf } from '../../../src/lib/core/documents/chunks.ts';
import { firstDocument } from '../../../src/lib/core/documents/document-id.ts';
import { createGauge, DOCUMENT_LIMITS, type Limits } from '../../../src/lib/core/documents/gauge.ts';
import { createGuard, type Judgement } from '../../../src/lib/core/documents/guard.ts';
import { newNonce, systemRandom } from '../../../src/lib/core/clock.ts';
import type { PeerId } from '../../../src/lib/wire/ids.ts';
import {
  CHANGE,
  changeBody,
  chunk,
  DEFLATED_CHANGE,
  DOCUMENT,
  repeatedSet,
  signed,
  syncMessage,
  unsigned,
} from './forged-change.ts';

const MALLORY = 'mallory' as PeerId;
const GIGABYTE = 2 ** 30;
const documents: readonly (readonly [string, Limits, () => Uint8Array])[] = [
  ['chat', DOCUMENT_LIMITS, firstDocument],
  ['agenda', AGENDA_DOCUMENT_LIMITS, firstAgendaDocument],
  ['board', BOARD_LIMITS, firstDocument],
];

/** What the guard of such a document says to a message, and the document that it guards. */
function guarding(limits: Limits = DOCUMENT_LIMITS, first = firstDocument) {
  let doc = A.load<Record<string, unknown>>(first());
  const gauge = createGauge(() => doc, limits);
  const guard = createGuard(MALLORY, createAccount(systemClock), () => ({ limits, gauge, doc: () => doc }));
  return {
    judge(data: Uint8Array): Judgement {
      const judgement = guard.judge({ kind: 'sync', documentId: 'x', data });
      if (judgement === 'pass') doc = A.receiveSyncMessage(doc, A.initSyncState(), data)[0];
      return judgement;
    },
    get doc() {
      return doc;
    },
    edit(run: (draft: Record<string, unknown>) => void) {
      doc = A.change(doc, run);
    },
  };
}

/** Zeros that are a thousandth as long, without a gigabyte of them ever being made: blocks of DEFLATE, one after another. */
function deflatedZeros(size: number, before: Uint8Array): Uint8Array {
  const BLOCK = 2 ** 20;
  const flush = { finishFlush: constants.Z_FULL_FLUSH };
  const head = deflateRawSync(before, flush);
  const block = deflateRawSync(new Uint8Array(BLOCK), flush);
  const blocks = Array.from({ length: Math.ceil(size / BLOCK) }, () => block);
  return Uint8Array.from(Buffer.concat([head, ...blocks, deflateRawSync(new Uint8Array())]));
}

describe('a change that unpacks to far more than it weighs', () => {
  test.each(documents)(
    'DEFLATE: a gigabyte in a megabyte is refused before it is unpacked (%s)',
    (_, limits, first) => {
      const body = changeBody([]);
      const packed = deflatedZeros(GIGABYTE, body);
      expect(packed.length).toBeLessThan(2 ** 21);
      const memory = process.memoryUsage().arrayBuffers;
      expect(guarding(limits, first).judge(syncMessage([chunk(DEFLATED_CHANGE, packed, body)]))).toBe('offence');
      expect(process.memoryUsage().arrayBuffers - memory).toBeLessThan(100 * 2 ** 20);
    },
  );

  test('DEFLATE: a true change by Automerge is refused for its size alone', () => {
    const packed = (letters: number): Uint8Array => {
      const { doc } = guarding();
      const note = 'z'.repeat(letters);
      const change = A.getLastLocalChange(A.change(A.clone(doc), { message: note }, (draft) => void (draft['a'] = 1)));
      const [plain] = chunksOf(change ?? new Uint8Array());
      if (!plain) throw new Error('no change');
      return chunk(DEFLATED_CHANGE, deflateRawSync(plain.body), plain.body);
    };
    const large = packed(DOCUMENT_LIMITS.max.bytes);
    expect(large.length).toBeLessThan(10_000);
    expect(guarding().judge(syncMessage([large]))).toBe('offence');
    expect(guarding().judge(syncMessage([packed(10_000)]))).toBe('pass');
  });

  test('DEFLATE: a column of a document', () => {
    const RAW_VALUES = 0x57 | 0b1000;
    const packed = deflatedZeros(GIGABYTE, new Uint8Array());
    const body = Buffer.concat([
      Uint8Array.from([0, 0, 0, 1, ...unsigned(RAW_VALUES), ...unsigned(packed.length)]),
      packed,
    ]);
    expect(guarding().judge(syncMessage([chunk(DOCUMENT, body)]))).toBe('offence');
  });

  test.each([
    ['a billion operations', repeatedSet(1_000_000_000)],
    ['more operations than there are numbers', repeatedSet(2 ** 50)],
    ['nulls', [[0x15, [0, ...unsigned(1_000_000_000)]]]],
    ['a billion false ones', [[0x34, unsigned(1_000_000_000)]]],
    ['a billion predecessors', [[0x70, [...signed(1), ...unsigned(1_000_000_000)]]]],
    ['a thousand predecessors, a thousand times', [[0x70, [...signed(1_000), ...unsigned(1_000)]]]],
    ['a key of a thousand letters, ten thousand times', repeatedSet(10_000, 'k'.repeat(1_000))],
  ] as const)('runs: %s in a few bytes', (_, columns) => {
    expect(guarding().judge(syncMessage([chunk(CHANGE, changeBody(columns))]))).toBe('offence');
  });

  test('many small ones add up, in one message and in several', () => {
    const rows = Array.from({ length: 50 }, (_, at) => chunk(CHANGE, changeBody(repeatedSet(1_000, `k${at}`))));
    expect(guarding().judge(syncMessage(rows))).toBe('offence');
    const limits = { max: { ops: 100, bytes: 10_000 }, full: { ops: 50, bytes: 5_000 } };
    const { judge, doc } = guarding(limits);
    const each = Array.from({ length: 10 }, (_, at) => {
      const made = A.change(A.clone(doc), (draft) => {
        for (let i = 0; i < 20; i++) draft[`${at}/${i}`] = new A.ImmutableString('');
      });
      return syncMessage([A.getLastLocalChange(made) ?? new Uint8Array()]);
    });
    expect(each.map(judge)).toContain('offence');
  });
});

describe('a message that makes Automerge reckon', () => {
  test.each([
    ['no bits', [1, 0, 7]],
    ['a billion probes', [1, 10, ...unsigned(1_000_000_000), 0, 0]],
    ['more entries than bits', [...unsigned(1_000_000), 10, 7, 0]],
  ])('a Bloom filter with %s', (_, filter) => {
    expect(guarding().judge(syncMessage([], [Uint8Array.from(filter)]))).toBe('drop');
  });
  test('a thousand Bloom filters, a million hashes', () => {
    const { judge } = guarding();
    expect(
      judge(
        syncMessage(
          [],
          Array.from({ length: 1_000 }, () => new Uint8Array()),
        ),
      ),
    ).toBe('drop');
    expect(judge(Buffer.concat([Uint8Array.from([0x42, ...unsigned(100_000)]), new Uint8Array(3_200_000)]))).toBe(
      'drop',
    );
  });
});

describe('a change that would break the document for everybody', () => {
  const actor = (): string => Buffer.from(systemRandom(16)).toString('hex');
  type Op = A.DecodedChange['ops'][number];
  const set = (key: string, pred: readonly string[] = []): Op =>
    ({ action: 'set', obj: '_root', key, value: 's', pred: [...pred] }) as unknown as Op;

  /** What is said to a change of these operations, on a document in which `k` was set. */
  function judged(ops: (before: A.DecodedChange) => readonly Op[], change: Partial<A.DecodedChange> = {}): Judgement {
    const guard = guarding();
    guard.edit((draft) => void (draft['k'] = new A.ImmutableString('v')));
    const before = A.inspectChange(guard.doc, A.getHeads(guard.doc)[0] ?? '');
    if (!before) throw new Error('no change');
    const startOp = before.startOp + before.ops.length;
    const made = { actor: actor(), seq: 1, startOp, time: 0, message: null, deps: A.getHeads(guard.doc) };
    return guard.judge(syncMessage([A.encodeChange({ ...made, ops: [...ops(before)], ...change } as A.DecodedChange)]));
  }

  test('a sound one passes', () => {
    expect(judged(() => [set('x')])).toBe('pass');
    expect(judged(({ startOp, actor }) => [set('k', [`${startOp}@${actor}`])])).toBe('pass');
  });
  test.each<[string, (before: A.DecodedChange) => readonly Op[], Partial<A.DecodedChange>]>([
    ['numbers its operations below those before', () => [set('x')], { startOp: 1 }],
    ['numbers them up to the end of all numbers', () => [set('x')], { startOp: 2 ** 32 - 3 }],
    ['is the fifth of a writer without a first', () => [set('x')], { seq: 5 }],
    ['writes over what never was', () => [set('x', [`1@${actor()}`])], {}],
    ['writes over what is to come', ({ actor }) => [set('x', [`9999@${actor}`])], {}],
    ['writes over what stands at another key', (k) => [set('x', [`${k.startOp}@${k.actor}`])], {}],
    ['takes out nothing', () => [{ ...set('k'), action: 'del', value: undefined } as unknown as Op], {}],
    ['writes into nothing', () => [{ ...set('x'), obj: `7@${actor()}` } as Op], {}],
  ])('one that %s is refused', (_, ops, change) => {
    expect(judged(ops, change)).toBe('offence');
  });
  test('one in another spelling than Automerge’s own', () => {
    expect(guarding().judge(syncMessage([chunk(CHANGE, changeBody(repeatedSet(1)))]))).toBe('offence');
  });
});

describe('whatever else comes', () => {
  const valid = (): Uint8Array => {
    const { doc } = guarding();
    const made = A.change(A.clone(doc), (draft) => void (draft['key'] = new A.ImmutableString('v'.repeat(400))));
    const [, message] = A.generateSyncMessage(made, A.initSyncState());
    return syncMessage([A.save(made), A.getLastLocalChange(made) ?? new Uint8Array(), ...(message ? [message] : [])]);
  };

  test('cut and altered messages are judged, never thrown over', () => {
    const message = valid();
    fc.assert(
      fc.property(
        fc.nat(message.length - 1),
        fc.array(fc.tuple(fc.nat(message.length - 1), fc.nat(255)), { maxLength: 4 }),
        (length, changes) => {
          const altered = message.slice(0, length + 1);
          for (const [at, byte] of changes) if (at < altered.length) altered[at] = byte;
          const brought = broughtBy(altered, DOCUMENT_LIMITS.max);
          expect(typeof brought === 'string' || brought.amount.ops <= DOCUMENT_LIMITS.max.ops).toBe(true);
        },
      ),
    );
  });

  test('so are altered changes with a right checksum', () => {
    const body = changeBody(repeatedSet(3));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(body.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 }),
        (changes) => {
          const altered = body.slice();
          for (const [at, byte] of changes) altered[at] = byte;
          const guard = guarding();
          guard.judge(syncMessage([chunk(CHANGE, altered)]));
          guard.edit((draft) => void (draft['after'] = 1));
          expect(A.load(A.save(guard.doc))).toMatchObject({ after: 1 });
        },
      ),
      { numRuns: 30 },
    );
  });

  test('a flood of messages that bring nothing ends', () => {
    const { judge, doc } = guarding();
    const [, message] = A.generateSyncMessage(doc, A.initSyncState());
    const judgements = Array.from({ length: 5_000 }, () => judge(message ?? new Uint8Array()));
    expect(judgements[0]).toBe('pass');
    expect(judgements.at(-1)).toBe('offence');
  });
});

describe('what is honest', () => {
  test('2,000 messages of a chat pass, as a document and one by one', () => {
    const { judge, doc } = guarding();
    const value = (): A.ImmutableString => new A.ImmutableString(Buffer.from(systemRandom(400)).toString('base64url'));
    let written = A.clone(doc);
    const rows: Uint8Array[] = [];
    for (let at = 0; at < 20; at++) {
      const made = A.change(A.clone(written), (draft) => {
        for (let i = 0; i < 100; i++) draft[`e/${newNonce(systemRandom)}`] = value();
      });
      const change = A.getLastLocalChange(made) ?? new Uint8Array();
      rows.push(change);
      written = A.applyChanges(written, [change])[0];
    }
    const saved = A.save(written);
    expect(heldBy(saved, DOCUMENT_LIMITS.full)).toMatchObject({ amount: { ops: 2_000 } });
    expect(judge(syncMessage([saved]))).toBe('pass');
    expect(guarding().judge(syncMessage(rows))).toBe('pass');
  });

  test('the measure of a document is that of its changes: operations and what they write over', () => {
    let doc = A.from<Record<string, unknown>>({ text: 'a', at: 1.5, bytes: new Uint8Array(300), list: [1, 2] });
    for (let at = 0; at < 30; at++) {
      doc = A.change(doc, (draft) => {
        A.splice(draft, ['text'], 0, at % 3 ? 0 : 1, 'abc');
        draft['at'] = at;
      });
    }
    const amounts = A.getAllChanges(doc).map((change) => heldBy(change, DOCUMENT_LIMITS.max));
    const expected = A.getAllChanges(doc).flatMap((change) => A.decodeChange(change).ops);
    const over = expected.reduce((total, { pred }) => total + (pred?.length ?? 0), 0);
    expect(amounts.reduce((total, held) => total + (typeof held === 'string' ? NaN : held.amount.ops), 0)).toBe(
      expected.length + over,
    );
    const whole = heldBy(A.save(doc), DOCUMENT_LIMITS.max);
    const taken = expected.filter(({ action }) => action === 'del').length;
    expect(whole).toMatchObject({ amount: { ops: expected.length + over - taken } });
  });
});
