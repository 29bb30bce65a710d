/** A machine short of breath is not made shorter of it (docs/decisions/0021): how often a path is asked for. */
import { expect, test } from 'vitest';
import type { MeshDeps } from '../../../src/lib/core/mesh/mesh.ts';
import { allPresent, countOffers, createParty } from './party.ts';

test('a first path that takes its time: an offer that was answered is not made again, ICE is at work', async () => {
  const party = createParty();
  const alice = await party.join('alice');
  const bob = await party.join('bob');
  const offers = countOffers(party);
  party.network.cut('alice', 'bob');
  bob.mesh.greet(alice.id);
  await party.advance(9_500);
  expect(offers()).toBe(1);
  party.network.heal();
  await party.settle();
  expect(allPresent([alice, bob])).toBe(true);
});

test('many wishes for a new path while a browser is busy: one offer more, not one for each', async () => {
  const party = createParty();
  const gate = { open: Promise.resolve() };
  const busy = (name: string): Partial<MeshDeps> => ({
    connect(config) {
      const connection = party.network.connectFor(name)(config);
      const createOffer = connection.createOffer.bind(connection);
      connection.createOffer = async (options) => gate.open.then(() => createOffer(options));
      return connection;
    },
  });
  const alice = await party.join('alice', { deps: busy('alice') });
  const bob = await party.join('bob', { deps: busy('bob') });
  bob.mesh.greet(alice.id);
  await party.settle();
  const offers = countOffers(party);
  let release = (): void => undefined;
  gate.open = new Promise((resolve) => {
    release = resolve;
  });
  for (let change = 0; change < 5; change += 1) {
    alice.mesh.handleNetworkChange();
    bob.mesh.handleNetworkChange();
    await party.advance(1_000);
  }
  gate.open = Promise.resolve();
  release();
  await party.advance(2_000);
  // The one that was being made, and one for all that was wished meanwhile.
  expect(offers()).toBe(2);
  expect(allPresent([alice, bob])).toBe(true);
});
