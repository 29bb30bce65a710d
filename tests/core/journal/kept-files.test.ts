/** Files of the chat and pictures of the board on the host's disk (X6). */
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock, systemRandom } from '../../../src/lib/core/clock.ts';
import { createChatFiles } from '../../../src/lib/core/files/chat-files.ts';
import { createExchange, type Exchange, type FileRef } from '../../../src/lib/core/files/exchange.ts';
import { createJournal, filePart, PARTS, type Journal } from '../../../src/lib/core/journal/journal.ts';
import { createKeeper, type Keeper } from '../../../src/lib/core/journal/keeper.ts';
import { keptFilesOf } from '../../../src/lib/core/journal/kept-files.ts';
import { shareExchange } from '../../../src/lib/core/files/shares.ts';
import { createMemoryJournalStore, type JournalStore } from '../../../src/lib/core/journal/store.ts';
import { settled } from '../../../src/lib/core/cell.ts';
import { newSeed } from '../../../src/lib/core/session/identity.ts';
import { FileName } from '../../../src/lib/wire/file-name.ts';
import { parse } from '../../../src/lib/wire/ids.ts';
import { utf8 } from '../../../src/lib/wire/bytes.ts';
import { must } from '../../support/interview.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { connect, makeWorld } from '../documents/people.ts';

const world = await makeWorld();
const { room, call } = world;
const alice = await world.person('Alice', 'host');
const bob = await world.person('Bob', 'applicant');
const seed = newSeed(systemRandom);
const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

const open = (store: JournalStore): Promise<Journal> =>
  createJournal({ store, seed, room, clock: systemClock, random: systemRandom });

/** A page of the host's. */
function visit(
  journal: Promise<Journal>,
  clock = systemClock,
): { keeper: Keeper; plain: Exchange; exchange: Exchange } {
  const keeper = createKeeper({ journal, call, clock });
  const plain = createExchange({ clock });
  ends.push(() => (keeper.end(), plain.end()));
  return { keeper, plain, exchange: keeper.keepFiles(plain) };
}
async function keep(exchange: Exchange, text: string): Promise<FileRef> {
  const kept = await exchange.keep(new Blob([text]));
  if (kept.t !== 'kept') throw new Error(kept.t);
  return kept.file;
}
const here = (exchange: Exchange, file: FileRef): Promise<unknown> =>
  settled(exchange.states, () => exchange.read(file) !== undefined);
const filesOn = async (store: JournalStore): Promise<string[]> =>
  (await store.list(room)).map(({ part }) => part).filter((part) => part.startsWith('file/'));
/** So that the call is found: what has no facts is none. */
const begin = async (store: JournalStore): Promise<void> =>
  void (await (await open(store)).write(call, PARTS.facts, utf8('{"title":"一次面接","stays":[]}')));

describe('X6 files of a call', () => {
  test('are on the disk, sealed, and come back where nobody else has them', async () => {
    const store = createMemoryJournalStore();
    await begin(store);
    const before = visit(open(store));
    const [cv, work] = [await keep(before.exchange, '履歴書 '.repeat(900)), await keep(before.exchange, '作品')];
    await before.keeper.close();
    expect((await filesOn(store)).toSorted()).toEqual([`file/${cv.sha256}`, `file/${work.sha256}`].toSorted());
    const [chunk] = await store.read(room, call, (await store.list(room)).map(({ part }) => part)[1] ?? PARTS.facts);
    expect(Buffer.from(must(chunk).sealed).includes(Buffer.from('履歴書'))).toBe(false);
    before.keeper.end(); // killed

    const again = visit(open(store));
    again.exchange.want(cv, undefined, false);
    await here(again.exchange, cv);
    expect(await again.exchange.read(cv)?.text()).toBe('履歴書 '.repeat(900));
    expect(again.exchange.read(work)).toBeUndefined(); // not wanted, not loaded
    await again.keeper.close();
    expect(await filesOn(store)).toHaveLength(2);
  });

  test('H2 X6 an applicant’s file is in the chat again though they have left and the browser died', async () => {
    const store = createMemoryJournalStore();
    await begin(store);
    const seat = async (journal: Promise<Journal>) => {
      const chat = await world.chat(alice);
      const { keeper, exchange } = visit(journal);
      await keeper.keepDocument(PARTS.chat, chat.document);
      const files = createChatFiles({ chat, clock: systemClock, keepsAll: true, exchange: shareExchange(exchange)() });
      return { chat, keeper, files, exchange };
    };
    const before = await seat(open(store));
    const his = await world.chat(bob);
    const cable = connect(alice, before.chat, bob, his);
    const file = await keep(before.exchange, '履歴書'); // as it comes from him, whole and verified
    const name = must(parse(FileName, '履歴書.pdf'));
    await his.postFile({ name, ...file });
    await settled(before.chat.lines, (lines) => lines.length === 1);
    cable.cut();
    await before.keeper.close();
    before.keeper.end(); // killed

    const again = await seat(open(store));
    await settled(again.chat.lines, (lines) => lines.length === 1);
    await here(again.exchange, file);
    expect(await again.files.read(must(again.chat.lines.get()[0]?.file))?.text()).toBe('履歴書');
    await again.chat.clear();
    await expect.poll(() => filesOn(store)).toEqual([]);
  });

  test('H5 what is deleted goes from the disk too', async () => {
    const store = createMemoryJournalStore();
    const { keeper, exchange } = visit(open(store));
    const [gone, stays] = [await keep(exchange, 'gone'), await keep(exchange, 'stays')];
    await keeper.close();
    exchange.release(gone);
    await keeper.close();
    expect(await filesOn(store)).toEqual([`file/${stays.sha256}`]);
  });

  test('what is let go while the disk is still reading is not held afterwards', async () => {
    const store = createMemoryJournalStore();
    await begin(store);
    const before = visit(open(store));
    const file = await keep(before.exchange, 'cv');
    await before.keeper.close();
    before.keeper.end();
    const { exchange, plain } = visit(open(store));
    const other = await keep(exchange, 'another');
    exchange.want(file, undefined, false);
    exchange.release(file);
    exchange.want(other, undefined, false);
    await expect.poll(() => plain.states.get().size).toBe(1);
    expect(exchange.read(file)).toBeUndefined();
  });

  test('bytes that are another file are none; others are asked', async () => {
    const store = createMemoryJournalStore();
    await begin(store);
    const elsewhere = createExchange({ clock: systemClock });
    ends.push(() => elsewhere.end());
    const file = await keep(elsewhere, 'the true one');
    const journal = await open(store);
    const part = must((await import('../../../src/lib/core/journal/journal.ts')).filePart(file.sha256));
    await journal.write(call, part, utf8('a false one!'));
    const { exchange, plain } = visit(Promise.resolve(journal));
    exchange.want(file, undefined, false);
    await expect.poll(() => plain.states.get().get([...plain.states.get().keys()][0] ?? '')?.t).toMatch(/queued|stuck/);
    expect(exchange.read(file)).toBeUndefined();
  });

  test('one that is damaged on the disk is written anew once it has come from somebody', async () => {
    const store = createMemoryJournalStore();
    await begin(store);
    const before = visit(open(store));
    const file = await keep(before.exchange, '履歴書');
    await before.keeper.close();
    before.keeper.end();
    const part = must(filePart(file.sha256));
    for (const chunk of await store.read(room, call, part)) await store.write({ ...chunk, sealed: systemRandom(60) });
    const journal = await open(store);
    const kept = must((await journal.calls())[0]);
    expect(await keptFilesOf(journal, kept).get(file.sha256)).toBeUndefined();
    const again = visit(Promise.resolve(journal));
    again.exchange.want(file, undefined, false);
    await settled(again.plain.states, (states) => states.size > 0); // others are asked
    await keep(again.exchange, '履歴書');
    await again.keeper.close();
    expect(await (await keptFilesOf(journal, kept).get(file.sha256))?.text()).toBe('履歴書');
  });

  test('a disk that never answers holds up nothing, and is told', async () => {
    const clock = createManualClock();
    const { exchange, keeper, plain } = visit(Promise.reject(new Error('no disk')), clock);
    const file = await keep(exchange, 'mine');
    await settled(keeper.failing, (is) => is);
    expect(exchange.read(file)?.size).toBe(4);
    const wanted = { ...file, sha256: must((await keep(createExchange({ clock }), 'other')).sha256) };
    exchange.want(wanted, undefined, false);
    await clock.advance(5_000);
    await expect.poll(() => plain.states.get().size).toBe(2);
  });

  test('the record has them, also when the disk has let go of what was read', async () => {
    const store = createMemoryJournalStore();
    await begin(store);
    const { keeper, exchange } = visit(open(store));
    const file = await keep(exchange, '職務経歴書');
    await keeper.close();
    const journal = await open(store);
    const files = keptFilesOf(journal, must((await journal.calls())[0]));
    expect(files.has(file.sha256)).toBe(true);
    expect(await (await files.get(file.sha256))?.text()).toBe('職務経歴書');
    await journal.discard(call);
    expect(await (await files.get(file.sha256))?.text()).toBe('職務経歴書');
  });
});
