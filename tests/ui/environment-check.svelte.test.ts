import { describe, expect, test, vi } from 'vitest';
import type { CheckItem } from '../../src/lib/core/check/items.ts';
import type { EnvironmentCheckProps } from '../../src/lib/ui/setup/environment-check.ts';
import EnvironmentCheck from '../../src/lib/ui/setup/EnvironmentCheck.svelte';
import { interview, nothing } from './support/props.ts';
import { all, descriptionOf, isDisabled, press, render, the } from './support/render.svelte.ts';

const base = { measured: undefined, problem: undefined, overridden: false };
const security = {
  secureContext: true,
  relay: true,
  turn: 'configured',
  direct: true,
  paths: { udp: 'reached', tcp: 'unreached', tls: 'not-offered' },
} as const;
const good: readonly CheckItem[] = [
  { ...base, id: 'browser', state: 'ok' },
  {
    ...base,
    id: 'camera',
    state: 'ok',
    measured: { label: 'Camera one', frames: 9, width: 1280, height: 720, brightest: 200 },
  },
  { ...base, id: 'microphone', state: 'ok', measured: { label: 'Microphone one', loudestDb: -20 } },
  { ...base, id: 'audio', state: 'ok', measured: { played: true, heard: true } },
  { ...base, id: 'speed', state: 'ok', measured: { downMbps: 24.24, upMbps: 8.06, roundTripMs: 42.4 } },
  { ...base, id: 'security', state: 'ok', measured: security },
];
const withItem = (changed: CheckItem): readonly CheckItem[] =>
  good.map((item) => (item.id === changed.id ? changed : item));

const props = (items: readonly CheckItem[], parts: Partial<EnvironmentCheckProps> = {}): EnvironmentCheckProps => ({
  items,
  interview,
  picture: undefined,
  level: () => 0,
  onproceed: nothing,
  onagain: nothing,
  onretry: nothing,
  onPlaySound: nothing,
  onHeard: nothing,
  onoverride: nothing,
  browser: 'chromium',
  ...parts,
});
const row = (root: HTMLElement, id: string): HTMLElement => {
  const found = root.querySelector<HTMLElement>(`[data-check="${id}"]`);
  if (!found) throw new Error(`no row ${id}`);
  return found;
};

describe('environment check', () => {
  test('E1 six items, each with its state and what was measured', () => {
    const { root } = render(EnvironmentCheck, props(good));
    expect([...root.querySelectorAll('[data-check] h2')].map((heading) => heading.textContent)).toEqual([
      'ブラウザ',
      'カメラ',
      'マイク',
      'オーディオ',
      '回線速度',
      'セキュリティ',
    ]);
    expect(row(root, 'camera').textContent).toContain('Camera one（1280×720）');
    expect(row(root, 'speed').textContent).toContain('下り 24 Mbps · 上り 8.1 Mbps · 往復 42 ms');
    expect(the(root, 'progressbar').getAttribute('aria-valuenow')).toBe('6');
  });
  test('E2 each path is shown', () => {
    const { root } = render(EnvironmentCheck, props(good));
    const text = row(root, 'security').textContent;
    expect(text).toMatch(/中継（TCP）\s*利用できません/);
    expect(text).toMatch(/中継（TLS）\s*設定されていません/);
  });
  test('E3 all good: one may go on', () => {
    const onproceed = vi.fn();
    const { root } = render(EnvironmentCheck, props(good, { onproceed }));
    press(the(root, 'button', '待機画面へ進む'));
    expect(onproceed).toHaveBeenCalledOnce();
  });
  test('E3 while something runs one waits, and is told so', () => {
    const { root } = render(EnvironmentCheck, props(withItem({ ...base, id: 'speed', state: 'running' })));
    const button = the(root, 'button', '待機画面へ進む');
    expect(isDisabled(button)).toBe(true);
    expect(descriptionOf(button)).toBe('チェックが終わるまでお待ちください。');
  });
  test('E2 the test tone: played, then heard or not', () => {
    const onPlaySound = vi.fn();
    const onHeard = vi.fn();
    const waiting = { ...base, id: 'audio', state: 'running', measured: { played: false, heard: undefined } } as const;
    const { root, update } = render(EnvironmentCheck, props(withItem(waiting), { onPlaySound, onHeard }));
    expect(all(root, 'button', '聞こえた')).toHaveLength(0);
    expect(descriptionOf(the(root, 'button', '待機画面へ進む'))).toContain('テスト音');
    press(the(root, 'button', 'テスト音を再生'));
    expect(onPlaySound).toHaveBeenCalledOnce();
    update({ items: withItem({ ...waiting, measured: { played: true, heard: undefined } }) });
    press(the(root, 'button', '聞こえた'));
    expect(onHeard).toHaveBeenCalledExactlyOnceWith(true);
  });
  test('E3 an optional item that failed opens, says how to mend it, and can be left out by choice', () => {
    const onoverride = vi.fn();
    const onretry = vi.fn();
    const failed = { ...base, id: 'camera', state: 'failed', problem: 'camera-denied' } as const;
    const { root, update } = render(EnvironmentCheck, props(withItem(failed), { onoverride, onretry }));
    expect(row(root, 'camera').textContent).toContain('アドレスバー');
    expect(descriptionOf(the(root, 'button', '待機画面へ進む'))).toContain('カメラに問題があります');
    press(the(root, 'button', 'カメラをもう一度チェック'));
    expect(onretry).toHaveBeenCalledExactlyOnceWith('camera');
    press(the(root, 'checkbox', 'カメラに問題があるまま進む'));
    expect(onoverride).toHaveBeenCalledExactlyOnceWith('camera');
    update({ items: withItem({ ...failed, overridden: true }) });
    expect(isDisabled(the(root, 'button', '待機画面へ進む'))).toBe(false);
  });
  test('E3 what no call can do without cannot be left out', () => {
    const failed = {
      ...base,
      id: 'security',
      state: 'failed',
      measured: security,
      problem: 'relay-unreachable',
    } as const;
    const { root } = render(EnvironmentCheck, props(withItem(failed)));
    expect(all(root, 'checkbox')).toHaveLength(0);
    expect(descriptionOf(the(root, 'button', '待機画面へ進む'))).toContain('セキュリティ');
  });
  test('R6 before reception one may check, and is told when it opens', () => {
    const { root } = render(EnvironmentCheck, props(good, { opensAt: interview.from }));
    const button = the(root, 'button', '待機画面へ進む');
    expect(isDisabled(button)).toBe(true);
    expect(descriptionOf(button)).toContain('2025年11月22日');
  });
  test('E3 it can be run again', () => {
    const onagain = vi.fn();
    const { root } = render(EnvironmentCheck, props(good, { onagain }));
    press(the(root, 'button', 'もう一度チェック'));
    expect(onagain).toHaveBeenCalledOnce();
  });
});
