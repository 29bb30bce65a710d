import { expect, test } from 'vitest';
import { cell } from '../../../src/lib/core/cell.ts';
import {
  createRequestNotices,
  type NoticePermission,
  type SystemNotices,
} from '../../../src/lib/core/call/request-notices.ts';
import { keptInMemory } from '../../../src/lib/core/kept.ts';

interface Request {
  readonly peer: string;
  readonly name: string;
}
const bob: Request = { peer: 'b', name: 'bob' };
const carol: Request = { peer: 'c', name: 'carol' };

function setUp(permission: NoticePermission, wanted?: boolean) {
  const standing: string[] = [];
  const shown: string[] = [];
  const browser = { permission, answer: 'granted' as NoticePermission, seen: false, asked: 0 };
  const lookers = new Set<() => void>();
  const system: SystemNotices = {
    permission: () => browser.permission,
    ask() {
      browser.asked += 1;
      browser.permission = browser.answer;
      return Promise.resolve();
    },
    isSeen: () => browser.seen,
    onSeen(run) {
      lookers.add(run);
      return () => lookers.delete(run);
    },
    show({ title }) {
      shown.push(title);
      standing.push(title);
      return () => void standing.splice(standing.indexOf(title), 1);
    },
  };
  const kept = keptInMemory(wanted);
  const notices = createRequestNotices(system, kept);
  const queue = cell<readonly Request[]>([]);
  const stop = notices.follow(queue, (names) => ({ title: names.join(' + '), body: '' }));
  const look = (): void => {
    browser.seen = true;
    for (const run of lookers) run();
  };
  return { browser, notices, queue, shown, standing, kept, stop, look, lookers };
}

test('J1 who asks while the host looks elsewhere is told by the system, each once', () => {
  const { queue, shown, standing } = setUp('granted', true);
  queue.set([bob]);
  expect(shown).toEqual(['bob']);
  queue.set([bob, carol]);
  expect(shown).toEqual(['bob', 'carol']);
  expect(standing).toEqual(['carol']);
  queue.set([carol]);
  expect(shown).toHaveLength(2);
  queue.set([]);
  expect(standing).toEqual([]);
});

test('J1 nothing is told while the host looks, and looking takes it away', () => {
  const { browser, queue, shown, standing, look } = setUp('granted', true);
  queue.set([bob]);
  look();
  expect(standing).toEqual([]);
  queue.set([bob, carol]);
  expect(shown).toEqual(['bob']);
  browser.seen = false;
  queue.set([carol]);
  expect(shown).toEqual(['bob']);
});

test('J1 it is off until it is switched on; only then the browser asks', async () => {
  const { browser, notices, queue, shown, kept } = setUp('unasked');
  queue.set([bob]);
  expect([shown, browser.asked, notices.state.get()]).toEqual([[], 0, 'off']);
  await notices.choose(true);
  expect([browser.asked, notices.state.get(), kept.get()]).toEqual([1, 'on', true]);
  queue.set([bob, carol]);
  expect(shown).toEqual(['carol']);
  await notices.choose(false);
  await notices.choose(true);
  expect(browser.asked).toBe(1);
});

test.each([
  ['denied', 'denied'],
  ['unasked', 'off'], // the prompt was closed without an answer
] as const)('J1 a permission that is %s is accepted: %s', async (answer, state) => {
  const { browser, notices, queue, shown } = setUp('unasked');
  browser.answer = answer;
  await notices.choose(true);
  expect(notices.state.get()).toBe(state);
  queue.set([bob]);
  expect(shown).toEqual([]);
});

test('J1 a permission that was taken back meanwhile is respected', () => {
  const { browser, queue, shown } = setUp('granted', true);
  browser.permission = 'denied';
  queue.set([bob]);
  expect(shown).toEqual([]);
});

test('at the end of the call nothing stays behind', () => {
  const { queue, shown, standing, stop, lookers } = setUp('granted', true);
  queue.set([bob]);
  stop();
  expect(standing).toEqual([]);
  expect(lookers.size).toBe(0);
  queue.set([bob, carol]);
  expect(shown).toEqual(['bob']);
});
