/** Agendas to look at. The set-up works, on a memory of its own; in the call only the texts stand. */
import { createAgendaSetup } from '../../../src/lib/core/documents/agenda-setup.ts';
import { systemRandom, newNonce } from '../../../src/lib/core/clock.ts';
import { keptInMemory } from '../../../src/lib/core/kept.ts';
import type { AgendaSetupView, AgendaView } from '../../../src/lib/ui/agenda/agenda.ts';
import type { StoredAgendas } from '../../../src/lib/wire/agenda.ts';

const words = [
  { title: '自己紹介', detail: '' },
  { title: '志望動機', detail: '当社を選んだ理由、入社後に取り組みたいこと。\n他社の選考状況も確認する。' },
  { title: 'これまでの職務経験で、困難をどのように乗り越えたかについて具体的に', detail: '' },
  { title: '逆質問', detail: '5分' },
];

export function agendaSetup(): AgendaSetupView {
  const last = keptInMemory<StoredAgendas>();
  const before = createAgendaSetup({ random: systemRandom, kept: keptInMemory<StoredAgendas>(), last });
  before.addItem({ title: '前回', detail: '' });
  before.take();
  const setup = createAgendaSetup({ random: systemRandom, kept: keptInMemory<StoredAgendas>(), last });
  setup.setOn(true);
  for (const word of words) setup.addItem(word);
  setup.add();
  setup.add();
  setup.choose(1);
  return { present: setup.present.get(), restorable: true, actions: setup };
}

export function agendaInCall(): AgendaView {
  const items = words.map((word, index) => ({
    ...word,
    id: newNonce(systemRandom),
    memo: index < 2 ? '落ち着いて話す。前職では3名のチームを率いていた。' : '',
  }));
  const now = Date.now();
  const marks = [
    { at: now - 800_000, item: items[0]?.id },
    { at: now - 400_000, item: items[1]?.id },
  ].flatMap(({ at, item }) => (item ? [{ at, item }] : []));
  const yes = (): boolean => true;
  return {
    content: { number: 1, items, freeMemo: '次回は部長面接へ。', marks },
    actions: { addItem: yes, editItem: yes, moveItem: yes, removeItem: yes, write: yes, mark: yes },
  };
}
