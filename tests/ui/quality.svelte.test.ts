/** ビデオの品質を管理 (V4), by what one reads in it. */
import { flushSync } from 'svelte';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { cell } from '../../src/lib/core/cell.ts';
import { quality } from '../../src/lib/ui/call/capabilities/quality.svelte.ts';
import CallScreen from '../../src/lib/ui/call/CallScreen.svelte';
import type { CallQuality } from '../../src/lib/core/call/call-quality.ts';
import { callProps } from './support/props.ts';
import { press, render, the } from './support/render.svelte.ts';

type Cells = Parameters<typeof quality>[0];

beforeEach(() => void vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1280));

function open() {
  const overloaded = cell(false);
  const coarse = cell(false);
  const rungs = cell<ReturnType<CallQuality['rungs']['get']>>(new Map());
  const preset = cell<ReturnType<CallQuality['preset']['get']>>('high');
  const setPreset = vi.fn(preset.set);
  const cells: Cells = {
    ...{ overloaded, rungs, preset, setPreset },
    guard: cell<ReturnType<Cells['guard']['get']>>('idle'),
    keepCamera: () => undefined,
    declineCamera: () => undefined,
  };
  const setCamera = vi.fn();
  const capabilities = [quality(cells, { cameraOn: cell(true), setCamera }, coarse)];
  const { root } = render(CallScreen, { ...callProps, capabilities });
  press(the(root, 'button', '詳細アクション'));
  press(the(root, 'menuitem', 'ビデオの品質を管理'));
  const dialog = root.querySelector('dialog[open]') as HTMLElement;
  const said = (): string => {
    flushSync();
    return dialog.querySelector('[role="status"]')?.textContent ?? '';
  };
  return { dialog, said, overloaded, coarse, rungs, setPreset };
}

describe('V4 what holds the pictures back is said', () => {
  test('nothing while nothing does', () => expect(open().said()).toBe(''));

  test('W4 a background that is drawn more simply is not called a lower quality', () => {
    const { said, coarse } = open();
    coarse.set(true);
    expect(said()).toContain('背景の処理を軽くしています');
    expect(said()).not.toContain('画質を下げて');
  });

  test('a computer that does not keep up: the best pictures are not sent', () => {
    const { said, coarse, overloaded } = open();
    coarse.set(true);
    overloaded.set(true);
    expect(said()).toBe('端末の負荷が高いため、一時的に画質を下げています。');
  });

  test('a line that carries less', () => {
    const { said, rungs } = open();
    rungs.set(new Map([['bob', 'low']]) as unknown as ReturnType<typeof rungs.get>);
    expect(said()).toContain('回線に合わせて');
  });
});

test('V4 a press chooses at once', () => {
  const { dialog, setPreset } = open();
  const low = [...dialog.querySelectorAll<HTMLInputElement>('input[type=radio]')].find(({ value }) => value === 'low');
  low?.click();
  expect(setPreset).toHaveBeenCalledExactlyOnceWith('low');
});
