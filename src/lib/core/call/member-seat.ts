/**
 * The seat of an applicant or co-interviewer: the membership that the petition got from the host, which also asks a host that
 * arrives again for a place (muster). Here it becomes keys and papers for the call.
 */
import { happening } from '../cell.ts';
import type { Petition } from '../admission/petition.ts';
import type { Membership } from '../admission/admission-check.ts';
import { createScope } from '../scope.ts';
import type { Clock } from '../clock.ts';
import type { CompactJws, Role } from '../../wire/ids.ts';
import type { Seat, SeatKey } from './seat.ts';

/** Keys follow each other with grace: what was on its way under the old one still counts for a moment. */
const keyOf = (membership: Membership, grace: boolean): SeatKey => ({
  epoch: membership.epoch,
  key: membership.key,
  grace,
});

export function createMemberSeat(deps: { clock: Clock; petition: Petition; membership: Membership; role: Role }): Seat {
  const scope = createScope(deps.clock);
  const rekeyed = happening<SeatKey>();
  const renewals = happening<never>();
  const rules = happening<CompactJws>();
  const lost = happening<'over' | 'lapsed'>();
  let present = deps.membership;
  scope.own(
    deps.petition.admission.subscribe((membership) => {
      if (!membership || membership.call !== present.call) return;
      const newer = membership.epoch > present.epoch;
      present = membership;
      if (newer) rekeyed.emit(keyOf(membership, true));
      if (membership.rules) rules.emit(membership.rules);
    }),
  );
  scope.own(deps.petition.statements.on((jws) => rules.emit(jws)));
  scope.own(deps.petition.lapsed.on(({ over }) => lost.emit(over ? 'over' : 'lapsed')));
  return {
    role: deps.role,
    ready: Promise.resolve({ call: present.call, key: keyOf(present, true) }),
    rekeyed,
    renewals,
    rules,
    lost,
    certificate: () => present.certificate,
    pass: () => present.pass,
    handleFrame: () => undefined, // the petition listens to the relay itself
    handleBehind: () => deps.petition.handleBehind(),
    handleAdmission: (jws) => void deps.petition.handleAdmission(jws),
    handlePresent: () => undefined,
    handleFarewell: () => undefined,
    end: () => scope.end(),
  };
}
