import { afterEach, describe, expect, test } from 'vitest';
import { checkCertificate } from '../../../src/lib/core/admission/certificate.ts';
import { createAttendance, type Here } from '../../../src/lib/core/call/attendance.ts';
import { cell, settled } from '../../../src/lib/core/cell.ts';
import { newNonce, systemClock, systemRandom } from '../../../src/lib/core/clock.ts';
import { createAgenda, type Agenda } from '../../../src/lib/core/documents/agenda.ts';
import { createJournal, PARTS, type Journal } from '../../../src/lib/core/journal/journal.ts';
import { createKeeper, type Keeper } from '../../../src/lib/core/journal/keeper.ts';
import { readRecord } from '../../../src/lib/core/journal/read-record.ts';
import { createMemoryJournalStore, type JournalStore } from '../../../src/lib/core/journal/store.ts';
import { NO_CHANGES, type SummaryChanges } from '../../../src/lib/core/summary/written.ts';
import { createLines } from '../../../src/lib/core/transcript/lines.ts';
import { newSeed, verifyJws } from '../../../src/lib/core/session/identity.ts';
import { utf8 } from '../../../src/lib/wire/bytes.ts';
import type { JournalChunk, JournalPart } from '../../../src/lib/wire/journal.ts';
import type { TranscriptLine } from '../../../src/lib/wire/transcript.ts';
import { must } from '../../support/interview.ts';
import { connect, makeWorld, textsOf, type Person } from '../documents/people.ts';
import { createManualClock, quiet } from '../../support/manual-clock.ts';

const world = await makeWorld();
const { room, call } = world;
const alice = await world.person('Alice', 'host');
const bob = await world.person('Bob', 'applicant');
const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

const seed = newSeed(systemRandom);
const open = (store: JournalStore, clock = systemClock): Promise<Journal> =>
  createJournal({ store, seed, room, clock, random: systemRandom });
function keeperOf(journal: Promise<Journal>, clock = systemClock): Keeper {
  const keeper = createKeeper({ journal, call, clock });
  ends.push(() => keeper.end());
  return keeper;
}
async function agendaOf({ identity }: Person): Promise<Agenda> {
  const agenda = await createAgenda({ self: identity.peer, room, call, clock: systemClock, random: systemRandom });
  ends.push(() => agenda.end());
  return agenda;
}
const items = ['自己紹介', '志望動機'].map((title) => ({ id: newNonce(systemRandom), title, detail: '' }));
const first = must(items[0]).id;
const memo = (agenda: Agenda): string => must(agenda.content.get().items.find(({ id }) => id === first)).memo;
const write = (agenda: Agenda, inserted: string): boolean =>
  agenda.write({ item: first, field: 'memo' }, { at: memo(agenda).length, removed: 0, inserted });
const keptRecordOf = async (journal: Journal) => {
  const kept = must((await journal.calls())[0]);
  const verifyCertificate = (jws: Parameters<typeof checkCertificate>[2]) =>
    checkCertificate(world.authority.authority, room, jws, 0);
  return readRecord(journal, kept, { verifyJws, verifyCertificate, title: '面接' });
};
const recordOf = async (journal: Journal) => (await keptRecordOf(journal)).record;

describe('T7 X6 the host’s browser dies', () => {
  test('chat and agenda come back in a new visit, with what was typed last, and go on being kept', async () => {
    const store = createMemoryJournalStore();
    const [chat, agenda] = [await world.chat(alice), await agendaOf(alice)];
    const keeper = keeperOf(open(store));
    await Promise.all([
      keeper.keepDocument(PARTS.chat, chat.document),
      keeper.keepDocument(PARTS.agenda, agenda.document),
    ]);
    agenda.seed({ number: 1, items });
    await chat.post('はじめます');
    for (const word of ['経験は', '十年、', '東京で']) {
      write(agenda, word);
      await quiet();
    }
    // No goodbye: what is on the disk now is all there is.
    const disk = open(store);

    for (const turn of [1, 2]) {
      const carol = await world.person('Alice', 'host'); // a new browser session has a new identity
      const [chatAgain, agendaAgain] = [await world.chat(carol), await agendaOf(carol)];
      const again = keeperOf(disk);
      await again.keepDocument(PARTS.chat, chatAgain.document);
      await again.keepDocument(PARTS.agenda, agendaAgain.document);
      await settled(chatAgain.lines, (lines) => lines.length === turn);
      expect(memo(agendaAgain)).toBe('経験は十年、東京で');
      expect(agendaAgain.seed({ number: 1, items })).toBe(false);
      expect(textsOf(chatAgain)[0]).toBe('はじめます');
      expect(chatAgain.lines.get()[0]?.canDelete).toBe(true);
      await chatAgain.post(`${turn} 続けます`);
      await again.close();
      expect((await store.list(room)).filter(({ part }) => part === PARTS.agenda)).toHaveLength(1);
    }
  });

  test('what the others still have comes together with it: nothing twice, nothing missing', async () => {
    const store = createMemoryJournalStore();
    const [hers, his] = [await world.chat(alice), await world.chat(bob)];
    const cable = connect(alice, hers, bob, his);
    const keeper = keeperOf(open(store));
    await keeper.keepDocument(PARTS.chat, hers.document);
    await hers.post('one');
    await settled(his.lines, (lines) => lines.length === 1);
    cable.cut();
    await hers.post('only on the disk');
    await quiet();
    await his.post('only with the other');
    const again = await world.chat(alice);
    const keeping = keeperOf(open(store)).keepDocument(PARTS.chat, again.document);
    connect(alice, again, bob, his); // before the disk has answered
    await keeping;
    for (const chat of [again, his]) {
      await settled(chat.lines, (lines) => lines.length === 3);
      expect(new Set(textsOf(chat))).toEqual(new Set(['one', 'only on the disk', 'only with the other']));
    }
  });

  test('X3 who was there goes on; who is not there any more left when the browser was last alive', async () => {
    const clock = createManualClock();
    const store = createMemoryJournalStore();
    const here = ({ identity }: Person, name: string): Here => ({
      ...{ peer: identity.peer, role: 'applicant', name, connection: 'direct' },
    });
    const enter = async (...present: Here[]) => {
      const participants = cell<readonly Here[]>(present);
      const attendance = createAttendance({ clock, participants });
      const keeper = keeperOf(open(store, clock), clock);
      await keeper.keepStays('一次面接', attendance);
      return { attendance, keeper };
    };
    const before = await enter(here(alice, 'Alice'), here(bob, 'Bob'));
    const began = clock.now();
    await clock.advance(30_000);
    before.keeper.end(); // killed
    await clock.advance(400_000);
    const { attendance, keeper } = await enter(here(bob, 'Bob'));
    await clock.advance(61_000);
    expect(attendance.stays.get().map(({ name, from, until }) => [name, from - began, until && until - began])).toEqual(
      [
        ['Alice', 0, 30_000],
        ['Bob', 0, undefined],
      ],
    );
    const ended = clock.now();
    await keeper.close();
    const record = await recordOf(await open(store, clock));
    expect([record.title, record.began, record.ended]).toEqual(['一次面接', began, ended]);
    expect(record.stays.map(({ until }) => until)).toEqual([began + 30_000, ended]);
  });
});

const lineAt = (start: number, text: string): TranscriptLine => ({
  ...{ id: newNonce(systemRandom), speaker: alice.identity.peer, name: 'Alice', role: 'host' as const },
  ...{ start, end: start + 900, text, words: [{ text, start, end: start + 900 }] },
});
/** What is written down, by the keeper's leave. */
function scribbled() {
  const { all, add } = createLines();
  return { lines: all, add, restore: (before: readonly TranscriptLine[]) => add(...before) };
}

describe('T7 a transcript', () => {
  test('comes back with its last line, goes on, and the last words after the end of the call are kept too', async () => {
    const store = createMemoryJournalStore();
    const before = scribbled();
    const keeper = keeperOf(open(store));
    await keeper.keepLines(before);
    await keeper.keepStays(
      '一次面接',
      createAttendance({ clock: systemClock, participants: cell<readonly Here[]>([]) }),
    );
    for (const [index, text] of ['本日は', 'よろしく', 'お願いします'].entries()) {
      before.add(lineAt(index * 1000, text));
      await quiet();
    }
    // No goodbye.
    const again = scribbled();
    again.add(lineAt(9000, 'もう一度'));
    const second = keeperOf(open(store));
    await second.keepLines(again);
    const corrected = { ...must(again.lines.get()[1]), text: '宜しく' };
    again.add(corrected);
    await second.close();
    second.end();
    again.add(lineAt(10_000, 'では'));
    await quiet();
    const record = await recordOf(await open(store));
    const texts = ['本日は', '宜しく', 'お願いします', 'もう一度', 'では'];
    expect(record.transcript?.map(({ text }) => text)).toEqual(texts);
    expect(record.transcript?.[1]).toEqual(corrected);
  });

  test('is read as hostile: what is no line is left out, the others count', async () => {
    const store = createMemoryJournalStore();
    const journal = await open(store);
    const sound = lineAt(0, 'はい');
    const hostile = [
      sound,
      { ...lineAt(1, 'x'), text: 7 },
      null,
      '__proto__',
      { ...lineAt(2, ''), text: 'x'.repeat(5000) },
    ];
    for (const text of [JSON.stringify(hostile), '{"not":"a list"}', 'no json'])
      await journal.write(call, PARTS.transcript, utf8(text));
    const after = scribbled();
    await keeperOf(Promise.resolve(journal)).keepLines(after);
    expect(after.lines.get()).toEqual([sound]);
  });
});

describe('T8 T9 what the host changed of a summary', () => {
  /** As the desk holds it. */
  function corrected() {
    const changes = cell<SummaryChanges>(NO_CHANGES);
    const set = (next: Partial<SummaryChanges>): void => changes.set({ ...changes.get(), ...next });
    return { changes, set, restore: (before: SummaryChanges) => changes.set(before) };
  }
  const [exchange, line] = [newNonce(systemRandom), newNonce(systemRandom)];
  const byHand = { by: 'hand' as const, sentences: [{ text: '東京で十年。', lines: [line] }], basis: '' };

  test('comes back after a reload, is in what is offered later, and what was taken back stays taken back', async () => {
    const store = createMemoryJournalStore();
    const before = corrected();
    const keeper = keeperOf(open(store));
    await Promise.all([
      keeper.keepSummary(before),
      keeper.keepLines({ ...scribbled(), ...{ lines: cell([lineAt(0, 'はい')]) } }),
    ]);
    before.set({ placed: new Map([[exchange, first]]) });
    before.set({ texts: new Map([[first, byHand]]) });
    await quiet();
    // No goodbye.
    const again = corrected();
    const second = keeperOf(open(store));
    await second.keepSummary(again);
    expect(again.changes.get()).toEqual(before.changes.get());
    expect((await recordOf(await open(store))).summary).toEqual(before.changes.get());
    await second.close();
    second.end();
    // On the end page.
    again.set({ placed: new Map([[exchange, null]]), texts: new Map() });
    await quiet();
    const third = corrected();
    await keeperOf(open(store)).keepSummary(third);
    expect(third.changes.get()).toEqual({ placed: new Map([[exchange, null]]), texts: new Map() });
    expect((await store.list(room)).filter(({ part }) => part === PARTS.summary)).toHaveLength(1);
  });

  test('is read as hostile: what fits no schema is left out, the others count', async () => {
    const store = createMemoryJournalStore();
    const journal = await open(store);
    const hostile = {
      placed: [[exchange, first], ['__proto__', first], [exchange], null, [line, 7]],
      texts: [[first, byHand], [line, { ...byHand, by: 'somebody' }], [line, { ...byHand, basis: 'x'.repeat(100) }], 3],
    };
    for (const text of [JSON.stringify(hostile), '[]', 'no json']) {
      await journal.write(call, PARTS.summary, utf8(text));
    }
    const after = corrected();
    await keeperOf(Promise.resolve(journal)).keepSummary(after);
    expect(after.changes.get()).toEqual({ placed: new Map([[exchange, first]]), texts: new Map([[first, byHand]]) });
  });

  test('nothing changed is nothing written', async () => {
    const store = createMemoryJournalStore();
    const keeper = keeperOf(open(store));
    await keeper.keepSummary(corrected());
    await keeper.close();
    expect((await store.list(room)).filter(({ part }) => part === PARTS.summary)).toEqual([]);
  });
});

test('X6 the record is read without taking part, and only what verifies is in it', async () => {
  const store = createMemoryJournalStore();
  const journal = await open(store);
  const [hers, his, agenda] = [await world.chat(alice), await world.chat(bob), await agendaOf(alice)];
  connect(alice, hers, bob, his);
  const keeper = keeperOf(Promise.resolve(journal));
  const attendance = createAttendance({ clock: systemClock, participants: cell<readonly Here[]>([]) });
  await keeper.keepStays('一次面接', attendance);
  await keeper.keepDocument(PARTS.chat, hers.document);
  await keeper.keepDocument(PARTS.agenda, agenda.document);
  agenda.seed({ number: 3, items });
  write(agenda, 'メモ');
  await hers.post('質問です');
  await his.post('答えです');
  await settled(hers.lines, (lines) => lines.length === 2);
  await hers.remove(must(hers.lines.get()[0]).id);
  await keeper.close();
  const record = await recordOf(journal);
  expect(record.chat.map(({ name, role, text }) => [name, role, text])).toEqual([['Bob', 'applicant', '答えです']]);
  expect(record.agenda?.number).toBe(3);
  expect(record.agenda?.items.map(({ title, memo: text }) => [title, text])).toEqual([
    ['自己紹介', 'メモ'],
    ['志望動機', ''],
  ]);
});

describe('X6 storage that is damaged', () => {
  /** Chat, agenda and facts of a call, on a disk of which `damage` has changed what it likes. */
  async function damagedBy(damage: (chunk: JournalChunk) => JournalChunk | undefined) {
    const store = createMemoryJournalStore();
    const journal = await open(store);
    const [chat, agenda] = [await world.chat(alice), await agendaOf(alice)];
    const keeper = keeperOf(Promise.resolve(journal));
    await keeper.keepDocument(PARTS.chat, chat.document);
    await keeper.keepDocument(PARTS.agenda, agenda.document);
    await keeper.keepStays(
      '一次面接',
      createAttendance({ clock: systemClock, participants: cell<readonly Here[]>([]) }),
    );
    agenda.seed({ number: 2, items });
    write(agenda, 'メモ');
    await chat.post('質問です');
    await keeper.close();
    keeper.end();
    const after = createMemoryJournalStore();
    for (const part of [PARTS.facts, PARTS.chat, PARTS.agenda])
      for (const chunk of await store.read(room, call, part)) {
        const left = damage(chunk);
        if (left) await after.write(left);
      }
    const { record, damaged } = await keptRecordOf(await open(after));
    return [[...damaged].join(), record.title, record.chat.length, record.agenda?.items.length];
  }
  const flip = (chunk: JournalChunk): JournalChunk => ({
    ...chunk,
    sealed: chunk.sealed.with(40, (chunk.sealed[40] ?? 0) ^ 1),
  });
  const cut = (chunk: JournalChunk): JournalChunk => ({ ...chunk, sealed: chunk.sealed.slice(0, 30) });
  const foreign = (chunk: JournalChunk): JournalChunk => ({ ...chunk, sealed: systemRandom(500) });

  test('nothing damaged is nothing told', async () => {
    expect(await damagedBy((chunk) => chunk)).toEqual(['', '一次面接', 1, 2]);
  });

  test.each([
    ['altered', flip],
    ['cut off', cut],
    ['foreign', foreign],
  ])('bytes that were %s are told, whatever part they are of, and the other parts are whole', async (_how, spoil) => {
    const of = (part: JournalPart) => damagedBy((chunk) => (chunk.part === part ? spoil(chunk) : chunk));
    expect(await of(PARTS.facts)).toEqual(['facts', '面接', 1, 2]);
    expect(await of(PARTS.chat)).toEqual(['chat', '一次面接', 0, 2]);
    expect(await of(PARTS.agenda)).toEqual(['agenda', '一次面接', 1, undefined]);
  });

  test('the browser died before it was written who is there: the rest is there, and nothing is damaged', async () => {
    expect(await damagedBy((chunk) => (chunk.part === PARTS.facts ? undefined : chunk))).toEqual(['', '面接', 1, 2]);
  });

  test('what another tab has put together meanwhile is not damaged', async () => {
    const journal = await open(createMemoryJournalStore());
    const old = await journal.write(call, PARTS.transcript, utf8('[]'));
    const kept = must((await journal.calls())[0]);
    await journal.write(call, PARTS.transcript, utf8('[]'), [old]);
    expect(await journal.isDamaged(kept, PARTS.transcript, await journal.read(call, PARTS.transcript))).toBe(false);
  });
});

describe('X6 storage that is missing or does not answer', () => {
  const broken = (fail: () => Promise<never>): JournalStore => ({
    ...{ write: fail, read: fail, list: fail, remove: fail, sweep: fail },
  });

  test('the call goes on and it is told; once it works, everything is kept', async () => {
    const clock = createManualClock();
    const sound = createMemoryJournalStore();
    let works = false;
    const store: JournalStore = {
      ...sound,
      list: (...args) => (works ? sound.list(...args) : Promise.reject(new DOMException('no', 'InvalidStateError'))),
    };
    const agenda = await agendaOf(alice);
    const keeper = keeperOf(open(store, clock), clock);
    await keeper.keepDocument(PARTS.agenda, agenda.document);
    expect(keeper.failing.get()).toBe(true);
    agenda.seed({ number: 1, items });
    works = true;
    await clock.advance(2500);
    expect(keeper.failing.get()).toBe(false);
    expect(await sound.list(room)).toHaveLength(1);
  });

  test('a database that never opens holds up no document', async () => {
    const clock = createManualClock();
    const agenda = await agendaOf(alice);
    const keeper = keeperOf(
      open(
        broken(() => new Promise<never>(() => undefined)),
        clock,
      ),
      clock,
    );
    const kept = keeper.keepDocument(PARTS.agenda, agenda.document);
    await clock.advance(5000);
    await kept;
    expect(keeper.failing.get()).toBe(true);
    expect(agenda.seed({ number: 1, items })).toBe(true);
  });
});
