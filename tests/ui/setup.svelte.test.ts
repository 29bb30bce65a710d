import { describe, expect, test, vi } from 'vitest';
import { ja } from '../../src/lib/i18n/ja.ts';
import EndPage from '../../src/lib/ui/end/EndPage.svelte';
import LinkProblem from '../../src/lib/ui/setup/LinkProblem.svelte';
import { findErrors, firstWindow, readLocal, writeLocal } from '../../src/lib/ui/setup/organiser-form.ts';
import type { MadeInterview, OrganiserProps } from '../../src/lib/ui/setup/organiser.ts';
import Organiser from '../../src/lib/ui/setup/Organiser.svelte';
import { FROM, interview, nothing } from './support/props.ts';
import { all, descriptionOf, press, render, the, type } from './support/render.svelte.ts';

const DAY = 86_400_000;
const limits = { titleMaxChars: 100, windowMaxMs: 31 * DAY, needsKey: false };
const props: OrganiserProps = {
  limits,
  busy: false,
  problem: undefined,
  interviews: [],
  shown: undefined,
  onissue: nothing,
  onshow: nothing,
  ondelete: nothing,
  onexport: nothing,
  oncalendar: nothing,
  now: () => FROM,
};
const made: MadeInterview = {
  ...interview,
  id: '1',
  language: 'ja',
  links: {
    host: 'https://example.jp/room#1.h.x',
    coInterviewer: 'https://example.jp/room#1.c.x',
    applicant: 'https://example.jp/room#1.a.x',
  },
};
const submit = (root: HTMLElement): void => press(the(root, 'button', 'リンクを発行'));

describe('organiser form', () => {
  const good = { title: 'T', ...firstWindow(FROM), key: '' };
  test('R2 what the fields say is read in the own time zone, and back', () => {
    expect(readLocal(writeLocal(FROM))).toBe(FROM);
    expect(readLocal('')).toBeUndefined();
    expect(readLocal('soon')).toBeUndefined();
  });
  test('R2 a fresh form needs only a title', () => {
    expect(findErrors(good, limits, FROM, ja.setup)).toEqual({});
    expect(Object.keys(findErrors({ ...good, title: ' ' }, limits, FROM, ja.setup))).toEqual(['title']);
  });
  test.each([
    ['before it begins', { until: writeLocal(FROM - 3_600_000) }, ja.setup.errors.untilBeforeFrom],
    ['in the past', { from: writeLocal(FROM - 2 * DAY), until: writeLocal(FROM - DAY) }, ja.setup.errors.past],
    ['too late', { until: writeLocal(FROM + 32 * DAY) }, ja.setup.errors.tooLong(31)],
    ['nowhere', { until: '' }, ja.setup.errors.untilMissing],
  ])('R2 an end %s is refused', (_what, change, error) => {
    expect(findErrors({ ...good, ...change }, limits, FROM, ja.setup)).toEqual({ until: error });
  });
  test('R2 a title that is too long is refused', () => {
    expect(findErrors({ ...good, title: 'あ'.repeat(101) }, limits, FROM, ja.setup).title).toContain('100');
  });
});

describe('organiser', () => {
  test('R2 an error stands beside its field, and nothing typed is lost', () => {
    const onissue = vi.fn();
    const { root, update } = render(Organiser, { ...props, onissue });
    const title = the(root, 'textbox', 'タイトル') as HTMLInputElement;
    submit(root);
    expect(onissue).not.toHaveBeenCalled();
    expect(descriptionOf(title)).toContain('タイトルを入力してください。');
    expect(document.activeElement).toBe(title);
    type(title, '一次面接');
    expect(title.getAttribute('aria-invalid')).toBeNull();
    submit(root);
    expect(onissue).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ title: '一次面接', language: 'ja', key: undefined }),
    );
    update({ problem: 'sign-failed' });
    expect(title.value).toBe('一次面接');
    expect(root.textContent).toContain('リンクを発行できませんでした');
  });
  test('R4 the key is asked for only where the server wants one, and a wrong one is said beside it', () => {
    const { root, update } = render(Organiser, props);
    expect(all(root, 'textbox', '管理キー')).toHaveLength(0);
    update({ limits: { ...limits, needsKey: true }, problem: 'organizer-key' });
    expect(descriptionOf(the(root, 'textbox', '管理キー'))).toContain('管理キーが違います');
  });
  test('R2 R3 three links, the invitation, the calendar file and the QR code', () => {
    const oncalendar = vi.fn();
    const { root } = render(Organiser, { ...props, shown: made, interviews: [made], oncalendar });
    const value = (name: string): string => (the(root, 'textbox', name) as HTMLInputElement).value;
    expect(value('担当者用リンク')).toBe(made.links.host);
    expect(value('応募者用リンク')).toBe(made.links.applicant);
    expect(value('同席者用リンク')).toBe(made.links.coInterviewer);
    expect(value('招待文')).toContain(made.links.applicant);
    expect(value('招待文')).not.toContain(made.links.host);
    the(root, 'img', '応募者用リンクのQRコード');
    press(the(root, 'button', 'English'));
    expect(value('招待文')).toContain('You are invited');
    press(the(root, 'button', 'カレンダーファイル（.ics）を保存'));
    expect(oncalendar).toHaveBeenCalledExactlyOnceWith('1');
  });
  test('R3 the list is this browser’s; deleting asks first', () => {
    const ondelete = vi.fn();
    const { root } = render(Organiser, { ...props, interviews: [made], ondelete });
    expect(root.textContent).toContain('これまでの面接（この端末のみ）');
    press(the(root, 'button', '削除'));
    const dialog = root.querySelector<HTMLElement>('dialog[open]');
    if (!dialog) throw new Error('a dialog asks');
    expect(ondelete).not.toHaveBeenCalled();
    press(the(dialog, 'button', '削除'));
    expect(ondelete).toHaveBeenCalledExactlyOnceWith('1');
  });
});

describe('links that lead no further', () => {
  test('R6 early: when it opens, a countdown, and the environment check', () => {
    const oncheck = vi.fn();
    const { root } = render(LinkProblem, { problem: 'early', interview, now: () => FROM - 7_380_000, oncheck });
    expect(root.textContent).toContain('受付はまだ始まっていません');
    expect(the(root, 'timer').textContent).toContain('2時間 3分');
    press(the(root, 'button', '環境チェックをする'));
    expect(oncheck).toHaveBeenCalledOnce();
  });
  test.each([
    ['expired', '受付可能時間外です'],
    ['bad-token', 'このリンクは使えません'],
    ['link-damaged', 'リンクが途中で切れているようです'],
    ['link-altered', 'リンクの内容が変わっています'],
    ['insecure-context', '安全な接続（https）で開いてください'],
    ['unsupported-browser', 'このブラウザでは利用できません'],
  ] as const)('R6 %s: said, with what to do', (problem, title) => {
    const { root } = render(LinkProblem, { problem });
    expect(root.querySelector('h1')?.textContent).toBe(title);
    expect(root.textContent).toContain(ja.problems.codes[problem].next);
  });
  test('R7 open in another tab: can be moved here', () => {
    const onMoveHere = vi.fn();
    const { root } = render(LinkProblem, { problem: 'already-open', interview, onMoveHere });
    expect(root.querySelector('h1')?.textContent).toBe('既に通話画面に接続されています。');
    press(the(root, 'button', 'この画面に移す'));
    expect(onMoveHere).toHaveBeenCalledOnce();
  });
  test('R7 J5 the other tab was closed in the call: this one can go on', () => {
    const onMoveHere = vi.fn();
    const { root } = render(LinkProblem, { problem: 'tab-closed', interview, onMoveHere });
    press(the(root, 'button', 'この画面で続ける'));
    expect(onMoveHere).toHaveBeenCalledOnce();
  });
  test('the relay cannot be reached: can be tried again', () => {
    const onretry = vi.fn();
    const { root } = render(LinkProblem, { problem: 'relay-unreachable', onretry });
    press(the(root, 'button', 'もう一度試す'));
    expect(onretry).toHaveBeenCalledOnce();
  });
});

describe('end page', () => {
  test('X1 who left by mistake can come back', () => {
    const onreconnect = vi.fn();
    const { root } = render(EndPage, { interview, how: 'left', host: false, lastedMs: 42 * 60_000, onreconnect });
    expect(root.textContent).toContain('退出しました');
    expect(root.textContent).toContain('通話時間 42分');
    press(the(root, 'button', '再接続'));
    expect(onreconnect).toHaveBeenCalledOnce();
  });
  test('X1 the host who left has ended it for all', () => {
    const { root } = render(EndPage, { interview, how: 'left', host: true, lastedMs: undefined, onreconnect: nothing });
    expect(root.textContent).toContain('面接が終わりました');
  });
  test('R7 a host whom another device overtook is told what happened and what to do, in words for hosts', () => {
    const text = (how: 'moved' | 'refused', host: boolean): string =>
      render(EndPage, { interview, how, host, lastedMs: 1000, onreconnect: nothing }).root.textContent ?? '';
    expect(text('moved', true)).toContain('主催者として接続されました');
    expect(text('moved', true)).toContain('担当者用リンク');
    expect(text('moved', false)).not.toContain('担当者用リンク');
    expect(text('refused', true)).not.toContain('リクエスト');
    expect(text('refused', false)).toContain('リクエスト');
  });
  test('no way back, no button', () => {
    const { root } = render(EndPage, { interview, how: 'over', host: false, lastedMs: 1000, onreconnect: undefined });
    expect(all(root, 'button', '再接続')).toHaveLength(0);
  });
  const offers = [
    { kind: 'attendance', count: 2 },
    { kind: 'chat', count: 12 },
    { kind: 'agenda', count: 5 },
    { kind: 'all', count: 3 },
  ] as const;
  const downloads = { offers, states: new Map(), missingFiles: 1, onsave: nothing };
  const host = { interview, how: 'left', host: true, lastedMs: 1000, onreconnect: nothing } as const;

  test('X3 X4 X5 X7 the host is offered each file by its name, with what is in it', () => {
    const onsave = vi.fn();
    const { root } = render(EndPage, { ...host, downloads: { ...downloads, onsave } });
    for (const name of ['参加者リスト', 'チャット', 'アジェンダ', 'すべて保存']) press(the(root, 'button', name));
    expect(onsave.mock.calls).toEqual([['attendance'], ['chat'], ['agenda'], ['all']]);
    expect(descriptionOf(the(root, 'button', '参加者リスト'))).toBe('CSV・2名');
    expect(descriptionOf(the(root, 'button', 'アジェンダ'))).toBe('Excel・5項目');
    expect(descriptionOf(the(root, 'button', 'すべて保存'))).toContain('届いていないファイルが1件');
    expect(root.querySelectorAll('.filled')).toHaveLength(1);
  });
  test('X3 it says that a file is being made, was saved and under which name, or could not be made', () => {
    const states = new Map([
      ['attendance', { t: 'making' }],
      ['chat', { t: 'saved', name: 'チャット_一次面接.csv', boardless: false }],
      ['agenda', { t: 'failed' }],
    ] as const);
    const { root } = render(EndPage, { ...host, downloads: { ...downloads, states } });
    expect(the(root, 'button', '参加者リスト').getAttribute('aria-busy')).toBe('true');
    expect(root.textContent).toContain('「チャット_一次面接.csv」を保存しました。');
    expect(root.querySelector('[role=alert]')?.textContent).toBe(
      'ファイルを作成できませんでした。もう一度お試しください。',
    );
  });
  test('X1 an applicant with nothing to take home sees no empty list', () => {
    const { root } = render(EndPage, { ...host, host: false, downloads: { ...downloads, offers: [] } });
    expect(root.querySelectorAll('h2')).toHaveLength(0);
    expect(all(root, 'button', '再接続')).toHaveLength(1);
  });
});
