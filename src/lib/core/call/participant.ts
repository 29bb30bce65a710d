/** What the call screen knows of one person: a value, made anew with each change. */
import type { MemberState } from '../../wire/control.ts';
import type { PeerId, Role } from '../../wire/ids.ts';
import type { ConnectionFigures } from '../mesh/figures.ts';

/** How a connection stands, in the words of C9. `self` has none. */
export type ConnectionState = 'connecting' | 'direct' | 'relayed' | 'weak' | 'lost';

export type { ConnectionFigures };

export interface Participant {
  readonly peer: PeerId;
  readonly self: boolean;
  readonly name: string;
  readonly role: Role;
  readonly state: MemberState;
  readonly connection: ConnectionState;
  /** On hold: neither seen nor heard, and sees and hears nobody. */
  readonly held: boolean;
  readonly figures: ConnectionFigures | undefined;
  /** Remote camera and screen as streams for a video element, remote sound for an audio element; own camera for self. */
  readonly camera: MediaStream | undefined;
  readonly screen: MediaStream | undefined;
  readonly sound: MediaStream | undefined;
  /** What is heard of the shared tab or screen. */
  readonly screenSound?: MediaStream | undefined;
}
