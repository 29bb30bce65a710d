import { describe, expect, test } from 'vitest';
import { attend, closeStays, createAttendance, type Here } from '../../../src/lib/core/call/attendance.ts';
import type { ConnectionState } from '../../../src/lib/core/call/participant.ts';
import { cell } from '../../../src/lib/core/cell.ts';
import type { Stay } from '../../../src/lib/core/record/record.ts';
import { STAYS_MAX } from '../../../src/lib/wire/journal.ts';
import { someone } from '../../support/interview.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const [alice, bob, carol] = await Promise.all([someone(), someone(), someone()]);
const here = (who: typeof alice, name: string, connection: ConnectionState = 'direct'): Here => ({
  peer: who.peer,
  role: who === alice ? 'host' : 'applicant',
  name,
  connection,
});
const hers = here(alice, 'Alice');
const his = (connection?: ConnectionState): Here => here(bob, 'Bob', connection);
const brief = (stays: readonly Stay[]) => stays.map(({ name, from, until }) => [name, from, until]);

const START = 1_800_000_000_000;
function begin(...present: Here[]) {
  const clock = createManualClock(START);
  const participants = cell<readonly Here[]>(present);
  const attendance = createAttendance({ clock, participants });
  return { clock, participants, attendance, times: () => brief(attendance.stays.get()) };
}

describe('X3 who was in the call, from when to when', () => {
  test('comes with the connection, goes when they leave, and comes again later as a second stay', async () => {
    const { clock, participants, times } = begin(hers);
    await clock.advance(1000);
    participants.set([hers, his('connecting')]);
    await clock.advance(1000);
    participants.set([hers, his()]);
    await clock.advance(60_000);
    participants.set([hers]);
    await clock.advance(60_000);
    participants.set([hers, his()]);
    expect(times()).toEqual([
      ['Alice', START, undefined],
      ['Bob', START + 2000, START + 62_000],
      ['Bob', START + 122_000, undefined],
    ]);
  });

  test('a reload and a change of network are no absence', async () => {
    const { clock, participants, times } = begin(hers, his());
    participants.set([hers]);
    await clock.advance(20_000);
    participants.set([hers, his('connecting')]);
    await clock.advance(5000);
    participants.set([hers, his()]);
    await clock.advance(5000);
    participants.set([hers, his('lost')]);
    await clock.advance(30_000);
    participants.set([hers, his('relayed')]);
    expect(times()).toEqual([
      ['Alice', START, undefined],
      ['Bob', START, undefined],
    ]);
  });

  test('whoever is given up after a silence left when the silence began', async () => {
    const { clock, participants, times } = begin(hers, his());
    await clock.advance(10_000);
    participants.set([hers, his('lost')]);
    await clock.advance(60_000);
    participants.set([hers]);
    expect(times()[1]).toEqual(['Bob', START, START + 10_000]);
  });

  test('X6 after the death of the browser: who is still there goes on, who is not left when they were last known', async () => {
    const { clock, participants, attendance, times } = begin(here(carol, 'Carol')); // the host's new visit
    await clock.advance(500);
    const [a, b, c] = [alice, bob, carol].map(({ peer }) => peer) as [
      typeof alice.peer,
      typeof bob.peer,
      typeof carol.peer,
    ];
    expect(attendance.stays.get().map(({ peer }) => peer)).toEqual([c]);
    attendance.takeUp({
      alive: START - 30_000,
      stays: [
        { peer: a, role: 'host', name: 'Alice', from: START - 90_000 },
        { peer: b, role: 'applicant', name: 'Bob', from: START - 80_000 },
      ],
    });
    await clock.advance(5000);
    participants.set([here(carol, 'Carol'), his()]);
    await clock.advance(60_000);
    expect(times()).toEqual([
      ['Alice', START - 90_000, START - 30_000],
      ['Bob', START - 80_000, undefined],
      ['Carol', START, undefined],
    ]);
    participants.set([here(carol, 'Carol')]);
    expect(times()[1]).toEqual(['Bob', START - 80_000, START + 65_500]);
  });

  test('X6 who is not back yet left when they were last known, also where the call ends or the browser dies once more before anybody is given up', async () => {
    const { clock, participants, attendance, times } = begin(here(carol, 'Carol'));
    attendance.takeUp({
      alive: START - 30_000,
      stays: [
        { peer: alice.peer, role: 'host', name: 'Alice', from: START - 90_000 },
        { peer: bob.peer, role: 'applicant', name: 'Bob', from: START - 80_000 },
      ],
    });
    await clock.advance(20_000);
    const closed = closeStays(attendance.stays.get(), clock.now());
    expect(brief(closed).slice(0, 2)).toEqual([
      ['Alice', START - 90_000, START - 30_000],
      ['Bob', START - 80_000, START - 30_000],
    ]);
    const again = begin(here(carol, 'Carol'));
    again.attendance.takeUp({ alive: START + 20_000, stays: attendance.stays.get() });
    expect(again.times()[0]).toEqual(['Alice', START - 90_000, START - 30_000]);
    // Who has been connecting all the time was there all the time.
    participants.set([here(carol, 'Carol'), his('connecting')]);
    await clock.advance(60_000);
    participants.set([here(carol, 'Carol'), his()]);
    expect(times().slice(0, 2)).toEqual([
      ['Alice', START - 90_000, START - 30_000],
      ['Bob', START - 80_000, undefined],
    ]);
  });

  test('X6 the same visit goes on with its own stay after a reload', () => {
    const { attendance, times } = begin(hers);
    const stays: Stay[] = [{ peer: alice.peer, role: 'host', name: 'Alice', from: START - 90_000 }];
    attendance.takeUp({ alive: START - 2000, stays });
    expect(times()).toEqual([['Alice', START - 90_000, undefined]]);
    attendance.takeUp({ alive: START - 2000, stays: [{ ...stays[0], until: START - 5000 } as Stay] });
    expect(times()).toEqual([['Alice', START - 90_000, undefined]]);
  });

  test('there is an end to what one who comes and goes for ever can write', () => {
    let stays: readonly Stay[] = [];
    for (let turn = 0; turn < STAYS_MAX + 5; turn++) {
      const at = START + turn * 200_000;
      stays = attend(attend(stays, [his()], at), [], at + 1000);
    }
    expect(stays).toHaveLength(STAYS_MAX);
  });

  test('nothing changes: the list is the same one', () => {
    const stays = attend([], [hers], START);
    expect(attend(stays, [hers], START + 5)).toBe(stays);
  });

  test('with the end of the call everybody has left', () => {
    expect(brief(closeStays(attend([], [hers], START), START + 9))).toEqual([['Alice', START, START + 9]]);
  });
});
