/**
 * People in whole calls, in one process: the real call, seats, gate, petition, signaling and mesh of the product, over a relay
 * that may lie and connections that are faked. Whoever is connected to whom can be asked of the network.
 */
import { checkCertificate, issuePass } from '../../src/lib/core/admission/certificate.ts';
import { createGate, type Gate } from '../../src/lib/core/admission/gate.ts';
import { createCall, type Call, type Documents } from '../../src/lib/core/call/call.ts';
import { createHostSeat } from '../../src/lib/core/call/host-seat.ts';
import { createMemberSeat } from '../../src/lib/core/call/member-seat.ts';
import { createPresence, type Presence } from '../../src/lib/core/call/presence.ts';
import type { Seat } from '../../src/lib/core/call/seat.ts';
import { cell, type WritableCell } from '../../src/lib/core/cell.ts';
import { systemRandom } from '../../src/lib/core/clock.ts';
import type { Channel } from '../../src/lib/core/documents/channel.ts';
import type { Identity } from '../../src/lib/core/session/identity.ts';
import type { OpenedLink } from '../../src/lib/core/session/link.ts';
import type { CompactJws, Nonce, PeerId } from '../../src/lib/wire/ids.ts';
import { fakeTrack, type FakeNetwork } from './fake-rtc.ts';
import { must, named, someone, type TestInterview } from './interview.ts';
import type { LyingRelay } from './lying-relay.ts';
import { until, type ManualClock } from './manual-clock.ts';

/** The documents' side of a call that only notes whom it was given a channel to. */
export interface NotedDocuments extends Documents {
  readonly channels: Channel[];
}

export interface Caller {
  readonly identity: Identity;
  readonly peer: PeerId;
  readonly presence: Presence;
  readonly call: Call<NotedDocuments>;
  readonly microphoneOn: WritableCell<boolean>;
  readonly cameraOn: WritableCell<boolean>;
  /** The statements of rules that were kept for a reload, the newest last. */
  readonly rules: CompactJws[];
  /** Peers that are shown, but for oneself and those who still connect. */
  seen(): PeerId[];
}
export interface HostCaller extends Caller {
  readonly gate: Gate;
}

export interface Callers {
  readonly network: FakeNetwork;
  /** `rules`: what was kept before a reload; `over`: calls that this host has ended. */
  host(identity?: Identity, rules?: readonly CompactJws[], over?: readonly Nonce[]): Promise<HostCaller>;
  /** Knocks, is let in, and enters. */
  member(host: HostCaller, name: string, link?: OpenedLink, identity?: Identity): Promise<Caller>;
  end(): void;
}

let visits = 5_000;

export function createCallers(
  relay: LyingRelay,
  clock: ManualClock,
  network: FakeNetwork,
  interview: TestInterview,
): Callers {
  const { room, authority } = interview;
  const ends: (() => void)[] = [];

  function enter(identity: Identity, presence: Presence, name: string, seat: Seat, rules: CompactJws[]): Caller {
    visits += 1;
    const [microphoneOn, cameraOn] = [cell(true), cell(true)];
    const call = createCall<NotedDocuments>({
      ...{ clock, room, identity, name, seat, visit: visits, random: systemRandom, relay: presence.relay },
      media: {
        microphone: cell<MediaStreamTrack | undefined>(fakeTrack('audio', `${name} microphone`)),
        camera: cell<MediaStreamTrack | undefined>(fakeTrack('video', `${name} camera`)),
        microphoneOn,
        cameraOn,
        setMicrophone: (on) => microphoneOn.set(on),
        setCamera: (on) => cameraOn.set(on),
      },
      connect: network.connectFor(identity.peer),
      streamOf: (track) => ({ getAudioTracks: () => [track] }) as unknown as MediaStream,
      iceServers: () => [],
      relayOnly: () => false,
      verifyCertificate: (jws, options) =>
        checkCertificate(authority.authority, room, jws, options?.ignoreExpiry ? 0 : clock.now()),
      authority: authority.authority,
      ...(seat.role === 'host' && { rule: authority }),
      rulesBefore: [...rules],
      keepRules: (jws) => void rules.push(jws),
      openDocuments: () => {
        const channels: Channel[] = [];
        return Promise.resolve({
          channels,
          addChannel: (channel) => void channels.push(channel),
          addBulkChannel: () => undefined,
          handleLive: () => undefined,
          forgetLive: () => undefined,
          end: () => undefined,
        });
      },
    });
    ends.push(() => call.end());
    presence.relay.enter(seat.pass);
    const seen = (): PeerId[] =>
      call.participants
        .get()
        .filter(({ self, connection }) => !self && connection !== 'connecting')
        .map(({ peer }) => peer);
    return { identity, peer: identity.peer, presence, call, microphoneOn, cameraOn, rules, seen };
  }

  const presenceOf = (identity: Identity, link: OpenedLink): Presence =>
    createPresence({ clock, random: systemRandom, open: relay.open, identity, link });

  return {
    network,
    async host(identity, before = [], over = []) {
      const rules = [...before];
      const own = identity ?? (await someone());
      const presence = presenceOf(own, interview.host);
      const gate = createGate({
        ...{ authority, room, self: own.peer, clock, random: systemRandom },
        answer: (to, sealed) => void presence.relay.send({ t: 'answer', to, sealed }),
        rules: () => rules.at(-1),
        over,
      });
      const firstPass = await issuePass(authority, { room, peer: own.peer, role: 'host' }, clock.now());
      const name = named('Host');
      const seat = createHostSeat({
        ...{ clock, authority, identity: own, room, name, gate, firstPass },
        keep: () => undefined,
      });
      const caller = enter(own, presence, name, seat, rules);
      await until(() => caller.call.relayUp.get(), 'the host to be in the call');
      return { ...caller, gate };
    },
    async member(host, name, link = interview.applicant, known) {
      const identity = known ?? (await someone());
      const presence = presenceOf(identity, link);
      const petition = must(presence.petition);
      presence.relay.join('lobby');
      await until(() => presence.host.get() !== undefined, 'word of a host');
      await petition.ask(named(name));
      await until(() => host.gate.queue.get().some(({ peer }) => peer === identity.peer), 'the knock at the gate');
      await host.gate.admit(identity.peer);
      await until(() => petition.admission.get() !== undefined, 'the admission');
      const membership = must(petition.admission.get());
      const caller = enter(
        identity,
        presence,
        name,
        createMemberSeat({ clock, petition, membership, role: link.role }),
        membership.rules ? [membership.rules] : [],
      );
      await until(() => caller.call.relayUp.get(), `${name} to be in the call`);
      return caller;
    },
    end: () => ends.splice(0).forEach((end) => end()),
  };
}
