/**
 * Our mesh: relay, sealed and signed signaling, certificates and channel binding, as in a call. What an admitted peer has
 * before it enters (visit key, certificate, pass, call key) is made in `ready`; entering, with opening the socket and proving
 * the key, is measured. In a real call the socket is open already, from the waiting room.
 */
import { systemClock, systemRandom } from '../../../src/lib/core/clock.ts';
import { createMesh } from '../../../src/lib/core/mesh/mesh.ts';
import { identityFromSeed, newSeed, verifyJws, type Identity } from '../../../src/lib/core/session/identity.ts';
import { createRelaySession } from '../../../src/lib/core/session/relay-session.ts';
import { createSignaling } from '../../../src/lib/core/signaling/signaling.ts';
import { webSocketsTo } from '../../../src/lib/platform/relay-socket.ts';
import { connectRtc } from '../../../src/lib/platform/rtc.ts';
import { Certificate, CERTIFICATE_MS, JwsType } from '../../../src/lib/wire/admission.ts';
import { parse, type CompactJws } from '../../../src/lib/wire/ids.ts';
import type { Join, Ready } from '../contestant.ts';
import type { OurCall } from '../our-relay.ts';

interface Admitted {
  readonly call: OurCall;
  readonly identity: Identity;
  readonly certificate: CompactJws;
  readonly pass: CompactJws;
}
let admitted: Admitted | undefined;

export const ready: Ready = async (call) => {
  if (!call) throw new Error('our mesh needs a call at our relay');
  const { room, nonce } = call;
  const authority = await identityFromSeed(call.seed);
  const identity = await identityFromSeed(newSeed(systemRandom));
  const common = { room, peer: identity.peer, role: 'applicant', exp: Date.now() + CERTIFICATE_MS } as const;
  const certificate = { ...common, call: nonce, kem: identity.kem, name: 'alice' };
  admitted = {
    call,
    identity,
    certificate: await authority.signJws(JwsType.certificate, certificate),
    pass: await authority.signJws(JwsType.pass, common),
  };
};

export const join: Join = async ({ stream, onStream }) => {
  if (!admitted) throw new Error('ready comes first');
  const { call, identity, certificate, pass } = admitted;
  const { room, authority, token } = call;
  const [clock, random] = [systemClock, systemRandom];
  const session = createRelaySession({ open: webSocketsTo(call.relay), clock, random, identity, room, token });
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
