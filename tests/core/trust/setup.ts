/** A party at a lying relay, ended after each test; and what every attempt must leave as it was. */
import { afterEach, expect } from 'vitest';
import { roomOf, seal, verifyJws } from '../../../src/lib/core/session/identity.ts';
import { JwsType } from '../../../src/lib/wire/admission.ts';
import { utf8 } from '../../../src/lib/wire/bytes.ts';
import type { PeerId } from '../../../src/lib/wire/ids.ts';
import { someone, testInterview } from '../../support/interview.ts';
import { createLyingRelay } from '../../support/lying-relay.ts';
import { createManualClock, quiet } from '../../support/manual-clock.ts';
import { createParty, type Guest, type Host, type Party, type Person } from '../../support/party.ts';

const parties: Party[] = [];
afterEach(() => parties.splice(0).forEach((party) => party.end()));

export async function party(): Promise<Party> {
  const one = createParty(createLyingRelay(), createManualClock(), await testInterview());
  parties.push(one);
  return one;
}

/**
 * Everything under way has come to its end: nothing that the lie could set off is still to come. It does the longest chain
 * of crypto of the product (seal, open, verify) several times over, so that what came before has had its turn.
 */
export async function settle(): Promise<void> {
  const ROUNDS = 8;
  const one = await someone();
  const room = await roomOf(one.authority);
  for (let round = 0; round < ROUNDS; round += 1) {
    await one.open(await seal(one.kem, 'knock', room, utf8('x')), 'knock', room);
    await verifyJws(one.id, JwsType.pass, await one.signJws(JwsType.pass, {}));
    await quiet();
  }
}

export async function expectNotAdmitted(guest: Guest): Promise<void> {
  await settle();
  expect(guest.petition.admission.get()).toBeUndefined();
  expect(guest.petition.state.get()).not.toBe('admitted');
}

export async function expectEmptyQueue(host: Host): Promise<void> {
  await settle();
  expect(host.gate.queue.get()).toEqual([]);
}

/** Nobody would make a connection, and so tell an address, to this peer; not even a signal of it was believed. */
export async function expectStranger(person: Person, peer: PeerId): Promise<void> {
  await settle();
  expect(person.greeted).not.toContain(peer);
  expect(person.signals.map(({ from }) => from)).not.toContain(peer);
}
