import { describe, expect, test, vi } from 'vitest';
import { createLanguage } from '../../src/lib/app/language.svelte.ts';
import { identifyBrowser } from '../../src/lib/core/check/user-agent.ts';
import { browserFamily } from '../../src/lib/i18n/browser.ts';
import { formatClock, formatCountdown, formatDuration, formatMoment, formatWindow } from '../../src/lib/i18n/dates.ts';
import { en } from '../../src/lib/i18n/en.ts';
import { invitationText } from '../../src/lib/i18n/invitation.ts';
import { ja } from '../../src/lib/i18n/ja.ts';
import { loadHelp, loadMessages, storedLanguage, storeLanguage } from '../../src/lib/i18n/language.ts';

/** Every text of a table with its path; functions are left to their types. */
function texts(table: object, path = ''): [string, string][] {
  return Object.entries(table).flatMap(([key, value]: [string, unknown]): [string, string][] => {
    const here = `${path}.${key}`;
    if (typeof value === 'string') return [[here, value]];
    return typeof value === 'object' && value !== null ? texts(value, here) : [];
  });
}

describe('message tables', () => {
  const helpIn = async (language: 'ja' | 'en') => texts(await loadHelp(language), '.helpPage');
  test('no text is empty, in either language', async () => {
    for (const [path, text] of [...texts(ja), ...texts(en), ...(await helpIn('ja')), ...(await helpIn('en'))])
      expect(text.trim(), path).not.toBe('');
  });
  test('English has no Japanese left in it', async () => {
    const JAPANESE = /[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]/u;
    for (const [path, text] of [...texts(en), ...(await helpIn('en'))]) expect(JAPANESE.test(text), path).toBe(false);
  });
  test('U2 the fixed names stand', () => {
    expect(ja.check.proceed).toBe('待機画面へ進む');
    expect(ja.waiting).toMatchObject({ name: 'お名前', connect: '接続', ask: '参加をリクエストする' });
    expect(ja.common).toMatchObject({ microphone: 'マイク', camera: 'カメラ', deviceSettings: 'デバイス設定' });
    expect(ja.call).toMatchObject({
      title: '通話画面',
      tileView: 'タイルビュー',
      participants: '参加者',
      chat: 'チャット',
      raiseHand: '手を挙げる',
      microphone: 'マイク',
      camera: 'カメラ',
      more: '詳細アクション',
      leave: '退出',
      leaveConfirm: '退出する',
    });
    expect(ja.call.request).toMatchObject({ admit: '許可する', refuse: '拒否する' });
    expect(ja.call.chatPanel).toMatchObject({ message: 'メッセージ', send: '送信' });
    expect(ja.waiting.end.reconnect).toBe('再接続');
  });
  test('R6 R7 the sentences of the spec stand', () => {
    expect(ja.problems.codes.expired.title).toBe('受付可能時間外です');
    expect(ja.problems.codes['host-present'].title).toBe('既に通話画面に接続されています。');
    expect(ja.waiting.awaiting).toBe('管理者の承認をお待ちください');
  });
});

describe('language choice', () => {
  test('is kept, and anything else that stands there counts as nothing', () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    expect(storedLanguage(storage)).toBeUndefined();
    storeLanguage(storage, 'en');
    expect(storedLanguage(storage)).toBe('en');
    for (const name of kept.keys()) kept.set(name, '<script>');
    expect(storedLanguage(storage)).toBeUndefined();
  });
  test('storage that throws is no storage', () => {
    const broken = {
      getItem: (): string => {
        throw new Error('forbidden');
      },
      setItem: (): void => {
        throw new Error('forbidden');
      },
    };
    expect(storedLanguage(broken)).toBeUndefined();
    expect(() => storeLanguage(broken, 'en')).not.toThrow();
  });
  test('each language has its table', async () => {
    expect((await loadMessages('ja')).language).toBe('ja');
    expect((await loadMessages('en')).language).toBe('en');
  });
  test('U2: the former one stands until the chosen one is loaded; what a link says does not undo a choice', async () => {
    const language = createLanguage(undefined, [ja]);
    language.suggest('en');
    expect(language).toMatchObject({ current: 'ja', pending: true });
    language.choose('en');
    expect(language).toMatchObject({ current: 'ja', pending: false });
    await vi.waitFor(() => expect(language).toMatchObject({ current: 'en', pending: false, t: en }));
    language.suggest('ja');
    expect(language.current).toBe('en');
    language.choose('ja');
    expect(language).toMatchObject({ current: 'ja', pending: false, t: ja });
  });
  test('U2: of two choices in a hurry the later one counts', async () => {
    const language = createLanguage(undefined, [ja]);
    language.choose('en');
    language.choose('ja');
    await loadMessages('en');
    expect(language).toMatchObject({ current: 'ja', pending: false });
  });
});

describe('dates', () => {
  const from = Date.UTC(2025, 10, 22, 5, 0);
  const HOUR = 3_600_000;

  test('R2 a window names its time zone', () => {
    expect(formatWindow('ja', from, from + HOUR, 'Asia/Tokyo')).toBe('2025年11月22日(土) 14:00–15:00 (JST)');
    expect(formatWindow('en', from, from + HOUR, 'Asia/Tokyo')).toMatch(
      /22 November 2025 14:00–15:00 \((JST|GMT\+9)\)$/,
    );
  });
  test('R2 a window over midnight names both days', () => {
    expect(formatWindow('ja', from, from + 24 * HOUR, 'Asia/Tokyo')).toContain('11月23日');
  });
  test('R6 the same moment reads otherwise in another zone', () => {
    expect(formatMoment('ja', from, 'Asia/Tokyo')).toContain('14:00 (JST)');
    expect(formatMoment('ja', from, 'UTC')).toContain('05:00 (UTC)');
  });
  test.each([
    [0, '0:00'],
    [65_000, '1:05'],
    [3_730_000, '1:02:10'],
    [-5, '0:00'],
  ])('a clock of %i ms reads %s', (ms, text) => expect(formatClock(ms)).toBe(text));
  test.each([
    [30_000, '30秒'],
    [750_000, '12分 30秒'],
    [7_380_000, '2時間 3分'],
    [90_000_000, '1日 1時間'],
    [0, '0秒'],
  ])('a countdown of %i ms reads %s', (ms, text) => expect(formatCountdown('ja', ms)).toBe(text));
  test.each([
    [12_000, '12秒'],
    [42 * 60_000, '42分'],
    [65 * 60_000, '1時間 5分'],
    [120 * 60_000, '2時間'],
  ])('a duration of %i ms reads %s', (ms, text) => expect(formatDuration('ja', ms)).toBe(text));
});

describe('R3 invitation', () => {
  const what = {
    title: '一次面接',
    from: Date.UTC(2025, 10, 22, 5, 0),
    until: Date.UTC(2025, 10, 22, 6, 0),
    link: 'https://example.jp/room#1.a.x',
    timeZone: 'Asia/Tokyo',
  };
  test.each(['ja', 'en'] as const)('in %s it has title, time with zone, and the link alone on a line', (language) => {
    const text = invitationText(language, what);
    expect(text).toContain('一次面接');
    expect(text).toContain('14:00–15:00');
    expect(text.split('\n')).toContain(what.link);
  });
});

describe('W10 whose permission settings are described', () => {
  test.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
      0,
      'chromium',
    ],
    [
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36',
      5,
      'android',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/156.0 Mobile/15E148 Safari/604.1',
      5,
      'ios',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
      0,
      'safari',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0', 0, 'firefox'],
    ['Something', 0, 'other'],
  ])('%s', (userAgent, maxTouchPoints, family) => {
    expect(browserFamily(identifyBrowser({ userAgent, maxTouchPoints, brands: [] }))).toBe(family);
  });
});
