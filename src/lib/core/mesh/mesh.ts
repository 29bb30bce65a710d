/**
 * All connections of a call: one peer.ts for each member that is known. Nothing a stranger says makes a connection: its
 * certificate is verified first, and must be for the key that signed the signal. What is not used (unverified, unfitting,
 * too much) is dropped and counted.
 *
 * The signals come in already opened, verified and in order (core/signaling); they go out by `deps.send`.
 */
import type { Certificate } from '../../wire/admission.ts';
import type { ChannelName, ControlMessage } from '../../wire/control.ts';
import type { CompactJws, PeerId, RoomId } from '../../wire/ids.ts';
import type { SignalBody, TrackKind } from '../../wire/signal.ts';
import { cell, happening, type Cell, type Happening } from '../cell.ts';
import type { Clock, Random } from '../clock.ts';
import { createScope } from '../scope.ts';
import type { Identity } from '../session/identity.ts';
import type { ChannelData } from './channels.ts';
import type { Connect } from './connection-port.ts';
import type { Encoding } from './connection.ts';
import type { ConnectionFigures } from './figures.ts';
import { createGreetings } from './greetings.ts';
import { createInboxes } from './inbox.ts';
import type { GoneReason, Peer, PeerView } from './peer-view.ts';
import { createPeer } from './peer.ts';
import { onlyRelayed } from './relayed.ts';

export type { ChannelData } from './channels.ts';
export type { Encoding } from './connection.ts';
export type { GoneReason, PeerPhase, PeerView } from './peer-view.ts';

/** Most peers that one browser connects to: each costs an upload of its own. */
export const PEERS_MAX = 16;
export interface MeshDeps {
  readonly self: PeerId;
  readonly identity: Pick<Identity, 'sign'>;
  readonly room: RoomId;
  readonly clock: Clock;
  readonly random: Random;
  /** Seals, signs and sends; in order per peer. */
  send(to: PeerId, body: SignalBody): void;
  ownCertificate(): CompactJws;
  /** The certificate, where the authority of this room has signed it for this call and it has not expired. */
  verifyCertificate(jws: CompactJws): Promise<Certificate | undefined>;
  readonly connect: Connect;
  iceServers(): readonly RTCIceServer[];
  /** Only TURN paths: hides the own address (N7). */
  relayOnly(): boolean;
  /** Nobody may use anything else: what others offer beside TURN paths is dropped. */
  relayRequired?(): boolean;
  signalingUp(): boolean;
}

export interface Mesh {
  readonly peers: Cell<ReadonlyMap<PeerId, PeerView>>;
  /** How many signals and messages were not used. */
  readonly dropped: Cell<number>;
  /** Bound: media and data flow. Comes again after a `gone` with 'replaced'. */
  readonly present: Happening<PeerId>;
  readonly gone: Happening<{ readonly peer: PeerId; readonly reason: GoneReason }>;
  /** Everything of bound peers but `bind` and `bye`; on `control` text that is a ControlMessage. */
  readonly messages: Happening<{ readonly peer: PeerId; readonly channel: ChannelName; readonly data: ChannelData }>;
  /**
   * A lost peer is heard again. Our own end has not noticed yet, and needs signaling to answer: where that is down, now is
   * the time to look at it (RelaySession.poke).
   */
  readonly reachable: Happening<PeerId>;
  /** A channel's buffer has fallen below 64 KB. */
  readonly bufferedLow: Happening<{ readonly peer: PeerId; readonly channel: ChannelName }>;
  /** The peer was in the call when we came: say hello, and it will offer a connection. */
  greet(peer: PeerId): void;
  /**
   * The peer has come after us and should say hello. One that we do not know may take us for our former visit instead, to
   * which it is connected or which has gone (both were away from the relay while we reloaded): then we say it.
   */
  expect(peer: PeerId): void;
  handleSignal(from: PeerId, visit: number, body: SignalBody): void;
  /** The relay is (again) there, with these members: says hello to each that is not connected. */
  handleSignalingUp(members: readonly PeerId[]): void;
  /** The device's network changed: looks for new paths at once, before ICE notices. */
  handleNetworkChange(): void;
  /** What everybody present is sent in this section from now on; null: nothing. */
  setTrack(kind: TrackKind, track: MediaStreamTrack | null): void;
  /** To whom no track is sent, whatever `setTrack` says, from now on; a fixed answer for each peer. */
  withhold(from: (peer: PeerId) => boolean): void;
  /** Limits what one peer is sent of one track. */
  tune(peer: PeerId, kind: TrackKind, encoding: Encoding): void;
  /** False where the peer is not present, the channel not open, or the data too large. */
  send(peer: PeerId, channel: ChannelName, data: ChannelData): boolean;
  broadcast(channel: ChannelName, data: ChannelData): void;
  /** Bytes that wait to be sent. */
  bufferedAmount(peer: PeerId, channel: ChannelName): number;
  /** How loud a present peer's microphone is, linear, 0 to 1; 0 for anybody else. */
  level(peer: PeerId): number;
  /** Undefined where there is no connection. Rates are over the time since the last call for this peer. */
  figures(peer: PeerId): Promise<ConnectionFigures | undefined>;
  /** Closes the connection to a peer. Says nothing to it. */
  drop(peer: PeerId, reason: GoneReason): void;
  /** Says bye to everybody; unless away, closes everything. */
  leave(reason: 'away' | 'leave' | 'end'): void;
  end(): void;
}

export function createMesh(deps: MeshDeps): Mesh {
  const { self, clock } = deps;
  const scope = createScope(clock);
  const peers = new Map<PeerId, Peer>();
  const localTracks = new Map<TrackKind, MediaStreamTrack>();
  let withheld: (peer: PeerId) => boolean = () => false;
  const inboxes = createInboxes(clock, (id) => peers.has(id));
  const views = cell<ReadonlyMap<PeerId, PeerView>>(
    new Map(),
    (a, b) => a.size === b.size && [...a].every(([id, view]) => b.get(id) === view),
  );
  const dropped = cell(0);
  const present = happening<PeerId>();
  const reachable = happening<PeerId>();
  const gone = happening<{ peer: PeerId; reason: GoneReason }>();
  const messages = happening<{ peer: PeerId; channel: ChannelName; data: ChannelData }>();
  const bufferedLow = happening<{ peer: PeerId; channel: ChannelName }>();
  const sayHello = (peer: PeerId): void => {
    if (deps.signalingUp()) deps.send(peer, { t: 'hello', certificate: deps.ownCertificate(), reply: false });
  };
  const greetings = createGreetings(scope, sayHello);
  /** Offers are numbered across the peers of this page, so that a peer which is met again sees them grow. */
  let offerBase = 0;

  const drop = (): void => dropped.update((count) => count + 1);
  const changed = (): void => {
    if (!scope.ended) views.set(new Map([...peers].map(([id, peer]) => [id, peer.view()])));
  };

  function config(): RTCConfiguration {
    return {
      iceServers: [...deps.iceServers()],
      iceTransportPolicy: deps.relayOnly() ? 'relay' : 'all',
      bundlePolicy: 'max-bundle',
    };
  }

  function add(id: PeerId, visit: number, certificate: Certificate): Peer {
    const mine = (): boolean => peers.get(id) === peer;
    const peer = createPeer({
      self,
      peer: id,
      visit,
      certificate,
      room: deps.room,
      clock,
      random: deps.random,
      identity: deps.identity,
      offerBase,
      localTracks,
      withheld: () => withheld(id),
      connect: () => deps.connect(config()),
      config,
      send: (body) => deps.send(id, body),
      ownCertificate: deps.ownCertificate,
      signalingUp: deps.signalingUp,
      changed,
      present: () => present.emit(id),
      reachable: () => reachable.emit(id),
      detached: () => gone.emit({ peer: id, reason: 'replaced' }),
      gone: (reason) => {
        if (mine()) remove(id, reason);
      },
      message: (channel, data) => messages.emit({ peer: id, channel, data }),
      low: (channel) => bufferedLow.emit({ peer: id, channel }),
      dropped: drop,
    });
    peers.set(id, peer);
    greetings.settle(id);
    changed();
    return peer;
  }

  function remove(id: PeerId, reason: GoneReason): void {
    greetings.settle(id);
    const peer = peers.get(id);
    if (!peer) return;
    peers.delete(id);
    offerBase = Math.max(offerBase, peer.lastOffer);
    peer.end();
    changed();
    gone.emit({ peer: id, reason });
  }

  // --- signals -----------------------------------------------------------------------------------------------------------

  function handleSignal(from: PeerId, visit: number, body: SignalBody): void {
    const taken = !scope.ended && from !== self && inboxes.take(from, () => receive(from, visit, body).catch(drop));
    if (!taken) drop();
  }

  async function receive(from: PeerId, visit: number, offered: SignalBody): Promise<void> {
    const body = deps.relayRequired?.() ? onlyRelayed(offered) : offered;
    if (!body) return drop();
    const known = peers.get(from);
    if (known && visit < known.visit) return drop();
    if (body.t === 'hello' || body.t === 'description') {
      const certificate = await deps.verifyCertificate(body.certificate);
      if (scope.ended) return;
      if (certificate?.peer !== from) return drop();
      const peer = admit(from, visit, certificate);
      if (!peer) return drop();
      peer.handleCertificate(certificate);
      if (body.t === 'hello') peer.handleHello();
      else peer.handleDescription(body);
      return;
    }
    if (known?.visit !== visit) return drop();
    if (body.t === 'candidate') known.handleCandidate(body.candidate);
    else if (body.t === 'proof') known.handleProof(body.challenge, body.signature);
    else known.handleBye(body.reason);
  }

  /** The peer's present visit; one that came back after a reload takes the place of the former. */
  function admit(from: PeerId, visit: number, certificate: Certificate): Peer | undefined {
    const known = peers.get(from);
    if (known && visit === known.visit) return known;
    if (known && visit < known.visit) return undefined;
    if (known) remove(from, 'replaced');
    return peers.size < PEERS_MAX ? add(from, visit, certificate) : undefined;
  }

  const mesh: Mesh = {
    peers: views,
    dropped,
    present,
    reachable,
    gone,
    messages,
    bufferedLow,
    greet(peer) {
      if (scope.ended || peer === self) return;
      const known = peers.get(peer);
      if (!known) greetings.greet(peer);
      else if (!known.up) sayHello(peer);
    },
    expect(peer) {
      if (!scope.ended && peer !== self && !peers.has(peer)) greetings.expect(peer);
    },
    handleSignal,
    handleSignalingUp(members) {
      for (const member of members) {
        const peer = peers.get(member);
        if (!peer) mesh.greet(member);
        else if (peer.handleSignalingUp()) sayHello(member);
      }
    },
    handleNetworkChange() {
      for (const peer of peers.values()) peer.handleNetworkChange();
    },
    setTrack(kind, track) {
      if (track) localTracks.set(kind, track);
      else localTracks.delete(kind);
      for (const peer of peers.values()) peer.setTrack(kind, track);
    },
    withhold(from) {
      const before = withheld;
      withheld = from;
      for (const [id, peer] of peers) if (before(id) !== from(id)) peer.handleWithheld();
    },
    tune: (peer, kind, encoding) => peers.get(peer)?.tune(kind, encoding),
    send: (peer, channel, data) => peers.get(peer)?.send(channel, data) ?? false,
    broadcast(channel, data) {
      for (const peer of peers.values()) peer.send(channel, data);
    },
    bufferedAmount: (peer, channel) => peers.get(peer)?.bufferedAmount(channel) ?? 0,
    level: (peer) => peers.get(peer)?.level() ?? 0,
    figures: async (peer) => peers.get(peer)?.figures(),
    drop: remove,
    leave(reason) {
      const bye = JSON.stringify({ t: 'bye', reason } satisfies ControlMessage);
      for (const [id, peer] of peers) {
        // Both ways: the page may be gone before a sealed signal is, and a lost path carries no channel.
        peer.send('control', bye);
        deps.send(id, { t: 'bye', reason });
      }
      if (reason !== 'away') mesh.end();
    },
    end() {
      if (scope.ended) return;
      scope.end();
      for (const peer of peers.values()) peer.end();
      peers.clear();
      views.set(new Map());
    },
  };
  return mesh;
}
