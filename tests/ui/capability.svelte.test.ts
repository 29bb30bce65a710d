import Flag from '@lucide/svelte/icons/flag';
import { flushSync } from 'svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { mounted, type BarItem, type Capability } from '../../src/lib/ui/call/capability.ts';
import CallScreen from '../../src/lib/ui/call/CallScreen.svelte';
import LeaveDialog from '../../src/lib/ui/call/LeaveDialog.svelte';
import { inBarOrder, inMenuOrder } from '../../src/lib/ui/call/places.ts';
import SidePanelCase from './support/SidePanelCase.svelte';
import { callProps } from './support/props.ts';
import { all, press, render, the } from './support/render.svelte.ts';

let width = 1280;
beforeEach(() => {
  width = 1280;
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockImplementation(() => width);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockImplementation(() => 700);
});

test('C2 the bar and its menu are in their own order, whoever adds what', () => {
  const bar = (['camera', 'fullscreen', 'view', 'chat', 'participants'] as const).map((id) => ({ id }));
  expect(inBarOrder(bar).map(({ id }) => id)).toEqual(['view', 'participants', 'chat', 'camera', 'fullscreen']);
  const entries = (['help', 'devices', 'everybody', 'devices'] as const).map((group, id) => ({ group, id }));
  expect(inMenuOrder(entries).map(({ id }) => id)).toEqual([2, 1, 3, 0]);
});

const agenda =
  (run: (what: string) => void, state: { on: boolean }): Capability =>
  (screen) => ({
    get bar(): BarItem[] {
      const label = 'アジェンダ';
      return [
        {
          id: 'agenda',
          label,
          icon: Flag,
          pressed: screen.panel === 'agenda',
          run: () => screen.toggle('agenda'),
        },
      ];
    },
    more: [{ id: 'mute', group: 'everybody', label: '全員をミュート', icon: Flag, run: () => run('mute') }],
    microphoneMenu: [{ id: 'noise', label: '音量の自動調整', checked: true, run: () => run('noise') }],
    tile: ({ participant }) => [{ id: 'hold', label: '保留', run: () => run(`hold ${participant.peer}`) }],
    tileState: ({ self }) => (self ? undefined : { cover: '保留中' }),
    get notices() {
      return state.on ? [{ id: 'on', kind: 'on', text: 'お知らせの文' }] : [];
    },
    panels: { agenda: mounted(SidePanelCase, { text: 'アジェンダの中身', onclose: () => undefined }) },
    overlays: [
      mounted(LeaveDialog, { open: true, host: false, onclose: () => undefined, onleave: () => run('leave') }),
    ],
  });

test('C2 C4 a capability adds its button, panel, entries, pull-down, tile entries, notice and dialog', () => {
  const run = vi.fn();
  const state = $state({ on: false });
  const { root } = render(CallScreen, { ...callProps, capabilities: [agenda(run, state)] });
  const names = [...root.querySelectorAll('nav button')].map((button) => button.getAttribute('aria-label'));
  expect(names.indexOf('アジェンダ')).toBe(names.indexOf('チャット') - 1);

  press(the(root, 'button', 'アジェンダ'));
  expect(root.textContent).toContain('アジェンダの中身');
  expect(the(root, 'button', 'アジェンダ').getAttribute('aria-pressed')).toBe('true');
  press(the(root.querySelector('aside') as HTMLElement, 'button', '閉じる'));
  expect(root.textContent).not.toContain('アジェンダの中身');

  press(the(root, 'button', '詳細アクション'));
  press(the(root, 'menuitem', '全員をミュート'));
  expect(run).toHaveBeenLastCalledWith('mute');
  press(the(root, 'button', 'マイクの設定'));
  press(the(root, 'menuitemcheckbox', '音量の自動調整'));
  expect(run).toHaveBeenLastCalledWith('noise');
  press(the(root, 'button', 'bob さんのメニュー'));
  press(the(root, 'menuitem', '保留'));
  expect(run).toHaveBeenLastCalledWith('hold bob');

  expect(the(root, 'group', 'bob').textContent).toContain('保留中');
  expect(root.textContent).not.toContain('お知らせの文');
  state.on = true;
  flushSync();
  expect(root.textContent).toContain('お知らせの文');
  press(the(root, 'button', '退出する'));
  expect(run).toHaveBeenLastCalledWith('leave');
});

test('C3 on a narrow screen the pull-down of the microphone is in 詳細アクション', () => {
  width = 360;
  const run = vi.fn();
  const { root } = render(CallScreen, { ...callProps, capabilities: [agenda(run, { on: false })] });
  expect(all(root, 'button', 'マイクの設定')).toHaveLength(0);
  press(the(root, 'button', '詳細アクション'));
  the(root, 'menuitemcheckbox', '音量の自動調整');
});
