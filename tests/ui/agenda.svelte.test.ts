import { describe, expect, test, vi } from 'vitest';
import { newNonce, systemRandom } from '../../src/lib/core/clock.ts';
import type { AgendaView } from '../../src/lib/ui/agenda/agenda.ts';
import { dropIndex } from '../../src/lib/ui/agenda/sortable.ts';
import { agendaPanel } from '../../src/lib/ui/agenda/agenda-panel.ts';
import AgendaPanel from '../../src/lib/ui/agenda/AgendaPanel.svelte';
import AgendaSetup from '../../src/lib/ui/agenda/AgendaSetup.svelte';
import AgendaSwitch from '../../src/lib/ui/agenda/AgendaSwitch.svelte';
import CallScreen from '../../src/lib/ui/call/CallScreen.svelte';
import WaitingRoom from '../../src/lib/ui/waiting/WaitingRoom.svelte';
import { createAgendaSetup } from '../../src/lib/core/documents/agenda-setup.ts';
import { keptInMemory } from '../../src/lib/core/kept.ts';
import type { StoredAgendas } from '../../src/lib/wire/agenda.ts';
import { callProps, nothing, waitingProps } from './support/props.ts';
import { all, isDisabled, key, press, render, the, type } from './support/render.svelte.ts';

const item = (title: string, parts: { detail?: string; memo?: string } = {}) => ({
  id: newNonce(systemRandom),
  title,
  detail: '',
  memo: '',
  ...parts,
});
function panel(items = [item('自己紹介'), item('志望動機', { memo: 'memo' })], marked = false) {
  const actions = {
    addItem: vi.fn(() => true),
    editItem: vi.fn(() => true),
    moveItem: vi.fn(() => true),
    removeItem: vi.fn(() => true),
    write: vi.fn(() => true),
    mark: vi.fn(() => true),
  };
  const first = items[0]?.id;
  const marks = marked && first ? [{ at: Date.now() - 125_000, item: first }] : [];
  const view: AgendaView = { content: { number: 1, items, freeMemo: 'free', marks }, actions };
  return { items, actions, view, ...render(AgendaPanel, { ...view, onclose: nothing }) };
}

describe('アジェンダ in the call', () => {
  test('A4 each item has a memo field, and a check mark once it has text; beside them the free memo', () => {
    const { root } = panel();
    const memo = the(root, 'textbox', 'メモ：志望動機') as HTMLTextAreaElement;
    expect(memo.value).toBe('memo');
    expect(all(root, 'img', 'メモあり')).toHaveLength(1);
    expect((the(root, 'textbox', '自由メモ') as HTMLTextAreaElement).value).toBe('free');
    expect(root.textContent).toContain('要約に含まれません');
  });
  test('A4 what is typed goes out as an edit of that memo', () => {
    const { root, actions, items } = panel();
    type(the(root, 'textbox', 'メモ：志望動機'), 'memo!');
    expect(actions.write).toHaveBeenCalledExactlyOnceWith(
      { item: items[1]?.id, field: 'memo' },
      { at: 4, removed: 0, inserted: '!' },
    );
  });
  test('A7 one tap marks the current item, another takes the mark away; minutes are shown', () => {
    const { root, actions, items } = panel(undefined, true);
    const [first, second] = [
      the(root, 'button', '進行中にする：自己紹介'),
      the(root, 'button', '進行中にする：志望動機'),
    ];
    expect([first, second].map((one) => one.getAttribute('aria-pressed'))).toEqual(['true', 'false']);
    expect([first, second].map((one) => one.textContent.trim())).toEqual(['進行中', '進行中にする']);
    expect(root.querySelector('ol')?.textContent).toContain('2分');
    press(second);
    expect(actions.mark).toHaveBeenLastCalledWith(items[1]?.id);
    press(first);
    expect(actions.mark).toHaveBeenLastCalledWith(undefined);
  });
  test('A2 「アジェンダ項目の追加」: キャンセル saves nothing, 保存 does; a name is needed', () => {
    const { root, actions } = panel();
    press(the(root, 'button', '項目を追加'));
    const dialog = the(root, 'button', '保存').closest('dialog') ?? root;
    expect(dialog.querySelector('h2')?.textContent).toBe('アジェンダ項目の追加');
    press(the(dialog, 'button', 'キャンセル'));
    press(the(root, 'button', '項目を追加'));
    press(the(root, 'button', '保存'));
    expect(actions.addItem).not.toHaveBeenCalled();
    expect(root.textContent).toContain('項目名を入力してください');
    type(the(root, 'textbox', '項目名'), ' 逆質問 ');
    type(the(root, 'textbox', '詳細'), '五分');
    press(the(root, 'button', '保存'));
    expect(actions.addItem).toHaveBeenCalledExactlyOnceWith({ title: '逆質問', detail: '五分' });
  });
  test('A2 items are moved by the arrow keys, never beyond the ends', () => {
    const { root, actions, items } = panel();
    key(the(root, 'button', '「自己紹介」を並べ替え'), { key: 'ArrowUp' });
    expect(actions.moveItem).not.toHaveBeenCalled();
    key(the(root, 'button', '「自己紹介」を並べ替え'), { key: 'ArrowDown' });
    expect(actions.moveItem).toHaveBeenCalledExactlyOnceWith(items[0]?.id, 1);
    expect(all(root, 'status').map((one) => one.textContent)).toContain('「自己紹介」を2件中2番目に移動しました');
  });
  test('A2 an item whose memo has text is deleted only after a question', () => {
    const { root, actions, items } = panel();
    press(the(root, 'button', '「自己紹介」の操作'));
    press(the(root, 'menuitem', '削除'));
    expect(actions.removeItem).toHaveBeenCalledExactlyOnceWith(items[0]?.id);
    press(the(root, 'button', '「志望動機」の操作'));
    press(the(root, 'menuitem', '削除'));
    expect(actions.removeItem).toHaveBeenCalledTimes(1);
    press(the(root, 'button', '削除'));
    expect(actions.removeItem).toHaveBeenLastCalledWith(items[1]?.id);
  });
  test('A6 C2 an applicant’s screen has no button for it', () => {
    const guest = render(CallScreen, { ...callProps, role: 'applicant' }).root;
    press(the(guest, 'button', '詳細アクション'));
    expect(all(guest, 'menuitemcheckbox', 'チャット')).toHaveLength(1);
    expect(all(guest, 'menuitemcheckbox', 'アジェンダ')).toEqual([]);
    const { view } = panel();
    const { root } = render(CallScreen, {
      ...callProps,
      role: 'co-interviewer',
      capabilities: [agendaPanel(() => view)],
    });
    press(the(root, 'button', '詳細アクション')); // a window without width folds all that can be folded
    const button = the(root, 'menuitemcheckbox', 'アジェンダ');
    expect(button.getAttribute('aria-checked')).toBe('false');
    press(button);
    expect(the(root, 'textbox', '自由メモ')).toBeDefined();
  });
});

function setup() {
  const last = keptInMemory<StoredAgendas>();
  const agenda = createAgendaSetup({ random: systemRandom, kept: keptInMemory<StoredAgendas>(), last });
  const view = () => ({ present: agenda.present.get(), restorable: agenda.restorable.get(), actions: agenda });
  return { agenda, view };
}

describe('W8 the agenda in the waiting room', () => {
  test('A1 A5 is off at first, and both states say what that means', () => {
    const { agenda, view } = setup();
    const { root, update } = render(AgendaSwitch, view());
    expect(root.textContent).toContain('オフのときは、文字起こしと要約を行いません。');
    press(the(root, 'switch', 'アジェンダ'));
    expect(agenda.present.get().on).toBe(true);
    update(view());
    expect(root.textContent).toContain('項目がすべて空のときは、文字起こしと要約を行いません。');
    agenda.addItem({ title: 'x', detail: '' });
    update(view());
    expect(root.textContent).toContain('オリジナル1・1項目');
  });
  test('A1 tabs: one is chosen, another is added', () => {
    const { agenda, view } = setup();
    const { root, update } = render(AgendaSetup, { ...view(), onclose: nothing });
    press(the(root, 'button', 'アジェンダを追加'));
    update(view());
    expect(all(root, 'tab').map((tab) => [tab.textContent, tab.getAttribute('aria-selected')])).toEqual([
      ['オリジナル1', 'false'],
      ['オリジナル2', 'true'],
    ]);
    key(the(root, 'tab', 'オリジナル2'), { key: 'ArrowLeft' });
    expect(agenda.present.get().chosen).toBe(1);
    expect(isDisabled(the(root, 'button', 'アジェンダを追加'))).toBe(false);
  });
  test('only a host has it', () => {
    const { root } = render(WaitingRoom, waitingProps);
    expect(all(root, 'switch', 'アジェンダ')).toEqual([]);
  });
});

test.each([
  [0, 10, 0],
  [0, 160, 1],
  [0, 900, 2],
  [2, 10, 0],
  [2, 140, 1],
  [2, 40, 0],
  [1, 150, 1],
])('A2 an item dragged from place %d to height %d comes to place %d', (from, y, to) => {
  expect(dropIndex([50, 150, 250], from, y)).toBe(to);
});
