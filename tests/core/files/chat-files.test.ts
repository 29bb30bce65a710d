import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { settled } from '../../../src/lib/core/cell.ts';
import type { Chat } from '../../../src/lib/core/documents/chat.ts';
import { createChatFiles, type ChatFiles } from '../../../src/lib/core/files/chat-files.ts';
import { fileKey } from '../../../src/lib/core/files/exchange.ts';
import { FILE_MAX_BYTES, type SharedFile } from '../../../src/lib/wire/files.ts';
import { FileName } from '../../../src/lib/wire/file-name.ts';
import { parse } from '../../../src/lib/wire/ids.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { must } from '../../support/interview.ts';
import { channelPair } from '../documents/channel-pair.ts';
import { connect, makeWorld, type Person, type World } from '../documents/people.ts';
import { bytesOf, refOf } from './peers.ts';

interface Member {
  readonly person: Person;
  readonly chat: Chat;
  readonly files: ChatFiles;
}
/** Time for the files only: it stands still, so that what came first is history until the test says otherwise. */
const clock = createManualClock();
let world: World;
let members: Member[];

beforeEach(async () => {
  world = await makeWorld();
  members = [];
});
afterEach(() => {
  for (const { files } of members) files.end();
  world.end();
});

async function enter(name: string, role: 'host' | 'applicant'): Promise<Member> {
  const person = await world.person(name, role);
  const chat = await world.chat(person);
  const member = { person, chat, files: createChatFiles({ chat, clock, keepsAll: role === 'host' }) };
  members.push(member);
  return member;
}
function join(a: Member, b: Member): { cut(): void } {
  const texts = connect(a.person, a.chat, b.person, b.chat);
  const bytes = channelPair(a.person.identity.peer, b.person.identity.peer);
  a.files.addChannel(bytes.atFirst);
  b.files.addChannel(bytes.atSecond);
  return {
    cut() {
      texts.cut();
      bytes.cut();
    },
  };
}
const HISTORY_MS = 5_000;
const named = (name: string, size: number, type = ''): File => new File([bytesOf(size)], name, { type });
const mention = async (who: Member, name: string): Promise<SharedFile> => {
  const lines = await settled(who.chat.lines, (all) => all.some(({ file }) => file?.name === name));
  return must(lines.find(({ file }) => file?.name === name)?.file);
};
const stateOf = (who: Member, file: SharedFile) => who.files.states.get().get(fileKey(file))?.t;
const comes = (who: Member, file: SharedFile) =>
  expect.poll(async () => (await clock.advance(100), stateOf(who, file))).toBe('here');

describe('H2 H3 files of the chat', () => {
  test('what is sent while one is here comes by itself, under a harmless name', async () => {
    const [alice, bob] = [await enter('Alice', 'host'), await enter('Bob', 'applicant')];
    join(alice, bob);
    await clock.advance(HISTORY_MS);
    expect(await alice.files.send(named('../\u202efdp.履歴書', 5_000, 'application/pdf'))).toBe('posted');
    const file = await mention(bob, 'fdp.履歴書');
    expect(file).toMatchObject({ size: 5_000, type: 'application/pdf' });
    await comes(bob, file);
    expect(new Uint8Array(await must(bob.files.read(file)).arrayBuffer())).toEqual(bytesOf(5_000));
  });

  test('what was sent before comes on demand, from who is left; the host has it without asking', async () => {
    const [host, bob] = [await enter('Host', 'host'), await enter('Bob', 'applicant')];
    const first = join(host, bob);
    await bob.files.send(named('a.txt', 900));
    const file = await mention(host, 'a.txt');
    await comes(host, file);
    first.cut();
    const carol = await enter('Carol', 'applicant');
    join(host, carol);
    await mention(carol, 'a.txt');
    await clock.advance(100);
    expect(stateOf(carol, file)).toBeUndefined();
    carol.files.fetch(file);
    await comes(carol, file);
  });

  test('5 MB go, one byte more does not, nor does the chat mention it; an empty file goes', async () => {
    const [alice, bob] = [await enter('Alice', 'host'), await enter('Bob', 'applicant')];
    join(alice, bob);
    expect(await bob.files.send(named('big', FILE_MAX_BYTES + 1))).toBe('too-large');
    expect(await bob.files.send(named('fits', FILE_MAX_BYTES))).toBe('posted');
    expect(await bob.files.send(named('empty', 0))).toBe('posted');
    for (const name of ['fits', 'empty']) await comes(alice, await mention(alice, name));
    expect(alice.chat.lines.get().map(({ file }) => file?.name)).toEqual(['fits', 'empty']);
  });

  test('H5 a deleted file is let go by everybody, a cleared history too; a second mention keeps it', async () => {
    const [alice, bob] = [await enter('Alice', 'host'), await enter('Bob', 'applicant')];
    join(alice, bob);
    await clock.advance(HISTORY_MS);
    await alice.files.send(named('one', 10));
    await alice.files.send(named('same bytes', 10));
    await alice.files.send(named('two', 20));
    const [one, two] = [await mention(bob, 'one'), await mention(bob, 'two')];
    for (const who of [alice, bob]) for (const file of [one, two]) await comes(who, file);
    const lineOf = (name: string) => must(alice.chat.lines.get().find(({ file }) => file?.name === name)).id;
    await alice.chat.remove(lineOf('one'));
    await settled(bob.chat.lines, (lines) => lines.length === 2);
    expect([stateOf(alice, one), stateOf(bob, one)]).toEqual(['here', 'here']);
    await alice.chat.remove(lineOf('same bytes'));
    await settled(bob.chat.lines, (lines) => lines.length === 1);
    for (const who of [alice, bob]) expect(who.files.read(one)).toBeUndefined();
    await alice.chat.clear();
    await settled(bob.chat.lines, (lines) => lines.length === 0);
    for (const who of [alice, bob]) expect([...who.files.states.get()]).toEqual([]);
  });

  test('200 files in a row', { timeout: 30_000 }, async () => {
    const [alice, bob] = [await enter('Alice', 'host'), await enter('Bob', 'applicant')];
    join(alice, bob);
    for (let at = 0; at < 200; at++) {
      expect(await bob.files.send(new File([bytesOf(100 + at, at + 1)], `file ${at}.bin`))).toBe('posted');
    }
    const lines = await settled(alice.chat.lines, (all) => all.length === 200);
    expect(lines.map(({ file }) => file?.name)).toEqual(Array.from({ length: 200 }, (_, at) => `file ${at}.bin`));
    for (const { file } of lines) await comes(alice, must(file));
  });

  test('more than 100 MB of one author come on demand only', async () => {
    const [alice, mallory] = [await enter('Alice', 'host'), await enter('Mallory', 'applicant')];
    join(alice, mallory);
    // She says so; she has none of it.
    for (let at = 0; at < 30; at++) {
      const { sha256 } = await refOf(bytesOf(8, at + 1));
      await mallory.chat.postFile({ name: must(parse(FileName, `${at}`)), size: FILE_MAX_BYTES, sha256 });
    }
    await settled(alice.chat.lines, (lines) => lines.length === 30);
    expect(alice.files.states.get().size).toBe(20);
  });
});
