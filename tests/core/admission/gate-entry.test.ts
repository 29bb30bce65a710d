import { describe, expect, it } from 'vitest';
import {
  stepEntry,
  unknownEntry,
  type Caller,
  type Entry,
  type EntryEvent,
  type EntryPhase,
} from '../../../src/lib/core/admission/gate-entry.ts';
import { newNonce, systemRandom } from '../../../src/lib/core/clock.ts';
import { CERTIFICATE_MS } from '../../../src/lib/wire/admission.ts';
import { named, someone, START } from '../../support/interview.ts';

const { kem } = await someone();
const caller: Caller = { name: named('Bob'), role: 'applicant', kem };
const renamed: Caller = { ...caller, name: named('Robert') };
const [first, latest, fresh] = [newNonce(systemRandom), newNonce(systemRandom), newNonce(systemRandom)];
const now = START + 1_000;
const phases: EntryPhase[] = ['unknown', 'pending', 'admitted', 'refused', 'withdrawn', 'removed'];

/** A peer that has knocked twice, in each phase. */
const entryIn = (phase: EntryPhase, at = START): Entry =>
  phase === 'unknown'
    ? unknownEntry
    : { phase, caller, knock: latest, seen: [first, latest], at, seated: false, barred: phase === 'removed' };

/** What becomes of each phase above; '-' where nothing happens. */
const table: [string, EntryEvent, string[]][] = [
  [
    'a new knock',
    { t: 'knock', id: fresh, caller, now },
    ['pending', 'pending', 'admitted grant', 'pending', 'pending', 'pending'],
  ],
  ['a new knock under another name', { t: 'knock', id: fresh, caller: renamed, now }, Array<string>(6).fill('pending')],
  [
    'the latest knock again',
    { t: 'knock', id: latest, caller, now },
    ['pending', '-', 'admitted grant', 'refused deny', '-', '-'],
  ],
  ['an older knock again', { t: 'knock', id: first, caller, now }, ['pending', '-', '-', '-', '-', '-']],
  ['withdrawn', { t: 'withdrawn', id: latest }, ['-', 'withdrawn', '-', '-', '-', '-']],
  ['another knock withdrawn', { t: 'withdrawn', id: first }, ['-', '-', '-', '-', '-', '-']],
  ['admit', { t: 'admit', now }, ['-', 'admitted grant', '-', '-', '-', '-']],
  ['refuse', { t: 'refuse' }, ['-', 'refused deny', '-', '-', '-', '-']],
  ['left on purpose', { t: 'left' }, ['-', '-', 'withdrawn', '-', '-', '-']],
  ['muster', { t: 'muster', caller, now }, [...Array<string>(5).fill('admitted grant'), '-']],
  ['renewed', { t: 'renewed', now }, ['-', '-', 'admitted', '-', '-', '-']],
  ['remove', { t: 'remove' }, Array<string>(6).fill('removed')],
];

describe('gate entry, state by event (J1, J3, J5)', () => {
  for (const [name, event, expected] of table) {
    it(name, () => {
      const found = phases.map((phase) => {
        const entry = entryIn(phase);
        const [next, effect] = stepEntry(entry, event);
        return next === entry && !effect ? '-' : [next.phase, ...(effect ? [effect] : [])].join(' ');
      });
      expect(found).toEqual(expected);
    });
  }

  it('J5: who was let in longer than ten minutes ago is asked for again', () => {
    const old = entryIn('admitted', now - CERTIFICATE_MS);
    expect(stepEntry(old, { t: 'knock', id: fresh, caller, now })[0].phase).toBe('pending');
    expect(stepEntry(old, { t: 'knock', id: latest, caller, now })).toEqual([old]);
  });

  it('J3: who left on purpose is asked for again, whoever was cut off is not', () => {
    const left = stepEntry(entryIn('admitted'), { t: 'left' })[0];
    expect(stepEntry(left, { t: 'knock', id: fresh, caller, now })[0].phase).toBe('pending');
    expect(stepEntry(left, { t: 'knock', id: latest, caller, now })).toEqual([left]);
    expect(stepEntry(entryIn('admitted'), { t: 'knock', id: fresh, caller, now })[1]).toBe('grant');
  });

  it('X1: who has shown this host a certificate and knocks has left, whether or not the farewell came; until let in anew', () => {
    const member = stepEntry(entryIn('unknown'), { t: 'muster', caller, now })[0];
    const asks = stepEntry(member, { t: 'knock', id: fresh, caller, now });
    expect(asks).toMatchObject([{ phase: 'pending' }]);
    expect(asks[1]).toBeUndefined();
    const back = stepEntry(asks[0], { t: 'admit', now })[0];
    expect(stepEntry(back, { t: 'knock', id: first, caller, now })[1]).toBe('grant');
    // A reload or a network that was lost is none of that: it musters again.
    expect(stepEntry(member, { t: 'muster', caller, now })[1]).toBe('grant');
  });

  it('J5: knocking does not lengthen the ten minutes', () => {
    expect(stepEntry(entryIn('admitted'), { t: 'knock', id: fresh, caller, now })[0].at).toBe(START);
    expect(stepEntry(entryIn('admitted'), { t: 'renewed', now })[0].at).toBe(now);
  });

  it('J1: a request that is renewed keeps its place', () => {
    const [next] = stepEntry(entryIn('pending'), { t: 'knock', id: fresh, caller: renamed, now });
    expect(next).toMatchObject({ at: START, knock: fresh, caller: { name: 'Robert' } });
  });

  it('whoever was removed stays barred through asking and refusal, until admitted anew', () => {
    const asks = stepEntry(entryIn('removed'), { t: 'knock', id: fresh, caller, now })[0];
    const refused = stepEntry(asks, { t: 'refuse' })[0];
    for (const entry of [asks, refused]) expect(stepEntry(entry, { t: 'muster', caller, now })).toEqual([entry]);
    expect(stepEntry(asks, { t: 'admit', now })[0].barred).toBe(false);
  });

  it('tells a bounded number of knocks apart', () => {
    let entry = unknownEntry;
    for (let count = 0; count < 100; count += 1) {
      entry = stepEntry(entry, { t: 'knock', id: newNonce(systemRandom), caller, now })[0];
    }
    expect(entry.seen).toHaveLength(32);
  });
});
