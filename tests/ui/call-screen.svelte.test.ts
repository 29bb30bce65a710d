import { flushSync } from 'svelte';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import CallScreen from '../../src/lib/ui/call/CallScreen.svelte';
import { callProps, chatLine, participant } from './support/props.ts';
import { all, descriptionOf, isDisabled, key, press, render, the, type } from './support/render.svelte.ts';

let width = 1280;
beforeEach(() => {
  width = 1280;
  // happy-dom lays nothing out: everything is as large as the window would be.
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockImplementation(() => width);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockImplementation(() => 700);
  Object.defineProperty(document, 'fullscreenEnabled', { value: true, configurable: true });
});

describe('accessible names', () => {
  test('U2 the landmark, and each participant a group with a video inside', () => {
    const { root } = render(CallScreen, callProps);
    the(root, 'main', '通話画面');
    for (const name of ['alice', 'bob']) expect(the(root, 'group', name).querySelectorAll('video')).toHaveLength(1);
  });
  test('U2 a participant without a camera still has a video, and no picture of it', () => {
    const off = participant('bob', { state: { microphone: true, camera: false, screen: false, hand: false } });
    const { root } = render(CallScreen, { ...callProps, participants: [off] });
    expect(the(root, 'group', 'bob').querySelectorAll('video')).toHaveLength(1);
  });
  test('C4 V6 C9 one word in a tile without a picture: how it stands, or else the initial', () => {
    const off = { microphone: true, camera: false, screen: false, hand: false };
    const shows = (change: Partial<Parameters<typeof participant>[1]>): string[] => {
      const { root } = render(CallScreen, {
        ...callProps,
        participants: [participant('bob', { state: off, ...change })],
      });
      const words = the(root, 'group', 'bob').querySelectorAll('.initial, .broken');
      return [...words].map(({ textContent }) => textContent);
    };
    expect(shows({})).toEqual(['b']);
    expect(shows({ held: true })).toEqual(['保留中']);
    expect(shows({ connection: 'lost' })).toHaveLength(1);
    expect(shows({ held: true, connection: 'lost' })).toEqual(['保留中']);
  });
  test('C2 the host’s bar', () => {
    const { root } = render(CallScreen, callProps);
    for (const name of [
      'タイルビュー',
      '参加者',
      'チャット',
      '手を挙げる',
      'マイク',
      'カメラ',
      '詳細アクション',
      '退出',
    ]) {
      the(root, 'button', name);
    }
    expect(all(root, 'button', 'フルスクリーン')).toHaveLength(0);
    press(the(root, 'button', '詳細アクション'));
    the(root, 'menuitem', 'フルスクリーン表示');
    the(root, 'menuitem', 'デバイス設定');
  });
  test('C2 the applicant’s bar: no participants, full screen in the bar itself', () => {
    const { root } = render(CallScreen, { ...callProps, role: 'applicant' });
    expect(all(root, 'button', '参加者')).toHaveLength(0);
    the(root, 'button', 'フルスクリーン');
  });
  test('U2 toggles carry aria-pressed', () => {
    const onMicrophone = vi.fn();
    const { root, update } = render(CallScreen, { ...callProps, onMicrophone });
    for (const name of ['タイルビュー', 'チャット', '手を挙げる', 'マイク', 'カメラ', '参加者']) {
      expect(the(root, 'button', name).hasAttribute('aria-pressed'), name).toBe(true);
    }
    press(the(root, 'button', 'マイク'));
    expect(onMicrophone).toHaveBeenCalledExactlyOnceWith(false);
    update({ microphoneOn: false });
    expect(the(root, 'button', 'マイク').getAttribute('aria-pressed')).toBe('false');
  });
  test('C3 on a narrow screen what does not fit is in 詳細アクション; microphone, camera and leave stay', () => {
    width = 360;
    const { root } = render(CallScreen, callProps);
    for (const name of ['マイク', 'カメラ', '退出', 'チャット']) the(root, 'button', name);
    expect(all(root, 'button', 'タイルビュー')).toHaveLength(0);
    press(the(root, 'button', '詳細アクション'));
    expect(the(root, 'menuitemcheckbox', 'タイルビュー').getAttribute('aria-checked')).toBe('true');
  });
});

describe('tiles', () => {
  test('C4 marks only what is off', () => {
    const state = { microphone: false, camera: true, screen: false, hand: false };
    const { root, update } = render(CallScreen, { ...callProps, participants: [participant('bob', { state })] });
    expect(the(root, 'group', 'bob').textContent).toContain('マイクがオフ');
    expect(the(root, 'group', 'bob').textContent).not.toContain('カメラがオフ');
    update({ participants: [participant('bob')] });
    expect(the(root, 'group', 'bob').textContent).not.toContain('マイクがオフ');
  });
  test('C8 a raised hand is on the tile', () => {
    const state = { microphone: true, camera: true, screen: false, hand: true };
    const { root } = render(CallScreen, { ...callProps, participants: [participant('bob', { state })] });
    expect(the(root, 'group', 'bob').textContent).toContain('手を挙げています');
  });
  test('C8 raising the own hand', () => {
    const onhand = vi.fn();
    const { root } = render(CallScreen, { ...callProps, onhand });
    press(the(root, 'button', '手を挙げる'));
    expect(onhand).toHaveBeenCalledExactlyOnceWith(true);
  });
  test('C9 how a connection stands is said in words', () => {
    const { root, update } = render(CallScreen, callProps);
    expect(the(root, 'group', 'bob').textContent).toContain('直接接続');
    expect(root.querySelector('header')?.textContent).toContain('良好');
    update({ participants: [participant('bob', { connection: 'lost' })] });
    expect(the(root, 'group', 'bob').textContent).toContain('つなぎ直しています');
    update({ relayUp: false });
    expect(root.querySelector('header')?.textContent).toContain('通話はそのまま続きます');
  });
  test('C1 the view changes without a new video element', () => {
    const { root } = render(CallScreen, callProps);
    const before = the(root, 'group', 'bob').querySelector('video');
    press(the(root, 'button', 'タイルビュー'));
    expect(the(root, 'button', 'タイルビュー').getAttribute('aria-pressed')).toBe('false');
    expect(the(root, 'group', 'bob').querySelector('video')).toBe(before);
  });
  test('C1 the speaker is outlined', () => {
    const { root } = render(CallScreen, { ...callProps, speaking: new Set(['bob']) });
    expect(the(root, 'group', 'bob').classList.contains('speaking')).toBe(true);
    expect(the(root, 'group', 'alice').classList.contains('speaking')).toBe(false);
  });
});

describe('requests', () => {
  const requests = [
    { peer: 'p1', name: '佐藤花子', role: 'applicant' as const },
    { peer: 'p2', name: 'carol', role: 'co-interviewer' as const },
  ];
  test('J1 says who asks, and how many more; takes no focus', () => {
    const { root } = render(CallScreen, { ...callProps, requests });
    const popup = the(root, 'alertdialog', '佐藤花子 さんが参加を希望しています');
    expect(popup.textContent).toContain('あと1名');
    expect(popup.contains(document.activeElement)).toBe(false);
  });
  test('J1 admit and refuse name the one who is shown', () => {
    const onadmit = vi.fn();
    const onrefuse = vi.fn();
    const { root, update } = render(CallScreen, { ...callProps, requests, onadmit, onrefuse });
    press(the(the(root, 'alertdialog'), 'button', '許可する'));
    expect(onadmit).toHaveBeenCalledExactlyOnceWith('p1');
    update({ requests: requests.slice(1) });
    expect(the(root, 'alertdialog').textContent).toContain('同席者として');
    press(the(the(root, 'alertdialog'), 'button', '拒否する'));
    expect(onrefuse).toHaveBeenCalledExactlyOnceWith('p2');
    update({ requests: [] });
    expect(all(root, 'alertdialog')).toHaveLength(0);
  });
  test('J4 a name that looks like another’s is said to, in the popup and in the list', () => {
    const asking = [{ peer: 'p0', name: 'аlice', role: 'applicant' as const, like: 'alice' }, ...requests];
    const { root } = render(CallScreen, { ...callProps, requests: asking });
    expect(the(root, 'alertdialog').textContent).toContain('「alice」さんと同じか、よく似た名前です');
    press(the(root, 'button', '参加者'));
    expect(root.textContent.match(/よく似た名前です/g)).toHaveLength(2);
  });
  test('C5 those who wait stand in the list too', () => {
    const onadmit = vi.fn();
    const { root } = render(CallScreen, { ...callProps, requests, onadmit });
    press(the(root, 'button', '参加者'));
    press(the(root, 'button', 'carol さんを許可する'));
    expect(onadmit).toHaveBeenCalledExactlyOnceWith('p2');
  });
});

describe('leaving', () => {
  test('X1 asks once; the host is told that it ends for all', () => {
    const onleave = vi.fn();
    const { root } = render(CallScreen, { ...callProps, onleave });
    press(the(root, 'button', '退出'));
    expect(onleave).not.toHaveBeenCalled();
    expect(root.querySelector('dialog[open]')?.textContent).toContain('全員の通話が終了します');
    press(the(root, 'button', '退出する'));
    expect(onleave).toHaveBeenCalledOnce();
  });
});

describe('panels', () => {
  test('S3 Esc closes a panel and the focus returns to its button', () => {
    const onpanel = vi.fn();
    const { root } = render(CallScreen, { ...callProps, onpanel });
    const button = the(root, 'button', 'チャット');
    button.focus();
    press(button);
    expect(onpanel).toHaveBeenLastCalledWith('chat');
    const field = the(root, 'textbox', 'メッセージ');
    expect(document.activeElement).toBe(field);
    key(field, { key: 'Escape' });
    expect(all(root, 'textbox', 'メッセージ')).toHaveLength(0);
    expect(document.activeElement).toBe(button);
    expect(onpanel).toHaveBeenLastCalledWith(undefined);
  });
  test('H4 unread messages are a badge and are said', () => {
    const { root, update } = render(CallScreen, {
      ...callProps,
      chat: { lines: [], unread: 3, ready: true, files: new Map() },
    });
    const button = the(root, 'button', 'チャット');
    expect(button.querySelector('[data-testid="badge"]')?.textContent?.trim()).toBe('3');
    expect(descriptionOf(button)).toBe('未読3件');
    update({ chat: { lines: [], unread: 0, ready: true, files: new Map() } });
    expect(the(root, 'button', 'チャット').querySelector('[data-testid="badge"]')).toBeNull();
  });
});

describe('chat', () => {
  const open = (parts: Partial<typeof callProps> = {}) => {
    const rendered = render(CallScreen, { ...callProps, ...parts });
    press(the(rendered.root, 'button', 'チャット'));
    return { ...rendered, field: the(rendered.root, 'textbox', 'メッセージ') as HTMLTextAreaElement };
  };
  const actions = (onsend: typeof callProps.chatActions.onsend) => ({
    chatActions: { ...callProps.chatActions, onsend },
  });

  test('H1 counts as a person counts: a family is one', () => {
    const { root, field } = open();
    type(field, '👨‍👩‍👧‍👦が');
    expect(descriptionOf(field)).toContain('255文字中2文字');
    expect(isDisabled(the(root, 'button', '送信'))).toBe(false);
  });
  test('H1 255 can be sent, 256 not, and the text stays', () => {
    const onsend = vi.fn(() => Promise.resolve('posted' as const));
    const { root, field } = open(actions(onsend));
    type(field, 'あ'.repeat(255));
    expect(isDisabled(the(root, 'button', '送信'))).toBe(false);
    type(field, 'あ'.repeat(256));
    expect(isDisabled(the(root, 'button', '送信'))).toBe(true);
    expect(root.textContent).toContain('1文字減らしてください');
    key(field, { key: 'Enter', ctrlKey: true });
    expect(onsend).not.toHaveBeenCalled();
    expect(field.value).toHaveLength(256);
  });
  test.each([{ ctrlKey: true }, { metaKey: true }])(
    'H1 %j + Enter sends, and the field is empty then',
    async (modifier) => {
      const onsend = vi.fn(() => Promise.resolve('posted' as const));
      const { field } = open(actions(onsend));
      type(field, ' こんにちは ');
      key(field, { key: 'Enter', ...modifier });
      expect(onsend).toHaveBeenCalledExactlyOnceWith('こんにちは');
      await vi.waitFor(() => expect(field.value).toBe(''));
    },
  );
  test('H1 Enter alone, or while an input method composes, does not send', () => {
    const onsend = vi.fn(() => Promise.resolve('posted' as const));
    const { field } = open(actions(onsend));
    type(field, 'か');
    key(field, { key: 'Enter' });
    key(field, { key: 'Enter', ctrlKey: true, isComposing: true });
    expect(onsend).not.toHaveBeenCalled();
  });
  test.each(['full', 'too-long'] as const)(
    'H1 what was not posted (%s) stays in the field, with the reason',
    async (result) => {
      const { root, field } = open(actions(() => Promise.resolve(result)));
      type(field, 'こんにちは');
      press(the(root, 'button', '送信'));
      await vi.waitFor(() => {
        flushSync();
        expect(all(root, 'alert').some((alert) => alert.closest('form') !== null)).toBe(true);
      });
      expect(field.value).toBe('こんにちは');
    },
  );
  test('H1 the draft survives closing the panel', () => {
    const { root, field } = open();
    type(field, '書きかけ');
    key(field, { key: 'Escape' });
    press(the(root, 'button', 'チャット'));
    expect((the(root, 'textbox', 'メッセージ') as HTMLTextAreaElement).value).toBe('書きかけ');
  });
  test('H3 the log shows who wrote what', () => {
    const { root } = open({
      chat: { lines: [chatLine('1', { text: 'こんにちは' })], unread: 0, ready: true, files: new Map() },
    });
    const log = the(root, 'log');
    expect(log.textContent).toContain('bob');
    expect(log.textContent).toContain('応募者');
    expect(log.textContent).toContain('こんにちは');
  });
  test('H3 text is text: markup in it stays letters', () => {
    const { root } = open({
      chat: {
        lines: [chatLine('1', { text: '<img src=x onerror=alert(1)>' })],
        unread: 0,
        ready: true,
        files: new Map(),
      },
    });
    expect(the(root, 'log').querySelector('img')).toBeNull();
  });
  test('H5 only what one may delete has the button', () => {
    const ondelete = vi.fn();
    const lines = [chatLine('1'), chatLine('2', { own: true, canDelete: true, text: 'mine' })];
    const { root } = open({
      chat: { lines, unread: 0, ready: true, files: new Map() },
      chatActions: { ...callProps.chatActions, ondelete },
    });
    expect(the(root, 'log').querySelectorAll('button')).toHaveLength(1);
    press(the(root, 'button', '「mine」を削除'));
    expect(ondelete).toHaveBeenCalledExactlyOnceWith('2');
  });
  test('H5 the host clears it all, after a confirmation; nobody else is offered it', () => {
    const onclear = vi.fn();
    const chat = { lines: [chatLine('1')], unread: 0, ready: true, files: new Map() };
    const { root, update } = open({ chat, chatActions: { ...callProps.chatActions, onclear } });
    press(the(root, 'button', 'チャット履歴をすべて削除'));
    expect(onclear).not.toHaveBeenCalled();
    press(the(root, 'button', 'すべて削除する'));
    expect(onclear).toHaveBeenCalledOnce();
    update({ role: 'applicant' });
    expect(all(root, 'button', 'チャット履歴をすべて削除')).toHaveLength(0);
  });
});

describe('menu by keyboard', () => {
  test('S3 the arrows go round, Esc closes and returns', () => {
    const { root } = render(CallScreen, callProps);
    const button = the(root, 'button', '詳細アクション');
    press(button);
    const entries = all(root, 'menuitem');
    expect(document.activeElement).toBe(entries[0]);
    key(entries[0] as HTMLElement, { key: 'ArrowUp' });
    expect(document.activeElement).toBe(entries.at(-1));
    key(entries.at(-1) as HTMLElement, { key: 'ArrowDown' });
    expect(document.activeElement).toBe(entries[0]);
    key(entries[0] as HTMLElement, { key: 'Escape' });
    expect(all(root, 'menuitem')).toHaveLength(0);
    expect(document.activeElement).toBe(button);
  });

  test('S3 an arrow on the button opens it: down at the first entry, up at the last', () => {
    const { root } = render(CallScreen, callProps);
    const button = the(root, 'button', '詳細アクション');
    for (const [arrow, at] of [
      ['ArrowDown', 0],
      ['ArrowUp', -1],
    ] as const) {
      key(button, { key: arrow });
      expect(document.activeElement).toBe(all(root, 'menuitem').at(at));
      key(document.activeElement as HTMLElement, { key: 'Escape' });
    }
  });
});
