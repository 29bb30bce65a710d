/** What the call screen knows of one person: a value, made anew with each change. */
import type { MemberState } from '../../wire/control.ts';
import type { PeerId, Role } from '../../wire/ids.ts';

/** How a connection stands, in the words of C9. `self` has none. */
export type ConnectionState = 'connecting' | 'direct' | 'relayed' | 'weak' | 'lost';

/** Figures of one connection over the last sampling interval; what a browser does not tell is undefined. */
export interface ConnectionFigures {
  /** Kilobits per second. */
  readonly sendKbps: number | undefined;
  readonly receiveKbps: number | undefined;
  /** 0 to 1, of the packets that the other side sent. */
  readonly loss: number | undefined;
  readonly roundTripMs: number | undefined;
  readonly videoCodec: string | undefined;
  readonly audioCodec: string | undefined;
  /** Transport and kind of the chosen pair, e.g. 'udp host', 'tcp relay'. */
  readonly path: string | undefined;
  readonly frameWidth: number | undefined;
  readonly frameHeight: number | undefined;
  readonly framesPerSecond: number | undefined;
}

export interface Participant {
  readonly peer: PeerId;
  readonly self: boolean;
  readonly name: string;
  readonly role: Role;
  readonly state: MemberState;
  readonly connection: ConnectionState;
  readonly figures: ConnectionFigures | undefined;
  /** Remote camera and screen as streams for a video element, remote sound for an audio element; own camera for self. */
  readonly camera: MediaStream | undefined;
  readonly screen: MediaStream | undefined;
  readonly sound: MediaStream | undefined;
}
