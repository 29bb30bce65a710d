/** What core may rely on from a journal's store. Run on memory (journal-store.test.ts) and on IndexedDB in Chromium (tests/e2e/media). */
import { newNonce, systemRandom } from '../../src/lib/core/clock.ts';
import { PARTS } from '../../src/lib/core/journal/journal.ts';
import type { JournalStore } from '../../src/lib/core/journal/store.ts';
import type { Nonce } from '../../src/lib/wire/ids.ts';
import { parse, RoomId } from '../../src/lib/wire/ids.ts';
import type { JournalChunk } from '../../src/lib/wire/journal.ts';
import { expectEqual, type ContractCase } from './contract-case.ts';

export interface JournalPlace {
  /** A new page on the same disk. */
  open(): JournalStore;
  /** Whether anything at all was put on the disk. */
  exists(): Promise<boolean>;
}

const newRoom = (): RoomId => {
  const room = parse(RoomId, newNonce(systemRandom));
  if (!room) throw new Error('a room id has 16 bytes');
  return room;
};
const newChunk = (change: Partial<JournalChunk> = {}): JournalChunk => ({
  room: newRoom(),
  call: newNonce(systemRandom),
  part: PARTS.chat,
  id: newNonce(systemRandom),
  at: 1_800_000_000_000,
  sealed: systemRandom(100),
  ...change,
});
const idsOf = (chunks: readonly { id: Nonce }[]): Nonce[] => chunks.map(({ id }) => id).sort();

export const journalStoreContract: readonly ContractCase<JournalPlace>[] = [
  {
    title: 'looking, removing and sweeping where nothing was ever kept makes nothing',
    run: async ({ open, exists }) => {
      const { room, call, part } = newChunk();
      const store = open();
      expectEqual(await store.list(room), [], 'list');
      expectEqual(await store.read(room, call, part), [], 'read');
      await store.remove(room, call);
      await store.sweep(Date.now());
      expectEqual(await exists(), false, 'exists');
    },
  },
  {
    title: 'what was written is there for the next page, byte for byte',
    run: async ({ open }) => {
      const chunk = newChunk({ sealed: systemRandom(60_000) });
      await open().write(chunk);
      const [found] = await open().read(chunk.room, chunk.call, chunk.part);
      expectEqual([...(found?.sealed ?? [])], [...chunk.sealed], 'bytes');
      const { sealed, ...head } = chunk;
      expectEqual(await open().list(chunk.room), [{ ...head, bytes: sealed.length }].map(sorted), 'head');
    },
  },
  {
    title: 'a chunk takes the place of those that it stands for, of its part only',
    run: async ({ open }) => {
      const store = open();
      const first = newChunk();
      const second = { ...first, id: newNonce(systemRandom) };
      const other = { ...first, part: PARTS.agenda };
      const whole = { ...first, id: newNonce(systemRandom) };
      for (const chunk of [first, second, other]) await store.write(chunk);
      expectEqual(idsOf(await store.read(first.room, first.call, first.part)), idsOf([first, second]), 'side by side');
      await store.write(whole, [first.id, second.id]);
      expectEqual(idsOf(await store.read(first.room, first.call, first.part)), [whole.id], 'one for all');
      expectEqual(idsOf(await store.read(other.room, other.call, other.part)), [other.id], 'another part');
    },
  },
  {
    title: 'one part of a call is removed, or all of it, and no other call',
    run: async ({ open }) => {
      const store = open();
      const chat = newChunk();
      const agenda = { ...chat, part: PARTS.agenda };
      const later = { ...chat, call: newNonce(systemRandom) };
      const elsewhere = { ...chat, room: newRoom() };
      for (const chunk of [chat, agenda, later, elsewhere]) await store.write(chunk);
      await store.remove(chat.room, chat.call, chat.part);
      expectEqual((await store.list(chat.room)).length, 2, 'without the chat');
      await store.remove(chat.room, chat.call);
      const left = await store.list(chat.room);
      expectEqual([left.length, left[0]?.call], [1, later.call], 'without the call');
      expectEqual((await store.list(elsewhere.room)).length, 1, 'another room');
    },
  },
  {
    title: 'X6: sweeping takes whole calls in which nothing was written of late, of whatever room',
    run: async ({ open }) => {
      const store = open();
      const at = 1_800_000_000_000;
      const old = newChunk({ at: at - 1 });
      const oldToo = { ...old, part: PARTS.agenda, at: at - 500 };
      const alive = newChunk({ at: at - 900 });
      const aliveToo = { ...alive, part: PARTS.agenda, at };
      for (const chunk of [old, oldToo, alive, aliveToo]) await store.write(chunk);
      await open().sweep(at);
      expectEqual(await store.list(old.room), [], 'stale');
      expectEqual((await store.list(alive.room)).length, 2, 'alive');
    },
  },
  {
    title: 'many writes at once all arrive',
    run: async ({ open }) => {
      const { id: _id, ...same } = newChunk();
      const chunks = Array.from({ length: 50 }, () => ({ ...same, id: newNonce(systemRandom) }));
      const store = open();
      await Promise.all(chunks.map((chunk) => store.write(chunk)));
      expectEqual(idsOf(await open().read(same.room, same.call, same.part)), idsOf(chunks), 'all');
    },
  },
];

/** In the order in which a store gives the fields of a head. */
const sorted = ({ room, call, part, id, at, bytes }: Omit<JournalChunk, 'sealed'> & { bytes: number }) => ({
  ...{ room, call, part, id, at, bytes },
});
