import { flushSync } from 'svelte';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fileKey, type FileState } from '../../src/lib/core/files/exchange.ts';
import { sizeText } from '../../src/lib/ui/call/file-words.ts';
import { FileName } from '../../src/lib/wire/file-name.ts';
import { parse, Sha256 } from '../../src/lib/wire/ids.ts';
import CallScreen from '../../src/lib/ui/call/CallScreen.svelte';
import { callProps, chatLine } from './support/props.ts';
import { all, isDisabled, key, press, render, the, type as typeInto } from './support/render.svelte.ts';

beforeEach(() => {
  // Room for the whole bar: happy-dom lays nothing out.
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1280);
});

const MAX = 5 * 1024 * 1024;
const file = {
  name: parse(FileName, '履歴書.pdf') ?? '',
  size: 2048,
  sha256: parse(Sha256, 'A'.repeat(43)) ?? '',
} as NonNullable<ReturnType<typeof chatLine>['file']>;
const states = (state: FileState | undefined) => new Map(state ? [[fileKey(file), state]] : []);
const chatWith = (state: FileState | undefined, own = false) => ({
  lines: [chatLine('1', { text: '', file, own })],
  unread: 0,
  ready: true,
  files: states(state),
});
const open = (parts: Partial<typeof callProps> = {}) => {
  const rendered = render(CallScreen, { ...callProps, ...parts });
  press(the(rendered.root, 'button', 'チャット'));
  return rendered;
};
/** Chooses files as the browser's dialog does. */
function choose(root: HTMLElement, files: readonly File[]): void {
  const input = root.querySelector<HTMLInputElement>('input[type=file]');
  if (!input) throw new Error('no place to attach');
  Object.defineProperty(input, 'files', { value: files, configurable: true });
  input.dispatchEvent(new Event('change', { bubbles: true }));
  flushSync();
}
const sized = (name: string, size: number): File => new File([new Uint8Array(size)], name);

describe('H2 a file in the log', () => {
  test.each<[FileState | undefined, boolean, string, string | undefined]>([
    [undefined, false, 'まだ受け取っていません', '履歴書.pdf を受け取る'],
    [{ t: 'queued' }, false, '受信を待っています', undefined],
    [{ t: 'coming', received: 512 }, false, '受信中 25%', undefined],
    [{ t: 'here', sending: undefined, takers: 0 }, false, '受信しました', '履歴書.pdf を保存'],
    [{ t: 'here', sending: 0.5, takers: 0 }, true, '送信中 50%', '履歴書.pdf を保存'],
    [{ t: 'here', sending: undefined, takers: 0 }, true, '相手の受信を待っています', '履歴書.pdf を保存'],
    [{ t: 'here', sending: undefined, takers: 2 }, true, '2名が受信しました', '履歴書.pdf を保存'],
    [{ t: 'stuck', why: 'nobody' }, false, '持っている人が通話にいません', '履歴書.pdf の受け取りを再試行'],
    [{ t: 'stuck', why: 'damaged' }, false, '壊れていました', '履歴書.pdf の受け取りを再試行'],
  ])('that is %j (own: %j) says %s', (state, own, words, button) => {
    const { root } = open({ chat: chatWith(state, own) });
    const log = the(root, 'log');
    expect(log.textContent).toContain('履歴書.pdf');
    expect(log.textContent).toContain('2 KB');
    expect(log.textContent).toContain(words);
    const names = [...log.querySelectorAll('button')].map((found) => found.getAttribute('aria-label'));
    expect(names).toEqual(button ? [button] : []);
    expect(log.querySelectorAll('[role=progressbar]')).toHaveLength(/中 \d/.test(words) ? 1 : 0);
  });

  test('is saved by its button and by a double click, fetched by its own', () => {
    const [onsave, onfetch] = [vi.fn(), vi.fn()];
    const chatActions = { ...callProps.chatActions, onsave, onfetch };
    const { root, update } = open({ chat: chatWith(undefined), chatActions });
    press(the(root, 'button', '履歴書.pdf を受け取る'));
    expect(onfetch).toHaveBeenCalledExactlyOnceWith(file);
    update({ chat: chatWith({ t: 'here', sending: undefined, takers: 0 }) });
    press(the(root, 'button', '履歴書.pdf を保存'));
    the(root, 'log')
      .querySelector('[data-file]')
      ?.dispatchEvent(new Event('dblclick', { bubbles: true }));
    expect(onsave).toHaveBeenCalledTimes(2);
  });
});

describe('H2 a picture in the log', () => {
  const SECOND_CLICK_MS = 300;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    return () => void vi.useRealTimers();
  });
  /** With one that is here and is a picture; clicks as a mouse makes them. */
  async function withPicture() {
    const onsave = vi.fn();
    const bitmap = { width: 64, height: 40, close: () => undefined } as ImageBitmap;
    const chatActions = { ...callProps.chatActions, onsave, onpreview: () => Promise.resolve(bitmap) };
    const { root } = open({ chat: chatWith({ t: 'here', sending: undefined, takers: 0 }), chatActions });
    await Promise.resolve();
    flushSync();
    const click = (on: Element, times: 1 | 2): void => {
      for (let detail = 1; detail <= times; detail++) {
        on.dispatchEvent(new MouseEvent('click', { bubbles: true, detail }));
      }
      if (times === 2) on.dispatchEvent(new MouseEvent('dblclick', { bubbles: true, detail: 2 }));
      flushSync();
    };
    const later = (): void => {
      vi.advanceTimersByTime(SECOND_CLICK_MS);
      flushSync();
    };
    const isLarge = (): boolean => root.querySelector('.file dialog')?.hasAttribute('open') ?? false;
    return { root, onsave, click, later, isLarge, small: the(root, 'button', '履歴書.pdf を大きく表示') };
  }

  test('one click shows it large, two save it', async () => {
    const { onsave, click, later, isLarge, small } = await withPicture();
    click(small, 2);
    later();
    expect([isLarge(), onsave.mock.calls]).toEqual([false, [[file]]]);
    click(small, 1);
    expect(isLarge()).toBe(false);
    later();
    expect([isLarge(), onsave.mock.calls.length]).toEqual([true, 1]);
  });

  test('a key shows it at once', async () => {
    const { isLarge, small } = await withPicture();
    press(small);
    expect(isLarge()).toBe(true);
  });

  test('S3 Esc closes the large one alone: the chat stays', async () => {
    const { root, isLarge, small } = await withPicture();
    press(small);
    const dialog = root.querySelector<HTMLDialogElement>('.file dialog');
    if (!dialog) throw new Error('not large');
    // As the browser does it: the key is heard by everything around, then the dialog closes.
    key(the(dialog, 'button', '閉じる'), { key: 'Escape' });
    dialog.close();
    flushSync();
    expect(isLarge()).toBe(false);
    expect(all(root, 'textbox', 'メッセージ')).toHaveLength(1);
  });

  test('the large one is saved by its button alone, whatever is clicked twice', async () => {
    const { root, onsave, click, small } = await withPicture();
    press(small);
    const dialog = root.querySelector('.file dialog');
    if (!dialog) throw new Error('not large');
    click(dialog.querySelector('.body') ?? dialog, 2);
    expect(onsave).not.toHaveBeenCalled();
    press(the(dialog, 'button', '履歴書.pdf を保存'));
    expect(onsave).toHaveBeenCalledExactlyOnceWith(file);
    click(the(dialog, 'button', '閉じる'), 2);
    expect(onsave).toHaveBeenCalledOnce();
  });
});

describe('H2 attaching', () => {
  test('text and files go together, the text first, and the tray is empty then', async () => {
    const sent: string[] = [];
    const onsend = vi.fn((text: string) => (sent.push(text), Promise.resolve('posted' as const)));
    const onattach = vi.fn((one: File) => (sent.push(one.name), Promise.resolve('posted' as const)));
    const { root } = open({ chatActions: { ...callProps.chatActions, onsend, onattach } });
    choose(root, [sized('a.txt', 3), sized('b.txt', MAX)]);
    typeInto(the(root, 'textbox', 'メッセージ') as HTMLTextAreaElement, '送ります');
    press(the(root, 'button', '送信'));
    await vi.waitFor(() => expect(sent).toEqual(['送ります', 'a.txt', 'b.txt']));
    await vi.waitFor(() => {
      flushSync();
      expect(root.querySelector('[aria-label="送信するファイル"]')).toBeNull();
    });
  });

  /** What the browser says when these are dropped; `folders` are those that are none. */
  function drop(root: HTMLElement, files: readonly File[], { folders = [] as readonly string[], text = false } = {}) {
    const target = root.querySelector('.drop');
    if (!target) throw new Error('no place to drop');
    const transfer = {
      types: text ? ['text/plain'] : ['Files'],
      files,
      items: files.map(({ name }) => ({ webkitGetAsEntry: () => ({ isDirectory: folders.includes(name) }) })),
    };
    const events = ['dragover', 'drop'].map((kind) => new Event(kind, { bubbles: true, cancelable: true }));
    for (const event of events) {
      Object.defineProperty(event, 'dataTransfer', { value: transfer });
      target.dispatchEvent(event);
    }
    flushSync();
    return events.map(({ defaultPrevented }) => defaultPrevented);
  }
  const tray = (root: HTMLElement): string => root.querySelector('[aria-label="送信するファイル"]')?.textContent ?? '';

  test('files are dropped on the chat, folders and too large ones are not taken', () => {
    const { root } = open();
    const dropped = [sized('a.txt', 1), sized('folder', 0), sized('large.bin', MAX + 1)];
    expect(drop(root, dropped, { folders: ['folder'] })).toEqual([true, true]);
    expect(tray(root)).toContain('a.txt');
    expect(tray(root)).not.toContain('folder');
    expect(tray(root)).not.toContain('large.bin');
    expect(all(root, 'alert')[0]?.textContent).toContain('「large.bin」は5MBを超えているため送信できません。');
  });

  test('a piece of text that is dropped stays the browser’s', () => {
    const { root } = open();
    expect(drop(root, [], { text: true })).toEqual([false, false]);
    expect(tray(root)).toBe('');
  });

  test('above 5 MB: an error with its name, and it is not attached', () => {
    const { root } = open();
    choose(root, [sized('動画.mp4', MAX + 1), sized('fits.bin', MAX)]);
    expect(all(root, 'alert').map((alert) => alert.textContent)).toEqual([
      expect.stringContaining('「動画.mp4」は5MBを超えているため送信できません。'),
    ]);
    expect(root.querySelector('[aria-label="送信するファイル"]')?.textContent).toContain('fits.bin');
    expect(root.querySelector('[aria-label="送信するファイル"]')?.textContent).not.toContain('動画.mp4');
    press(the(root, 'button', 'エラーを閉じる'));
    expect(all(root, 'alert')).toHaveLength(0);
  });

  test('what is taken out again is not sent, and without it there is nothing to send', () => {
    const { root } = open();
    choose(root, [sized('wrong.txt', 1)]);
    expect(isDisabled(the(root, 'button', '送信'))).toBe(false);
    press(the(root, 'button', 'wrong.txt を外す'));
    expect(isDisabled(the(root, 'button', '送信'))).toBe(true);
  });

  test.each([
    ['failed', '読み込めませんでした'],
    ['no-room', '上限に達しています'],
  ] as const)('a file that cannot go (%s) is said, the next one goes', async (why, words) => {
    const onattach = vi.fn((one: File) =>
      one.name === 'bad'
        ? why === 'failed'
          ? Promise.reject(new Error('gone'))
          : Promise.resolve(why)
        : Promise.resolve('posted' as const),
    );
    const { root } = open({ chatActions: { ...callProps.chatActions, onattach } });
    choose(root, [sized('bad', 1), sized('good', 1)]);
    press(the(root, 'button', '送信'));
    await vi.waitFor(() => {
      flushSync();
      expect(
        all(root, 'alert')
          .map((alert) => alert.textContent)
          .join(),
      ).toContain(words);
    });
    expect(onattach).toHaveBeenCalledTimes(2);
  });

  test('files that wait to be sent survive closing the panel', () => {
    const { root } = open();
    choose(root, [sized('draft.txt', 1)]);
    press(the(root, 'button', 'チャット'));
    press(the(root, 'button', 'チャット'));
    expect(root.querySelector('[aria-label="送信するファイル"]')?.textContent).toContain('draft.txt');
  });
});

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 KB'],
  [MAX, '5 MB'],
])('%d bytes read as %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});
