import { describe, expect, test } from 'vitest';
import { systemRandom } from '../../../src/lib/core/clock.ts';
import { chosenAgenda, createAgendaSetup, isEmptyAgenda } from '../../../src/lib/core/documents/agenda-setup.ts';
import { keptInMemory } from '../../../src/lib/core/kept.ts';
import { AGENDAS_MAX, SETUP_ITEMS_MAX, StoredAgendas } from '../../../src/lib/wire/agenda.ts';
import { parse } from '../../../src/lib/wire/ids.ts';

function setup(last = keptInMemory<StoredAgendas>()) {
  const kept = keptInMemory<StoredAgendas>();
  const open = () => createAgendaSetup({ random: systemRandom, kept, last });
  return { kept, last, open, agenda: open() };
}
const words = (title: string, detail = '') => ({ title, detail });
const shown = (agenda: ReturnType<typeof createAgendaSetup>): string[] =>
  chosenAgenda(agenda.present.get()).items.map(({ title }) => title);

describe('A1 A2 the set-up in the waiting room', () => {
  test('is off and empty at first, and what is written stays over a reload', () => {
    const { agenda, open, kept } = setup();
    expect(agenda.present.get()).toMatchObject({ on: false, chosen: 1 });
    expect(agenda.take()).toBeUndefined();
    agenda.setOn(true);
    agenda.addItem(words(' 自己紹介 ', '三分で'));
    expect(open().present.get()).toEqual(agenda.present.get());
    expect(parse(StoredAgendas, JSON.parse(JSON.stringify(kept.get())))).toEqual(kept.get());
    expect(agenda.take()?.items).toMatchObject([{ title: '自己紹介', detail: '三分で' }]);
  });
  test('several agendas; the chosen one is edited, reordered, and goes into the call', () => {
    const { agenda } = setup();
    agenda.setOn(true);
    agenda.addItem(words('first'));
    expect(agenda.add()).toBe(true);
    for (const title of ['a', 'b', 'c']) agenda.addItem(words(title));
    const [a] = chosenAgenda(agenda.present.get()).items;
    if (!a) throw new Error('no item');
    agenda.moveItem(a.id, 2);
    expect(shown(agenda)).toEqual(['b', 'c', 'a']);
    agenda.editItem(a.id, words('A', 'detail'));
    expect(agenda.take()).toMatchObject({ number: 2, items: [{ title: 'b' }, { title: 'c' }, { title: 'A' }] });
    agenda.removeItem(a.id);
    expect(shown(agenda)).toEqual(['b', 'c']);
    agenda.remove();
    expect(shown(agenda)).toEqual(['first']);
    agenda.remove();
    expect(agenda.present.get()).toMatchObject({ on: true, agendas: [{ number: 1, items: [] }] });
  });
  test('limits', () => {
    const { agenda } = setup();
    for (let count = 1; count < AGENDAS_MAX; count++) expect(agenda.add()).toBe(true);
    expect(agenda.add()).toBe(false);
    for (let count = 0; count < SETUP_ITEMS_MAX; count++) expect(agenda.addItem(words('x'))).toBe(true);
    expect(agenda.addItem(words('x'))).toBe(false);
    agenda.removeItem(chosenAgenda(agenda.present.get()).items[0]?.id ?? ('' as never));
    agenda.addItem(words('t'.repeat(500), 'd'.repeat(5_000)));
    expect(parse(StoredAgendas, agenda.present.get())).toBeDefined();
  });
  test('the fullest set-up fits what is kept of one value', () => {
    const { agenda, kept } = setup();
    for (let number = 0; number < AGENDAS_MAX; number++) {
      for (let count = 0; count < SETUP_ITEMS_MAX; count++) agenda.addItem(words('"'.repeat(500), '\\'.repeat(5_000)));
      agenda.add();
    }
    expect(JSON.stringify(kept.get()).length).toBeLessThan(256 * 1024);
  });
  test('A5 an agenda of nothing but empty items is empty', () => {
    expect(isEmptyAgenda({ items: [] })).toBe(true);
    expect(isEmptyAgenda({ items: [words(' '), words('')] })).toBe(true);
    expect(isEmptyAgenda({ items: [words('', 'detail')] })).toBe(false);
  });
});

describe('A3 the last set-up of this browser', () => {
  test('is offered to the next room, where it differs, and restored with new ids', () => {
    const one = setup();
    one.agenda.setOn(true);
    one.agenda.addItem(words('from before'));
    const taken = one.agenda.take();
    const next = setup(one.last);
    expect(next.agenda.restorable.get()).toBe(true);
    next.agenda.restore();
    expect(shown(next.agenda)).toEqual(['from before']);
    expect(next.agenda.present.get().on).toBe(true);
    expect(next.agenda.restorable.get()).toBe(false);
    expect(next.agenda.take()?.items[0]?.id).not.toBe(taken?.items[0]?.id);
  });
  test('an empty set-up does not push out the one of before', () => {
    const one = setup();
    one.agenda.addItem(words('worth keeping'));
    one.agenda.take();
    const next = setup(one.last);
    next.agenda.take();
    expect(setup(one.last).agenda.restorable.get()).toBe(true);
  });
});
