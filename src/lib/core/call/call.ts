/**
 * A call as one person is in it: it joins the relay's room, opens and closes the mesh's connections, and publishes who is there, the
 * chat and how it ended. It owns nothing of the browser: tracks, connections and documents come through ports, and how one
 * got in through the seat. Ending it twice is safe; `leave` says goodbye first.
 */
import type { CompactJws, Nonce, PeerId, RoomId } from '../../wire/ids.ts';
import type { ServerFrame } from '../../wire/relay.ts';
import type { Certificate } from '../../wire/admission.ts';
import { cell, type Cell } from '../cell.ts';
import type { Clock, Random } from '../clock.ts';
import type { Channel } from '../documents/channel.ts';
import type { Connect } from '../mesh/connection-port.ts';
import { createMesh, type Mesh } from '../mesh/mesh.ts';
import { createScope } from '../scope.ts';
import type { Identity } from '../session/identity.ts';
import type { RelaySession } from '../session/relay-session.ts';
import { createSignaling } from '../signaling/signaling.ts';
import { createAnnouncements } from './announcements.ts';
import type { CallEnd } from './call-end.ts';
import { encodeControl, parseControl } from './control-codec.ts';
import { createFiguresWatch } from './figures-watch.ts';
import { sendOwnMedia, type OwnMedia } from './own-media.ts';
import type { Participant } from './participant.ts';
import { createStreams, remoteParticipant, sameParticipants, type StreamOf } from './participants.ts';
import type { Seat } from './seat.ts';
import { createSyncLinks } from './sync-links.ts';

/** What the call gives to the shared documents. */
export interface DocumentsContext {
  readonly room: RoomId;
  readonly call: Nonce;
  readonly identity: Identity;
  ownCertificate(): CompactJws;
  verifyCertificate(jws: CompactJws, options: { ignoreExpiry: boolean }): Promise<Certificate | undefined>;
}

/** The documents' side of the call: is given a channel to each present peer. */
export interface Documents {
  addChannel(channel: Channel): void;
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
  /** A certificate of this call that the authority signed; undefined where it is anything else, or has expired. */
  verifyCertificate(jws: CompactJws, options?: { ignoreExpiry: boolean }): Promise<Certificate | undefined>;
  /** Loads and opens the shared documents; they come when they come, the call does not wait. */
  openDocuments(context: DocumentsContext): Promise<D>;
}

export interface Call<D extends Documents> {
  readonly participants: Cell<readonly Participant[]>;
  /** Whether the relay is reachable: the call goes on without it, but nobody can join. */
  readonly relayUp: Cell<boolean>;
  readonly documents: Cell<D | undefined>;
  readonly ended: Cell<CallEnd | undefined>;
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

export function createCall<D extends Documents>(deps: CallDeps<D>): Call<D> {
  const { clock, identity, relay, room, seat } = deps;
  const scope = createScope(clock);
  const ended = cell<CallEnd | undefined>(undefined);
  const relayUp = cell(false);
  const documents = cell<D | undefined>(undefined);
  const participants = cell<readonly Participant[]>([], sameParticipants);
  let seated = false;
  let members: readonly PeerId[] = [];

  /** Set once seated: a certificate of an earlier call of the same room does not count. */
  let callId: Nonce | undefined;
  const verifyCertificate = async (
    jws: CompactJws,
    options?: { ignoreExpiry: boolean },
  ): Promise<Certificate | undefined> => {
    const certificate = await deps.verifyCertificate(jws, options);
    return certificate?.call === callId ? certificate : undefined;
  };

  const signaling = createSignaling({
    identity,
    room,
    visit: deps.visit,
    clock,
    send: (to, box) => void relay.send({ t: 'signal', to, box }),
  });
  const mesh: Mesh = createMesh({
    self: identity.peer,
    identity,
    room,
    clock,
    random: deps.random,
    send: signaling.send,
    ownCertificate: seat.certificate,
    verifyCertificate,
    connect: deps.connect,
    iceServers: deps.iceServers,
    relayOnly: deps.relayOnly,
    signalingUp: () => relayUp.get(),
  });
  const announcements = createAnnouncements({
    send: (peer, message) => void mesh.send(peer, 'control', encodeControl(message)),
    broadcast: (message) => mesh.broadcast('control', encodeControl(message)),
  });
  const figures = createFiguresWatch({ scope, peers: () => presentPeers(), read: mesh.figures });
  const links = createSyncLinks({
    send: (peer, data) => mesh.send(peer, 'sync', data.slice().buffer),
    bufferedAmount: (peer) => mesh.bufferedAmount(peer, 'sync'),
    opened: (channel) => documents.get()?.addChannel(channel),
  });
  const stream = createStreams(deps.streamOf);

  const presentPeers = (): PeerId[] =>
    [...mesh.peers.get().values()].filter((view) => view.phase === 'present').map((view) => view.peer);

  /** Everybody whose certificate said host, for what comes when the connection is gone already. */
  const hosts = new Set<PeerId>();
  const isHost = (peer: PeerId): boolean => mesh.peers.get().get(peer)?.certificate.role === 'host';

  const show = (): void => {
    for (const peer of mesh.peers.get().keys()) if (isHost(peer)) hosts.add(peer);
    const own: Participant = {
      peer: identity.peer,
      self: true,
      name: deps.name,
      role: seat.role,
      state: announcements.own.get(),
      connection: 'direct',
      figures: undefined,
      camera: stream(deps.media.camera.get()),
      screen: undefined,
      sound: undefined,
    };
    const others = [...mesh.peers.get().values()].map((view) =>
      remoteParticipant(view, announcements.others.get().get(view.peer), figures.latest.get().get(view.peer), stream),
    );
    participants.set([own, ...others]);
  };

  const end = (why: CallEnd): void => {
    if (ended.get()) return;
    scope.end();
    ended.set(why);
  };

  const handleControl = (peer: PeerId, data: string | ArrayBuffer): void => {
    const message = parseControl(data);
    const from = mesh.peers.get().get(peer);
    if (!message || !from) return;
    if (message.t === 'state') announcements.handleState(peer, message.state);
    if (message.t === 'admission' && from.certificate.role === 'host') seat.handleAdmission(message.jws);
  };

  const handleFrame = (frame: ServerFrame): void => {
    if (frame.t === 'welcome') {
      relayUp.set(frame.as === 'call' || frame.as === 'host');
      members = frame.members.map((member) => member.peer);
      seat.handleFrame(frame);
      if (seated && relayUp.get()) mesh.handleSignalingUp(members);
      return;
    }
    if (frame.t === 'joined') mesh.expect(frame.peer);
    if (frame.t === 'signal') signaling.receive(frame.from, frame.box);
    seat.handleFrame(frame);
  };

  const sit = async (): Promise<void> => {
    const { call, key } = await seat.ready;
    if (scope.ended) return;
    callId = call;
    await signaling.rekey(key.epoch, key.key, key.grace);
    if (scope.ended) return;
    seated = true;
    if (relayUp.get()) mesh.handleSignalingUp(members);
    const opened = await deps.openDocuments({
      room,
      call,
      identity,
      ownCertificate: seat.certificate,
      verifyCertificate,
    });
    if (scope.ended) return opened.end();
    scope.own(() => opened.end());
    documents.set(opened);
    for (const channel of links.open()) opened.addChannel(channel);
  };

  scope.own(() => relay.end());
  scope.own(() => mesh.end());
  scope.own(() => seat.end());
  scope.own(relay.frames.on(handleFrame));
  scope.own(
    relay.state.subscribe((state) => {
      relayUp.set(state.t === 'open' && (state.standing === 'call' || state.standing === 'host'));
      if (state.t === 'replaced') end('moved');
      if (state.t === 'refused') end('refused');
    }),
  );
  scope.own(seat.rekeyed.on((key) => void signaling.rekey(key.epoch, key.key, key.grace)));
  scope.own(
    seat.renewals.on(({ peer, jws }) => void mesh.send(peer, 'control', encodeControl({ t: 'admission', jws }))),
  );
  scope.own(() => signaling.end());
  scope.own(signaling.behind.on(() => seat.handleBehind()));
  const iceReady = deps.iceReady ?? Promise.resolve();
  scope.own(
    // In their order, since each waits for the same promise.
    signaling.signals.on(({ from, visit, body }) => void iceReady.then(() => mesh.handleSignal(from, visit, body))),
  );
  scope.own(
    mesh.messages.on(({ peer, channel, data }) => {
      if (channel === 'control') handleControl(peer, data);
      if (channel === 'sync' && typeof data !== 'string') links.handleData(peer, new Uint8Array(data));
    }),
  );
  // A lost peer is heard again: the network is back, so the relay is looked for at once.
  scope.own(mesh.reachable.on(() => relay.state.get().t !== 'open' && relay.poke()));
  scope.own(mesh.bufferedLow.on(({ peer, channel }) => channel === 'sync' && links.handleLow(peer)));
  scope.own(
    mesh.present.on((peer) => {
      // There is one host: one that arrives takes the place of the one that was cut off or moved.
      if (isHost(peer))
        for (const other of mesh.peers.get().keys()) if (other !== peer && isHost(other)) mesh.drop(other, 'leave');
      announcements.handlePresent(peer);
      links.handlePresent(peer);
      seat.handlePresent(presentPeers());
    }),
  );
  scope.own(
    mesh.gone.on(({ peer, reason }) => {
      links.handleGone(peer);
      announcements.forget(peer);
      figures.forget(peer);
      seat.handlePresent(presentPeers());
      // Only the host's word ends a call for all; from anybody else it is a farewell like any other.
      if (reason === 'end' && hosts.has(peer)) end('over');
    }),
  );
  for (const source of [mesh.peers, announcements.own, announcements.others, figures.latest, deps.media.camera]) {
    scope.own((source as Cell<unknown>).subscribe(show));
  }
  sendOwnMedia({ scope, media: deps.media, setTrack: mesh.setTrack, announce: announcements.announce });
  void sit();

  return {
    participants,
    relayUp,
    documents,
    ended,
    level: mesh.level,
    setHand: (up) => announcements.announce({ hand: up }),
    handleNetworkChange() {
      relay.poke();
      mesh.handleNetworkChange();
    },
    leave() {
      if (ended.get()) return;
      mesh.leave(seat.role === 'host' ? 'end' : 'leave');
      end('left');
    },
    away() {
      if (!ended.get()) mesh.leave('away');
    },
    move: () => end('moved'),
    end: () => end('left'),
  };
}
