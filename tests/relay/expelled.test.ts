import { expect, test } from 'vitest';
import { Expelled } from '../../relay/expelled.ts';
import { CLOCK_TOLERANCE_MS } from '../../src/lib/wire/admission.ts';
import { parse, PeerId } from '../../src/lib/wire/ids.ts';
import { must, newKey } from './support/client.ts';

const newPeer = (): PeerId => must(parse(PeerId, newKey().id), 'peer');

test('C5: passes up to the given end count no more, later ones do; an earlier end takes nothing back', () => {
  const expelled = new Expelled();
  const [bob, carol] = [newPeer(), newPeer()];
  expelled.add(bob, 1_000, 500);
  expelled.add(bob, 900, 500);
  expect([1_000, 999, 1_001].map((exp) => expelled.refuses(bob, exp))).toEqual([true, true, false]);
  expect(expelled.refuses(carol, 1)).toBe(false);
});

test('N1: at most 64 are remembered, the latest; those whose passes have expired make room first', () => {
  const expelled = new Expelled();
  const peers = Array.from({ length: 65 }, newPeer);
  for (const peer of peers) expelled.add(peer, 1_000, 500);
  expect(peers.map((peer) => expelled.refuses(peer, 1_000))).toEqual([false, ...Array<boolean>(64).fill(true)]);
  expelled.add(must(peers[0], 'peer'), 10_000_000, 1_000 + CLOCK_TOLERANCE_MS);
  expect(peers.filter((peer) => expelled.refuses(peer, 1_000))).toEqual([peers[0]]);
});
