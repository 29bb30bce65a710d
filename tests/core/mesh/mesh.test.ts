import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fakeTrack } from '../../support/fake-rtc.ts';
import { allPresent, countOffers, createParty, type Member, type Party } from './party.ts';

async function pair(): Promise<{ party: Party; alice: Member; bob: Member }> {
  const party = createParty();
  const alice = await party.join('alice');
  const bob = await party.join('bob');
  bob.mesh.greet(alice.id);
  await party.settle();
  expect(allPresent([alice, bob])).toBe(true);
  return { party, alice, bob };
}
const phaseOf = (member: Member, other: Member): string | undefined => member.mesh.peers.get().get(other.id)?.phase;

describe('getting together', () => {
  test('two members find each other, bind, and only then send media', async () => {
    const party = createParty();
    const alice = await party.join('alice');
    const bob = await party.join('bob');
    alice.mesh.setTrack('camera', fakeTrack('video', 'alice-camera'));
    const sentBefore: string[] = [];
    alice.mesh.peers.subscribe((peers) => {
      const sent = party.network.openOf('alice').flatMap(({ transceivers }) => transceivers.map(({ sent }) => sent));
      if (peers.get(bob.id)?.phase !== 'present' && sent.some(Boolean)) sentBefore.push('media');
    });
    bob.mesh.greet(alice.id);
    await party.settle();
    expect(allPresent([alice, bob])).toBe(true);
    expect([alice.present, bob.present]).toEqual([[bob.id], [alice.id]]);
    expect(bob.mesh.peers.get().get(alice.id)).toMatchObject({ path: 'direct', certificate: { name: 'alice' } });
    expect(sentBefore).toEqual([]);
    const [connection] = party.network.openOf('alice');
    expect(connection?.transceivers.map(({ kind, sent }) => [kind, sent?.id])).toEqual([
      ['audio', undefined],
      ['video', 'alice-camera'],
      ['video', undefined],
      ['audio', undefined],
    ]);
    alice.mesh.setTrack('camera', null);
    expect(connection?.transceivers[1]?.sent).toBeNull();
    expect(connection?.transceivers.map(({ direction }) => direction)).toEqual(Array(4).fill('sendrecv'));
  });

  test('both greet each other at once: one connection each is left', async () => {
    const party = createParty();
    const alice = await party.join('alice');
    const bob = await party.join('bob');
    alice.mesh.greet(bob.id);
    bob.mesh.greet(alice.id);
    await party.settle();
    expect(allPresent([alice, bob])).toBe(true);
    expect([party.network.openOf('alice').length, party.network.openOf('bob').length]).toEqual([1, 1]);
  });

  test('four who join at once, each greeting all, are all present whatever the order of delivery', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(11), { minLength: 60, maxLength: 60 }), fc.boolean(), async (order, mutual) => {
        const party = createParty();
        const members: Member[] = [];
        for (const name of ['alice', 'bob', 'carol', 'dave']) members.push(await party.join(name));
        members.forEach((member, at) => {
          for (const other of mutual ? members : members.slice(0, at)) member.mesh.greet(other.id);
        });
        let step = 0;
        await party.settle((pairs) => (order[step++ % order.length] ?? 0) % pairs);
        expect(allPresent(members)).toBe(true);
        expect(members.flatMap(({ gone }) => gone)).toEqual([]);
        expect(members.map(({ name }) => party.network.openOf(name).length)).toEqual([3, 3, 3, 3]);
      }),
      { numRuns: 25 },
    );
  });

  test.each(['hello', 'offer', 'answer', 'candidate'])('a lost %s delays, nothing more', async (lost) => {
    const party = createParty();
    const alice = await party.join('alice');
    const bob = await party.join('bob');
    let left = lost === 'candidate' ? 4 : 1;
    party.pass = ({ body }) => (body.t === 'description' ? body.type : body.t) !== lost || left-- <= 0;
    bob.mesh.greet(alice.id);
    await party.advance(12_000);
    expect(allPresent([alice, bob])).toBe(true);
    expect([...alice.gone, ...bob.gone]).toEqual([]);
  });

  test('any signals lost in the first seconds: all present in the end, one connection per pair', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }), async (losses) => {
        const party = createParty();
        const alice = await party.join('alice');
        const bob = await party.join('bob');
        let at = 0;
        // All thirty lost, hellos alone going through, take 55 s.
        party.pass = ({ body }) => (losses[at++] ?? true) || (body.t === 'hello' && at > 3);
        bob.mesh.greet(alice.id);
        await party.advance(60_000);
        expect(allPresent([alice, bob])).toBe(true);
        expect([party.network.openOf('alice').length, party.network.openOf('bob').length]).toEqual([1, 1]);
      }),
      { numRuns: 15, examples: [[Array.from({ length: 30 }, () => false)]] },
    );
  }, 60_000);

  test('N7: relay only is asked of the browser where it is wanted', async () => {
    const party = createParty();
    const alice = await party.join('alice');
    const bob = await party.join('bob');
    bob.relayOnly = true;
    bob.mesh.greet(alice.id);
    await party.settle();
    expect(party.network.openOf('bob')[0]?.config).toMatchObject({ iceTransportPolicy: 'relay', iceServers: [] });
    expect(bob.mesh.peers.get().get(alice.id)?.path).toBe('relayed');
  });

  test('N2: a new path is looked for with the TURN credentials of now, at both ends', async () => {
    const party = createParty();
    let servers: RTCIceServer[] = [{ urls: 'turn:first' }];
    const deps = { iceServers: () => servers };
    const alice = await party.join('alice', { deps });
    const bob = await party.join('bob', { deps });
    bob.mesh.greet(alice.id);
    await party.settle();
    servers = [{ urls: 'turn:second' }];
    party.network.move('bob');
    bob.mesh.handleNetworkChange();
    await party.settle();
    expect(allPresent([alice, bob])).toBe(true);
    for (const name of ['alice', 'bob']) expect(party.network.openOf(name)[0]?.config.iceServers).toEqual(servers);
  });
});

describe('data', () => {
  test('reaches the other on its channel, in order; what is too large does not go', async () => {
    const { party, alice, bob } = await pair();
    expect(alice.mesh.send(bob.id, 'sync', 'one')).toBe(true);
    expect(alice.mesh.send(bob.id, 'sync', new Uint8Array([2]).buffer)).toBe(true);
    expect(alice.mesh.send(bob.id, 'bulk', new ArrayBuffer(64 * 1024 + 1))).toBe(false);
    await party.settle();
    expect(bob.received.map(({ channel, data }) => [channel, data])).toEqual([
      ['sync', 'one'],
      ['sync', new Uint8Array([2]).buffer],
    ]);
  });

  test('every channel takes data from the moment in which a peer is present', async () => {
    const party = createParty();
    const alice = await party.join('alice');
    const bob = await party.join('bob');
    const taken: boolean[] = [];
    const channels = ['control', 'sync', 'bulk', 'live'] as const;
    for (const { mesh } of [alice, bob]) {
      mesh.present.on((peer) => taken.push(...channels.map((channel) => mesh.send(peer, channel, new ArrayBuffer(1)))));
    }
    bob.mesh.greet(alice.id);
    await party.settle();
    expect(taken).toEqual(Array(8).fill(true));
  });

  test('what is sent with the own proof, before the other has looked at it, still arrives', async () => {
    const party = createParty();
    const alice = await party.join('alice');
    const bob = await party.join('bob');
    for (const [from, to] of [
      [alice, bob],
      [bob, alice],
    ] as const) {
      from.mesh.present.on(() => from.mesh.send(to.id, 'sync', `first of ${from.name}`));
    }
    bob.mesh.greet(alice.id);
    await party.settle();
    expect(bob.received.map(({ data }) => data)).toEqual(['first of alice']);
    expect(alice.received.map(({ data }) => data)).toEqual(['first of bob']);
  });

  test('control text that is no ControlMessage is dropped and counted', async () => {
    const { party, alice, bob } = await pair();
    const before = bob.mesh.dropped.get();
    alice.mesh.send(bob.id, 'control', '{"t":"explode"}');
    alice.mesh.send(bob.id, 'control', new ArrayBuffer(4));
    await party.settle();
    expect(bob.received).toEqual([]);
    expect(bob.mesh.dropped.get()).toBe(before + 2);
  });
});

test('C1: tells how loud a present peer is, and nothing of one that is lost', async () => {
  const { party, alice, bob } = await pair();
  const [microphone] = party.network.openOf('alice')[0]?.transceivers ?? [];
  if (microphone) microphone.audioLevel = 0.3;
  expect([alice.mesh.level(bob.id), bob.mesh.level(alice.id), alice.mesh.level(alice.id)]).toEqual([0.3, 0, 0]);
  bob.mesh.leave('away');
  await party.settle();
  expect(alice.mesh.level(bob.id)).toBe(0);
});

describe('going and coming back', () => {
  test.each(['leave', 'end'] as const)('bye "%s": gone at once, and really closed', async (reason) => {
    const { party, alice, bob } = await pair();
    bob.mesh.leave(reason);
    await party.settle();
    expect(alice.gone).toEqual([{ peer: bob.id, reason }]);
    expect(alice.mesh.peers.get().size).toBe(0);
    expect([party.network.openOf('alice'), party.network.openOf('bob')]).toEqual([[], []]);
  });

  test('bye "away": lost, and given up after a minute', async () => {
    const { party, alice, bob } = await pair();
    bob.mesh.leave('away');
    bob.mesh.end();
    bob.signalingUp = false;
    await party.settle();
    expect(phaseOf(alice, bob)).toBe('lost');
    await party.advance(59_000);
    expect(alice.gone.filter(({ reason }) => reason === 'silent')).toEqual([]);
    await party.advance(2_000);
    expect(alice.gone.at(-1)).toEqual({ peer: bob.id, reason: 'silent' });
    expect(party.network.openOf('alice')).toEqual([]);
  });

  test('J5: a reload takes the place of the former visit at once', async () => {
    const { party, alice, bob } = await pair();
    await party.clock.advance(5_000);
    const again = await party.join('bob');
    again.mesh.greet(alice.id);
    await party.settle();
    expect(phaseOf(alice, again)).toBe('present');
    expect(alice.gone).toEqual([{ peer: bob.id, reason: 'replaced' }]);
    expect(party.network.openOf('alice')).toHaveLength(1);
  });

  test.each(['alice', 'bob'])(
    'J5: %s reloads while both are away from the relay, and is back there first',
    async (name) => {
      const { party, alice, bob } = await pair();
      const [gone, stayed] = name === 'alice' ? [alice, bob] : [bob, alice];
      await party.clock.advance(5_000);
      gone.mesh.leave('away');
      await party.settle();
      expect(phaseOf(stayed, gone)).toBe('lost');
      const again = await party.join(name);
      // Until it has heard of the new page, whatever it says is for the former one: signaling drops it.
      let heard = false;
      party.pass = ({ from }) => {
        heard ||= from === again.id;
        return heard;
      };
      stayed.mesh.handleSignalingUp([again.id]);
      again.mesh.expect(stayed.id);
      await party.advance(3_000);
      expect([phaseOf(stayed, again), phaseOf(again, stayed)]).toEqual(['present', 'present']);
    },
  );

  test('a newcomer whose hello comes is not greeted back', async () => {
    const party = createParty();
    const alice = await party.join('alice');
    const bob = await party.join('bob');
    alice.mesh.expect(bob.id);
    bob.mesh.greet(alice.id);
    await party.settle();
    const said: string[] = [];
    party.pass = ({ from, body }) => {
      if (from === alice.id) said.push(body.t);
      return true;
    };
    await party.advance(5_000);
    expect(said).toEqual([]);
  });

  test('a gap of 8 s: lost, then present on the same connection, and nobody leaves', async () => {
    const { party, alice, bob } = await pair();
    alice.mesh.setTrack('camera', fakeTrack('video', 'a'));
    const [before] = party.network.openOf('alice');
    party.network.cut('alice', 'bob');
    alice.signalingUp = bob.signalingUp = false;
    await party.advance(8_000);
    expect(phaseOf(alice, bob)).toBe('lost');
    party.network.heal();
    await party.settle();
    expect(allPresent([alice, bob])).toBe(true);
    expect(party.network.openOf('alice')).toEqual([before]);
    expect(before?.transceivers[1]?.keyFrames).toBe(1);
    expect([...alice.gone, ...bob.gone]).toEqual([]);
  });

  test('no pictures are sent into a dead path, and a whole one once it is back', async () => {
    const { party, alice, bob } = await pair();
    alice.mesh.setTrack('camera', fakeTrack('video', 'a'));
    const camera = party.network.openOf('alice')[0]?.transceivers[1];
    await party.advance(2_000);
    expect(camera?.encoding?.active).not.toBe(false);
    party.network.cut('alice', 'bob');
    await party.advance(2_000);
    expect(camera?.encoding?.active).toBe(false);
    party.network.heal();
    await party.advance(300);
    expect(camera?.encoding?.active).toBe(true);
    expect(camera?.keyFrames).toBe(1);
    expect(allPresent([alice, bob])).toBe(true);
  });

  test('a gap of 30 s, in which ICE gave up: a hello after it brings the path back at once', async () => {
    const { party, alice, bob } = await pair();
    party.network.cut('alice', 'bob');
    alice.signalingUp = bob.signalingUp = false;
    await party.advance(30_000);
    party.network.heal();
    await party.settle();
    expect(phaseOf(alice, bob)).toBe('lost');
    alice.signalingUp = bob.signalingUp = true;
    alice.mesh.handleSignalingUp([bob.id]);
    bob.mesh.handleSignalingUp([alice.id]);
    await party.advance(1_000);
    expect(allPresent([alice, bob])).toBe(true);
    expect([...alice.gone, ...bob.gone]).toEqual([]);
  });

  test('a new address: the network change restarts ICE before anybody notices the loss', async () => {
    const { party, alice, bob } = await pair();
    party.network.move('bob');
    bob.mesh.handleNetworkChange();
    await party.settle();
    expect(allPresent([alice, bob])).toBe(true);
    await party.advance(20_000);
    expect(allPresent([alice, bob])).toBe(true);
  });

  test('a new address while the relay socket is dead: restarted when signaling is back', async () => {
    const { party, alice, bob } = await pair();
    party.network.move('bob');
    bob.signalingUp = false;
    bob.mesh.handleNetworkChange();
    await party.settle();
    bob.signalingUp = true;
    bob.mesh.handleSignalingUp([alice.id]);
    await party.settle();
    await party.advance(20_000);
    expect(allPresent([alice, bob])).toBe(true);
    expect(alice.gone).toEqual([]);
  });

  test('a new address, and the offer of a new path goes to a relay socket that is dead unnoticed: it is made again', async () => {
    const { party, alice, bob } = await pair();
    const [moved, leader] = alice.id < bob.id ? [alice, bob] : [bob, alice];
    party.network.disconnectMs = 30_000;
    party.network.move(moved.name);
    const movedAt = party.clock.now();
    let lost = 0;
    party.pass = ({ to }) => {
      const DEAD_MS = 4_000;
      if (to !== moved.id || party.clock.now() > movedAt + DEAD_MS) return true;
      lost += 1;
      return false;
    };
    await party.advance(6_500);
    expect(lost).toBeGreaterThan(0);
    leader.mesh.broadcast('sync', 'over the new path');
    await party.settle();
    expect(moved.received.map(({ data }) => data)).toEqual(['over the new path']);
  });

  test('a silence that the other side knows of: one offer of a new path, not one upon another', async () => {
    const { party, alice, bob } = await pair();
    party.network.disconnectMs = 30_000;
    party.network.cut('alice', 'bob');
    const offers = countOffers(party);
    await party.advance(12_000);
    expect(offers()).toBe(1);
    party.network.heal();
    await party.settle();
    expect(allPresent([alice, bob])).toBe(true);
  });

  test('silent for a minute: given up by both, and met again later as if for the first time', async () => {
    const { party, alice, bob } = await pair();
    party.network.cut('alice', 'bob');
    alice.signalingUp = bob.signalingUp = false;
    await party.advance(64_000);
    expect([alice.gone.at(-1)?.reason, bob.gone.at(-1)?.reason]).toEqual(['silent', 'silent']);
    expect([party.network.openOf('alice'), party.network.openOf('bob')]).toEqual([[], []]);
    party.network.heal();
    alice.signalingUp = bob.signalingUp = true;
    bob.mesh.greet(alice.id);
    await party.settle();
    expect(allPresent([alice, bob])).toBe(true);
  });

  test('one side lost its connection: the other notices and both begin anew', async () => {
    const { party, alice, bob } = await pair();
    alice.mesh.drop(bob.id, 'silent');
    await party.advance(10_000);
    expect(allPresent([alice, bob])).toBe(true);
    expect(bob.gone.map(({ reason }) => reason)).toContain('replaced');
    expect(party.network.openOf('bob')).toHaveLength(1);
  });

  test('the end of a mesh closes everything and leaves no timer that acts', async () => {
    const { party, alice } = await pair();
    alice.mesh.end();
    alice.mesh.end();
    party.letters.length = 0;
    party.members.length = 0;
    await party.clock.advance(1_000);
    expect(party.network.openOf('alice')).toEqual([]);
    expect(party.letters.filter(({ from }) => from === alice.id)).toEqual([]);
  });
});
