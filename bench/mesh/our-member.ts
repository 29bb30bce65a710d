/**
 * Our mesh: relay, sealed and signed signaling, certificates and channel binding, as in a call. What an admitted peer has
 * before it enters (visit key, certificate, pass, call key) is made in `ready`. Twice: from nothing, with opening the socket and
 * proving the key as part of the time (a reload); and from the waiting room, where the socket has been open since somebody asked to
 * join, so that the time is what a person waits for after 「許可する」.
 */
import { settled } from '../../src/lib/core/cell.ts';
import { systemClock, systemRandom } from '../../src/lib/core/clock.ts';
import { createMesh } from '../../src/lib/core/mesh/mesh.ts';
import { identityFromSeed, newSeed, verifyJws, type Identity } from '../../src/lib/core/session/identity.ts';
import { createRelaySession, type RelaySession } from '../../src/lib/core/session/relay-session.ts';
import { createSignaling } from '../../src/lib/core/signaling/signaling.ts';
import { webSocketsTo } from '../../src/lib/platform/relay-socket.ts';
import { connectRtc } from '../../src/lib/platform/rtc.ts';
import { Certificate, CERTIFICATE_MS, JwsType } from '../../src/lib/wire/admission.ts';
import { parse, type CompactJws } from '../../src/lib/wire/ids.ts';
import type { Join, Ready } from './contestant.ts';
import type { OurCall } from './our-relay.ts';

interface Admitted {
  readonly call: OurCall;
  readonly session: RelaySession | undefined;
  readonly identity: Identity;
  readonly certificate: CompactJws;
  readonly pass: CompactJws;
}
const openSession = ({ relay, room, token }: OurCall, identity: Identity): RelaySession =>
  createRelaySession({ open: webSocketsTo(relay), clock: systemClock, random: systemRandom, identity, room, token });

export function ourMember(from: 'nothing' | 'waiting room'): { ready: Ready; join: Join } {
  let admitted: Admitted | undefined;

  const ready: Ready = async (call) => {
    if (!call) throw new Error('our mesh needs a call at our relay');
    const { room, nonce } = call;
    const authority = await identityFromSeed(call.seed);
    const identity = await identityFromSeed(newSeed(systemRandom));
    const common = { room, peer: identity.peer, role: 'applicant', exp: Date.now() + CERTIFICATE_MS } as const;
    const certificate = { ...common, call: nonce, kem: identity.kem, name: 'alice' };
    const session = from === 'waiting room' ? openSession(call, identity) : undefined;
    session?.join('lobby');
    if (session) await settled(session.state, ({ t }) => t === 'open');
    admitted = {
      call,
      session,
      identity,
      certificate: await authority.signJws(JwsType.certificate, certificate),
      pass: await authority.signJws(JwsType.pass, common),
    };
  };

  const join: Join = async ({ stream, onStream }) => {
    if (!admitted) throw new Error('ready comes first');
    const { call, identity, certificate, pass } = admitted;
    const { room, authority } = call;
    const [clock, random] = [systemClock, systemRandom];
    const session = admitted.session ?? openSession(call, identity);
    const signaling = createSignaling({
      identity,
      room,
      visit: Date.now(),
      clock,
      send: (to, box) => void session.send({ t: 'signal', to, box }),
    });
    const mesh = createMesh({
      self: identity.peer,
      identity,
      room,
      clock,
      random,
      send: (to, body) => signaling.send(to, body),
      ownCertificate: () => certificate,
      verifyCertificate: async (jws) => parse(Certificate, await verifyJws(authority, JwsType.certificate, jws)),
      connect: connectRtc,
      iceServers: () => [],
      relayOnly: () => false,
      signalingUp: () => session.state.get().t === 'open',
    });
    mesh.setTrack('microphone', stream.getAudioTracks()[0] ?? null);
    mesh.setTrack('camera', stream.getVideoTracks()[0] ?? null);
    mesh.peers.subscribe((peers) => {
      for (const [peer, { tracks }] of peers) if (tracks.camera) onStream(peer, new MediaStream([tracks.camera]));
    });
    signaling.signals.on(({ from, visit, body }) => mesh.handleSignal(from, visit, body));
    const { promise: inCall, resolve } = Promise.withResolvers<true>();
    session.frames.on((frame) => {
      if (frame.t === 'signal') signaling.receive(frame.from, frame.box);
      if (frame.t !== 'welcome' || frame.as !== 'call') return;
      mesh.handleSignalingUp(frame.members.map(({ peer }) => peer));
      resolve(true);
    });
    void signaling.rekey(call.epoch, call.key, false);
    session.enter(() => pass);
    await inCall;
  };
  return { ready, join };
}
