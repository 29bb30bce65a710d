import { describe, expect, test } from 'vitest';
import { createKeptCalls, isWorthKeeping } from '../../src/lib/app/kept-calls.ts';
import { sweepJournal } from '../../src/lib/app/open-kept-calls.ts';
import { decideCall } from '../../src/lib/core/admission/gate-call.ts';
import { newNonce, systemRandom } from '../../src/lib/core/clock.ts';
import { sha256Of } from '../../src/lib/core/files/assembly.ts';
import { filePart, PARTS } from '../../src/lib/core/journal/journal.ts';
import { createMemoryJournalStore, type JournalStore } from '../../src/lib/core/journal/store.ts';
import { keptInMemory } from '../../src/lib/core/kept.ts';
import type { CallRecord, Stay } from '../../src/lib/core/record/record.ts';
import { utf8 } from '../../src/lib/wire/bytes.ts';
import { CallKey, parse, type Nonce } from '../../src/lib/wire/ids.ts';
import { JOURNAL_KEEP_MS } from '../../src/lib/wire/journal.ts';
import type { StoredCall } from '../../src/lib/wire/stored.ts';
import { must, someone, START, testInterview } from '../support/interview.ts';
import { createManualClock } from '../support/manual-clock.ts';

const interview = await testInterview();
const [alice, bob] = await Promise.all([someone(), someone()]);
const HOUR_MS = 3_600_000;

function page(store: JournalStore = createMemoryJournalStore(), stored?: StoredCall) {
  const clock = createManualClock(START);
  const kept = keptInMemory<StoredCall>(stored);
  const calls = createKeptCalls({
    ...{ store, clock, kept, random: systemRandom, link: interview.host, seed: must(interview.host.seed) },
    loadAutomerge: () => Promise.resolve(),
  });
  /** A call of Alice and Bob that is on the disk. */
  async function leave(ended?: number, alone = false): Promise<Nonce> {
    const call = newNonce(systemRandom);
    const stays: Stay[] = [{ peer: alice.peer, role: 'host', name: 'Alice', from: clock.now() - HOUR_MS }];
    if (!alone) stays.push({ peer: bob.peer, role: 'applicant', name: 'Bob', from: clock.now() - HOUR_MS });
    const facts = { title: '一次面接', stays, ...(ended !== undefined && { ended }) };
    await (await calls.journal).write(call, PARTS.facts, utf8(JSON.stringify(facts)));
    return call;
  }
  const offered = () => calls.offered.get().map(({ record, resumable }) => [record.call, resumable]);
  return { clock, store, kept, calls, leave, offered };
}
const fresh = () => ({
  nonce: () => newNonce(systemRandom),
  key: () => must(parse(CallKey, 'A'.repeat(43))),
});

describe('W9 X6 what is offered in the waiting room', () => {
  test('calls that were not taken home, the newest first; the newest that was cut short can go on', async () => {
    const { clock, calls, leave, offered } = page();
    expect(offered()).toEqual([]);
    const cut = await leave();
    await clock.advance(1000);
    const cutLater = await leave();
    await clock.advance(1000);
    const ended = await leave(clock.now());
    await calls.look();
    expect(offered()).toEqual([
      [ended, false],
      [cutLater, true],
      [cut, false],
    ]);
  });

  test('a call in which nobody came and nothing was written is no record', async () => {
    const { clock, calls, leave, offered } = page();
    await leave(clock.now(), true);
    await calls.look();
    expect(offered()).toEqual([]);
  });

  test('a call that is over is not gone on with, even where the disk does not know that it ended', async () => {
    const { calls, leave, offered, kept } = page();
    const call = await leave();
    kept.set({ room: interview.room, over: [call] });
    await calls.look();
    expect(offered()).toEqual([[call, false]]);
  });

  test('going on: the gate takes it up again, also when it was left hours ago', async () => {
    const { clock, calls, leave, kept } = page();
    const call = await leave();
    const epoch = START - 5 * HOUR_MS;
    const decided = () => {
      const present = kept.get()?.present;
      const resume = present && { call: present.call, epoch: present.epoch, at: present.seen };
      return decideCall(fresh(), clock.now(), undefined, resume);
    };
    kept.set({ room: interview.room, over: [], present: { call, epoch, seen: epoch } });
    expect(decided().id).not.toBe(call);
    calls.resume(call);
    expect(decided()).toMatchObject({ id: call, epoch: clock.now() });
    kept.clear();
    calls.resume(call);
    expect(decided().id).toBe(call);
  });

  test('discarding erases it, and entering then begins another call', async () => {
    const { calls, leave, offered, kept, store } = page();
    const call = await leave();
    kept.set({ room: interview.room, over: [], present: { call, epoch: 1, seen: START } });
    await calls.look();
    await calls.discard(call);
    expect([offered(), await store.list(interview.room), kept.get()?.present]).toEqual([[], [], undefined]);
  });

  test('its files are taken home with it, and only those whose bytes are there are said to be', async () => {
    const { calls, leave } = page();
    const call = await leave(START);
    const [cv, lost] = [utf8('履歴書'), utf8('失われた')];
    const names = await Promise.all([cv, lost].map((bytes) => sha256Of(new Blob([bytes]))));
    const [kept, missing] = [must(names[0]), must(names[1])];
    await (await calls.journal).write(call, must(filePart(kept)), cv);
    await calls.look();
    const { keepsake } = must(calls.offered.get()[0]);
    expect(await (await keepsake.readFile(kept))?.text()).toBe('履歴書');
    expect(await keepsake.readFile(missing)).toBeUndefined();
    await calls.taken(call);
    expect(await (await keepsake.readFile(kept))?.text()).toBe('履歴書'); // it may be saved once more
  });

  test('a file that turns out to be damaged when it is saved is said to be', async () => {
    const { calls, leave, store } = page();
    const call = await leave(START);
    const name = await sha256Of(new Blob([utf8('履歴書')]));
    const part = must(filePart(name));
    const head = { room: interview.room, call, part, id: newNonce(systemRandom), at: START };
    await store.write({ ...head, sealed: systemRandom(60) });
    await calls.look();
    const damaged = () => calls.offered.get().map((one) => one.damaged);
    expect(damaged()).toEqual([false]);
    expect(await must(calls.offered.get()[0]).keepsake.readFile(name)).toBeUndefined();
    expect(damaged()).toEqual([true]);
  });

  test('where the browser keeps nothing, nothing is offered and nothing thrown', async () => {
    const fail = () => Promise.reject(new DOMException('blocked', 'SecurityError'));
    const { calls, offered, clock, store } = page({ write: fail, read: fail, list: fail, remove: fail, sweep: fail });
    await calls.look();
    await sweepJournal(store, clock);
    expect(offered()).toEqual([]);
  });

  test('storage that is there and cannot be read is told; one that browsers keep from us is not', async () => {
    const failing = (name: string) => () => Promise.reject(new DOMException('no', name));
    for (const [name, told] of [
      ['UnknownError', true],
      ['NotFoundError', true],
      ['VersionError', true],
      ['SecurityError', false],
    ] as const) {
      const { calls } = page({ ...createMemoryJournalStore(), list: failing(name) });
      await calls.look();
      expect([name, calls.unreadable.get()]).toEqual([name, told]);
    }
  });

  test('a call of which nothing can be read is said to be damaged, and takes neither the others nor the way on with them', async () => {
    const { calls, leave, offered, store, clock } = page();
    const sound = await leave();
    await clock.advance(1000);
    const broken = newNonce(systemRandom);
    const head = { room: interview.room, call: broken, id: newNonce(systemRandom), at: clock.now() };
    await store.write({ ...head, part: PARTS.facts, sealed: systemRandom(80) });
    await calls.look();
    expect(offered()).toEqual([
      [broken, false],
      [sound, true],
    ]);
    expect(calls.offered.get().map(({ damaged }) => damaged)).toEqual([true, false]);
    await calls.discard(broken);
    expect((await store.list(interview.room)).map(({ call }) => call)).toEqual([sound]);
  });

  test('seven days later it is gone, whoever opens whatever page', async () => {
    const { clock, calls, leave, offered, store } = page();
    await leave(clock.now());
    await clock.advance(JOURNAL_KEEP_MS);
    await sweepJournal(store, clock);
    await calls.look();
    expect(offered()).toHaveLength(1);
    await clock.advance(1);
    await sweepJournal(store, clock);
    await calls.look();
    expect(offered()).toEqual([]);
  });
});

test('W9 what is worth to be offered', () => {
  const none: CallRecord = { call: newNonce(systemRandom), title: 't', began: START, stays: [], chat: [] };
  const item = { id: newNonce(systemRandom), title: 'x', detail: '', memo: '' };
  const agenda = { number: 1, items: [item], freeMemo: '', marks: [] };
  expect(isWorthKeeping({ ...none, agenda })).toBe(false);
  expect(isWorthKeeping({ ...none, agenda: { ...agenda, freeMemo: 'x' } })).toBe(true);
  expect(isWorthKeeping({ ...none, agenda: { ...agenda, items: [{ ...item, memo: 'x' }] } })).toBe(true);
});
