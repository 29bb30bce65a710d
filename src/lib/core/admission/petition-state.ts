/**
 * How an applicant's petition moves: (state, event) -> state and effects. `host` is who the relay says is host; the knock is
 * sealed to the authority in any case, so that a false one learns nothing and can answer nothing.
 */
import type { PeerId } from '../../wire/ids.ts';

export type PetitionPhase = 'idle' | 'waiting' | 'host-absent' | 'refused' | 'admitted';

export interface PetitionState {
  readonly phase: PetitionPhase;
  readonly host: PeerId | undefined;
}

export type PetitionEvent =
  | { t: 'ask' }
  | { t: 'withdraw' }
  | { t: 'host-here'; host: PeerId }
  | { t: 'host-gone' } // also the relay's "host-absent" to a knock
  | { t: 'refused' }
  | { t: 'admitted' }
  | { t: 'lapsed' }; // what admitted us does not hold any more: back to knocking

export type PetitionEffect =
  | 'knock' // to the present host, under a new id
  | 'withdraw'
  | 'muster';

export type PetitionStep = readonly [state: PetitionState, ...effects: PetitionEffect[]];

export function stepPetition(state: PetitionState, event: PetitionEvent): PetitionStep {
  const { phase, host } = state;
  const pending = phase === 'waiting' || phase === 'host-absent';
  const to = (next: PetitionPhase): PetitionState => ({ phase: next, host });
  switch (event.t) {
    case 'ask':
      if (pending || phase === 'admitted') return [state];
      return host ? [to('waiting'), 'knock'] : [to('host-absent')];
    case 'withdraw':
      if (!pending) return [state];
      return phase === 'waiting' ? [to('idle'), 'withdraw'] : [to('idle')];
    case 'host-here': {
      const seen = { phase, host: event.host };
      if (pending) return [{ ...seen, phase: 'waiting' }, 'knock'];
      return phase === 'admitted' ? [seen, 'muster'] : [seen];
    }
    case 'host-gone':
      return [{ phase: phase === 'waiting' ? 'host-absent' : phase, host: undefined }];
    case 'refused':
      return [pending ? to('refused') : state];
    case 'admitted':
      return [pending ? to('admitted') : state];
    case 'lapsed':
      return [phase === 'admitted' ? to('idle') : state];
  }
}
