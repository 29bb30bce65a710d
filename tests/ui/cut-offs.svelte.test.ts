import { flushSync } from 'svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { createCutOffs } from '../../src/lib/app/cut-offs.ts';
import { cell, happening } from '../../src/lib/core/cell.ts';
import { systemClock } from '../../src/lib/core/clock.ts';
import { createScope } from '../../src/lib/core/scope.ts';
import { cutOffs } from '../../src/lib/ui/call/capabilities/cut-offs.svelte.ts';
import CallScreen from '../../src/lib/ui/call/CallScreen.svelte';
import type { PeerId } from '../../src/lib/wire/ids.ts';
import { callProps } from './support/props.ts';
import { all, press, render, the } from './support/render.svelte.ts';

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockImplementation(() => 1280);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockImplementation(() => 700);
});

function setUp(isHost: boolean) {
  const scope = createScope(systemClock);
  const bob = callProps.participants.find(({ name }) => name === 'bob');
  if (!bob) throw new Error('no bob');
  const { told, watch } = createCutOffs(scope, cell(callProps.participants));
  const documents = { what: 'documents', offender: happening<PeerId>(), cutOffBy: happening<PeerId>() } as const;
  const files = { what: 'files', offender: happening<PeerId>() } as const;
  const board = { what: 'board', offender: happening<PeerId>() } as const;
  watch([documents, files, board]);
  const { root } = render(CallScreen, { ...callProps, capabilities: [cutOffs(told, isHost)] });
  return { root, scope, documents, files, board, bob: bob.peer };
}

test('H6 who was cut off is named, once, until it is dismissed; the host is told what can be done', () => {
  const { root, documents, files, board, bob } = setUp(true);
  documents.offender.emit(bob);
  documents.offender.emit(bob);
  files.offender.emit(bob);
  board.offender.emit(bob);
  flushSync();
  const words = (root.textContent ?? '').split('bob さんから異常なデータが届いたため、');
  expect(words).toHaveLength(4);
  expect(words[1]).toContain('チャットなどの共有を止めました。必要なら「参加者」から退出させてください。');
  expect(words[2]).toContain('ファイルの受け渡しを止めました。');
  expect(words[3]).toContain('ホワイトボードでのポインターと描きかけの線の表示を止めました。');
  const [first] = all(the(root, 'status', 'お知らせ'), 'button', '閉じる');
  if (first) press(first);
  flushSync();
  expect((root.textContent ?? '').split('異常なデータ')).toHaveLength(3);
});

test('H6 who was cut off is told so, and by whom', () => {
  const { root, documents, bob, scope } = setUp(false);
  documents.cutOffBy.emit(bob);
  flushSync();
  expect(root.textContent).toContain('bob さんとのチャットなどの共有が止められました。担当者にお知らせください。');
  expect(root.textContent).not.toContain('退出させてください');
  scope.end();
  documents.offender.emit(bob);
  flushSync();
  expect(root.textContent).not.toContain('bob さんから');
});
