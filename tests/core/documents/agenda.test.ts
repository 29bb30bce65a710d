import '@automerge/automerge'; // under Node the full entry initialises the wasm that the slim entries use
import * as A from '@automerge/automerge/slim';
import { afterEach, describe, expect, test } from 'vitest';
import { settled } from '../../../src/lib/core/cell.ts';
import { newNonce, systemClock, systemRandom } from '../../../src/lib/core/clock.ts';
import {
  AGENDA_DOCUMENT_LIMITS as LIMITS,
  agendaDocumentId,
  firstAgendaDocument,
  type AgendaDocument,
} from '../../../src/lib/core/documents/agenda-document.ts';
import { timeSpent, currentItem } from '../../../src/lib/core/documents/agenda-time.ts';
import { createAgenda, type Agenda } from '../../../src/lib/core/documents/agenda.ts';
import { createRepository } from '../../../src/lib/core/documents/repository.ts';
import { AGENDA_ITEMS_MAX, ITEM_TITLE_MAX_CHARS, MEMO_MAX_CHARS } from '../../../src/lib/wire/agenda.ts';
import { toBase64Url, utf8 } from '../../../src/lib/wire/bytes.ts';
import { PeerId, RoomId, parse, type Nonce } from '../../../src/lib/wire/ids.ts';
import { must } from '../../support/interview.ts';
import { channelPair, type Cable } from './channel-pair.ts';

const call = newNonce(systemRandom);
const room = must(parse(RoomId, newNonce(systemRandom)));
const newPeer = () => must(parse(PeerId, toBase64Url(systemRandom(32))));
const alice = newPeer(); // host
const bob = newPeer(); // co-interviewer
const open: { end(): void }[] = [];
afterEach(() => open.splice(0).forEach((one) => one.end()));

async function agendaOf(self: PeerId, clock = systemClock): Promise<Agenda> {
  const agenda = await createAgenda({ self, room, call, clock, random: systemRandom });
  open.push(agenda);
  return agenda;
}
function connect(a: Agenda, b: Agenda): Cable {
  const cable = channelPair(alice, bob);
  a.addChannel(cable.atFirst);
  b.addChannel(cable.atSecond);
  return cable;
}
const titles = (agenda: Agenda): string[] => agenda.content.get().items.map(({ title }) => title);
const itemNamed = (agenda: Agenda, title: string): Nonce =>
  must(agenda.content.get().items.find((item) => item.title === title)).id;
const draft = (...names: string[]) => ({
  number: 2,
  items: names.map((title) => ({ id: newNonce(systemRandom), title, detail: '' })),
});
const equal = (a: Agenda, b: Agenda) =>
  settled(a.content, () => JSON.stringify(a.content.get()) === JSON.stringify(b.content.get()));

describe('A2 items', () => {
  test('the set-up goes in once; items are added, edited, moved and deleted', async () => {
    const agenda = await agendaOf(alice);
    expect(agenda.seed(draft('自己紹介', '志望動機', '質疑'))).toBe(true);
    expect(agenda.seed(draft('another'))).toBe(false);
    expect(agenda.content.get().number).toBe(2);
    expect(agenda.addItem({ title: '逆質問', detail: '五分' })).toBe(true);
    expect(titles(agenda)).toEqual(['自己紹介', '志望動機', '質疑', '逆質問']);
    agenda.moveItem(itemNamed(agenda, '逆質問'), 0);
    expect(titles(agenda)).toEqual(['逆質問', '自己紹介', '志望動機', '質疑']);
    agenda.moveItem(itemNamed(agenda, '逆質問'), 2);
    expect(titles(agenda)).toEqual(['自己紹介', '志望動機', '逆質問', '質疑']);
    agenda.editItem(itemNamed(agenda, '質疑'), { title: '質疑応答', detail: '十分' });
    agenda.removeItem(itemNamed(agenda, '志望動機'));
    expect(titles(agenda)).toEqual(['自己紹介', '逆質問', '質疑応答']);
    expect(agenda.removeItem(newNonce(systemRandom))).toBe(false);
  });

  test('an item can be moved into the same gap for ever', async () => {
    const agenda = await agendaOf(alice);
    agenda.seed(draft('a', 'b', 'c'));
    for (let turn = 0; turn < 60; turn++) agenda.moveItem(itemNamed(agenda, turn % 2 ? 'b' : 'c'), 1);
    expect(titles(agenda)).toEqual(['a', 'b', 'c']);
  });

  test('limits: names are cut, items and memos end somewhere', async () => {
    const agenda = await agendaOf(alice);
    agenda.addItem({ title: '長'.repeat(ITEM_TITLE_MAX_CHARS + 1), detail: '' });
    expect(titles(agenda)[0]).toHaveLength(ITEM_TITLE_MAX_CHARS);
    const text = { item: must(agenda.content.get().items[0]).id, field: 'memo' } as const;
    expect(agenda.write(text, { at: 0, removed: 0, inserted: 'x'.repeat(MEMO_MAX_CHARS) })).toBe(true);
    expect(agenda.write(text, { at: 0, removed: 0, inserted: 'x' })).toBe(false);
    expect(agenda.write(text, { at: 5, removed: 1, inserted: 'y' })).toBe(true);
    expect(agenda.write(text, { at: MEMO_MAX_CHARS, removed: 1, inserted: '' })).toBe(false);
    for (let count = 1; count < AGENDA_ITEMS_MAX; count++) agenda.addItem({ title: `${count}`, detail: '' });
    expect(agenda.addItem({ title: 'one more', detail: '' })).toBe(false);
  });
});

describe('A4 A6 two people at once', () => {
  test('what they write into one memo at the same moment both stays, and both end equal', async () => {
    const hers = await agendaOf(alice);
    const his = await agendaOf(bob);
    hers.seed(draft('自己紹介'));
    connect(hers, his);
    await settled(his.content, ({ items }) => items.length === 1);
    const memo = { item: itemNamed(hers, '自己紹介'), field: 'memo' } as const;
    hers.write(memo, { at: 0, removed: 0, inserted: '経験は三年。' });
    await settled(his.content, ({ items }) => items[0]?.memo === '経験は三年。');
    hers.write(memo, { at: 6, removed: 0, inserted: '落ち着いている。' });
    his.write(memo, { at: 0, removed: 0, inserted: '声が明るい。' });
    hers.write('free-memo', { at: 0, removed: 0, inserted: 'alice' });
    his.write('free-memo', { at: 0, removed: 0, inserted: 'bob' });
    await settled(hers.content, ({ items, freeMemo }) => items[0]?.memo.length === 20 && freeMemo.length === 8);
    await equal(his, hers);
    expect(his.content.get().items[0]?.memo).toBe('声が明るい。経験は三年。落ち着いている。');
  });

  test('an item that one deletes while the other writes into it is gone for both', async () => {
    const hers = await agendaOf(alice);
    const his = await agendaOf(bob);
    hers.seed(draft('a', 'b'));
    const first = connect(hers, his);
    await settled(his.content, ({ items }) => items.length === 2);
    first.cut();
    const item = itemNamed(hers, 'a');
    hers.removeItem(item);
    his.write({ item, field: 'memo' }, { at: 0, removed: 0, inserted: 'too late' });
    connect(hers, his);
    await settled(his.content, ({ items }) => items.length === 1);
    await equal(hers, his);
    expect(titles(hers)).toEqual(['b']);
  });
});

describe('A7 what is talked about', () => {
  test('marks are kept with their time; minutes add up over several visits to an item', async () => {
    let now = 1_000_000;
    const agenda = await agendaOf(alice, { ...systemClock, now: () => now });
    agenda.seed(draft('a', 'b'));
    const [a, b] = [itemNamed(agenda, 'a'), itemNamed(agenda, 'b')];
    for (const [item, stays] of [
      [a, 60_000],
      [b, 30_000],
      [a, 5_000],
      [undefined, 10_000],
    ] as const) {
      expect(agenda.mark(item)).toBe(true);
      expect(agenda.mark(item)).toBe(false); // it is that already
      now += stays;
    }
    const { marks } = agenda.content.get();
    expect(currentItem(marks)).toBeUndefined();
    expect([...timeSpent(marks, now)]).toEqual([
      [a, 65_000],
      [b, 30_000],
    ]);
  });
  test('the last tap decides, also where the other’s clock is ahead', async () => {
    const hers = await agendaOf(alice, { ...systemClock, now: () => 1_000 });
    const his = await agendaOf(bob, { ...systemClock, now: () => 90_000 });
    hers.seed(draft('a', 'b'));
    connect(hers, his);
    await settled(his.content, ({ items }) => items.length === 2);
    his.mark(itemNamed(his, 'a'));
    await settled(hers.content, ({ marks }) => marks.length === 1);
    hers.mark(itemNamed(hers, 'b'));
    await equal(his, hers);
    expect(currentItem(hers.content.get().marks)).toBe(itemNamed(hers, 'b'));
  });
});

test('J5 X2: a snapshot brings everything back, into the same document', async () => {
  const before = await agendaOf(alice);
  before.seed(draft('a'));
  before.write('free-memo', { at: 0, removed: 0, inserted: 'kept' });
  before.mark(itemNamed(before, 'a'));
  const after = await agendaOf(alice);
  expect(after.load(before.snapshot())).toBe(true);
  expect(after.content.get()).toEqual(before.content.get());
  expect(after.seed(draft('again'))).toBe(false);
  expect(after.load(utf8('no snapshot'))).toBe(false);
});

describe('a hostile co-interviewer', () => {
  test('writes nonsense everywhere: nothing of it is shown, and the host goes on writing', async () => {
    const hers = await agendaOf(alice);
    hers.seed(draft('true'));
    const repository = createRepository(bob);
    open.push(repository);
    const evil = repository.open<AgendaDocument>(await agendaDocumentId(room, call), firstAgendaDocument(), LIMITS);
    const cable = channelPair(alice, bob);
    hers.addChannel(cable.atFirst);
    repository.addChannel(cable.atSecond);
    const item = itemNamed(hers, 'true');
    evil.change((doc) => {
      Object.assign(doc, {
        f: { deep: [1] },
        n: 'x',
        'p:short': 1,
        [`p:${newNonce(systemRandom)}`]: 'no number',
        [`m:${item}`]: 7,
        [`c:${newNonce(systemRandom)}`]: 'plain text',
        [`c:${newNonce(systemRandom)}`]: new A.ImmutableString('{"at":-1}'),
        [`c:${newNonce(systemRandom)}`]: new A.ImmutableString('['.repeat(5_000)),
      });
      for (let i = 0; i < 500; i++) doc[`p:${newNonce(systemRandom)}`] = 10 + i;
    });
    await settled(hers.content, ({ items }) => items.length === AGENDA_ITEMS_MAX);
    expect(hers.content.get().marks).toEqual([]);
    expect(hers.write('free-memo', { at: 0, removed: 0, inserted: 'mine' })).toBe(true);
    expect(hers.content.get().freeMemo).toBe('mine');
    expect(hers.write({ item, field: 'memo' }, { at: 0, removed: 0, inserted: 'memo' })).toBe(true);
    expect(hers.content.get().items.find(({ id }) => id === item)?.memo).toBe('memo');
  });

  test('who makes the document too large is cut off, and it stays as it was', async () => {
    const hers = await agendaOf(alice);
    hers.seed(draft('true'));
    const before = hers.snapshot().length;
    const repository = createRepository(bob);
    open.push(repository);
    const evil = repository.open<AgendaDocument>(await agendaDocumentId(room, call), firstAgendaDocument(), LIMITS);
    evil.change((doc) => {
      const PIECE = 60_000;
      for (let at = 0; at * PIECE < LIMITS.max.bytes; at++) doc[`x${at}`] = systemRandom(PIECE);
    });
    const offence = new Promise((resolve) => hers.offender.on(resolve));
    const cable = channelPair(alice, bob);
    hers.addChannel(cable.atFirst);
    repository.addChannel(cable.atSecond);
    expect(await offence).toBe(bob);
    expect(hers.snapshot()).toHaveLength(before);
    expect(titles(hers)).toEqual(['true']);
    expect(hers.addItem({ title: 'goes on', detail: '' })).toBe(true);
  });
});
