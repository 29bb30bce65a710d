/** What is offered of a call that was kept (X6): what there is of it, what cannot be read, and the way on. */
import { createRawSnippet } from 'svelte';
import { expect, test, vi } from 'vitest';
import type { OfferedCall } from '../../src/lib/app/kept-calls.ts';
import type { CallRecord, Stay } from '../../src/lib/core/record/record.ts';
import KeptCall from '../../src/lib/ui/waiting/KeptCall.svelte';
import type { JournalPart } from '../../src/lib/wire/journal.ts';
import { FROM } from './support/props.ts';
import { all, press, render, the } from './support/render.svelte.ts';

const stay = (peer: string, name: string, role: Stay['role'] = 'applicant') =>
  ({ peer, name, role, from: FROM, until: FROM + 60_000 }) as Stay;
const record = {
  call: 'call' as CallRecord['call'],
  title: '一次面接',
  began: FROM,
  stays: [stay('1', '毎日太郎', 'host'), stay('2', '佐藤花子'), stay('3', '毎日太郎', 'host')],
  chat: [],
} satisfies CallRecord;

function offer(parts: Partial<OfferedCall>, unread: readonly string[] = []) {
  const [onresume, ondiscard] = [vi.fn(), vi.fn()];
  const call: OfferedCall = {
    ...{ record, keepsake: {} as OfferedCall['keepsake'], erasedAt: FROM + 86_400_000, taken: false, resumable: true },
    ...{ damaged: unread.length > 0, unread: new Set(unread as readonly JournalPart[]) },
    ...parts,
  };
  const downloads = createRawSnippet(() => ({ render: () => '<p class="downloads">downloads</p>' }));
  const { root } = render(KeptCall, { call, downloads, onresume, ondiscard });
  const rows = Object.fromEntries(
    [...root.querySelectorAll('dt')].map((term) => [term.textContent, term.nextElementSibling?.textContent.trim()]),
  );
  return { root, rows, onresume, ondiscard };
}

test('X6 what there is of it, each person once; nothing is said of damage where there is none', () => {
  const { root, rows } = offer({});
  expect(rows).toEqual({ 参加者: '2名：毎日太郎、佐藤花子', チャット: 'なし', アジェンダ: 'なし' });
  expect(root.textContent).not.toContain('壊れて');
});

test('X6 what cannot be read is not said to be nothing', () => {
  const { root, rows } = offer({}, ['chat', 'board', 'facts']);
  expect(root.textContent).toContain('記録の一部が壊れています');
  expect(rows).toEqual({
    参加者: '2名（読めない部分があります）：毎日太郎、佐藤花子',
    チャット: '読めません',
    アジェンダ: 'なし',
    ホワイトボード: '読めません',
  });
});

test('X6 S3 the question before it is discarded takes the focus, and gives it back', async () => {
  const { root } = offer({});
  press(the(root, 'button', '破棄する'));
  expect(document.activeElement?.textContent).toContain('破棄しますか');
  press(the(root, 'button', 'キャンセル'));
  await expect.poll(() => document.activeElement === the(root, 'button', '破棄する')).toBe(true);
});

test('X6 going on stands before the downloads, discarding after them, and is asked once more', () => {
  const { root, onresume, ondiscard } = offer({});
  const order = [...root.querySelectorAll('button, .downloads')].map(({ textContent }) => textContent.trim());
  expect(order).toEqual(['続きから再開する', 'downloads', '破棄する']);
  press(the(root, 'button', '続きから再開する'));
  expect(onresume).toHaveBeenCalledOnce();
  press(the(root, 'button', '破棄する'));
  expect(ondiscard).not.toHaveBeenCalled();
  press(the(root, 'button', '破棄する'));
  expect(ondiscard).toHaveBeenCalledOnce();
});

test('X6 one that ended, or was taken home, does not go on', () => {
  expect(all(offer({ resumable: false }).root, 'button', '続きから再開する')).toEqual([]);
  expect(all(offer({ taken: true }).root, 'button')).toEqual([]);
});
