import { expect, test } from 'vitest';
import { SILENT_STATE } from '../../../src/lib/core/call/announcements.ts';
import type { Participant } from '../../../src/lib/core/call/participant.ts';
import { createSpeakers } from '../../../src/lib/core/call/speakers.ts';
import { cell } from '../../../src/lib/core/cell.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { named, someone } from '../../support/interview.ts';

async function participant(name: string, self: boolean, microphone: boolean): Promise<Participant> {
  const { peer } = await someone();
  const state = { ...SILENT_STATE, microphone };
  const none = { held: false, figures: undefined, camera: undefined, screen: undefined, sound: undefined };
  return { peer, self, name: named(name), role: 'applicant', state, connection: 'direct', ...none };
}

test('C1: who is loud speaks, through the pauses between words and no longer; who is muted does not', async () => {
  const clock = createManualClock();
  const alice = await participant('alice', true, true);
  const bob = await participant('bob', false, true);
  const carol = await participant('carol', false, false);
  const participants = cell<readonly Participant[]>([alice, bob, carol]);
  const loud = new Set<string>();
  const level = (peer: string): number => (loud.has(peer) ? 0.2 : 0.001);
  const speakers = createSpeakers({ clock, participants, level, ownRms: () => level(alice.peer) });
  const speaking = (): string[] => [...speakers.speaking.get()];
  await clock.advance(300);
  expect(speaking()).toEqual([]);
  loud.add(bob.peer).add(carol.peer);
  await clock.advance(200);
  expect(speaking()).toEqual([bob.peer]);
  loud.clear();
  loud.add(alice.peer);
  await clock.advance(400);
  expect(speaking().sort()).toEqual([alice.peer, bob.peer].sort());
  await clock.advance(1_000);
  expect(speaking()).toEqual([alice.peer]);
  speakers.end();
});
