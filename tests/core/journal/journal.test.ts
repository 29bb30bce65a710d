import { describe, expect, test } from 'vitest';
import { newNonce, systemRandom } from '../../../src/lib/core/clock.ts';
import { createJournal, PARTS, type Journal } from '../../../src/lib/core/journal/journal.ts';
import { createMemoryJournalStore, type JournalStore } from '../../../src/lib/core/journal/store.ts';
import { newSeed } from '../../../src/lib/core/session/identity.ts';
import { utf8 } from '../../../src/lib/wire/bytes.ts';
import { parse, RoomId } from '../../../src/lib/wire/ids.ts';
import { JOURNAL_KEEP_MS, type JournalChunk } from '../../../src/lib/wire/journal.ts';
import { formatMoment } from '../../../src/lib/i18n/dates.ts';
import { must } from '../../support/interview.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const room = must(parse(RoomId, newNonce(systemRandom)));
const call = newNonce(systemRandom);
const seed = newSeed(systemRandom);
const clock = createManualClock();
const open = (store: JournalStore, change: Partial<Parameters<typeof createJournal>[0]> = {}): Promise<Journal> =>
  createJournal({ store, seed, room, clock, random: systemRandom, ...change });
const texts = async (journal: Journal, of = call, part = PARTS.chat): Promise<string[]> =>
  (await journal.read(of, part)).map(({ bytes }) => new TextDecoder().decode(bytes));
const SECRET = 'what the applicant said';

/** All that lies on the disk. */
const chunksOf = async (store: JournalStore): Promise<readonly JournalChunk[]> => {
  const heads = await store.list(room);
  const places = new Set(heads.map((head) => `${head.call} ${head.part}`));
  return (
    await Promise.all(
      [...places].map((place) => {
        const head = must(heads.find((one) => `${one.call} ${one.part}` === place));
        return store.read(room, head.call, head.part);
      }),
    )
  ).flat();
};

describe('X6 the journal is sealed', () => {
  test('what was written is read with the same link, after a restart', async () => {
    const store = createMemoryJournalStore();
    await (await open(store)).write(call, PARTS.chat, utf8(SECRET));
    expect(await texts(await open(store))).toEqual([SECRET]);
  });

  test('nothing of it can be read from the disk, nor with another link; neither names nor texts stand there', async () => {
    const store = createMemoryJournalStore();
    await (await open(store)).write(call, PARTS.chat, utf8(SECRET));
    const [chunk] = await chunksOf(store);
    expect(Buffer.from(must(chunk).sealed).includes(SECRET)).toBe(false);
    expect(await texts(await open(store, { seed: newSeed(systemRandom) }))).toEqual([]);
  });

  test('a chunk that was altered, moved or renamed is none', async () => {
    const other = newNonce(systemRandom);
    const changes: ((chunk: JournalChunk) => JournalChunk)[] = [
      (chunk) => ({ ...chunk, sealed: chunk.sealed.with(chunk.sealed.length - 1, must(chunk.sealed.at(-1)) ^ 1) }),
      (chunk) => ({ ...chunk, sealed: chunk.sealed.with(0, must(chunk.sealed[0]) ^ 1) }),
      (chunk) => ({ ...chunk, call: other }),
      (chunk) => ({ ...chunk, part: PARTS.agenda }),
      (chunk) => ({ ...chunk, id: newNonce(systemRandom) }),
      (chunk) => ({ ...chunk, at: chunk.at + 1 }),
    ];
    for (const change of changes) {
      const [original, altered] = [createMemoryJournalStore(), createMemoryJournalStore()];
      await (await open(original)).write(call, PARTS.chat, utf8(SECRET));
      await altered.write(change(must((await chunksOf(original))[0])));
      const journal = await open(altered);
      expect([await texts(journal), await texts(journal, other), await texts(journal, call, PARTS.agenda)]).toEqual([
        [],
        [],
        [],
      ]);
    }
  });

  test('the same words look different each time', async () => {
    const store = createMemoryJournalStore();
    const journal = await open(store);
    for (let turn = 0; turn < 2; turn++) await journal.write(call, PARTS.chat, utf8(SECRET));
    const [first, second] = await chunksOf(store);
    expect(must(first).sealed).not.toEqual(must(second).sealed);
  });
});

describe('X6 what is kept', () => {
  const facts = (title: string) => utf8(JSON.stringify({ title, stays: [] }));

  test('calls by their facts, the newest first, with the day on which each is erased', async () => {
    const journal = await open(createMemoryJournalStore());
    const later = newNonce(systemRandom);
    await journal.write(call, PARTS.facts, facts('first'));
    await clock.advance(1000);
    await journal.write(later, PARTS.facts, facts('second'));
    await journal.write(later, PARTS.chat, utf8('x'));
    const found = await journal.calls();
    expect(found.map(({ call: id, facts, parts }) => [id, facts?.title, [...parts.keys()].sort()])).toEqual([
      [later, 'second', ['chat', 'facts']],
      [call, 'first', ['facts']],
    ]);
    expect(must(found[0]).erasedAt).toBe(clock.now() + JOURNAL_KEEP_MS);
  });

  test('of two states of the facts the newer counts; a call without readable facts is a call all the same', async () => {
    const journal = await open(createMemoryJournalStore());
    await journal.write(call, PARTS.facts, facts('old'));
    await clock.advance(1);
    await journal.write(call, PARTS.facts, facts('new'));
    await clock.advance(1);
    await journal.write(newNonce(systemRandom), PARTS.facts, utf8('{"title":1}'));
    await clock.advance(1);
    await journal.write(newNonce(systemRandom), PARTS.chat, utf8('x'));
    expect((await journal.calls()).map(({ facts: known }) => known?.title)).toEqual([undefined, undefined, 'new']);
  });

  test('times on the disk are in the clear: one that has not come yet is none, and no date breaks on it', async () => {
    const store = createMemoryJournalStore();
    const journal = await open(store);
    await journal.write(call, PARTS.facts, facts('sound'));
    const head = { room, call: newNonce(systemRandom), part: PARTS.chat, id: newNonce(systemRandom) };
    await store.write({ ...head, at: Number.MAX_SAFE_INTEGER, sealed: systemRandom(60) });
    for (const { at, erasedAt } of await journal.calls()) {
      expect(at).toBeLessThanOrEqual(clock.now());
      expect(formatMoment('ja', erasedAt, 'Asia/Tokyo')).toContain('日');
    }
  });

  test('a call that is discarded is gone from the disk', async () => {
    const store = createMemoryJournalStore();
    const journal = await open(store);
    for (const part of [PARTS.facts, PARTS.chat]) await journal.write(call, part, facts('t'));
    await journal.discard(call);
    expect(await store.list(room)).toEqual([]);
  });
});
