/**
 * One member in a browser: the real relay session, signaling and mesh, a fake camera and microphone, and a video for each
 * peer whose frames are noted with their time. `window.member` is what the tests speak to.
 */
import { Certificate, JwsType } from '../../../../src/lib/wire/admission.ts';
import type { PeerId } from '../../../../src/lib/wire/ids.ts';
import { CallKey, CompactJws, parse, RoomId, Seed, AuthorityKey } from '../../../../src/lib/wire/ids.ts';
import { systemClock, systemRandom } from '../../../../src/lib/core/clock.ts';
import { createMesh, type Mesh } from '../../../../src/lib/core/mesh/mesh.ts';
import { identityFromSeed, verifyJws } from '../../../../src/lib/core/session/identity.ts';
import { createRelaySession } from '../../../../src/lib/core/session/relay-session.ts';
import type { OpenSocket } from '../../../../src/lib/core/session/relay-socket.ts';
import { createSignaling } from '../../../../src/lib/core/signaling/signaling.ts';
import { connectRtc, onNetworkChange, pageNetworkSigns } from '../../../../src/lib/platform/rtc.ts';
import type { Invitation, Report } from '../report.ts';

declare global {
  interface Window {
    member: {
      join(invitation: Invitation): Promise<void>;
      report(): Promise<Report>;
      leave(reason: 'away' | 'leave' | 'end'): void;
      say(text: string): void;
    };
  }
}

const FRAMES_KEPT = 4_000;

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a bad invitation');
  return value;
}

const openSocket =
  (origin: string): OpenSocket =>
  (path, handlers) => {
    const socket = new WebSocket(origin + path);
    let open = true;
    socket.onopen = () => open && handlers.onOpen();
    socket.onmessage = ({ data }) => open && typeof data === 'string' && handlers.onText(data);
    socket.onclose = ({ code }) => open && handlers.onClose(code);
    return {
      send: (text) => socket.readyState === WebSocket.OPEN && socket.send(text),
      close() {
        open = false;
        socket.close();
      },
    };
  };

let mesh: Mesh | undefined;
const frames = new Map<PeerId, number[]>();
const log: Report['log'] = [];
const heard: Report['heard'] = [];

function show(peer: PeerId, track: MediaStreamTrack): void {
  if (frames.has(peer)) return;
  const times: number[] = [];
  frames.set(peer, times);
  const video = document.createElement('video');
  video.muted = true;
  video.autoplay = true;
  video.width = 80;
  video.srcObject = new MediaStream([track]);
  document.body.append(video);
  const note = (): void => {
    times.push(Date.now());
    if (times.length > FRAMES_KEPT) times.shift();
    video.requestVideoFrameCallback(note);
  };
  video.requestVideoFrameCallback(note);
  void video.play();
}

async function join(invitation: Invitation): Promise<void> {
  const identity = await identityFromSeed(must(parse(Seed, invitation.seed)));
  const room = must(parse(RoomId, invitation.room));
  const authority = must(parse(AuthorityKey, invitation.authority));
  const certificate = must(parse(CompactJws, invitation.certificate));
  const token = must(parse(CompactJws, invitation.token));
  const pass = must(parse(CompactJws, invitation.pass));
  const session = createRelaySession({
    open: openSocket(invitation.relay),
    clock: systemClock,
    random: systemRandom,
    identity,
    room,
    token,
  });
  const signaling = createSignaling({
    identity,
    room,
    visit: Date.now(),
    clock: systemClock,
    send: (to, box) => session.send({ t: 'signal', to, box }),
  });
  await signaling.rekey(1, must(parse(CallKey, invitation.callKey)), false);
  const media = await navigator.mediaDevices.getUserMedia({
    video: { width: 320, height: 240, frameRate: 15 },
    audio: true,
  });
  const made = createMesh({
    self: identity.peer,
    identity,
    room,
    clock: systemClock,
    random: systemRandom,
    send: (to, body) => signaling.send(to, body),
    ownCertificate: () => certificate,
    verifyCertificate: async (jws) => parse(Certificate, await verifyJws(authority, JwsType.certificate, jws)),
    connect: connectRtc,
    iceServers: () => [],
    relayOnly: () => false,
    signalingUp: () => session.state.get().t === 'open',
  });
  mesh = made;
  const note = (what: string, detail = ''): void => void log.push({ at: Date.now(), what, detail });
  made.setTrack('camera', media.getVideoTracks()[0] ?? null);
  made.setTrack('microphone', media.getAudioTracks()[0] ?? null);
  made.present.on((peer) => note('present', peer));
  made.reachable.on((peer) => {
    note('reachable', peer);
    if (session.state.get().t !== 'open') session.poke();
  });
  made.gone.on(({ peer, reason }) => {
    note('gone', reason);
    frames.delete(peer);
  });
  made.messages.on(({ data }) => typeof data === 'string' && heard.push(data));
  made.peers.subscribe((peers) => {
    for (const [id, view] of peers) if (view.tracks.camera) show(id, view.tracks.camera);
    note('phases', [...peers.values()].map(({ phase }) => phase).join());
  });
  signaling.signals.on(({ from, visit, body }) => {
    note('signal', body.t === 'description' ? body.type : body.t);
    made.handleSignal(from, visit, body);
  });
  session.state.subscribe(({ t }) => note('relay', t));
  session.frames.on((frame) => {
    if (frame.t === 'welcome') made.handleSignalingUp(frame.members.map(({ peer }) => peer));
    else if (frame.t === 'signal') signaling.receive(frame.from, frame.box);
  });
  onNetworkChange(pageNetworkSigns(), () => {
    note('network');
    session.poke();
    made.handleNetworkChange();
  });
  note('join');
  session.enter(() => pass);
}

window.member = {
  join,
  async report() {
    const peers = [...(mesh?.peers.get() ?? [])];
    return {
      now: Date.now(),
      log,
      heard,
      peers: await Promise.all(
        peers.map(async ([id, { phase, path }]) => ({
          id,
          phase,
          path,
          frames: [...(frames.get(id) ?? [])],
          figures: await mesh?.figures(id),
        })),
      ),
    };
  },
  leave: (reason) => mesh?.leave(reason),
  say: (text) => mesh?.broadcast('sync', text),
};
