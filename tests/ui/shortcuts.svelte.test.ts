import { beforeEach, describe, expect, test, vi } from 'vitest';
import { shortcuts } from '../../src/lib/ui/call/capabilities/shortcuts.svelte.ts';
import CallScreen from '../../src/lib/ui/call/CallScreen.svelte';
import { SHORTCUTS, shortcutOf } from '../../src/lib/ui/call/shortcuts.ts';
import { callProps } from './support/props.ts';
import { all, key, press, render, the, type } from './support/render.svelte.ts';

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockImplementation(() => 1280);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockImplementation(() => 700);
  vi.spyOn(window, 'matchMedia').mockImplementation((query) => ({ matches: query.includes('fine') }) as MediaQueryList);
});

const pressed = (parts: Partial<KeyboardEvent> & { key: string }) => ({
  ...{ ctrlKey: false, altKey: false, metaKey: false, repeat: false, isComposing: false, defaultPrevented: false },
  target: document.body,
  ...parts,
});

describe('which press is a shortcut', () => {
  test.each([
    [{ key: 'm' }, 'microphone'],
    [{ key: 'M' }, 'microphone'],
    [{ key: '?' }, 'shortcuts'],
    [{ key: 'x' }, undefined],
    [{ key: 'm', ctrlKey: true }, undefined],
    [{ key: 'm', metaKey: true }, undefined],
    [{ key: 'm', altKey: true }, undefined],
    [{ key: 'm', repeat: true }, undefined],
    [{ key: 'm', isComposing: true }, undefined],
    [{ key: 'm', defaultPrevented: true }, undefined],
  ] as const)('S3 %j: %s', (parts, id) => expect(shortcutOf(pressed(parts))).toBe(id));

  test.each(['<input>', '<textarea></textarea>', '<div contenteditable="true"></div>', '<div data-own-keys></div>'])(
    'S3 none within %s',
    (markup) => {
      const holder = document.createElement('div');
      holder.innerHTML = markup;
      expect(shortcutOf(pressed({ key: 'm', target: holder.firstElementChild }))).toBeUndefined();
    },
  );
  test('no key does two things', () => {
    expect(new Set(SHORTCUTS.map((shortcut) => shortcut.key)).size).toBe(SHORTCUTS.length);
  });
});

describe('in the call', () => {
  const open = () => {
    const kept = { get: () => true, set: vi.fn() };
    const onMicrophone = vi.fn();
    const rendered = render(CallScreen, { ...callProps, onMicrophone, capabilities: [shortcuts(kept)] });
    return { ...rendered, kept, onMicrophone };
  };
  test('S3 one key mutes, another opens the chat, where the same keys are letters', () => {
    const { root, onMicrophone } = open();
    key(document.body, { key: 'm' });
    expect(onMicrophone).toHaveBeenCalledExactlyOnceWith(false);
    key(document.body, { key: 'c' });
    const field = the(root, 'textbox', 'メッセージ');
    type(field as HTMLTextAreaElement, 'm');
    key(field, { key: 'm' });
    expect(onMicrophone).toHaveBeenCalledOnce();
  });
  test('S3 what the host has locked stays locked', () => {
    const { root, onMicrophone, update } = open();
    update({ role: 'applicant', settings: { microphones: false, cameras: true, names: true } });
    key(document.body, { key: 'm' });
    expect(onMicrophone).not.toHaveBeenCalled();
    expect(the(root, 'button', 'マイク').getAttribute('aria-disabled')).toBe('true');
  });
  test('S3 the list names what works here, and switches them off', () => {
    const { root, kept, onMicrophone } = open();
    key(document.body, { key: '?' });
    const dialog = root.querySelector<HTMLElement>('dialog[open]');
    expect(dialog?.textContent).toContain('マイクのオン・オフ');
    expect(dialog?.textContent).not.toContain('アジェンダ');
    press(the(dialog as HTMLElement, 'switch', 'キーボードショートカットを使う'));
    expect(kept.set).toHaveBeenCalledExactlyOnceWith(false);
    press(the(dialog as HTMLElement, 'button', '閉じる'));
    key(document.body, { key: 'm' });
    expect(onMicrophone).not.toHaveBeenCalled();
    press(the(root, 'button', '詳細アクション'));
    press(the(root, 'menuitem', 'キーボードショートカット'));
    expect(all(root, 'switch', 'キーボードショートカットを使う')).toHaveLength(1);
  });
});
