/** What members and relays that lie can do to a mesh: nothing that opens a connection, shows an address, or stays open. */
import { describe, expect, test } from 'vitest';
import { toBase64Url } from '../../../src/lib/wire/bytes.ts';
import { CompactJws, Nonce, parse, Signature } from '../../../src/lib/wire/ids.ts';
import type { SignalBody } from '../../../src/lib/wire/signal.ts';
import { PEERS_MAX } from '../../../src/lib/core/mesh/mesh.ts';
import { fakeTrack } from '../../support/fake-rtc.ts';
import { createParty, must } from './party.ts';

const CHALLENGE = must(parse(Nonce, 'AAAAAAAAAAAAAAAAAAAAAA'));
const SIGNATURE = must(parse(Signature, toBase64Url(new Uint8Array(64))));
const offerWith = (certificate: CompactJws): SignalBody => ({
  t: 'description',
  type: 'offer',
  sdp: 'v=0\na=fingerprint:sha-256 EE\na=ice-ufrag:evil',
  offer: 1,
  sections: {},
  challenge: CHALLENGE,
  certificate,
});

describe('before a connection', () => {
  test('a hello without a valid certificate opens nothing', async () => {
    const party = createParty();
    const alice = await party.join('alice');
    const mallory = await party.join('mallory');
    const forged = must(parse(CompactJws, 'NONE.NONE.NONE'));
    alice.mesh.handleSignal(mallory.id, 1, { t: 'hello', certificate: forged, reply: false });
    await party.settle();
    expect(party.network.connections).toEqual([]);
    expect([alice.mesh.peers.get().size, alice.mesh.dropped.get()]).toEqual([0, 1]);
  });

  test("another member's certificate opens nothing, in a hello or in an offer", async () => {
    const party = createParty();
    const alice = await party.join('alice');
    const bob = await party.join('bob');
    const mallory = await party.join('mallory');
    alice.mesh.handleSignal(mallory.id, 1, { t: 'hello', certificate: bob.certificate, reply: false });
    alice.mesh.handleSignal(mallory.id, 1, offerWith(bob.certificate));
    await party.settle();
    expect(party.network.connections).toEqual([]);
    expect(alice.mesh.dropped.get()).toBe(2);
  });

  test('candidates and byes of strangers do nothing', async () => {
    const party = createParty();
    const alice = await party.join('alice');
    const mallory = await party.join('mallory');
    alice.mesh.handleSignal(mallory.id, 1, { t: 'candidate', candidate: null });
    alice.mesh.handleSignal(mallory.id, 1, { t: 'bye', reason: 'end' });
    await party.settle();
    expect([party.network.connections.length, alice.mesh.dropped.get(), alice.gone.length]).toEqual([0, 2, 0]);
  });

  test('an offer that is none is let go, and its connection closed', async () => {
    const party = createParty();
    const alice = await party.join('alice');
    const mallory = await party.join('mallory');
    alice.mesh.handleSignal(mallory.id, 1, offerWith(mallory.certificate));
    await party.settle();
    expect(party.network.openOf('alice')).toEqual([]);
  });

  test('more members than the limit are not connected to', async () => {
    const party = createParty();
    const alice = await party.join('alice');
    for (let count = 0; count < PEERS_MAX + 2; count += 1) {
      const guest = await party.join(`guest-${String.fromCharCode(97 + count)}`);
      guest.mesh.greet(alice.id);
    }
    await party.settle();
    expect(new Set(party.members.map(({ id }) => id)).size).toBe(PEERS_MAX + 3);
    expect(alice.mesh.peers.get().size).toBe(PEERS_MAX);
  });

  test('a flood of signals of one peer is cut off, and the others go on', async () => {
    const party = createParty();
    const alice = await party.join('alice');
    const bob = await party.join('bob');
    const mallory = await party.join('mallory');
    for (let count = 0; count < 5_000; count += 1) {
      alice.mesh.handleSignal(mallory.id, 1, { t: 'hello', certificate: mallory.certificate, reply: false });
    }
    bob.mesh.greet(alice.id);
    await party.settle();
    expect(alice.mesh.dropped.get()).toBeGreaterThan(4_500);
    expect(party.network.openOf('alice').length).toBeLessThanOrEqual(2);
    expect(alice.mesh.peers.get().get(bob.id)?.phase).toBe('present');
  });
});

describe('with a connection', () => {
  test('swapped fingerprints: the binding fails and the connection is closed', async () => {
    const party = createParty();
    const alice = await party.join('alice');
    const bob = await party.join('bob');
    // The fake's network takes any fingerprint that ends with the real one: as if Mallory stood in between with both.
    party.tamper = (letter) =>
      letter.body.t !== 'description'
        ? letter
        : { ...letter, body: { ...letter.body, sdp: `${letter.body.sdp}\na=fingerprint:sha-256 EE:EE` } };
    alice.mesh.setTrack('camera', fakeTrack('video', 'alice-camera'));
    bob.mesh.greet(alice.id);
    await party.settle();
    expect([alice.present, bob.present]).toEqual([[], []]);
    const given = party.network.connections.flatMap(({ transceivers }) => transceivers.map(({ sent }) => sent));
    expect(given.filter(Boolean)).toEqual([]);
    expect(alice.gone.concat(bob.gone).map(({ reason }) => reason)).toContain('mismatch');
    expect(party.network.openOf('alice').length + party.network.openOf('bob').length).toBeLessThan(2);
  });

  test('a proof that is altered on its way ahead counts for nothing; that on the channel does', async () => {
    const party = createParty();
    const alice = await party.join('alice');
    const bob = await party.join('bob');
    party.tamper = (letter) =>
      letter.body.t === 'proof' ? { ...letter, body: { ...letter.body, signature: SIGNATURE } } : letter;
    alice.mesh.setTrack('camera', fakeTrack('video', 'alice-camera'));
    bob.mesh.greet(alice.id);
    await party.settle();
    expect([alice.present, bob.present]).toEqual([[bob.id], [alice.id]]);
    expect(party.network.openOf('alice')[0]?.transceivers[1]?.sent?.id).toBe('alice-camera');
  });

  test('swapped challenges: the binding fails too', async () => {
    const party = createParty();
    const alice = await party.join('alice');
    const bob = await party.join('bob');
    party.tamper = (letter) =>
      letter.body.t === 'description' && letter.body.type === 'answer'
        ? { ...letter, body: { ...letter.body, challenge: CHALLENGE } }
        : letter;
    bob.mesh.greet(alice.id);
    await party.settle();
    expect([alice.present, bob.present]).toEqual([[], []]);
  });

  test('a peer that sends data before its proof is not heard; with a wrong proof it is closed', async () => {
    const party = createParty();
    const alice = await party.join('alice');
    const silent = { sign: () => new Promise<never>(() => undefined) };
    const mallory = await party.join('mallory', { deps: { identity: silent } });
    mallory.mesh.greet(alice.id);
    await party.settle();
    const [connection] = party.network.openOf('mallory');
    const channels = connection?.channels ?? [];
    channels.find(({ id }) => id === 1)?.send('early');
    channels.find(({ id }) => id === 3)?.send('live');
    await party.settle();
    expect([alice.received, alice.present]).toEqual([[], []]);
    expect(alice.mesh.peers.get().get(mallory.id)?.phase).toBe('binding');
    channels.find(({ id }) => id === 0)?.send(JSON.stringify({ t: 'bind', signature: 'A'.repeat(85) + 'A' }));
    await party.settle();
    expect(alice.received).toEqual([]);
    expect(alice.gone).toEqual([{ peer: mallory.id, reason: 'mismatch' }]);
    expect(party.network.openOf('alice')).toEqual([]);
  });

  test('a replayed signal of a former visit changes nothing', async () => {
    const party = createParty();
    const alice = await party.join('alice');
    const bob = await party.join('bob');
    bob.mesh.greet(alice.id);
    await party.settle();
    const open = party.network.openOf('alice');
    alice.mesh.handleSignal(bob.id, bob.visit - 1, { t: 'bye', reason: 'end' });
    alice.mesh.handleSignal(bob.id, bob.visit - 1, { t: 'hello', certificate: bob.certificate, reply: false });
    await party.settle();
    expect(alice.mesh.peers.get().get(bob.id)?.phase).toBe('present');
    expect(party.network.openOf('alice')).toEqual(open);
    expect(alice.gone).toEqual([]);
  });

  test('a liar cannot end the visit of another with its certificate', async () => {
    const party = createParty();
    const alice = await party.join('alice');
    const bob = await party.join('bob');
    const mallory = await party.join('mallory');
    bob.mesh.greet(alice.id);
    await party.settle();
    alice.mesh.handleSignal(bob.id, bob.visit + 1, { t: 'hello', certificate: mallory.certificate, reply: false });
    await party.settle();
    expect(alice.mesh.peers.get().get(bob.id)?.phase).toBe('present');
    expect(alice.gone).toEqual([]);
  });
});
