import { ImmutableString } from '@automerge/automerge/slim';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { settled } from '../../../src/lib/core/cell.ts';
import { systemClock, systemRandom } from '../../../src/lib/core/clock.ts';
import { certificateKey, type ChatDocument } from '../../../src/lib/core/documents/chat-document.ts';
import { documentIdFor, firstDocument } from '../../../src/lib/core/documents/document-id.ts';
import type { Chat } from '../../../src/lib/core/documents/chat.ts';
import { createRepository } from '../../../src/lib/core/documents/repository.ts';
import { createSpeaker } from '../../../src/lib/core/documents/speaker.ts';
import { channelPair } from './channel-pair.ts';
import { connect, makeWorld, textsOf, type Person, type World } from './people.ts';

let world: World;
let alice: Person;
let bob: Person;
let carol: Person;

beforeEach(async () => {
  world = await makeWorld();
  alice = await world.person('Alice', 'host');
  bob = await world.person('Bob', 'applicant');
  carol = await world.person('Carol', 'applicant');
});
afterEach(() => world.end());

/** Waits until the chat shows exactly these texts. */
const shows = (chat: Chat, texts: readonly string[]) =>
  settled(chat.lines, (lines) => JSON.stringify(lines.map(({ text }) => text)) === JSON.stringify(texts));

describe('what is written', () => {
  test('H1 reaches the others, with name and role, and is own only at its author', async () => {
    const [hers, his] = [await world.chat(alice), await world.chat(bob)];
    connect(alice, hers, bob, his);
    expect(await hers.post('ようこそ')).toBe('posted');
    await shows(his, ['ようこそ']);
    expect(await his.post('hello')).toBe('posted');
    await shows(hers, ['ようこそ', 'hello']);
    expect(hers.lines.get()).toMatchObject([
      { name: 'Alice', role: 'host', own: true, canDelete: true, author: alice.identity.peer },
      { name: 'Bob', role: 'applicant', own: false, canDelete: true },
    ]);
    expect(his.lines.get()).toMatchObject([
      { own: false, canDelete: false },
      { own: true, canDelete: true },
    ]);
    expect(hers.rejected.get() + his.rejected.get()).toBe(0);
  });

  test('H1 has 255 characters at most, counted as a person counts them', async () => {
    const [hers, his] = [await world.chat(alice), await world.chat(bob)];
    connect(alice, hers, bob, his);
    const family = '👨‍👩‍👧‍👦';
    expect(await hers.post(family.repeat(256))).toBe('too-long');
    expect(await hers.post('あ'.repeat(256))).toBe('too-long');
    expect(await hers.post('e' + '\u0301'.repeat(5000))).toBe('too-long');
    expect(await hers.post('  \n\u200b')).toBe('empty');
    expect(hers.lines.get()).toEqual([]);
    expect(await hers.post(family.repeat(255))).toBe('posted');
    expect(await hers.post('"\\'.repeat(127))).toBe('posted');
    await shows(his, [family.repeat(255), '"\\'.repeat(127)]);
  });

  test.each([
    ['a letter with its mark apart', 'か\u3099'],
    ['a letter with several marks', 'a\u0301\u0323\u0308'],
    ['a flag', '🇯🇵'],
    ['a hand with a skin tone', '👋🏽'],
    ['a digit in a key', '7\ufe0f\u20e3'],
    ['a character with a variant', '葛\u{e0100}'],
    ['a syllable of Hangul in its parts', '\u1112\u1161\u11ab'],
  ])('H1 %s is one character: 255 go, 256 do not', async (_, character) => {
    const hers = await world.chat(alice);
    expect(await hers.post(character.repeat(256))).toBe('too-long');
    expect(await hers.post(character.repeat(255))).toBe('posted');
    expect(textsOf(hers)).toEqual([character.repeat(255)]);
  });

  test('stands in one order for everybody, whoever wrote while apart', async () => {
    const [hers, his] = [await world.chat(alice), await world.chat(bob)];
    await hers.post('a1');
    await hers.post('a2');
    await his.post('b1');
    await his.post('b2');
    connect(alice, hers, bob, his);
    await settled(hers.lines, (lines) => lines.length === 4);
    await settled(his.lines, (lines) => lines.length === 4);
    expect(textsOf(hers)).toEqual(textsOf(his));
    await his.post('b3');
    await settled(hers.lines, (lines) => lines.at(-1)?.text === 'b3');
  });

  test('two messages in one moment keep their order', async () => {
    const hers = await world.chat(alice);
    await Promise.all(['1', '2', '3'].map((text) => hers.post(text)));
    expect(textsOf(hers)).toEqual(['1', '2', '3']);
  });
});

describe('who comes and goes', () => {
  test('H3 a late joiner gets everything from anybody, also of who has left', async () => {
    const [hers, his] = [await world.chat(alice), await world.chat(bob)];
    const cable = connect(alice, hers, bob, his);
    await hers.post('from the host');
    await shows(his, ['from the host']);
    cable.cut();
    hers.end();
    const late = await world.chat(carol);
    connect(bob, his, carol, late);
    await shows(late, ['from the host']);
    expect(late.lines.get()).toMatchObject([{ name: 'Alice', role: 'host' }]);
    expect(late.unread.get()).toBe(1);
  });

  test('J5 who reloads comes back with an empty document and gets all of it, own lines included', async () => {
    const [hers, his] = [await world.chat(alice), await world.chat(bob)];
    const cable = connect(alice, hers, bob, his);
    await hers.post('one');
    await shows(his, ['one']);
    await his.post('two');
    await shows(hers, ['one', 'two']);
    cable.cut();
    his.end();
    const again = await world.chat(bob);
    connect(alice, hers, bob, again);
    await shows(again, ['one', 'two']);
    expect(again.lines.get().map(({ own }) => own)).toEqual([false, true]);
    await again.post('three');
    await shows(hers, ['one', 'two', 'three']);
  });

  test('J5 a peer that was cut off catches up both ways, and a new channel replaces the old one', async () => {
    const [hers, his] = [await world.chat(alice), await world.chat(bob)];
    connect(alice, hers, bob, his).cut();
    await hers.post('a');
    await his.post('b');
    const stale = connect(alice, hers, bob, his);
    connect(alice, hers, bob, his);
    await settled(hers.lines, (lines) => lines.length === 2);
    await settled(his.lines, (lines) => lines.length === 2);
    stale.cut();
    await hers.post('c');
    await settled(his.lines, (lines) => lines.at(-1)?.text === 'c');
  });

  test('a first message that came before the chat was ready is made up for', async () => {
    const [hers, his] = [await world.chat(alice), await world.chat(bob)];
    await hers.post('early');
    const cable = channelPair(alice.identity.peer, bob.identity.peer);
    const heard = new Promise<void>((resolve) => void cable.atSecond.onMessage(() => resolve()));
    hers.addChannel(cable.atFirst);
    await heard;
    his.addChannel(cable.atSecond);
    await shows(his, ['early']);
  });

  test('everybody reloads: a snapshot brings the chat back', async () => {
    const hers = await world.chat(alice);
    await hers.post('kept');
    const snapshot = hers.snapshot();
    hers.end();
    const [again, his] = [await world.chat(alice), await world.chat(bob)];
    expect(again.load(snapshot)).toBe(true);
    expect(again.load(new Uint8Array([1, 2, 3]))).toBe(false);
    connect(alice, again, bob, his);
    await shows(again, ['kept']);
    await shows(his, ['kept']);
  });

  test('who is not connected to the author hears through the others', async () => {
    const [hers, his, carols] = [await world.chat(alice), await world.chat(bob), await world.chat(carol)];
    connect(alice, hers, bob, his);
    connect(bob, his, carol, carols);
    await carols.post('round the corner');
    await shows(hers, ['round the corner']);
  });

  test('H3 2,000 messages reach a late joiner', { timeout: 60_000 }, async () => {
    const hers = await world.chat(alice);
    const speaker = createSpeaker({
      self: bob.identity.peer,
      call: world.call,
      clock: systemClock,
      random: systemRandom,
      signJws: bob.identity.signJws,
    });
    const statements = await Promise.all(
      Array.from({ length: 2000 }, (_, at) => speaker.entry({ kind: 'text', text: `message ${at}` }, at + 1)),
    );
    const repository = createRepository(bob.identity.peer);
    const written = repository.open<ChatDocument>(await documentIdFor('chat', world.room, world.call), firstDocument());
    written.change((draft) => {
      draft[certificateKey(bob.identity.peer)] = new ImmutableString(bob.certificate);
      for (const { key, jws } of statements) draft[key] = new ImmutableString(jws);
    });
    expect(hers.load(written.save())).toBe(true);
    repository.end();
    const late = await world.chat(carol);
    connect(alice, hers, carol, late);
    await settled(late.lines, (lines) => lines.length === 2000);
    expect(textsOf(late)).toEqual(Array.from({ length: 2000 }, (_, at) => `message ${at}`));
  });
});

describe('deleting', () => {
  test('H5 one removes an own message, the host any, others none', async () => {
    const [hers, his, carols] = [await world.chat(alice), await world.chat(bob), await world.chat(carol)];
    connect(alice, hers, bob, his);
    connect(alice, hers, carol, carols);
    for (const text of ['b1', 'b2', 'b3']) await his.post(text);
    await shows(carols, ['b1', 'b2', 'b3']);
    await shows(hers, ['b1', 'b2', 'b3']);
    const idOf = (chat: Chat, text: string) => chat.lines.get().find((line) => line.text === text)?.id ?? '';
    expect(await carols.remove(idOf(carols, 'b1'))).toBe(false);
    expect(await his.remove(idOf(his, 'b1'))).toBe(true);
    expect(await his.remove('nothing')).toBe(false);
    expect(await hers.remove(idOf(hers, 'b2'))).toBe(true);
    for (const chat of [hers, his, carols]) await shows(chat, ['b3']);
  });

  test('H5 the host clears the history; what is written later stays; a late joiner sees nothing of it', async () => {
    const [hers, his] = [await world.chat(alice), await world.chat(bob)];
    connect(alice, hers, bob, his);
    await his.post('x');
    await hers.post('y');
    await settled(hers.lines, (lines) => lines.length === 2);
    await settled(his.lines, (lines) => lines.length === 2);
    expect(await his.clear()).toBe(false);
    expect(await hers.clear()).toBe(true);
    await shows(his, []);
    await his.post('z');
    await shows(hers, ['z']);
    const late = await world.chat(carol);
    connect(bob, his, carol, late);
    await shows(late, ['z']);
  });
});

describe('unread', () => {
  test('H4 counts what others wrote, from before as well, until it is looked at', async () => {
    const [hers, his] = [await world.chat(alice), await world.chat(bob)];
    await hers.post('1');
    await hers.post('2');
    connect(alice, hers, bob, his);
    await settled(his.unread, (count) => count === 2);
    await his.post('mine');
    expect(his.unread.get()).toBe(2);
    his.markRead();
    expect(his.unread.get()).toBe(0);
    await hers.post('3');
    await settled(his.unread, (count) => count === 1);
    his.setOpen(true);
    expect(his.unread.get()).toBe(0);
    await hers.post('4');
    await settled(his.lines, (lines) => lines.length === 5);
    expect(his.unread.get()).toBe(0);
    his.setOpen(false);
    expect(his.unread.get()).toBe(0);
  });
});
