/** ホワイトボード in the call screen, but for the editor itself: tests/e2e/whiteboard.test.ts. */
import { flushSync } from 'svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import type { CallBoard } from '../../src/lib/app/call-board.ts';
import { cell, happening } from '../../src/lib/core/cell.ts';
import { createWhiteboard } from '../../src/lib/ui/board/whiteboard.svelte.ts';
import { boardNames } from '../../src/lib/ui/room/board-names.ts';
import { shownPeople } from '../../src/lib/ui/room/shown-names.ts';
import { callProps } from './support/props.ts';
import { descriptionOf, isDisabled, press, render, the } from './support/render.svelte.ts';
import WhiteboardCase from './support/WhiteboardCase.svelte';

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockImplementation(() => 1280);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockImplementation(() => 700);
});

function setUp() {
  const changed = happening<readonly string[]>();
  let ids: readonly string[] = [];
  const board = { board: { changed, ids: () => ids } } as unknown as CallBoard;
  const held = $state({ is: false });
  const { root } = render(WhiteboardCase, {
    make: () =>
      createWhiteboard({
        ...{ names: cell(new Map()), title: '一次面接' },
        board: cell<CallBoard | undefined>(board),
        held: () => held.is,
      }),
  });
  const write = (id: string): void => {
    ids = [...ids, id];
    changed.emit([id]);
    flushSync();
  };
  return { root, held, write, bar: () => the(root, 'button', 'ホワイトボード') };
}

test('B1: who has it closed is told once that something is on it', () => {
  const { root, write } = setUp();
  write('asset:1');
  expect(root.querySelector('.notices')?.textContent).not.toContain('ホワイトボードに書き込みがあります');
  write('shape:1');
  expect(root.querySelector('.notices')?.textContent).toContain('ホワイトボードに書き込みがあります');
  press(the(root.querySelector('.notices') as HTMLElement, 'button', '閉じる'));
  write('shape:2');
  expect(root.querySelector('.notices')?.textContent).not.toContain('ホワイトボードに書き込みがあります');
});

test('V6: on hold it is closed and cannot be opened, and says why', () => {
  const { root, held, bar } = setUp();
  press(bar());
  expect(root.querySelector('[data-own-keys]')).not.toBeNull();
  expect(bar().getAttribute('aria-pressed')).toBe('true');
  held.is = true;
  flushSync();
  expect(root.querySelector('[data-own-keys]')).toBeNull();
  expect(isDisabled(bar())).toBe(true);
  expect(descriptionOf(bar())).toContain('保留中');
});

test('W7: names that are hidden from applicants are not at the pointers either', () => {
  const everybody = callProps.participants.map((one) => ({
    ...one,
    role: one.self ? one.role : ('applicant' as const),
  }));
  const naming = { viewer: 'applicant', standIn: (number: string) => `参加者 ${number}` } as const;
  const people = cell<typeof callProps.participants>(everybody);
  const [names, end] = boardNames(people);
  const others = everybody.filter(({ self }) => !self);
  expect([...names.get().values()]).toEqual(others.map(({ name }) => name));
  people.set(shownPeople(everybody, { ...naming, settings: { names: false } }));
  expect(names.get().size).toBe(others.length);
  for (const name of names.get().values()) expect(name).toMatch(/^参加者 \d{3}$/);
  end();
});
