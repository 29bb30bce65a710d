/** What a call needs of the browser and the room, and what it gives: the seam of call.ts. */
import type { AuthorityKey, CompactJws, Nonce, PeerId, RoomId } from '../../wire/ids.ts';
import type { SyncRepository } from '../../wire/sync.ts';
import type { Certificate } from '../../wire/admission.ts';
import type { Cell, Happening } from '../cell.ts';
import type { Clock, Random } from '../clock.ts';
import type { Channel } from '../documents/channel.ts';
import type { Connect } from '../mesh/connection-port.ts';
import type { Identity } from '../session/identity.ts';
import type { RelaySession } from '../session/relay-session.ts';
import type { CallEnd } from './call-end.ts';
import type { HostDesk } from './host-desk.ts';
import type { HostDeed } from './obedience.ts';
import type { CallQuality } from './call-quality.ts';
import type { OwnMedia } from './own-media.ts';
import type { Participant } from './participant.ts';
import type { StreamOf } from './participants.ts';
import type { BulkSettings, Rules } from './rules.ts';
import type { Seat } from './seat.ts';
import type { TranscriptLinks } from './transcript-links.ts';

/** What the call gives to the shared documents. */
export interface DocumentsContext {
  readonly room: RoomId;
  readonly call: Nonce;
  readonly identity: Identity;
  ownCertificate(): CompactJws;
  verifyCertificate(jws: CompactJws, options: { ignoreExpiry: boolean }): Promise<Certificate | undefined>;
  /** To everybody present, if their line takes it just now; else it is lost. */
  broadcastLive(text: string): void;
}

/** The documents' side of the call: is given a channel to each present peer, and a second one to those on the panel. */
export interface Documents {
  addChannel(channel: Channel, repository: SyncRepository): void;
  /** Beside it: what files go over. */
  addBulkChannel(channel: Channel): void;
  /** Something on the `live` channel, from a peer that may be heard. */
  handleLive(peer: PeerId, data: string | ArrayBuffer): void;
  /** The peer is gone, or may not be heard any more. */
  forgetLive(peer: PeerId): void;
  end(): void;
}

export interface CallDeps<D extends Documents> {
  readonly clock: Clock;
  readonly random: Random;
  readonly room: RoomId;
  readonly identity: Identity;
  readonly name: string;
  /** This page load, in milliseconds, greater than those before it of the same identity. */
  readonly visit: number;
  readonly seat: Seat;
  readonly relay: RelaySession;
  readonly media: OwnMedia;
  readonly connect: Connect;
  readonly streamOf: StreamOf;
  iceServers(): readonly RTCIceServer[];
  /** Connections are made once it has resolved; absent: at once. */
  readonly iceReady?: Promise<void>;
  relayOnly(): boolean;
  /** Whether the host requires it of everybody (N7). */
  relayRequired?(): boolean;
  /** A certificate of this call that the authority signed; undefined where it is anything else, or has expired. */
  verifyCertificate(jws: CompactJws, options?: { ignoreExpiry: boolean }): Promise<Certificate | undefined>;
  /** Whoever holds it made the rules: see RulesBook. */
  readonly authority: AuthorityKey;
  /** Host only: signs the rules. */
  readonly rule?: Identity;
  /** Host only: what is set for all participants when the call begins; absent: as the rules stand. */
  readonly settings?: BulkSettings;
  /** What was kept of the rules before a reload, and where they are kept for the next one. */
  readonly rulesBefore: readonly CompactJws[];
  keepRules(statement: CompactJws): void;
  /** Loads and opens the shared documents; they come when they come, the call does not wait. */
  openDocuments(context: DocumentsContext): Promise<D>;
}

export interface Call<D extends Documents> {
  readonly participants: Cell<readonly Participant[]>;
  /** Whether the relay is reachable: the call goes on without it, but nobody can join. */
  readonly relayUp: Cell<boolean>;
  readonly documents: Cell<D | undefined>;
  readonly ended: Cell<CallEnd | undefined>;
  readonly rules: Cell<Rules | undefined>;
  /** What the host did to this person. */
  readonly deeds: Happening<HostDeed>;
  /** Host only. */
  readonly desk: HostDesk | undefined;
  /** How good the pictures are that are sent and shown (V4, C7). */
  readonly quality: CallQuality;
  /** Whether what is said is written down, and captions. */
  readonly transcript: TranscriptLinks;
  /** How loud another participant is just now, linear, 0 to 1. */
  level(peer: PeerId): number;
  setHand(up: boolean): void;
  handleNetworkChange(): void;
  /** Says goodbye and ends. As host it ends the call for all. */
  leave(): void;
  /** Another tab takes over: ends without a word. */
  move(): void;
  /** The page goes, perhaps to come back: the others keep the place for a minute. */
  away(): void;
  end(): void;
}
