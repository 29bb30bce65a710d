import { beforeAll, describe, expect, test } from 'vitest';
import { newNonce, systemRandom } from '../../../src/lib/core/clock.ts';
import { fingerprintsOf, signBinding, verifyBinding, type End } from '../../../src/lib/core/mesh/binding.ts';
import { identityFromSeed, newSeed, type Identity } from '../../../src/lib/core/session/identity.ts';
import { parse, RoomId } from '../../../src/lib/wire/ids.ts';
import { must, ROOM } from './party.ts';

let alice: Identity;
let bob: Identity;
let ends: { alice: End; bob: End };
beforeAll(async () => {
  alice = await identityFromSeed(newSeed(systemRandom));
  bob = await identityFromSeed(newSeed(systemRandom));
  const end = (identity: Identity, fingerprint: string): End => ({
    peer: identity.peer,
    challenge: newNonce(systemRandom),
    fingerprints: [fingerprint],
  });
  ends = { alice: end(alice, 'sha-256 AA'), bob: end(bob, 'sha-256 BB') };
});

describe('channel binding', () => {
  test('a proof counts for the one it was made for', async () => {
    const signature = await signBinding(alice, ROOM, ends.alice, ends.bob);
    expect(await verifyBinding(ROOM, ends.bob, ends.alice, signature)).toBe(true);
  });

  test.each([
    ['a fingerprint of somebody in between', (end: End): End => ({ ...end, fingerprints: ['sha-256 CC'] })],
    ['a proof of another connection', (end: End): End => ({ ...end, challenge: newNonce(systemRandom) })],
    ['no fingerprint at all', (end: End): End => ({ ...end, fingerprints: [] })],
  ])('%s does not count, on either end', async (_, change) => {
    const signature = await signBinding(alice, ROOM, ends.alice, ends.bob);
    expect(await verifyBinding(ROOM, ends.bob, change(ends.alice), signature)).toBe(false);
    expect(await verifyBinding(ROOM, change(ends.bob), ends.alice, signature)).toBe(false);
  });

  test('an own proof sent back does not count, nor one for another room or by another key', async () => {
    const signature = await signBinding(alice, ROOM, ends.alice, ends.bob);
    expect(await verifyBinding(ROOM, ends.alice, ends.bob, signature)).toBe(false);
    const elsewhere = must(parse(RoomId, 'AAAAAAAAAAAAAAAAAAAAAA'));
    expect(await verifyBinding(elsewhere, ends.bob, ends.alice, signature)).toBe(false);
    const forged = await signBinding(bob, ROOM, ends.alice, ends.bob);
    expect(await verifyBinding(ROOM, ends.bob, ends.alice, forged)).toBe(false);
  });

  test('fingerprints are read in one spelling, sorted, once each', () => {
    const sdp =
      'v=0\r\na=fingerprint:SHA-256 bb:01\r\nm=audio\r\na=fingerprint:sha-256 AA:02\r\na=fingerprint:sha-256 BB:01\r\n';
    expect(fingerprintsOf(sdp)).toEqual(['sha-256 AA:02', 'sha-256 BB:01']);
  });
});
