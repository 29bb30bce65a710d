/** What a peer is to the mesh, what of it is shown, and what it needs. */
import type { Certificate } from '../../wire/admission.ts';
import type { ChannelName } from '../../wire/control.ts';
import type { CompactJws, Nonce, PeerId, RoomId, Signature } from '../../wire/ids.ts';
import type { SignalBody, TrackKind } from '../../wire/signal.ts';
import type { Clock, Random } from '../clock.ts';
import type { Identity } from '../session/identity.ts';
import type { ChannelData } from './channels.ts';
import type { ConnectionPort } from './connection-port.ts';
import type { Candidate, Encoding, Tracks } from './connection.ts';
import type { ConnectionFigures } from './figures.ts';
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
  /** Whether it is to be sent nothing at present (V6). */
  withheld(): boolean;
  connect(): ConnectionPort;
  /** As it is now, for a connection that looks for a new path. */
  config(): RTCConfiguration;
  send(body: SignalBody): void;
  ownCertificate(): CompactJws;
  signalingUp(): boolean;
  /** The view is another. */
  changed(): void;
  /** Bound: data may be sent. */
  present(): void;
  /** A bound connection was closed; another will follow. */
  detached(): void;
  /** It is heard although its path counts as lost: signaling is worth a try. */
  reachable(): void;
  /** The peer is over and closed. */
  gone(reason: GoneReason): void;
  message(channel: ChannelName, data: ChannelData): void;
  low(channel: ChannelName): void;
  /** Something was not used: see Mesh.dropped. */
  dropped(): void;
}

type DescriptionBody = Extract<SignalBody, { t: 'description' }>;

export interface Peer {
  readonly visit: number;
  /** Number of the last offer that was sent to it. */
  readonly lastOffer: number;
  readonly bound: boolean;
  readonly up: boolean;
  view(): PeerView;
  /** It says that it has no working connection with us. */
  handleHello(): void;
  handleDescription(body: DescriptionBody): void;
  /** The channel binding ahead of the channel. */
  handleProof(challenge: Nonce, signature: Signature): void;
  handleCandidate(candidate: Candidate): void;
  handleBye(reason: 'away' | 'leave' | 'end'): void;
  handleCertificate(certificate: Certificate): void;
  /** Signaling is back: true where a hello should tell the peer that we are not connected. */
  handleSignalingUp(): boolean;
  handleNetworkChange(): void;
  setTrack(kind: TrackKind, track: MediaStreamTrack | null): void;
  /** Whether tracks are withheld from it has changed. */
  handleWithheld(): void;
  tune(kind: TrackKind, encoding: Encoding): void;
  send(channel: ChannelName, data: ChannelData): boolean;
  bufferedAmount(channel: ChannelName): number;
  level(): number;
  figures(): Promise<ConnectionFigures | undefined>;
  /** Closes the connection. Says nothing to anybody. */
  end(): void;
}
