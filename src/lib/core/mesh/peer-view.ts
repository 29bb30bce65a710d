/** What the mesh shows of a peer, and what a peer needs from the mesh. */
import type { Certificate } from '../../wire/admission.ts';
import type { ChannelName } from '../../wire/control.ts';
import type { CompactJws, PeerId, RoomId } from '../../wire/ids.ts';
import type { SignalBody, TrackKind } from '../../wire/signal.ts';
import type { Clock, Random } from '../clock.ts';
import type { Identity } from '../session/identity.ts';
import type { ChannelData } from './channels.ts';
import type { ConnectionPort } from './connection-port.ts';
import type { Tracks } from './connection.ts';
import { TRACK_KINDS } from './sections.ts';

/**
 * connecting: looks for a path; binding: there is one, and both sides prove who they are; present: media and data flow;
 * lost: was present, and a path (or, after "away", the page) is waited for.
 */
export type PeerPhase = 'connecting' | 'binding' | 'present' | 'lost';

export interface PeerView {
  readonly peer: PeerId;
  readonly certificate: Certificate;
  readonly phase: PeerPhase;
  /** The remote tracks, all four once the peer has been present: what is not sent is muted. */
  readonly tracks: Tracks;
  readonly path: 'direct' | 'relayed' | undefined;
}

export const sameView = (a: PeerView, b: PeerView): boolean =>
  a.phase === b.phase &&
  a.path === b.path &&
  a.certificate === b.certificate &&
  TRACK_KINDS.every((kind) => a.tracks[kind] === b.tracks[kind]);

/**
 * away, leave, end: as the peer (or whoever dropped it) said; silent: no path for a minute; replaced: its channels are
 * gone, a new connection is on its way; mismatch: the channel binding did not hold.
 */
export type GoneReason = 'away' | 'leave' | 'end' | 'silent' | 'replaced' | 'mismatch';

export interface PeerDeps {
  readonly self: PeerId;
  readonly peer: PeerId;
  readonly visit: number;
  /** Verified. */
  readonly certificate: Certificate;
  readonly room: RoomId;
  readonly clock: Clock;
  readonly random: Random;
  readonly identity: Pick<Identity, 'sign'>;
  /** Own offers are numbered on from here. */
  readonly offerBase: number;
  readonly localTracks: ReadonlyMap<TrackKind, MediaStreamTrack>;
  connect(): ConnectionPort;
  send(body: SignalBody): void;
  ownCertificate(): CompactJws;
  signalingUp(): boolean;
  /** The view is another. */
  changed(): void;
  /** Bound: data may be sent. */
  present(): void;
  /** A bound connection was closed; another will follow. */
  detached(): void;
  /** The peer is over and closed. */
  gone(reason: GoneReason): void;
  message(channel: ChannelName, data: ChannelData): void;
  low(channel: ChannelName): void;
  /** Something was not used: see Mesh.dropped. */
  dropped(): void;
}
