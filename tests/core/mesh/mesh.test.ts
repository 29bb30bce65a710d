import { expect, test } from 'vitest';
import { fakeTrack } from '../../support/fake-rtc.ts';
import { allPresent, createParty } from './party.ts';

test('two members find each other, bind, and only then send media', async () => {
  const party = createParty();
  const alice = await party.join('alice');
  const bob = await party.join('bob');
  alice.mesh.setTrack('camera', fakeTrack('video', 'alice-camera'));
  bob.mesh.greet(alice.id);
  await party.settle();
  expect(allPresent([alice, bob])).toBe(true);
  expect([alice.present, bob.present]).toEqual([[bob.id], [alice.id]]);
  expect(bob.mesh.peers.get().get(alice.id)).toMatchObject({ path: 'direct', certificate: { name: 'alice' } });
  const [connection] = party.network.openOf('alice');
  expect(connection?.transceivers.map(({ kind, sent }) => [kind, sent?.id])).toEqual([
    ['audio', undefined],
    ['video', 'alice-camera'],
    ['video', undefined],
    ['audio', undefined],
  ]);
});
