/**
 * The host's seat: its own papers, made by the authority that the host link holds; the gate, fed with the relay's frames; and the
 * renewal of everybody's papers while they are here, so that a place is kept for ten minutes and no longer.
 */
import { issue } from '../admission/certificate.ts';
import type { Gate } from '../admission/gate.ts';
import type { GateCall } from '../admission/gate-call.ts';
import { happening } from '../cell.ts';
import type { Clock } from '../clock.ts';
import { createScope } from '../scope.ts';
import type { Identity } from '../session/identity.ts';
import type { CompactJws, PeerId, RoomId } from '../../wire/ids.ts';
import type { DisplayName } from '../../wire/name.ts';
import type { Seat, SeatKey } from './seat.ts';

/** Papers hold ten minutes; renewed this often, in milliseconds, a place is kept between seven and ten. */
const RENEW_MS = 3 * 60 * 1000;

export interface HostSeatDeps {
  readonly clock: Clock;
  readonly authority: Identity;
  readonly identity: Identity;
  readonly room: RoomId;
  readonly name: DisplayName;
  readonly gate: Gate;
  /** The call as it now is: to be kept for a reload. */
  readonly keep: (call: GateCall) => void;
  /** Made before the relay was entered. */
  readonly firstPass: CompactJws;
}

export function createHostSeat(deps: HostSeatDeps): Seat {
  const { clock, gate } = deps;
  const scope = createScope(clock);
  const rekeyed = happening<SeatKey>();
  const renewals = happening<{ peer: PeerId; jws: CompactJws }>();
  let present: readonly PeerId[] = [];
  let pass = deps.firstPass;
  let certificate: CompactJws | undefined;

  const keyOf = ({ epoch, key }: GateCall, grace: boolean): SeatKey => ({ epoch, key, grace });

  const renewOwn = async (call: GateCall): Promise<void> => {
    const { authority, identity, room, name } = deps;
    const subject = { room, call: call.id, peer: identity.peer, kem: identity.kem, role: 'host' as const, name };
    const papers = await issue(authority, subject, clock.now());
    ({ pass, certificate } = papers);
  };

  const renewAll = async (): Promise<void> => {
    const { call } = gate;
    if (!call) return;
    await renewOwn(call);
    deps.keep(call);
    for (const peer of present) {
      const jws = await gate.renew(peer);
      if (jws && !scope.ended) renewals.emit({ peer, jws });
    }
  };

  const ready = (async () => {
    const call = await gate.ready;
    await renewOwn(call);
    deps.keep(call);
    return { call: call.id, key: keyOf(call, false) };
  })();

  scope.every(RENEW_MS, () => void renewAll());
  scope.own(
    gate.rekeyed.on(({ call, grace }) => {
      deps.keep(call);
      rekeyed.emit(keyOf(call, grace));
    }),
  );
  scope.own(() => gate.end());

  return {
    role: 'host',
    ready,
    rekeyed,
    renewals,
    rules: happening<never>(), // made here
    lost: happening<never>(), // the call is the host's own
    certificate() {
      if (!certificate) throw new Error('a host says hello only when its call is known');
      return certificate;
    },
    pass: () => pass,
    handleFrame(frame) {
      switch (frame.t) {
        case 'welcome':
          if (frame.as === 'host') gate.start(frame.members.map((member) => member.peer));
          return;
        case 'knock':
          return gate.handleKnock(frame.from, frame.id, frame.sealed);
        case 'withdrawn':
          return gate.handleWithdrawn(frame.from, frame.id);
        case 'muster':
          return gate.handleMuster(frame.from, frame.sealed);
        case 'left':
          return gate.handleLeft(frame.peer);
      }
    },
    handleBehind: () => undefined, // keys are made here
    handleAdmission: () => undefined, // a host is admitted by nobody
    handlePresent(peers) {
      present = peers;
    },
    handleFarewell: gate.handleFarewell,
    end: () => scope.end(),
  };
}
