/** What the mesh relies on in an RTCPeerConnection; run on the fake in Node and on the real one in a browser's page. */
import { fingerprintsOf } from '../../src/lib/core/mesh/binding.ts';
import { openChannels } from '../../src/lib/core/mesh/channels.ts';
import type { ConnectionPort } from '../../src/lib/core/mesh/connection-port.ts';
import { pathOf, pulseOf } from '../../src/lib/core/mesh/figures.ts';
import { addSections, adoptSections, sectionMap, type Sections } from '../../src/lib/core/mesh/sections.ts';
import { expectEqual, type ContractCase } from './contract-case.ts';

export interface RtcPort {
  /** A new connection of one of two computers that can reach each other. */
  connect(side: 'alice' | 'bob'): ConnectionPort;
  /** Waits until it is true. */
  until(done: () => boolean, what: string): Promise<void>;
}

interface End {
  readonly port: ConnectionPort;
  readonly channels: ReturnType<typeof openChannels>;
  readonly heard: string[];
  readonly happened: string[];
}

function open(port: ConnectionPort): End {
  const heard: string[] = [];
  const happened: string[] = [];
  const channels = openChannels(port, {
    open: (name) => happened.push(`open ${name}`),
    close: (name) => happened.push(`close ${name}`),
    message: (_, data) => heard.push(typeof data === 'string' ? data : `${data.byteLength} bytes`),
    low: () => undefined,
    dropped: () => happened.push('dropped'),
  });
  return { port, channels, heard, happened };
}

/** Candidates go over once both have their descriptions, as the mesh sees to. */
function trickle(from: ConnectionPort, to: ConnectionPort): () => Promise<void> {
  const waiting: (RTCIceCandidateInit | null)[] = [];
  let open = false;
  const add = (candidate: RTCIceCandidateInit | null): Promise<void> =>
    to.addIceCandidate(candidate).catch(() => undefined);
  from.addEventListener('icecandidate', ({ candidate }) => {
    const plain = candidate && {
      candidate: candidate.candidate,
      sdpMid: candidate.sdpMid,
      usernameFragment: candidate.usernameFragment,
    };
    if (open) void add(plain);
    else waiting.push(plain);
  });
  return async () => {
    open = true;
    for (const candidate of waiting.splice(0)) await add(candidate);
  };
}

const described = (port: ConnectionPort): { type: RTCSdpType; sdp: string } => {
  const own = port.localDescription;
  if (!own) throw new Error('no local description');
  return { type: own.type, sdp: own.sdp };
};

async function offerAnswer(from: ConnectionPort, to: ConnectionPort, restart: boolean): Promise<void> {
  await from.setLocalDescription(await from.createOffer({ iceRestart: restart }));
  await to.setRemoteDescription(described(from));
}

interface Pair {
  readonly alice: End;
  readonly bob: End;
  readonly sections: Sections;
  close(): void;
}

async function connected({ connect, until }: RtcPort): Promise<Pair> {
  const alice = open(connect('alice'));
  const bob = open(connect('bob'));
  const flush = [trickle(alice.port, bob.port), trickle(bob.port, alice.port)];
  const sections = addSections(alice.port);
  await offerAnswer(alice.port, bob.port, false);
  if (!adoptSections(bob.port, sectionMap(sections))) throw new Error('bob has other sections');
  await bob.port.setLocalDescription();
  await alice.port.setRemoteDescription(described(bob.port));
  for (const run of flush) await run();
  const ready = (end: End): boolean => end.port.connectionState === 'connected' && end.happened.length >= 4;
  await until(() => ready(alice) && ready(bob), 'both connected, all channels open');
  return {
    alice,
    bob,
    sections,
    close() {
      alice.port.close();
      bob.port.close();
    },
  };
}

const ufrag = (sdp: string | undefined): string | undefined => /^a=ice-ufrag:(\S+)/m.exec(sdp ?? '')?.[1];

export const rtcContract: readonly ContractCase<RtcPort>[] = [
  {
    title: 'an offer has the four sections, and the answerer can open all of them for sending',
    async run(rtc) {
      const pair = await connected(rtc);
      expectEqual(
        Object.values(sectionMap(pair.sections)),
        ['microphone', 'camera', 'screen', 'screen-audio'],
        'sections',
      );
      const directions = pair.bob.port.getTransceivers().map(({ direction }) => direction);
      expectEqual(directions, ['sendrecv', 'sendrecv', 'sendrecv', 'sendrecv'], 'directions');
      pair.close();
    },
  },
  {
    title: 'each negotiated channel carries text and bytes, in order',
    async run(rtc) {
      const { alice, bob, close } = await connected(rtc);
      alice.channels.sync.send('one');
      alice.channels.sync.send(new Uint8Array(3).buffer);
      alice.channels.sync.send('three');
      await rtc.until(() => bob.heard.length === 3, 'three messages');
      expectEqual(bob.heard, ['one', '3 bytes', 'three'], 'messages');
      close();
    },
  },
  {
    title: 'a candidate before its description rejects',
    async run({ connect }) {
      const port = connect('alice');
      const early = { candidate: 'candidate:1 1 udp 1 10.0.0.1 1 typ host', sdpMid: '0', usernameFragment: 'u' };
      const outcome = await port.addIceCandidate(early).then(
        () => 'taken',
        () => 'rejected',
      );
      expectEqual(outcome, 'rejected', 'an early candidate');
      port.close();
    },
  },
  {
    title: 'an unanswered offer can be made again, with a new path',
    async run({ connect }) {
      const port = connect('alice');
      addSections(port);
      await port.setLocalDescription(await port.createOffer({ iceRestart: false }));
      const before = described(port);
      await port.setLocalDescription(await port.createOffer({ iceRestart: true }));
      expectEqual(ufrag(before.sdp) === ufrag(described(port).sdp), false, 'the same ufrag');
      expectEqual(fingerprintsOf(before.sdp), fingerprintsOf(described(port).sdp), 'fingerprints');
      port.close();
    },
  },
  {
    title: 'an ICE restart keeps fingerprints, sections and open channels',
    async run(rtc) {
      const { alice, bob, sections, close } = await connected(rtc);
      const before = [fingerprintsOf(described(alice.port).sdp), sectionMap(sections)];
      const old = ufrag(described(alice.port).sdp);
      await offerAnswer(alice.port, bob.port, true);
      await bob.port.setLocalDescription();
      await alice.port.setRemoteDescription(described(bob.port));
      expectEqual([fingerprintsOf(described(alice.port).sdp), sectionMap(sections)], before, 'what stays');
      expectEqual(ufrag(described(alice.port).sdp) === old, false, 'the same ufrag');
      bob.channels.control.send('still here');
      await rtc.until(() => alice.heard.length === 1, 'a message after the restart');
      close();
    },
  },
  {
    title: 'stats tell the path, and a pulse',
    async run(rtc) {
      const { alice, close } = await connected(rtc);
      let pulse = 0;
      let path: string | undefined;
      const look = (): void =>
        void alice.port.getStats().then((report) => {
          pulse = pulseOf(report);
          path = pathOf(report)?.kind;
        });
      await rtc.until(() => (look(), pulse > 0 && path === 'direct'), 'a pulse on a direct path');
      close();
    },
  },
  {
    title: "closing one end closes the other's channels",
    async run(rtc) {
      const { alice, bob, close } = await connected(rtc);
      alice.port.close();
      expectEqual(alice.port.connectionState, 'closed', 'state');
      await rtc.until(() => bob.happened.includes('close control'), 'the channel closes');
      close();
    },
  },
];
