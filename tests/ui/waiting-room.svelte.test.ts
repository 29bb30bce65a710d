import { describe, expect, test, vi } from 'vitest';
import WaitingRoom from '../../src/lib/ui/waiting/WaitingRoom.svelte';
import type { GuestStanding, HostStanding } from '../../src/lib/ui/waiting/waiting-room.ts';
import { waitingProps } from './support/props.ts';
import { all, descriptionOf, isDisabled, press, render, the, type } from './support/render.svelte.ts';

const host = (parts: Partial<HostStanding> = {}): HostStanding => ({
  kind: 'host',
  counts: { lobby: 1, call: 0 },
  elsewhere: false,
  connecting: false,
  ...parts,
});
const guest = (petition: GuestStanding['petition'], parts: Partial<GuestStanding> = {}): GuestStanding => ({
  kind: 'guest',
  petition,
  askedAt: undefined,
  elsewhere: false,
  ...parts,
});

describe('name', () => {
  test('W1 the button is disabled, with the reason, until a name is given', () => {
    const { root } = render(WaitingRoom, waitingProps);
    const button = the(root, 'button', '参加をリクエストする');
    expect(isDisabled(button)).toBe(true);
    expect(descriptionOf(button)).toBe('お名前を入力してください。');
    type(the(root, 'textbox', 'お名前'), '佐藤花子');
    expect(isDisabled(the(root, 'button', '参加をリクエストする'))).toBe(false);
  });
  test('W1 white space is no name', () => {
    const { root } = render(WaitingRoom, { ...waitingProps, name: '　 ' });
    expect(isDisabled(the(root, 'button', '参加をリクエストする'))).toBe(true);
  });
  test('W1 a name that cannot be used is said so beside the field, and kept', () => {
    const { root } = render(WaitingRoom, waitingProps);
    const field = the(root, 'textbox', 'お名前');
    type(field, 'あ'.repeat(61));
    expect(isDisabled(the(root, 'button', '参加をリクエストする'))).toBe(true);
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(descriptionOf(field)).toContain('使えません');
    expect((field as HTMLInputElement).value).toHaveLength(61);
  });
  test('W1 what is typed is told, so that it survives the screen', () => {
    const onname = vi.fn();
    const { root } = render(WaitingRoom, { ...waitingProps, onname });
    type(the(root, 'textbox', 'お名前'), 'bob');
    expect(onname).toHaveBeenLastCalledWith('bob');
  });
});

describe('applicant', () => {
  test('W5 asks with the name', () => {
    const onask = vi.fn();
    const { root } = render(WaitingRoom, { ...waitingProps, name: 'bob', onask });
    press(the(root, 'button', '参加をリクエストする'));
    expect(onask).toHaveBeenCalledExactlyOnceWith('bob');
  });
  test('W5 the same button takes the request back, and says so; the name stays as it was sent', () => {
    const oncancel = vi.fn();
    const standing = guest('waiting', { askedAt: Date.now() });
    const { root } = render(WaitingRoom, { ...waitingProps, name: 'bob', standing, oncancel });
    const button = the(root, 'button', '管理者の承認をお待ちください');
    expect(button.getAttribute('aria-pressed')).toBe('true');
    expect(descriptionOf(button)).toContain('取り消します');
    expect(isDisabled(the(root, 'textbox', 'お名前'))).toBe(true);
    expect(all(root, 'timer')).toHaveLength(1);
    press(button);
    expect(oncancel).toHaveBeenCalledOnce();
  });
  test('J3 the host is absent: said, and the request stands', () => {
    const { root } = render(WaitingRoom, { ...waitingProps, name: 'bob', standing: guest('host-absent') });
    expect(root.textContent).toContain('担当者はまだ接続していません');
    the(root, 'button', '管理者の承認をお待ちください');
  });
  test('J3 refused: said, and one can ask again', () => {
    const { root } = render(WaitingRoom, { ...waitingProps, name: 'bob', standing: guest('refused') });
    expect(root.textContent).toContain('許可されませんでした');
    expect(isDisabled(the(root, 'button', '参加をリクエストする'))).toBe(false);
  });
  test('W6 applicants see no numbers', () => {
    const { root } = render(WaitingRoom, { ...waitingProps, name: 'bob' });
    expect(root.textContent).not.toContain('待機 ');
  });
});

describe('host', () => {
  test('W5 W6 connects with the name and sees how many there are', () => {
    const onconnect = vi.fn();
    const { root } = render(WaitingRoom, { ...waitingProps, standing: host(), onconnect });
    expect(root.textContent).toContain('待機 1名 · 通話 0名');
    expect(isDisabled(the(root, 'button', '接続'))).toBe(true);
    type(the(root, 'textbox', 'お名前'), 'alice');
    press(the(root, 'button', '接続'));
    expect(onconnect).toHaveBeenCalledExactlyOnceWith('alice');
  });
  test('R7 connected elsewhere: said, with the offer to move the call here', () => {
    const onMoveHere = vi.fn();
    const { root } = render(WaitingRoom, {
      ...waitingProps,
      name: 'alice',
      standing: host({ elsewhere: true }),
      onMoveHere,
    });
    expect(root.textContent).toContain('既に通話画面に接続されています。');
    expect(all(root, 'button', '接続')).toHaveLength(0);
    press(the(root, 'button', 'この端末に移す'));
    expect(onMoveHere).toHaveBeenCalledExactlyOnceWith('alice');
  });
});

describe('microphone and camera', () => {
  test('W2 buttons say by aria-pressed what is on, and ask for the other', () => {
    const onMicrophone = vi.fn();
    const onCamera = vi.fn();
    const { root, update } = render(WaitingRoom, { ...waitingProps, onMicrophone, onCamera });
    const microphone = the(root, 'button', 'マイク');
    expect(microphone.getAttribute('aria-pressed')).toBe('true');
    press(microphone);
    expect(onMicrophone).toHaveBeenLastCalledWith(false);
    update({ media: { ...waitingProps.media, cameraOn: false, camera: 'off' } });
    const camera = the(root, 'button', 'カメラ');
    expect(camera.getAttribute('aria-pressed')).toBe('false');
    expect(camera.querySelector('.lucide-video-off')).not.toBeNull();
    press(camera);
    expect(onCamera).toHaveBeenLastCalledWith(true);
    expect(root.textContent).toContain('カメラはオフです');
  });
  test('W10 a refused permission: which, how to mend it in this browser, and that one can join without', () => {
    const onMediaRetry = vi.fn();
    const media = { ...waitingProps.media, camera: 'camera-denied' as const };
    const { root } = render(WaitingRoom, { ...waitingProps, name: 'bob', media, onMediaRetry, browser: 'safari' });
    expect(root.textContent).toContain('カメラの使用が許可されていません');
    expect(root.textContent).toContain('Safari');
    expect(root.textContent).toContain('カメラなし（音声のみ）でも参加できます。');
    expect(isDisabled(the(root, 'button', '参加をリクエストする'))).toBe(false);
    press(the(root, 'button', 'カメラ・マイクをもう一度確認'));
    expect(onMediaRetry).toHaveBeenCalledOnce();
  });
  test('W3 W10 a device that goes: which, how it goes on, that one can join without; nothing more once it is back', () => {
    const { root, update } = render(WaitingRoom, { ...waitingProps, name: 'bob' });
    for (const [kind, named, without] of [
      ['camera', 'カメラ', 'カメラなし（音声のみ）でも参加できます。'],
      ['microphone', 'マイク', 'マイクなしでも参加できます。'],
    ] as const) {
      update({ media: { ...waitingProps.media, [kind]: `${kind}-lost` } });
      expect(root.textContent).toContain(`${named}との接続が切れました`);
      expect(root.textContent).toContain('つなぎ直すと自動で再開します');
      expect(root.textContent).toContain(without);
      expect(the(root, 'button', named).getAttribute('aria-pressed')).toBe('false');
      expect(isDisabled(the(root, 'button', '参加をリクエストする'))).toBe(false);
      update({ media: waitingProps.media });
      expect(root.textContent).not.toContain('接続が切れました');
      expect(the(root, 'button', named).getAttribute('aria-pressed')).toBe('true');
    }
  });
  test('W10 both missing: chat stays possible', () => {
    const media = {
      ...waitingProps.media,
      camera: 'camera-missing' as const,
      microphone: 'microphone-missing' as const,
    };
    const { root } = render(WaitingRoom, { ...waitingProps, media });
    expect(root.textContent).toContain('カメラとマイクなしでも参加できます');
    expect(the(root, 'button', 'マイク').getAttribute('aria-pressed')).toBe('false');
  });
});

test('J2 the host chooses how loud requests are announced', () => {
  const onvolume = vi.fn();
  const requestAlerts = { volume: 'medium' as const, notice: 'off' as const, onvolume, onnotice: vi.fn() };
  const standing = { kind: 'host' as const, counts: undefined, elsewhere: false, connecting: false };
  const { root } = render(WaitingRoom, { ...waitingProps, standing, requestAlerts });
  const select = the(root, 'combobox', '参加リクエストの通知音') as HTMLSelectElement;
  expect(select.value).toBe('medium');
  select.value = 'mute';
  select.dispatchEvent(new Event('change', { bubbles: true }));
  expect(onvolume).toHaveBeenCalledExactlyOnceWith('mute');
});

test('J1 the host switches the system’s notification on; where it is blocked it is said how to allow it', () => {
  const onnotice = vi.fn();
  const standing = { kind: 'host' as const, counts: undefined, elsewhere: false, connecting: false };
  const alerts = { volume: 'medium' as const, onvolume: vi.fn(), onnotice };
  const { root, update } = render(WaitingRoom, {
    ...waitingProps,
    standing,
    requestAlerts: { ...alerts, notice: 'off' },
  });
  const NAME = 'システムの通知でも知らせる';
  press(the(root, 'switch', NAME));
  expect(onnotice).toHaveBeenCalledExactlyOnceWith(true);
  update({ requestAlerts: { ...alerts, notice: 'denied' } });
  expect(isDisabled(the(root, 'switch', NAME))).toBe(true);
  expect(descriptionOf(the(root, 'switch', NAME))).toContain('許可');
  update({ requestAlerts: { ...alerts, notice: 'unavailable' } });
  expect(all(root, 'switch', NAME)).toHaveLength(0);
});

describe('noise cancelling', () => {
  const entry = (root: HTMLElement): HTMLElement => {
    press(the(root, 'button', 'マイクの設定'));
    return the(root, 'menuitemcheckbox', 'ノイズキャンセル');
  };
  test('W2 the pull-down of the microphone says whether it is on, and asks for the other', () => {
    const onNoise = vi.fn();
    const devices = { ...waitingProps.devices, onNoise };
    const { root, update } = render(WaitingRoom, { ...waitingProps, devices });
    const on = entry(root);
    expect(on.getAttribute('aria-checked')).toBe('true');
    press(on);
    expect(onNoise).toHaveBeenLastCalledWith(false);
    update({ devices: { ...devices, noise: 'off' } });
    const off = entry(root);
    expect(off.getAttribute('aria-checked')).toBe('false');
    press(off);
    expect(onNoise).toHaveBeenLastCalledWith(true);
  });
  test('V1 that the suppression of the browser is in use is said', () => {
    const devices = { ...waitingProps.devices, noise: 'browser' as const };
    const { root } = render(WaitingRoom, { ...waitingProps, devices });
    expect(entry(root).textContent).toContain('ブラウザ標準の雑音抑制');
    press(the(root, 'button', 'デバイス設定'));
    expect(the(root, 'switch', 'ノイズキャンセル').getAttribute('aria-checked')).toBe('true');
    expect(root.querySelector('dialog[open]')?.textContent).toContain('ブラウザ標準の雑音抑制');
  });
});

describe('device settings', () => {
  const open = (root: HTMLElement): HTMLDialogElement | null => {
    press(the(root, 'button', 'デバイス設定'));
    return root.querySelector('dialog[open]');
  };
  test('W3 three lists and a test sound on computers', () => {
    const onchoose = vi.fn();
    const onTestSound = vi.fn();
    const { root } = render(WaitingRoom, { ...waitingProps, onchoose, onTestSound });
    const dialog = open(root);
    if (!dialog) throw new Error('the dialog opens');
    const camera = the(dialog, 'combobox', 'カメラ') as HTMLSelectElement;
    the(dialog, 'combobox', 'マイク');
    the(dialog, 'combobox', 'オーディオ');
    press(the(dialog, 'button', 'テストサウンドを再生'));
    expect(onTestSound).toHaveBeenCalledOnce();
    camera.value = 'c1';
    camera.dispatchEvent(new Event('change', { bubbles: true }));
    expect(onchoose).toHaveBeenCalledExactlyOnceWith('camera', 'c1');
  });
  test('W3 no speaker choice on phones and tablets', () => {
    const { root } = render(WaitingRoom, {
      ...waitingProps,
      devices: { ...waitingProps.devices, speakerChoosable: false },
    });
    const dialog = open(root);
    if (!dialog) throw new Error('the dialog opens');
    expect(all(dialog, 'combobox', 'オーディオ')).toHaveLength(0);
    expect(all(dialog, 'button', 'テストサウンドを再生')).toHaveLength(0);
  });
  test('W3 a device that is plugged in appears at once', () => {
    const { root, update } = render(WaitingRoom, waitingProps);
    open(root);
    const { lists } = waitingProps.devices;
    update({
      devices: {
        ...waitingProps.devices,
        lists: { ...lists, cameras: [...lists.cameras, { id: 'c2', label: 'Camera two' }] },
      },
    });
    expect(the(root, 'combobox', 'カメラ').textContent).toContain('Camera two');
  });
});

test('in English everything is English', () => {
  const { root } = render(
    WaitingRoom,
    { ...waitingProps, interview: { ...waitingProps.interview, title: 'Interview' } },
    { language: 'en' },
  );
  the(root, 'button', 'Ask to join');
  const words = [...root.querySelectorAll('form, h1')].map((element) => element.textContent).join('');
  expect(words).not.toMatch(/[\p{sc=Hiragana}\p{sc=Katakana}]/u);
});
