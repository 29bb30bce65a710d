/**
 * People at a relay, each a real relay session with a real gate or petition and signaling, joined as the call joins them.
 * `greeted` are the peers that a mesh would now make a connection for: a hello whose certificate holds.
 */
import { checkCertificate, issue } from '../../src/lib/core/admission/certificate.ts';
import { createGate, type Gate, type Resume } from '../../src/lib/core/admission/gate.ts';
import { createPetition, type Petition } from '../../src/lib/core/admission/petition.ts';
import type { Membership } from '../../src/lib/core/admission/admission-check.ts';
import { systemRandom } from '../../src/lib/core/clock.ts';
import type { Identity } from '../../src/lib/core/session/identity.ts';
import type { OpenedLink } from '../../src/lib/core/session/link.ts';
import { createRelaySession, type RelaySession } from '../../src/lib/core/session/relay-session.ts';
import { createSignaling, type SignalEvent, type Signaling } from '../../src/lib/core/signaling/signaling.ts';
import { issuePass } from '../../src/lib/core/admission/certificate.ts';
import type { CompactJws, PeerId } from '../../src/lib/wire/ids.ts';
import type { ServerFrame } from '../../src/lib/wire/relay.ts';
import { must, named, someone, type TestInterview } from './interview.ts';
import type { LyingRelay } from './lying-relay.ts';
import { until, type ManualClock } from './manual-clock.ts';

export interface Person {
  readonly identity: Identity;
  readonly peer: PeerId;
  readonly session: RelaySession;
  readonly signaling: Signaling;
  readonly frames: ServerFrame[];
  readonly signals: SignalEvent[];
  /** Whom a mesh would connect to. */
  readonly greeted: PeerId[];
  certificate(): CompactJws;
  greet(peer: PeerId): void;
  end(): void;
}
export interface Host extends Person {
  readonly gate: Gate;
}
export interface Guest extends Person {
  readonly petition: Petition;
}

export interface Party {
  readonly relay: LyingRelay;
  readonly clock: ManualClock;
  readonly interview: TestInterview;
  host(options?: { identity?: Identity; resume?: Resume }): Promise<Host>;
  guest(options?: { link?: OpenedLink; identity?: Identity; restored?: Membership }): Promise<Guest>;
  /** A guest that has knocked, been let in, and is in the call with the host. */
  member(host: Host, name: string, link?: OpenedLink): Promise<Guest>;
  end(): void;
}

let visits = 1_000;

export function createParty(relay: LyingRelay, clock: ManualClock, interview: TestInterview): Party {
  const { room, authority } = interview;
  const ends: (() => void)[] = [];

  function person(identity: Identity, link: OpenedLink, certificate: () => CompactJws): Person {
    const session = createRelaySession({
      ...{ open: relay.open, clock, random: systemRandom },
      ...{ identity, room, token: link.token },
    });
    visits += 1;
    const send: Parameters<typeof createSignaling>[0]['send'] = (to, box) =>
      void session.send({ t: 'signal', to, box });
    const signaling = createSignaling({ identity, room, clock, visit: visits, send });
    const frames: ServerFrame[] = [];
    const signals: SignalEvent[] = [];
    const greeted: PeerId[] = [];
    session.frames.on((frame) => {
      frames.push(frame);
      if (frame.t === 'signal') signaling.receive(frame.from, frame.box);
    });
    signaling.signals.on((event) => {
      signals.push(event);
      if (event.body.t !== 'hello') return;
      void checkCertificate(link.authority, room, event.body.certificate, clock.now()).then((found) => {
        if (found?.peer === event.from) greeted.push(event.from);
      });
    });
    const end = (): void => {
      session.end();
      signaling.end();
    };
    ends.push(end);
    const greet = (peer: PeerId): void =>
      signaling.send(peer, { t: 'hello', certificate: certificate(), reply: false });
    return { identity, peer: identity.peer, session, signaling, frames, signals, greeted, certificate, greet, end };
  }

  async function host(options: { identity?: Identity; resume?: Resume } = {}): Promise<Host> {
    const identity = options.identity ?? (await someone());
    let certificate: CompactJws | undefined;
    const one = person(identity, interview.host, () => must(certificate));
    const gate = createGate({
      ...{ authority, self: identity.peer, room, clock, random: systemRandom },
      answer: (to, sealed) => void one.session.send({ t: 'answer', to, sealed }),
      ...(options.resume && { resume: options.resume }),
    });
    ends.push(() => gate.end());
    one.session.frames.on((frame) => {
      if (frame.t === 'welcome') gate.start(frame.members.map(({ peer }) => peer));
      if (frame.t === 'knock') gate.handleKnock(frame.from, frame.id, frame.sealed);
      if (frame.t === 'withdrawn') gate.handleWithdrawn(frame.from, frame.id);
      if (frame.t === 'muster') gate.handleMuster(frame.from, frame.sealed);
      if (frame.t === 'left') gate.handleLeft(frame.peer);
    });
    gate.rekeyed.on(({ call, grace }) => void one.signaling.rekey(call.epoch, call.key, grace));
    const pass = await issuePass(authority, { room, peer: identity.peer, role: 'host' }, clock.now());
    one.session.enter(() => pass);
    void gate.ready.then(async (call) => {
      const about = {
        room,
        call: call.id,
        peer: identity.peer,
        kem: identity.kem,
        role: 'host',
        name: named('Host'),
      } as const;
      ({ certificate } = await issue(authority, about, clock.now()));
      await one.signaling.rekey(call.epoch, call.key, false);
    });
    await until(() => one.session.state.get().standing === 'host', 'the host to stand as host');
    return { ...one, gate };
  }

  async function guest(
    options: { link?: OpenedLink; identity?: Identity; restored?: Membership } = {},
  ): Promise<Guest> {
    const identity = options.identity ?? (await someone());
    const link = options.link ?? interview.applicant;
    const one = person(identity, link, () => must(petition.admission.get()).certificate);
    const petition = createPetition({
      ...{ identity, link, clock, random: systemRandom, send: one.session.send },
      ...(options.restored && { restored: options.restored }),
    });
    ends.push(() => petition.end());
    one.session.frames.on((frame) => {
      if (frame.t === 'host') petition.handleHost(frame.peer);
      if (frame.t === 'joined' && frame.as === 'host') petition.handleHost(frame.peer);
      if (frame.t === 'host-absent') petition.handleHostAbsent(frame.id);
      if (frame.t === 'answer') petition.handleAnswer(frame.sealed);
    });
    one.signaling.behind.on(() => petition.handleBehind());
    let entered = false;
    petition.admission.subscribe((membership) => {
      if (!membership) return;
      void one.signaling.rekey(membership.epoch, membership.key, true);
      if (!entered) one.session.enter(() => must(petition.admission.get()).pass);
      entered = true;
    });
    if (!entered) one.session.join('lobby');
    await until(() => one.session.state.get().t === 'open', 'the guest to be welcome');
    return { ...one, petition };
  }

  return {
    relay,
    clock,
    interview,
    host,
    guest,
    async member(at, name, link) {
      const one = await guest(link && { link });
      await until(() => one.frames.some((frame) => frame.t === 'host'), 'word of the host');
      await one.petition.ask(named(name));
      await until(() => at.gate.queue.get().some(({ peer }) => peer === one.peer), 'the knock at the gate');
      await at.gate.admit(one.peer);
      await until(() => one.session.state.get().standing === 'call', 'the member to be in the call');
      return one;
    },
    end: () => ends.splice(0).forEach((end) => end()),
  };
}
