import { describe, expect, test } from 'vitest';
import { newNonce, systemRandom } from '../../../src/lib/core/clock.ts';
import { PARTS, type Journal } from '../../../src/lib/core/journal/journal.ts';
import { createLog, type Log } from '../../../src/lib/core/journal/log.ts';
import { createScope } from '../../../src/lib/core/scope.ts';
import type { Nonce } from '../../../src/lib/wire/ids.ts';
import { createManualClock, quiet } from '../../support/manual-clock.ts';

/** A text that only grows, as what is kept; and a disk whose writes the test lets through one by one, or fails. */
function begin(before: readonly Nonce[] = []) {
  const clock = createManualClock();
  const scope = createScope(clock);
  let text = '';
  const disk = new Map<Nonce, string>(before.map((id) => [id, '']));
  const waiting: { pass(): void; fail(): void }[] = [];
  let stuck = false;
  let writes = 0;
  const write: Journal['write'] = (_call, _part, bytes, instead = []) => {
    writes += 1;
    return new Promise((resolve, reject) => {
      const pass = (): void => {
        const id = newNonce(systemRandom);
        for (const old of instead) disk.delete(old);
        disk.set(id, new TextDecoder().decode(bytes));
        resolve(id);
      };
      if (stuck) waiting.push({ pass, fail: () => reject(new DOMException('full', 'QuotaExceededError')) });
      else pass();
    });
  };
  const encode = (part: string) => new TextEncoder().encode(part);
  const log: Log = createLog<number>({
    journal: { write },
    call: newNonce(systemRandom),
    part: PARTS.chat,
    scope,
    before,
    source: {
      whole: () => ({ bytes: encode(text), mark: text.length }),
      since: (mark) => ({ bytes: encode(text.slice(mark)), mark: text.length }),
    },
  });
  return {
    ...{ clock, scope, log, disk, waiting },
    writes: () => writes,
    stick: (on: boolean) => (stuck = on),
    add(more: string) {
      text += more;
      log.changed();
    },
    kept: () => [...disk.values()].join(''),
    text: () => text,
  };
}

describe('T7 X6 each change is written at once', () => {
  test('the first as a whole, those after it as what is new', async () => {
    const { add, disk } = begin();
    for (const word of ['one ', 'two ', 'three']) {
      add(word);
      await quiet();
    }
    expect([...disk.values()]).toEqual(['one ', 'two ', 'three']);
  });

  test('while the disk is slow, what changes is written together, one write at a time', async () => {
    const { add, stick, waiting, kept, writes, disk } = begin();
    stick(true);
    for (const word of ['a', 'b', 'c', 'd']) add(word);
    await quiet();
    expect(writes()).toBe(1);
    stick(false);
    waiting[0]?.pass();
    await quiet();
    expect([kept(), writes(), disk.size]).toEqual(['abcd', 2, 2]);
  });

  test('chunks are put together before there are too many or too much', async () => {
    const { add, disk, kept, text } = begin();
    let most = 0;
    for (let turn = 0; turn < 250; turn++) {
      add(`${turn} `);
      await quiet();
      most = Math.max(most, disk.size);
    }
    expect(most).toBeLessThanOrEqual(100);
    expect(kept()).toBe(text());
    for (let turn = 0; turn < 5; turn++) {
      add('x'.repeat(60_000));
      await quiet();
    }
    expect(kept().length).toBe(text().length);
    expect(disk.size).toBeLessThan(6);
  });

  test('the first write stands for what was there before', async () => {
    const before = [newNonce(systemRandom), newNonce(systemRandom)];
    const { add, disk } = begin(before);
    add('all');
    await quiet();
    expect([...disk.values()]).toEqual(['all']);
  });
});

describe('X6 a disk that is full or broken', () => {
  test('is told, tried again, and nothing is missing once it takes something', async () => {
    const { add, stick, waiting, log, kept, clock } = begin();
    add('first ');
    await quiet();
    stick(true);
    add('second ');
    await quiet();
    waiting.shift()?.fail();
    await quiet();
    expect(log.failing.get()).toBe(true);
    add('third');
    await clock.advance(1500);
    expect(waiting).toHaveLength(0);
    stick(false);
    await clock.advance(1000);
    expect([log.failing.get(), kept()]).toEqual([false, 'first second third']);
  });

  test('one that does not answer counts as failing until it does', async () => {
    const { add, stick, waiting, log, clock } = begin();
    stick(true);
    add('x');
    await clock.advance(6000);
    expect(log.failing.get()).toBe(true);
    stick(false);
    waiting.shift()?.pass();
    await quiet();
    expect(log.failing.get()).toBe(false);
  });

  test('flush writes what is left, also after the end of the scope', async () => {
    const { add, stick, waiting, log, scope, kept } = begin();
    stick(true);
    add('a');
    add('b');
    scope.end();
    stick(false);
    waiting.shift()?.pass();
    await log.flush();
    expect(kept()).toBe('ab');
  });
});
