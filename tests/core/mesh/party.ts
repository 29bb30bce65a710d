/** Members of a call on the fake network, with a signaling bus whose deliveries the test orders, delays and loses. */
import { toBase64Url, utf8 } from '../../../src/lib/wire/bytes.ts';
import type { Certificate } from '../../../src/lib/wire/admission.ts';
import { CompactJws, KemKey, Nonce, parse, PeerId, RoomId, Seed, type Role } from '../../../src/lib/wire/ids.ts';
import { DisplayName } from '../../../src/lib/wire/name.ts';
import { Signal, type SignalBody } from '../../../src/lib/wire/signal.ts';
import { createMesh, type GoneReason, type Mesh, type MeshDeps } from '../../../src/lib/core/mesh/mesh.ts';
import { identityFromSeed, type Identity } from '../../../src/lib/core/session/identity.ts';
import { systemRandom } from '../../../src/lib/core/clock.ts';
import { FakeNetwork } from '../../support/fake-rtc.ts';
import { createManualClock, quiet, type ManualClock } from '../../support/manual-clock.ts';

/** A value that the schema takes; tests only. */
export function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('expected a value');
  return value;
}
const bytes = (length: number, fill: number): string => toBase64Url(new Uint8Array(length).fill(fill));
export const ROOM = must(parse(RoomId, bytes(16, 1)));

export interface Member {
  readonly name: string;
  readonly id: PeerId;
  readonly identity: Identity;
  readonly visit: number;
  readonly mesh: Mesh;
  readonly certificate: CompactJws;
  readonly present: PeerId[];
  readonly gone: { peer: PeerId; reason: GoneReason }[];
  readonly received: { peer: PeerId; channel: string; data: unknown }[];
  signalingUp: boolean;
  relayOnly: boolean;
}

interface Letter {
  readonly from: PeerId;
  readonly to: PeerId;
  readonly visit: number;
  readonly body: SignalBody;
}

export interface Party {
  readonly clock: ManualClock;
  readonly network: FakeNetwork;
  /** Signals that wait to be delivered, oldest first. */
  readonly letters: Letter[];
  readonly members: Member[];
  /** False drops a signal before it is delivered. */
  pass: (letter: Letter) => boolean;
  /** Changes a signal on its way. */
  tamper: (letter: Letter) => Letter;
  /** Adds somebody; the same name again with a later visit is a reload. */
  join(name: string, options?: { visit?: number; role?: Role; deps?: Partial<MeshDeps> }): Promise<Member>;
  /** Delivers until nothing is under way. `choose` picks among the pairs that have something, which stays in order. */
  settle(choose?: (pairs: number) => number): Promise<void>;
  /** Moves the clock in small steps, delivering in between. */
  advance(ms: number): Promise<void>;
}

export function createParty(): Party {
  const clock = createManualClock();
  const network = new FakeNetwork(clock);
  const letters: Letter[] = [];
  const members: Member[] = [];
  const certificates = new Map<string, Certificate>();
  const identities = new Map<string, Promise<Identity>>();

  const party: Party = {
    clock,
    network,
    letters,
    members,
    pass: () => true,
    tamper: (letter) => letter,
    async join(name, { visit = clock.now(), role = 'applicant', deps = {} } = {}) {
      const fill = [...name].reduce((total, char) => (total * 31 + char.charCodeAt(0)) % 251, 7);
      const seed = must(parse(Seed, bytes(32, fill)));
      if (!identities.has(name)) identities.set(name, identityFromSeed(seed));
      const identity = await must(identities.get(name));
      const id = must(parse(PeerId, identity.id));
      const certificate = must(parse(CompactJws, `AAAA.${toBase64Url(utf8(name))}.AAAA`));
      certificates.set(certificate, {
        room: ROOM,
        call: must(parse(Nonce, bytes(16, 2))),
        peer: id,
        kem: must(parse(KemKey, bytes(32, 9))),
        role,
        name: must(parse(DisplayName, name)),
        exp: clock.now() + 600_000,
      });
      const connect = network.connectFor(name);
      const mesh = createMesh({
        self: id,
        identity,
        room: ROOM,
        clock,
        random: systemRandom,
        send(to, body) {
          if (member.signalingUp) letters.push({ from: id, to, visit, body: structuredClone(body) });
        },
        ownCertificate: () => certificate,
        verifyCertificate: async (jws) => certificates.get(jws),
        connect,
        iceServers: () => [],
        relayOnly: () => member.relayOnly,
        signalingUp: () => member.signalingUp,
        ...deps,
      });
      const member: Member = {
        name,
        id,
        identity,
        visit,
        mesh,
        certificate,
        present: [],
        gone: [],
        received: [],
        signalingUp: true,
        relayOnly: false,
      };
      mesh.present.on((peer) => member.present.push(peer));
      mesh.gone.on((event) => member.gone.push(event));
      mesh.messages.on((message) => member.received.push(message));
      const former = members.findIndex((other) => other.name === name);
      if (former >= 0) members.splice(former, 1);
      members.push(member);
      return member;
    },
    async settle(choose = () => 0) {
      for (let idle = 0; idle < 3;) {
        const pairs = [...new Set(letters.map(({ from, to }) => `${from} ${to}`))];
        if (pairs.length === 0) {
          await quiet();
          idle = letters.length === 0 ? idle + 1 : 0;
          continue;
        }
        idle = 0;
        const pair = pairs[choose(pairs.length) % pairs.length];
        const at = letters.findIndex(({ from, to }) => `${from} ${to}` === pair);
        const letter = must(letters.splice(at, 1)[0]);
        if (!party.pass(letter)) continue;
        const { from, to, visit, body } = party.tamper(letter);
        const target = members.find(({ id }) => id === to);
        const parsed = parse(Signal, { visit, toVisit: null, n: 1, body: JSON.parse(JSON.stringify(body)) });
        if (target?.signalingUp && parsed) target.mesh.handleSignal(from, visit, parsed.body);
        await quiet();
      }
    },
    async advance(ms) {
      const STEP_MS = 250;
      for (let left = ms; left > 0; left -= STEP_MS) {
        await clock.advance(Math.min(STEP_MS, left));
        await party.settle();
      }
    },
  };
  return party;
}

/** Whether every two of them have each other present. */
export const allPresent = (members: readonly Member[]): boolean =>
  members.every((member) =>
    members.every((other) => other === member || member.mesh.peers.get().get(other.id)?.phase === 'present'),
  );

/** How many offers are sent from now on. */
export function countOffers(party: Party): () => number {
  let offers = 0;
  party.pass = ({ body }) => {
    if (body.t === 'description' && body.type === 'offer') offers += 1;
    return true;
  };
  return () => offers;
}
