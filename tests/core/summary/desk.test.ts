/** The summary in the host's hands: renewed while it is looked at, changed by tap and by pen. */
import { describe, expect, test } from 'vitest';
import { cell } from '../../../src/lib/core/cell.ts';
import type { AgendaContent } from '../../../src/lib/core/documents/agenda-document.ts';
import { createSummaryDesk, type SummaryDesk } from '../../../src/lib/core/summary/desk.ts';
import { basisOf, handWritten, ITEM_TEXT_MAX_CHARS } from '../../../src/lib/core/summary/written.ts';
import type { TranscriptLine } from '../../../src/lib/wire/transcript.ts';
import { must, someone } from '../../support/interview.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { readInterview } from '../../support/written-interviews.ts';

const { peer } = await someone();

function open(name = 'sample-transcript.ja') {
  const { items, lines: said, marks, idOf } = readInterview(name);
  const clock = createManualClock();
  const all = said.map((line): TranscriptLine => {
    const { id, role, start, end, text } = line;
    return { id, role, start, end, text, speaker: peer, name: role, words: [] };
  });
  const lines = cell<readonly TranscriptLine[]>(all);
  const agenda = cell<AgendaContent | undefined>({
    number: 1,
    items: items.map((item) => ({ ...item, memo: '' })),
    freeMemo: '',
    marks,
  });
  const desk = createSummaryDesk({ clock, lines, agenda });
  return { desk, clock, lines, agenda, all, idOf };
}
const itemOf = (desk: SummaryDesk, item: ReturnType<ReturnType<typeof open>['idOf']>) =>
  must(desk.summary.get()?.items.find((one) => one.item === item));
const texts = (desk: SummaryDesk, item: Parameters<typeof itemOf>[1]): string[] =>
  itemOf(desk, item).sentences.map(({ text }) => text);

describe('the summary desk (T5, T8, T9)', () => {
  test('T5 it follows the talk while somebody looks, and rests when nobody does', async () => {
    const { desk, clock, lines, all, idOf } = open();
    lines.set([]);
    const stop = desk.watch();
    expect(desk.summary.get()).toBeUndefined();
    lines.set(all.slice(0, 10));
    lines.set(all);
    await clock.advance(3_000);
    expect(itemOf(desk, idOf(1)).discussed).toBe(true);
    stop();
    const before = desk.summary.get();
    lines.set(all.slice(0, 2));
    await clock.advance(60_000);
    expect(desk.summary.get()).toBe(before);
    desk.watch();
    expect(desk.summary.get()?.items.some(({ discussed }) => discussed)).toBe(false);
  });

  test('T9 what is put under an item renews its summary; taken out again it is as before', () => {
    const { desk, idOf } = open();
    desk.watch();
    const exchange = must(
      desk.summary.get()?.unassigned.find(({ answered }) => answered[0]?.text.includes('プロジェクト')),
    );
    expect(itemOf(desk, idOf(4)).discussed).toBe(false);
    desk.place(exchange.id, idOf(4));
    expect(itemOf(desk, idOf(4))).toMatchObject({ discussed: true, by: 'extract' });
    expect(desk.summary.get()?.unassigned.map(({ id }) => id)).not.toContain(exchange.id);
    desk.place(exchange.id, null);
    expect(itemOf(desk, idOf(4)).discussed).toBe(false);
  });

  test('T8 what is written by hand stays while the talk goes on, keeps its sources, and can be taken back', async () => {
    const { desk, clock, lines, all, idOf } = open();
    desk.watch();
    const found = texts(desk, idOf(2));
    desk.write(idOf(2), `${found[0]}\n  採用担当者の補足。 \n\n`);
    expect(texts(desk, idOf(2))).toEqual([found[0], '採用担当者の補足。']);
    expect(itemOf(desk, idOf(2)).sentences.map(({ lines: ids }) => ids.length)).toEqual([1, 0]);
    lines.set(all.map((line) => ({ ...line, text: `${line.text}。` })));
    await clock.advance(3_000);
    expect(itemOf(desk, idOf(2)).by).toBe('hand');
    desk.renew(idOf(2));
    expect(itemOf(desk, idOf(2)).by).toBe('extract');
  });

  test('T8 an item that nobody touched can be written about all the same', () => {
    const { desk, idOf } = open();
    desk.watch();
    desk.write(idOf(6), '書面で確認済み');
    expect(itemOf(desk, idOf(6))).toMatchObject({ discussed: true, by: 'hand' });
    desk.write(idOf(6), '');
    expect(itemOf(desk, idOf(6)).discussed).toBe(false);
  });

  test('T6 a text of a model stands as long as the talk that it was made of, and never makes an item discussed', () => {
    const { desk, lines, all, idOf } = open();
    desk.watch();
    const { exchanges } = itemOf(desk, idOf(1));
    const sentences = [{ text: '医療とデータに関心がある。', lines: [] }];
    desk.put(idOf(1), { by: 'model', sentences, basis: basisOf(exchanges) });
    expect(itemOf(desk, idOf(1))).toMatchObject({ by: 'model', sentences });
    desk.put(idOf(6), { by: 'model', sentences, basis: basisOf([]) });
    expect(itemOf(desk, idOf(6))).toMatchObject({ by: 'extract', discussed: false });
    lines.set(all.map((line) => ({ ...line, text: line.text.replace('三割', '四割') })));
    desk.watch();
    expect(itemOf(desk, idOf(1)).by).toBe('extract');
    expect(texts(desk, idOf(1)).join('')).toContain('四割');
  });

  test('T8 T9 what a reload left is taken in; what has been changed since counts', () => {
    const { desk, idOf } = open();
    desk.watch();
    const exchange = must(itemOf(desk, idOf(1)).exchanges[0]);
    desk.write(idOf(2), '今の文');
    const text = (words: string) => ({ by: 'hand' as const, sentences: [{ text: words, lines: [] }], basis: '' });
    desk.restore({
      placed: new Map([[exchange.id, idOf(6)]]),
      texts: new Map([
        [idOf(2), text('前の文')],
        [idOf(4), text('書面で確認済み')],
      ]),
    });
    expect(texts(desk, idOf(2))).toEqual(['今の文']);
    expect(texts(desk, idOf(4))).toEqual(['書面で確認済み']);
    expect(itemOf(desk, idOf(6)).exchanges.map(({ id }) => id)).toContain(exchange.id);
  });

  test('T8 a text of any length is cut where the limit is', () => {
    expect(handWritten('あ'.repeat(ITEM_TEXT_MAX_CHARS * 2), [])[0]?.text.length).toBe(ITEM_TEXT_MAX_CHARS);
  });
});
