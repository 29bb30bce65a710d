import { describe, expect, test, vi } from 'vitest';
import CopyField from '../../src/lib/ui/parts/CopyField.svelte';
import LanguageSwitch from '../../src/lib/ui/parts/LanguageSwitch.svelte';
import LevelBar from '../../src/lib/ui/parts/LevelBar.svelte';
import { nextEntry, placeMenu } from '../../src/lib/ui/parts/menu.ts';
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
  ['ArrowDown', 2, 0],
  ['ArrowDown', -1, 0],
  ['ArrowUp', 0, 2],
  ['ArrowUp', -1, 2],
  ['Home', 2, 0],
  ['End', 0, 2],
  ['Enter', 0, undefined],
  [' ', 0, undefined],
  ['m', 0, 2],
  ['M', 2, 0],
  ['h', 0, 1],
  ['x', 0, undefined],
] as const)('S3 %s from entry %i', (key, from, to) =>
  expect(nextEntry(key, from, ['Mute', 'Hold', 'Manage quality'])).toBe(to),
);
test('S3 a menu without entries has nowhere to go', () => expect(nextEntry('ArrowDown', -1, [])).toBeUndefined());

describe('C3 where a menu opens', () => {
  const phone = { width: 360, height: 740 };
  const at = (left: number, top: number) => ({ left, top, right: left + 44, bottom: top + 44 });
  test.each([
    ['below, at the right edge of its button', at(200, 100), { width: 200, height: 300 }, 'below', 'end', [44, 152]],
    ['below, at the left edge', at(100, 100), { width: 200, height: 300 }, 'below', 'start', [100, 152]],
    ['above', at(200, 600), { width: 200, height: 300 }, 'above', 'end', [44, 292]],
    ['on the other side, without room below', at(300, 600), { width: 200, height: 300 }, 'below', 'end', [144, 292]],
    ['on the other side, without room above', at(300, 100), { width: 200, height: 300 }, 'above', 'end', [144, 152]],
    ['never out at the left', at(8, 100), { width: 200, height: 300 }, 'below', 'end', [8, 152]],
    ['never out at the right', at(300, 100), { width: 200, height: 300 }, 'below', 'start', [152, 152]],
    [
      'over its button, with little room on both sides',
      at(300, 320),
      { width: 200, height: 500 },
      'below',
      'end',
      [144, 232],
    ],
  ] as const)('%s', (_, button, menu, side, align, [left, top]) => {
    const place = placeMenu(button, menu, phone, { side, align });
    expect(place).toMatchObject({ left, top });
    expect(place.maxHeight).toBeGreaterThanOrEqual(menu.height);
  });
  test('a long one scrolls above the bar, which stays free', () =>
    expect(placeMenu(at(200, 690), { width: 260, height: 900 }, phone, { side: 'above', align: 'end' })).toEqual({
      ...{ left: 8, top: 8, maxHeight: 674 },
    }));
  test('a long one in the middle has the whole window', () =>
    expect(placeMenu(at(200, 350), { width: 260, height: 900 }, phone, { side: 'below', align: 'end' })).toEqual({
      ...{ left: 8, top: 8, maxHeight: 724 },
    }));
});
