import * as A from '@automerge/automerge/slim';
import { ImmutableString } from '@automerge/automerge/slim';
import { cbor, type DocumentId } from '@automerge/automerge-repo/slim';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cell, settled } from '../../../src/lib/core/cell.ts';
import {
  certificateKey,
  clearKey,
  deleteKey,
  entryKey,
  type ChatDocument,
} from '../../../src/lib/core/documents/chat-document.ts';
import { documentIdFor, firstDocument } from '../../../src/lib/core/documents/document-id.ts';
import type { Chat } from '../../../src/lib/core/documents/chat.ts';
import { SPOKEN_BURST } from '../../../src/lib/core/documents/chat-rules.ts';
import { createRepository, type Repository } from '../../../src/lib/core/documents/repository.ts';
import type { SharedDocument } from '../../../src/lib/core/documents/shared-document.ts';
import { newNonce, systemRandom } from '../../../src/lib/core/clock.ts';
import { JwsType } from '../../../src/lib/wire/admission.ts';
import { utf8, type Bytes } from '../../../src/lib/wire/bytes.ts';
import {
  SYNC_MESSAGE_MAX_BYTES,
  SYNC_PIECE_BYTES,
  encodeSyncFrame,
  isCutOff,
  piecesOf,
} from '../../../src/lib/wire/sync.ts';
import { channelPair, type Cable } from './channel-pair.ts';
import { CHANGE, changeBody, chunk, repeatedSet, syncMessage } from './forged-change.ts';
import { connect, makeWorld, textsOf, type Person, type World } from './people.ts';

/** Mallory is admitted as an applicant, and her browser writes into the shared document whatever she likes. */
let world: World;
let alice: Person;
let bob: Person;
let mallory: Person;
let hers: Chat;
let cable: Cable;
let evil: SharedDocument<ChatDocument>;
let evilSide: Repository;

beforeEach(async () => {
  world = await makeWorld();
  alice = await world.person('Alice', 'host');
  bob = await world.person('Bob', 'applicant');
  mallory = await world.person('Mallory', 'applicant');
  hers = await world.chat(alice);
  cable = channelPair(alice.identity.peer, mallory.identity.peer);
  hers.addChannel(cable.atFirst);
  evilSide = createRepository(mallory.identity.peer);
  evil = evilSide.open<ChatDocument>(await documentIdFor('chat', world.room, world.call), firstDocument());
  evilSide.addChannel(cable.atSecond);
});
afterEach(() => {
  evilSide.end();
  world.end();
});

/** Waits until mallory's document has, or has no longer, what `wanted` looks for. */
function malloryHas(wanted: (keys: readonly string[]) => boolean): Promise<unknown> {
  const keys = cell(Object.keys(evil.read()));
  evil.onChange(() => keys.set(Object.keys(evil.read())));
  return settled(keys, wanted);
}
const write = (values: Record<string, unknown>) => evil.change((draft) => void Object.assign(draft, values));
const signed = async (typ: JwsType, payload: object, by = mallory) =>
  new ImmutableString(await by.identity.signJws(typ, payload));
const ownCertificate = () => ({ [certificateKey(mallory.identity.peer)]: new ImmutableString(mallory.certificate) });
const entryBy = (author: Person, change: object = {}) => {
  const { call } = world;
  const id = newNonce(systemRandom);
  return { call, id, author: author.identity.peer, at: 1, order: 1, kind: 'text', text: 'forged', ...change } as const;
};
/** Something true by mallory, to know that everything before it has been looked at. */
async function honestLine(text: string): Promise<void> {
  const entry = entryBy(mallory, { text, order: 1000 });
  write({ ...ownCertificate(), [entryKey(entry.author, entry.id)]: await signed(JwsType.chatEntry, entry) });
  await settled(hers.lines, (lines) => lines.some((line) => line.text === text));
}

describe('H6 nobody writes in somebody else’s name', () => {
  test('entries with a forged author, of another call, at another key or of a stranger are not shown', async () => {
    const stranger = await world.person('Stranger', 'applicant');
    const asAlice = entryBy(alice);
    const otherCall = entryBy(mallory, { call: newNonce(systemRandom) });
    const moved = entryBy(mallory);
    const unknown = entryBy(stranger);
    const inside = entryBy(alice);
    await hers.post('true');
    await malloryHas((keys) => keys.length >= 2);
    write({
      ...ownCertificate(),
      [entryKey(asAlice.author, asAlice.id)]: await signed(JwsType.chatEntry, asAlice),
      [entryKey(otherCall.author, otherCall.id)]: await signed(JwsType.chatEntry, otherCall),
      [entryKey(moved.author, newNonce(systemRandom))]: await signed(JwsType.chatEntry, moved),
      [entryKey(unknown.author, unknown.id)]: await signed(JwsType.chatEntry, unknown, stranger),
      [entryKey(alice.identity.peer, moved.id)]: await signed(JwsType.chatEntry, moved),
      [entryKey(mallory.identity.peer, inside.id)]: await signed(JwsType.chatEntry, inside),
    });
    await honestLine('end');
    await settled(hers.rejected, (count) => count === 5);
    expect(textsOf(hers)).toEqual(['true', 'end']);
  });

  test('a statement of another type, and a certificate that is not the authority’s, count for nothing', async () => {
    const fake = {
      ...entryBy(mallory),
      room: world.room,
      peer: mallory.identity.peer,
      role: 'host',
      name: 'Alice',
      exp: 9e15,
    };
    const wrongType = entryBy(mallory);
    write({
      [entryKey(mallory.identity.peer, newNonce(systemRandom))]: new ImmutableString('no statement'),
      [entryKey(mallory.identity.peer, wrongType.id)]: await signed(JwsType.chatDelete, wrongType),
      [certificateKey(alice.identity.peer)]: await signed(JwsType.certificate, fake),
    });
    await honestLine('end');
    await settled(hers.rejected, (count) => count === 3);
    expect(textsOf(hers)).toEqual(['end']);
  });

  test.each<[string, (id: string) => Record<string, unknown>]>([
    ['a text that can be edited', (id) => ({ [id]: 'text' })],
    ['a number', (id) => ({ [id]: 42 })],
    ['a map within a map', (id) => ({ [id]: { deep: { deeper: [1, 2, 3] } } })],
    ['a key that names no statement', () => ({ 'e/x': new ImmutableString('text') })],
  ])('%s does not get into the document at all, and who sends it is cut off', async (_, values) => {
    await hers.post('before');
    await malloryHas((keys) => keys.length >= 2);
    const named = new Promise<string>((resolve) => hers.offender.on(resolve));
    const before = hers.snapshot();
    write(values(entryKey(mallory.identity.peer, newNonce(systemRandom))));
    expect(await named).toBe(mallory.identity.peer);
    expect(hers.snapshot()).toEqual(before);
  });

  test('the greatest order there is does not stop the others from writing', async () => {
    const last = entryBy(mallory, { order: Number.MAX_SAFE_INTEGER });
    write({ ...ownCertificate(), [entryKey(last.author, last.id)]: await signed(JwsType.chatEntry, last) });
    await settled(hers.lines, (lines) => lines.length === 1);
    expect(await hers.post('after')).toBe('posted');
    expect(textsOf(hers)).toEqual(['forged', 'after']);
    const his = await world.chat(bob);
    connect(alice, hers, bob, his);
    await settled(his.lines, (lines) => lines.length === 2);
  });
});

describe('H6 nobody deletes or clears in somebody else’s name', () => {
  test('deletions and clearances by who may not are ignored', async () => {
    await hers.post('stays');
    await malloryHas((keys) => keys.length >= 2);
    const { call } = world;
    const [author, by] = [alice.identity.peer, mallory.identity.peer];
    const key = Object.keys(evil.read()).find((name) => name.startsWith('e/')) ?? '';
    const id = (key.split('/')[2] ?? '') as ReturnType<typeof newNonce>;
    const own = { call, author, id, by, at: 1 };
    const asAlice = { ...own, by: author };
    write({
      ...ownCertificate(),
      [deleteKey(author, id, by)]: await signed(JwsType.chatDelete, own),
      [deleteKey(author, id, author)]: await signed(JwsType.chatDelete, asAlice),
      [clearKey(by, id)]: await signed(JwsType.chatClear, { call, by, at: 1, ids: [id] }),
      [clearKey(author, id)]: await signed(JwsType.chatClear, { call, by: author, at: 1, ids: [id] }),
    });
    await honestLine('end');
    await settled(hers.rejected, (count) => count === 4);
    expect(textsOf(hers)).toEqual(['stays', 'end']);
  });

  test('what is taken out of the document or written over stays shown, and is put back for who comes later', async () => {
    await hers.post('one');
    await hers.post('two');
    await malloryHas((keys) => keys.length >= 3);
    evil.change((draft) => {
      const [first, second] = Object.keys(draft).filter((key) => key.startsWith('e/'));
      Reflect.deleteProperty(draft, first ?? '');
      draft[second ?? ''] = new ImmutableString('junk');
      draft[certificateKey(alice.identity.peer)] = new ImmutableString('7');
    });
    await honestLine('end');
    expect(textsOf(hers)).toEqual(['one', 'two', 'end']);
    const his = await world.chat(bob);
    connect(alice, hers, bob, his);
    await settled(his.lines, (lines) => lines.length === 3);
    expect(textsOf(his)).toEqual(['one', 'two', 'end']);
  });

  test('others put back what somebody said who has left', async () => {
    const his = await world.chat(bob);
    const between = connect(alice, hers, bob, his);
    await his.post('from bob');
    await settled(hers.lines, (lines) => lines.length === 1);
    between.cut();
    his.end();
    await malloryHas((keys) => keys.length >= 2);
    evil.change((draft) => {
      for (const key of Object.keys(draft)) Reflect.deleteProperty(draft, key);
    });
    await malloryHas((keys) => keys.length >= 2);
    expect(textsOf(hers)).toEqual(['from bob']);
  });

  test('a deleted entry that is put back stays deleted', async () => {
    await hers.post('gone');
    await malloryHas((keys) => keys.length >= 2);
    const before = Object.fromEntries(Object.entries(evil.read()));
    const [line] = hers.lines.get();
    expect(await hers.remove(line?.id ?? '')).toBe(true);
    await malloryHas((keys) => keys.some((key) => key.startsWith('d/')));
    evil.change((draft) => {
      for (const key of Object.keys(draft)) if (key.startsWith('d/')) Reflect.deleteProperty(draft, key);
    });
    write(Object.fromEntries(Object.entries(before).map(([key, value]) => [key, new ImmutableString(String(value))])));
    await honestLine('end');
    await malloryHas((keys) => keys.some((key) => key.startsWith('d/')));
    const his = await world.chat(bob);
    connect(alice, hers, bob, his);
    await settled(his.lines, (lines) => lines.length === 1 && lines[0]?.text === 'end');
  });
});

test('H6 a change forged in advance under somebody’s actor does not shut that person out', async () => {
  const his = await world.chat(bob);
  await hers.post('first');
  await malloryHas((keys) => keys.length >= 2);
  const before = A.load<ChatDocument>(evil.save());
  const actor =
    A.getAllChanges(before)
      .map((change) => A.decodeChange(change).actor)
      .at(-1) ?? '';
  const key = entryKey(mallory.identity.peer, newNonce(systemRandom));
  const forged = A.change(A.clone(before, { actor }), { time: 0 }, (draft) => {
    draft[key] = new ImmutableString('forged');
  });
  const toBob = channelPair(bob.identity.peer, mallory.identity.peer);
  his.addChannel(toBob.atFirst);
  const repository = createRepository(mallory.identity.peer);
  const given = repository.open<ChatDocument>(await documentIdFor('chat', world.room, world.call), firstDocument());
  expect(given.merge(A.save(forged))).toBe(true);
  repository.addChannel(toBob.atSecond);
  await settled(his.rejected, (count) => count === 1);
  await hers.post('second');
  connect(alice, hers, bob, his);
  await settled(his.lines, (lines) => lines.length === 2);
  repository.end();
});

describe('raw frames', () => {
  /** Another channel of mallory's to alice, on which she writes bytes herself. */
  function raw(): { cable: Cable; send(bytes: Uint8Array): void; sendPiece(piece: Bytes): void } {
    const own = channelPair(alice.identity.peer, mallory.identity.peer);
    hers.addChannel(own.atFirst);
    return {
      cable: own,
      sendPiece: (piece) => void own.atSecond.send(piece),
      send(bytes) {
        for (const piece of piecesOf(bytes)) own.atSecond.send(piece);
      },
    };
  }

  test('requests for another document are not answered', async () => {
    const { cable: own, send } = raw();
    const other = await documentIdFor('chat', world.room, newNonce(systemRandom));
    for (const kind of ['request', 'sync'] as const) {
      send(encodeSyncFrame({ kind, documentId: other, data: utf8('B') }));
    }
    send(encodeSyncFrame({ kind: 'doc-unavailable', documentId: other, data: new Uint8Array() }));
    await settled(hers.dropped, (count) => count === 3);
    await malloryHas(() => true);
    const answers = own.toSecond.map((piece) => new TextDecoder().decode(piece));
    expect(answers.length).toBeGreaterThan(0); // the chat itself is offered to her, as it is hers to have
    expect(answers.filter((text) => text.includes(other))).toEqual([]);
  });

  test('a message in automerge-repo’s own format with a borrowed sender is junk', async () => {
    const { send } = raw();
    const documentId: DocumentId = await documentIdFor('chat', world.room, world.call);
    send(
      cbor.encode({
        type: 'sync',
        senderId: bob.identity.peer,
        targetId: alice.identity.peer,
        documentId,
        data: utf8('x'),
      }),
    );
    await settled(hers.dropped, (count) => count === 1);
  });

  test('junk is dropped and counted; a peer that goes on is cut off, the others are served', async () => {
    const offenders: string[] = [];
    const named = new Promise<void>((resolve) => hers.offender.on((peer) => resolve(void offenders.push(peer))));
    const { send, sendPiece } = raw();
    const documentId = await documentIdFor('chat', world.room, world.call);
    for (let at = 0; at < 20; at++) {
      sendPiece(systemRandom(100));
      send(systemRandom(300));
      send(encodeSyncFrame({ kind: 'sync', documentId, data: systemRandom(300) }));
    }
    await named;
    expect(offenders).toEqual([mallory.identity.peer]);
    const his = await world.chat(bob);
    connect(alice, hers, bob, his);
    await his.post('still here');
    await settled(hers.lines, (lines) => lines.length === 1);
  });

  test('a message above the size limit is dropped', async () => {
    const { sendPiece } = raw();
    const piece = new Uint8Array(SYNC_PIECE_BYTES).fill(1);
    for (let sent = 0; sent <= SYNC_MESSAGE_MAX_BYTES; sent += SYNC_PIECE_BYTES - 1) sendPiece(piece);
    await settled(hers.dropped, (count) => count === 1);
  });

  test('a billion operations in a few bytes never enter the document; who sends them is cut off', async () => {
    await hers.post('small');
    await malloryHas((keys) => keys.length >= 2);
    const before = hers.snapshot();
    const named = new Promise<string>((resolve) => hers.offender.on(resolve));
    const documentId = await documentIdFor('chat', world.room, world.call);
    const data = syncMessage([chunk(CHANGE, changeBody(repeatedSet(1_000_000_000)))]);
    raw().send(encodeSyncFrame({ kind: 'sync', documentId, data }));
    expect(await named).toBe(mallory.identity.peer);
    expect(hers.snapshot()).toEqual(before);
    expect(textsOf(hers)).toEqual(['small']);
  });
});

describe('floods', () => {
  /** So many lines, true ones by mallory, in one change. */
  async function flood(lines: number): Promise<void> {
    const entries = Array.from({ length: lines }, (_, at) => entryBy(mallory, { text: `${at}`, order: at + 1 }));
    const values = await Promise.all(
      entries.map(async (entry) => [entryKey(entry.author, entry.id), await signed(JwsType.chatEntry, entry)] as const),
    );
    write({ ...ownCertificate(), ...Object.fromEntries(values) });
  }

  test('more lines than a person can write are not taken; both sides are told, the others go on', async () => {
    const named = new Promise<string>((resolve) => hers.offender.on(resolve));
    const told = new Promise<string>((resolve) => evilSide.cutOffBy.on(resolve));
    await flood(SPOKEN_BURST + 1);
    expect(await named).toBe(mallory.identity.peer);
    expect(await told).toBe(alice.identity.peer);
    expect(textsOf(hers)).toEqual([]);
    const his = await world.chat(bob);
    connect(alice, hers, bob, his);
    await his.post('still here');
    await settled(hers.lines, (lines) => lines.length === 1);
  });

  test('who was cut off stays so when it connects anew, and is told again; what it wrote does not come in by others', async () => {
    const named = new Promise<string>((resolve) => hers.offender.on(resolve));
    await flood(SPOKEN_BURST + 1);
    await named;
    const again = channelPair(alice.identity.peer, mallory.identity.peer);
    const first = new Promise<Uint8Array>(
      (resolve) => void again.atSecond.onMessage((data) => resolve(new Uint8Array(data))),
    );
    hers.addChannel(again.atFirst);
    expect(isCutOff(await first)).toBe(true);
    // Bob too listens to her, and refuses the same; so alice hears nothing of it from him.
    const his = await world.chat(bob);
    const toBob = channelPair(bob.identity.peer, mallory.identity.peer);
    const namedByBob = new Promise<string>((resolve) => his.offender.on(resolve));
    his.addChannel(toBob.atFirst);
    evilSide.addChannel(toBob.atSecond);
    await namedByBob;
    connect(alice, hers, bob, his);
    await his.post('from bob');
    await settled(hers.lines, (lines) => lines.length === 1);
    expect(textsOf(hers)).toEqual(['from bob']);
  });

  test('200 lines at once, as with 200 files, are no flood; nor is a history that a late joiner is brought', async () => {
    await flood(200);
    await settled(hers.lines, (lines) => lines.length === 200);
    const late = await world.chat(bob, { goesOn: true });
    const cableToLate = channelPair(bob.identity.peer, mallory.identity.peer);
    late.addChannel(cableToLate.atFirst);
    await flood(SPOKEN_BURST + 1);
    evilSide.addChannel(cableToLate.atSecond);
    await settled(late.lines, (lines) => lines.length === SPOKEN_BURST + 201);
  });
});
