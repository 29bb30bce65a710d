import { describe, expect, test, vi } from 'vitest';
import { NO_CHANGES, writtenSummary, type SummaryChanges } from '../../src/lib/core/summary/written.ts';
import type { SummaryActions, SummaryView, WriterView } from '../../src/lib/ui/summary/summary.ts';
import SummaryList from '../../src/lib/ui/summary/SummaryList.svelte';
import TranscriptLog from '../../src/lib/ui/transcript/TranscriptLog.svelte';
import type { TranscriptLine } from '../../src/lib/wire/transcript.ts';
import { must, someone } from '../support/interview.ts';
import { readInterview } from '../support/written-interviews.ts';
import { all, key, press, render, the, type as typeInto } from './support/render.svelte.ts';

const [host, guest] = await Promise.all([someone(), someone()]);
const { items, lines: said, marks, idOf } = readInterview('sample-transcript.ja');
const lines = said.map((line): TranscriptLine => {
  const isHost = line.role === 'host';
  const who = isHost ? { speaker: host.peer, name: '毎日太郎' } : { speaker: guest.peer, name: '佐藤花子' };
  return { ...who, id: line.id, role: line.role, start: line.start, end: line.end, text: line.text, words: [] };
});

const none: WriterView = { state: { t: 'idle' }, model: null };
const MODEL = { name: 'LFM2.5', licence: 'LFM 1.0', files: [{ bytes: 276_000_000 }] };

function open(changes: Partial<SummaryChanges> = {}, writer = none) {
  const stop = vi.fn();
  const actions = {
    onwatch: vi.fn(() => stop),
    onplace: vi.fn(),
    onwrite: vi.fn(),
    onrenew: vi.fn(),
    writer: { onlook: vi.fn(), onstart: vi.fn(), oncancel: vi.fn() },
  } satisfies SummaryActions;
  const summary = writtenSummary({ lines, items, marks, changes: { ...NO_CHANGES, ...changes } });
  const view: SummaryView = { summary, items, lines, writer };
  const rendered = render(SummaryList, { view, ...actions });
  const article = (title: string): HTMLElement =>
    must([...rendered.root.querySelectorAll('article')].find((one) => one.querySelector('h3')?.textContent === title));
  return { ...rendered, actions, stop, article };
}

describe('the summary on screen', () => {
  test('T5 T9 each item has its sentences with who said them; an untouched one says that there was nothing', () => {
    const { article } = open();
    const told = article('入社可能時期');
    expect(told.textContent).toContain('二月一日');
    expect(told.querySelector('.sentences strong')?.textContent).toBe('佐藤花子');
    expect(told.querySelector('.sentences q')?.textContent).toContain('現職の引き継ぎ');
    const untouched = article('海外勤務の可否');
    expect(untouched.textContent).toContain('会話中に該当の会話はありません');
    expect(untouched.textContent).not.toContain('抜き書き');
  });

  test('T9 what belongs to no item is put under one by one tap, or under none', () => {
    const { root, actions } = open();
    const places = must(all(root, 'group').find((group) => group.getAttribute('aria-label') === '入れる項目'));
    press(the(places, 'button', '希望年収'));
    expect(actions.onplace.mock.lastCall?.[1]).toBe(idOf(4));
    press(the(places, 'button', 'どの項目にも入れない'));
    expect(actions.onplace.mock.lastCall?.[1]).toBeNull();
  });

  test('T8 a summary is written by hand, or left as it is; what is by hand can be made anew', () => {
    const { root, actions, article } = open();
    press(the(root, 'button', '「志望動機」の要約を編集'));
    press(the(article('志望動機'), 'button', 'キャンセル'));
    expect(actions.onwrite).not.toHaveBeenCalled();
    press(the(root, 'button', '「志望動機」の要約を編集'));
    typeInto(the(root, 'textbox', '「志望動機」の要約'), '自分で書いた');
    press(the(article('志望動機'), 'button', '保存'));
    expect(actions.onwrite.mock.lastCall).toEqual([idOf(1), '自分で書いた']);
    const texts = new Map([
      [idOf(1), { by: 'hand' as const, sentences: [{ text: '自分で書いた', lines: [] }], basis: '' }],
    ]);
    const written = open({ texts });
    expect(written.article('志望動機').textContent).toContain('手で直した要約');
    press(the(written.root, 'button', '「志望動機」の要約を作り直す'));
    expect(written.actions.onrenew.mock.lastCall).toEqual([idOf(1)]);
  });

  test('T6 a language model is the host’s choice: what it is, how it computes, how far it is, and off again', () => {
    expect(open().root.textContent).toContain('言語モデルが置かれていない');
    const { root, actions, update } = open({}, { state: { t: 'idle' }, model: MODEL });
    expect(root.textContent).toContain('LFM2.5（276.0 MB、ライセンス: LFM 1.0）');
    press(the(root, 'button', '言語モデルで要約する'));
    expect(actions.writer.onstart.mock.lastCall).toEqual(['auto']);
    const show = (state: WriterView['state']): void =>
      update({
        view: {
          summary: writtenSummary({ lines, items, marks, changes: NO_CHANGES }),
          items,
          lines,
          writer: { state, model: MODEL },
        },
      });
    show({ t: 'loading', here: 27_600_000, of: 276_000_000 });
    expect(root.textContent).toContain('27.6 / 276.0 MB');
    show({ t: 'writing', item: idOf(2), done: 1, of: 4, partial: '三年間、' });
    expect(root.textContent).toContain('「職務経歴」を要約しています（2 / 4）');
    press(the(root, 'button', '中止する'));
    expect(actions.writer.oncancel).toHaveBeenCalledTimes(1);
    show({ t: 'idle', calledOff: 2 });
    expect(root.textContent).toContain('中止しました。要約を終えた2項目は残っています。');
    show({ t: 'idle', fault: 'load' });
    expect(root.textContent).toContain('発言からの抜き書きで要約しています');
  });

  test('T5 it follows the talk: what is new appears, and it goes on watching as before', () => {
    const { root, actions, stop, article, update } = open();
    const later = writtenSummary({ lines: lines.slice(0, 4), items, marks, changes: NO_CHANGES });
    update({ view: { summary: later, items, lines, writer: none } });
    expect(article('入社可能時期').textContent).toContain('会話中に該当の会話はありません');
    expect(article('志望動機').textContent).toContain('待ち時間を三割減らした');
    expect(actions.onwatch).toHaveBeenCalledTimes(1);
    expect(stop).not.toHaveBeenCalled();
    update({ view: { summary: undefined, items, lines: [], writer: none } });
    expect(root.textContent).toContain('まだ文字になった発言がありません');
  });
});

test('T8 S3 Esc while one writes leaves the writing alone, not the panel; the focus is where it began', async () => {
  const [heard, oncorrect] = [vi.fn(), vi.fn()];
  const isFocused = async (element: () => HTMLElement | null): Promise<void> =>
    expect.poll(() => document.activeElement === element()).toBe(true);
  const log = render(TranscriptLog, { lines: lines.slice(0, 2), partials: [], empty: '', oncorrect });
  const { root, actions } = open();
  document.body.addEventListener('keydown', heard);
  press(must(log.root.querySelector<HTMLElement>('button.correct')));
  key(the(log.root, 'textbox', '発言の文字'), { key: 'Escape' });
  expect(all(log.root, 'textbox')).toEqual([]);
  await isFocused(() => log.root.querySelector('button.correct'));
  press(the(root, 'button', '「志望動機」の要約を編集'));
  typeInto(the(root, 'textbox', '「志望動機」の要約'), '自分で書いた');
  key(the(root, 'textbox', '「志望動機」の要約'), { key: 'Escape' });
  expect(all(root, 'textbox')).toEqual([]);
  await isFocused(() => the(root, 'button', '「志望動機」の要約を編集'));
  document.body.removeEventListener('keydown', heard);
  for (const what of [heard, oncorrect, actions.onwrite]) expect(what).not.toHaveBeenCalled();
});

test('T8 a line of the transcript is put right; nothing is not taken for a correction', () => {
  const oncorrect = vi.fn();
  const { root } = render(TranscriptLog, { lines: lines.slice(0, 2), partials: [], empty: '', oncorrect });
  const open = (): void => press(must(root.querySelector<HTMLElement>('button.correct')));
  open();
  typeInto(the(root, 'textbox', '発言の文字'), '  ');
  press(the(root, 'button', '保存'));
  expect(oncorrect).not.toHaveBeenCalled();
  open();
  typeInto(the(root, 'textbox', '発言の文字'), '直した');
  press(the(root, 'button', '保存'));
  expect(oncorrect.mock.lastCall).toEqual([must(lines[0]).id, '直した']);
});
