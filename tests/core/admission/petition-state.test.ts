import { describe, expect, it } from 'vitest';
import {
  stepPetition,
  type PetitionEvent,
  type PetitionPhase,
} from '../../../src/lib/core/admission/petition-state.ts';
import { someone } from '../../support/interview.ts';

const host = (await someone()).peer;
const other = (await someone()).peer;
const phases: PetitionPhase[] = ['idle', 'waiting', 'host-absent', 'refused', 'admitted'];

/** For each event, with and without a host that is here: what becomes of each phase above; '-' where nothing happens. */
const table: [PetitionEvent, 'host' | 'nobody', string[]][] = [
  [{ t: 'ask' }, 'host', ['waiting knock', '-', '-', 'waiting knock', '-']],
  [{ t: 'ask' }, 'nobody', ['host-absent', '-', '-', 'host-absent', '-']],
  [{ t: 'withdraw' }, 'host', ['-', 'idle withdraw', 'idle', '-', '-']],
  [{ t: 'withdraw' }, 'nobody', ['-', 'idle withdraw', 'idle', '-', '-']],
  [{ t: 'host-here', host }, 'nobody', ['idle', 'waiting knock', 'waiting knock', 'refused', 'admitted muster']],
  [{ t: 'host-here', host: other }, 'host', ['idle', 'waiting knock', 'waiting knock', 'refused', 'admitted muster']],
  [{ t: 'host-gone' }, 'host', ['idle', 'host-absent', 'host-absent', 'refused', 'admitted']],
  [{ t: 'host-gone' }, 'nobody', ['idle', 'host-absent', 'host-absent', 'refused', 'admitted']],
  [{ t: 'refused' }, 'host', ['-', 'refused', 'refused', '-', '-']],
  [{ t: 'refused' }, 'nobody', ['-', 'refused', 'refused', '-', '-']],
  [{ t: 'admitted' }, 'host', ['-', 'admitted', 'admitted', '-', '-']],
  [{ t: 'admitted' }, 'nobody', ['-', 'admitted', 'admitted', '-', '-']],
  [{ t: 'lapsed' }, 'host', ['-', '-', '-', '-', 'idle']],
  [{ t: 'lapsed' }, 'nobody', ['-', '-', '-', '-', 'idle']],
];

describe('petition, state by event (J3)', () => {
  for (const [event, here, expected] of table) {
    it(`${event.t}, ${here} here`, () => {
      const found = phases.map((phase) => {
        const state = { phase, host: here === 'host' ? host : undefined };
        const [next, ...effects] = stepPetition(state, event);
        return next === state && effects.length === 0 ? '-' : [next.phase, ...effects].join(' ');
      });
      expect(found).toEqual(expected);
    });
  }

  it('keeps in mind who is host', () => {
    for (const phase of phases) {
      expect(stepPetition({ phase, host }, { t: 'host-here', host: other })[0].host).toBe(other);
      expect(stepPetition({ phase, host }, { t: 'host-gone' })[0].host).toBeUndefined();
    }
  });
});
