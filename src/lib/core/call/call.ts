/**
 * A call as one person is in it: it joins the relay's room, opens and closes the mesh's connections, and publishes who is there, the
 * chat and how it ended. It owns nothing of the browser: tracks, connections and documents come through ports, and how one
 * got in through the seat. Ending it twice is safe; `leave` says goodbye first.
 */
import type { CompactJws, Nonce, PeerId } from '../../wire/ids.ts';
import type { ServerFrame } from '../../wire/relay.ts';
import type { Certificate } from '../../wire/admission.ts';
import { cell } from '../cell.ts';
import { createMesh, type Mesh } from '../mesh/mesh.ts';
import { createScope } from '../scope.ts';
import { createSignaling } from '../signaling/signaling.ts';
import { createAnnouncements } from './announcements.ts';
import type { Call, CallDeps, Documents } from './call-deps.ts';
import type { CallEnd } from './call-end.ts';
import { joinQuality } from './call-quality.ts';
import { createControl } from './control.ts';
import { createDocumentLinks } from './document-links.ts';
import { createSyncLinks } from './sync-links.ts';
import { createLiveLinks } from './live-links.ts';
import { createFiguresWatch } from './figures-watch.ts';
import { tuneScreens } from './screen-encoding.ts';
import { sendOwnMedia } from './own-media.ts';
import { createRoster } from './roster.ts';
import { mayExchange } from './rules.ts';
import { createRuling } from './ruling.ts';
import { isHeld } from './rules.ts';
import { createTranscriptLinks } from './transcript-links.ts';

export type { Call, CallDeps, Documents, DocumentsContext } from './call-deps.ts';

export function createCall<D extends Documents>(deps: CallDeps<D>): Call<D> {
  const { clock, identity, relay, room, seat } = deps;
  const scope = createScope(clock);
  const ended = cell<CallEnd | undefined>(undefined);
  const relayUp = cell(false);
  const documents = cell<D | undefined>(undefined);
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
    // Who was sent out is connected to by nobody, whatever papers are still in force.
    verifyCertificate: async (jws) => {
      const certificate = await verifyCertificate(jws);
      return certificate && !ruling.isOut(certificate.peer) ? certificate : undefined;
    },
    connect: deps.connect,
    iceServers: deps.iceServers,
    relayOnly: deps.relayOnly,
    ...(deps.relayRequired && { relayRequired: deps.relayRequired }),
    signalingUp: () => relayUp.get(),
  });
  const control = createControl(mesh);
  const announcements = createAnnouncements(control);
  const presentPeers = (): PeerId[] =>
    [...mesh.peers.get().values()].filter((view) => view.phase === 'present').map((view) => view.peer);
  const figures = createFiguresWatch({ scope, peers: presentPeers, read: mesh.figures });
  const joined = joinQuality({ clock, scope, mesh, control, figures, media: deps.media, present: presentPeers });
  const { quality } = joined;
  /** What is sent of it, and shown of oneself. */
  const media = joined.media;
  const links = createDocumentLinks({
    ownRole: seat.role,
    send: (peer, data) => mesh.send(peer, 'sync', data.slice().buffer),
    bufferedAmount: (peer) => mesh.bufferedAmount(peer, 'sync'),
    opened: (channel, repository) => documents.get()?.addChannel(channel, repository),
  });
  const bulk = createSyncLinks({
    send: (peer, data) => mesh.send(peer, 'bulk', data.slice().buffer),
    bufferedAmount: (peer) => mesh.bufferedAmount(peer, 'bulk'),
    opened: (channel) => documents.get()?.addBulkChannel(channel),
  });
  const cutOff = (peer: PeerId): void => {
    links.handleGone(peer);
    bulk.handleGone(peer);
    documents.get()?.forgetLive(peer);
  };
  const ruling = createRuling({
    ...{ scope, clock, room, mesh, control, media: deps.media, self: identity.peer, role: seat.role },
    ...{ authority: deps.authority, rule: deps.rule, keep: deps.keepRules, cutOff },
    call: () => callId,
    end: (why) => end(why),
  });
  const transcript = createTranscriptLinks({
    ...{ scope, mesh, control, isHost: seat.role === 'host' },
    isHeld: (peer) => isHeld(ruling.rules.get(), peer),
  });

  const live = createLiveLinks({
    ...{ mesh, present: presentPeers },
    mayExchange: (peer) => mayExchange(ruling.rules.get(), identity.peer, peer),
  });

  /** Everybody whose certificate said host, for what comes when the connection is gone already. */
  const hosts = new Set<PeerId>();
  const isHost = (peer: PeerId): boolean => mesh.peers.get().get(peer)?.certificate.role === 'host';

  const end = (why: CallEnd): void => {
    if (ended.get()) return;
    scope.end();
    ended.set(why);
  };

  /** Says goodbye first. */
  const leave = (farewell: 'leave' | 'end', why: CallEnd): void => {
    if (ended.get()) return;
    mesh.leave(farewell);
    end(why);
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
    await ruling.begin(deps.rulesBefore, deps.settings);
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
      broadcastLive: live.broadcast,
    });
    if (scope.ended) return opened.end();
    scope.own(() => opened.end());
    documents.set(opened);
    for (const { channel, repository } of links.open()) opened.addChannel(channel, repository);
    for (const channel of bulk.open()) opened.addBulkChannel(channel);
  };

  scope.own(
    ruling.rules.subscribe(() => {
      for (const peer of presentPeers()) if (!live.hears(peer)) documents.get()?.forgetLive(peer);
    }),
  );
  scope.own(() => relay.end());
  scope.own(() => mesh.end());
  scope.own(() => seat.end());
  scope.own(relay.frames.on(handleFrame));
  scope.own(
    relay.state.subscribe((state) => {
      relayUp.set(state.t === 'open' && (state.standing === 'call' || state.standing === 'host'));
      if (state.t === 'replaced') end('moved');
      // Another device took the host's place while this one was cut off.
      if (state.t === 'refused') end(state.refusal === 'host-present' ? 'moved' : 'refused');
    }),
  );
  scope.own(seat.rekeyed.on((key) => void signaling.rekey(key.epoch, key.key, key.grace)));
  scope.own(seat.rules.on((statement) => void ruling.take(statement)));
  scope.own(seat.lost.on((why) => leave('leave', why)));
  scope.own(seat.renewals.on(({ peer, jws }) => void control.send(peer, { t: 'admission', jws })));
  scope.own(() => signaling.end());
  scope.own(signaling.behind.on(() => seat.handleBehind()));
  const iceReady = deps.iceReady ?? Promise.resolve();
  scope.own(
    // In their order, since each waits for the same promise.
    signaling.signals.on(({ from, visit, body }) => void iceReady.then(() => mesh.handleSignal(from, visit, body))),
  );
  scope.own(
    mesh.messages.on(({ peer, channel, data }) => {
      if (channel === 'control') control.handleData(peer, data);
      if (channel === 'sync' && typeof data !== 'string') links.handleData(peer, new Uint8Array(data));
      if (channel === 'bulk' && typeof data !== 'string') bulk.handleData(peer, new Uint8Array(data));
      if (channel === 'live' && live.hears(peer)) documents.get()?.handleLive(peer, data);
    }),
  );
  // A lost peer is heard again: the network is back, so the relay is looked for at once.
  scope.own(mesh.reachable.on(() => relay.state.get().t !== 'open' && relay.poke()));
  scope.own(
    mesh.bufferedLow.on(({ peer, channel }) => {
      if (channel === 'sync') links.handleLow(peer);
      if (channel === 'bulk') bulk.handleLow(peer);
    }),
  );
  scope.own(
    mesh.present.on((peer) => {
      // There is one host: one that arrives takes the place of the one that was cut off or moved.
      if (isHost(peer))
        for (const other of mesh.peers.get().keys()) if (other !== peer && isHost(other)) mesh.drop(other, 'leave');
      if (ruling.isOut(peer)) return;
      announcements.handlePresent(peer);
      ruling.handlePresent(peer);
      links.handlePresent(peer, mesh.peers.get().get(peer)?.certificate.role ?? 'applicant');
      bulk.handlePresent(peer);
      seat.handlePresent(presentPeers());
    }),
  );
  scope.own(
    mesh.gone.on(({ peer, reason }) => {
      cutOff(peer);
      announcements.forget(peer);
      figures.forget(peer);
      seat.handlePresent(presentPeers());
      if (reason === 'leave') seat.handleFarewell(peer);
      // Only the host's word ends a call for all; from anybody else it is a farewell like any other.
      if (reason === 'end' && hosts.has(peer)) end('over');
    }),
  );
  scope.own(
    mesh.peers.subscribe((peers) => {
      for (const peer of peers.keys()) if (isHost(peer)) hosts.add(peer);
    }),
  );
  control.on('state', ({ peer }, { state }) => announcements.handleState(peer, state));
  control.on('admission', ({ certificate }, { jws }) => {
    if (certificate.role === 'host') seat.handleAdmission(jws);
  });
  const participants = createRoster({
    ...{ scope, announcements, figures, media, peers: mesh.peers, rules: ruling.rules, streamOf: deps.streamOf },
    ...{ isCameraless: joined.isCameraless, cameralessBy: [quality.preset, quality.withheld] },
    self: { peer: identity.peer, name: deps.name, role: seat.role },
  });
  joined.watch(participants);
  tuneScreens(scope, mesh, presentPeers);
  sendOwnMedia({ scope, media, setTrack: mesh.setTrack, announce: announcements.announce });
  void sit();

  return {
    participants,
    relayUp,
    documents,
    ended,
    rules: ruling.rules,
    deeds: ruling.deeds,
    desk: ruling.desk,
    quality,
    transcript,
    level: mesh.level,
    setHand: (up) => announcements.announce({ hand: up }),
    handleNetworkChange() {
      relay.poke();
      mesh.handleNetworkChange();
    },
    leave: () => leave(seat.role === 'host' ? 'end' : 'leave', 'left'),
    away() {
      if (!ended.get()) mesh.leave('away');
    },
    move: () => end('moved'),
    end: () => end('left'),
  };
}
