import { describe, expect, it } from 'vitest';
import { openVisit } from '../../../src/lib/core/call/visit.ts';
import { systemRandom } from '../../../src/lib/core/clock.ts';
import { keptInMemory } from '../../../src/lib/core/kept.ts';
import { RESUME_MS, type StoredVisit } from '../../../src/lib/wire/stored.ts';
import { named, testInterview } from '../../support/interview.ts';
import { createManualClock } from '../../support/manual-clock.ts';

async function setup() {
  const { room } = await testInterview();
  const clock = createManualClock();
  const kept = keptInMemory<StoredVisit>();
  const open = (in_ = room, handed?: StoredVisit) => openVisit({ clock, random: systemRandom, kept }, in_, handed);
  return { room, clock, kept, open };
}

describe('visit: one person over page loads (J5)', () => {
  it('is the same person after a reload, in a later visit, also when the clock stands still', async () => {
    const { open } = await setup();
    const first = await open();
    first.keep({ name: named('Bob'), hosting: true });
    const second = await open();
    expect(second.identity.peer).toBe(first.identity.peer);
    expect(second.visit).toBeGreaterThan(first.visit);
    expect(second.resumed?.name).toBe('Bob');
  });

  it('does not resume a call that was left, and keeps the name', async () => {
    const { open } = await setup();
    const first = await open();
    first.keep({ name: named('Bob'), hosting: true, since: 1 });
    first.leave();
    const second = await open();
    expect(second.resumed).toBeUndefined();
    expect(second.stored().name).toBe('Bob');
  });

  it('A5: a transcript that was stopped in one call is no wish for the next', async () => {
    const { open } = await setup();
    const visit = await open();
    visit.keep({ hosting: true, untranscribed: true });
    expect((await open()).stored().untranscribed).toBe(true);
    visit.leave();
    expect((await open()).stored().untranscribed).toBeUndefined();
  });

  it('X1: is the same person in a later visit who left and comes back on the same page', async () => {
    const { open } = await setup();
    const visit = await open();
    const before = visit.visit;
    visit.leave();
    expect(visit.visit).toBeGreaterThan(before);
    expect(visit.stored().visit).toBe(visit.visit);
  });

  it('is somebody else ten minutes after the last sign of life, and in another room', async () => {
    const { open, clock } = await setup();
    const first = await open();
    first.keep({ hosting: true });
    const { room: other } = await testInterview();
    expect((await open(other)).identity.peer).not.toBe(first.identity.peer);
    const again = await open();
    again.keep({ hosting: true });
    await clock.advance(RESUME_MS);
    const late = await open();
    expect(late.identity.peer).not.toBe(again.identity.peer);
    expect(late.resumed).toBeUndefined();
  });

  it('R7: takes up what another tab hands over', async () => {
    const { open, kept } = await setup();
    const first = await open();
    first.keep({ name: named('Bob'), hosting: true });
    const handed = first.stored();
    kept.clear();
    const second = await open(undefined, handed);
    expect(second.identity.peer).toBe(first.identity.peer);
    expect(second.resumed?.hosting).toBe(true);
    expect(second.visit).toBeGreaterThan(first.visit);
  });
});
