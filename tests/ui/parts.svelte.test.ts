import { describe, expect, test, vi } from 'vitest';
import CopyField from '../../src/lib/ui/parts/CopyField.svelte';
import LanguageSwitch from '../../src/lib/ui/parts/LanguageSwitch.svelte';
import LevelBar from '../../src/lib/ui/parts/LevelBar.svelte';
import { nextEntry } from '../../src/lib/ui/parts/menu.ts';
import QrCode from '../../src/lib/ui/parts/QrCode.svelte';
import Switch from '../../src/lib/ui/parts/Switch.svelte';
import VideoView from '../../src/lib/ui/parts/VideoView.svelte';
import { press, render, the } from './support/render.svelte.ts';

test('the language can be switched, is remembered, and is the document’s', async () => {
  const setItem = vi.fn();
  const { root } = render(LanguageSwitch, {}, { storage: { getItem: () => null, setItem } });
  const select = the(root, 'combobox') as HTMLSelectElement;
  expect(select.value).toBe('ja');
  select.value = 'en';
  select.dispatchEvent(new Event('change', { bubbles: true }));
  expect(setItem).toHaveBeenCalledExactlyOnceWith(expect.any(String), 'en');
  await vi.waitFor(() => expect(document.documentElement.lang).toBe('en'));
});

test('a choice that was made before counts more than what a link suggests', () => {
  const storage = { getItem: () => 'en', setItem: () => undefined };
  const { root } = render(LanguageSwitch, {}, { storage, language: 'ja' });
  expect((the(root, 'combobox') as HTMLSelectElement).value).toBe('en');
});

describe('level bar', () => {
  test('W2 draws what the microphone gives, without anything reactive', async () => {
    let loud = 0.5;
    const { root } = render(LevelBar, { level: () => loud });
    const meter = the(root, 'meter', '音声レベル');
    await vi.waitFor(() => expect(meter.getAttribute('aria-valuenow')).toBe('50'));
    loud = 7;
    await vi.waitFor(() => expect(meter.getAttribute('aria-valuenow')).toBe('100'));
  });
  test('W2 a muted microphone shows nothing', async () => {
    const { root, update } = render(LevelBar, { level: () => 0.5, muted: false });
    const meter = the(root, 'meter');
    await vi.waitFor(() => expect(meter.getAttribute('aria-valuenow')).toBe('50'));
    update({ muted: true });
    await vi.waitFor(() => expect(meter.getAttribute('aria-valuenow')).toBe('0'));
  });
});

test('R3 copying says whether it worked, and of another value that it was not copied', async () => {
  const copy = vi.fn<(text: string) => Promise<void>>(() => Promise.resolve());
  const { root, update } = render(CopyField, { label: 'Link', value: 'one', copy });
  press(the(root, 'button', 'Link：コピー'));
  expect(copy).toHaveBeenCalledExactlyOnceWith('one');
  await vi.waitFor(() => expect(root.textContent).toContain('コピーしました'));
  update({ value: 'two' });
  expect(root.textContent).not.toContain('コピーしました');
  copy.mockRejectedValueOnce(new Error('forbidden'));
  press(the(root, 'button', 'Link：コピー'));
  await vi.waitFor(() => expect(root.textContent).toContain('コピーできませんでした'));
});

test('a switch tells its state and asks for the other', () => {
  const onchange = vi.fn();
  const { root } = render(Switch, { label: 'ノイズキャンセル', checked: false, onchange });
  const control = the(root, 'switch', 'ノイズキャンセル');
  expect(control.getAttribute('aria-checked')).toBe('false');
  press(control);
  expect(onchange).toHaveBeenCalledExactlyOnceWith(true);
});

test('a video attaches its stream once, and lets it go', () => {
  const set = vi.fn();
  const spy = vi.spyOn(HTMLVideoElement.prototype, 'srcObject', 'set').mockImplementation(set);
  vi.spyOn(HTMLVideoElement.prototype, 'srcObject', 'get').mockImplementation(
    () => (set.mock.lastCall?.[0] as MediaStream | null | undefined) ?? null,
  );
  const stream = new MediaStream();
  const { update } = render(VideoView, { stream: stream as MediaStream | undefined, mirrored: false });
  expect(set).toHaveBeenCalledTimes(1);
  update({ mirrored: true });
  update({ stream });
  expect(set).toHaveBeenCalledTimes(1);
  update({ stream: undefined });
  expect(set).toHaveBeenLastCalledWith(null);
  spy.mockRestore();
});

test('R3 a QR code has its quiet zone', () => {
  const { root } = render(QrCode, { text: 'https://example.jp/room#1', label: 'QR' });
  const path = the(root, 'img', 'QR').querySelector('path')?.getAttribute('d') ?? '';
  const [, x, y] = /^M(\d+) (\d+)/.exec(path) ?? [];
  expect([x, y]).toEqual(['4', '4']);
});

test.each([
  ['ArrowDown', 2, 3, 0],
  ['ArrowUp', 0, 3, 2],
  ['Home', 2, 3, 0],
  ['End', 0, 3, 2],
  ['Enter', 0, 3, undefined],
  ['ArrowDown', -1, 0, undefined],
] as const)('S3 %s from %i of %i entries', (key, from, count, to) => expect(nextEntry(key, from, count)).toBe(to));
