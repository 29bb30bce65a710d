/**
 * A seat is how one sits in a call: what one's key, certificate and pass are at present, and what one owes the others for it.
 * The host's seat lets people in and renews them; a member's seat shows itself to a host that arrives. The call itself
 * (call.ts) is the same for both.
 */
import type { Happening } from '../cell.ts';
import type { CallEnd } from './call-end.ts';
import type { CallKey, CompactJws, Nonce, PeerId, Role } from '../../wire/ids.ts';
import type { ServerFrame } from '../../wire/relay.ts';

export interface SeatKey {
  readonly epoch: number;
  readonly key: CallKey;
  /** Whether the key before it may still be used for a moment: not when somebody was removed. */
  readonly grace: boolean;
}

export interface Seat {
  readonly role: Role;
  /** Settles once the seat has its key. */
  readonly ready: Promise<{ call: Nonce; key: SeatKey }>;
  /** A new call key. */
  readonly rekeyed: Happening<SeatKey>;
  certificate(): CompactJws;
  pass(): CompactJws;
  /** Every frame of the relay, in its order. */
  handleFrame(frame: ServerFrame): void;
  /** Somebody seals under a newer key than ours, or so the relay says. */
  handleBehind(): void;
  /** A JWS that a present host sent over its own channel: renewal of certificate, pass and perhaps key. */
  handleAdmission(jws: CompactJws): void;
  /** The peers that are present now: whom to renew, and which host need not be mustered to. */
  handlePresent(peers: readonly PeerId[]): void;
  /** Statements of rules that came another way than over a control channel: with an admission, or through the relay. */
  readonly rules: Happening<CompactJws>;
  /** The seat is taken away: the call is not, or no more, the one that the host has. */
  readonly lost: Happening<Extract<CallEnd, 'over' | 'lapsed'>>;
  /** A member said that it leaves, for good. */
  handleFarewell(peer: PeerId): void;
  /** For each peer that is due: an admission to send it over its channel. */
  readonly renewals: Happening<{ peer: PeerId; jws: CompactJws }>;
  end(): void;
}
