import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createGate, type Gate, type Resume } from '../../../src/lib/core/admission/gate.ts';
import { issue } from '../../../src/lib/core/admission/certificate.ts';
import { sealText } from '../../../src/lib/core/admission/signed-text.ts';
import { newNonce, systemRandom } from '../../../src/lib/core/clock.ts';
import type { Identity } from '../../../src/lib/core/session/identity.ts';
import { Admission, CERTIFICATE_MS, JwsType, type Knock, type Muster } from '../../../src/lib/wire/admission.ts';
import { textOf, utf8 } from '../../../src/lib/wire/bytes.ts';
import { CompactJws, parse, type Nonce, type PeerId } from '../../../src/lib/wire/ids.ts';
import { Sealed } from '../../../src/lib/wire/relay.ts';
import { seal, verifyJws } from '../../../src/lib/core/session/identity.ts';
import { must, mutations, named, someone, testInterview, type TestInterview } from '../../support/interview.ts';
import { createManualClock, until, type ManualClock } from '../../support/manual-clock.ts';

interface Setup {
  readonly interview: TestInterview;
  readonly gate: Gate;
  readonly self: PeerId;
  readonly clock: ManualClock;
  readonly answers: { to: PeerId; sealed: Sealed }[];
  /** What the relay was told. */
  readonly expelled: { peer: PeerId; until: number; answersBefore: number }[];
}

const gates: Gate[] = [];
afterEach(() => gates.splice(0).forEach((gate) => gate.end()));

async function setup(resume?: Resume, over: readonly Nonce[] = []): Promise<Setup> {
  const interview = await testInterview();
  const clock = createManualClock();
  const { peer: self } = await someone();
  const answers: Setup['answers'] = [];
  const { authority, room } = interview;
  const answer = (to: PeerId, sealed: Sealed): void => void answers.push({ to, sealed });
  const expelled: Setup['expelled'] = [];
  const expel = (peer: PeerId, end: number): void =>
    void expelled.push({ peer, until: end, answersBefore: answers.length });
  const deps = { authority, room, self, clock, random: systemRandom, answer, expel, over };
  const gate = createGate({ ...deps, ...(resume && { resume }) });
  gates.push(gate);
  return { interview, gate, self, clock, answers, expelled };
}

async function knock({ interview, self }: Setup, sender: Identity, name = 'Bob', id = newNonce(systemRandom)) {
  const { applicant: link, room } = interview;
  const content: Knock = {
    ...{ id, room, host: self, peer: sender.peer, kem: sender.kem, name: named(name) },
    link: { role: link.role, token: link.token, details: link.detailsText, signature: link.signature },
  };
  return { id, sealed: await sealText(sender, link.details.kem, 'knock', room, content) };
}

/** What an answer says, as its receiver reads it. */
async function said({ interview }: Setup, sealed: Sealed | undefined, to: Identity) {
  const jws = parse(CompactJws, textOf(must(await to.open(must(sealed), 'admission', interview.room))));
  return parse(Admission, await verifyJws(interview.authority.authority, JwsType.admission, must(jws)));
}

async function muster(to: Setup, sender: Identity, call: Nonce, epoch: number, name = 'Bob'): Promise<Sealed> {
  const { authority, room, host: link } = to.interview;
  const subject = { room, call, peer: sender.peer, kem: sender.kem, role: 'applicant', name: named(name) } as const;
  const { certificate } = await issue(authority, subject, to.clock.now());
  const content: Muster = { room, host: to.self, call, epoch, certificate };
  return sealText(sender, link.details.kem, 'muster', room, content);
}

describe('gate: which call it is (X2)', () => {
  it('is a new one at once where nobody is there', async () => {
    const one = await setup();
    expect(one.gate.call).toBeUndefined();
    one.gate.start([]);
    expect(await one.gate.ready).toMatchObject({ epoch: one.clock.now() });
  });

  it('is the one that the first member musters from, under a key above all epochs', async () => {
    const one = await setup();
    const [bob, carol] = [await someone(), await someone()];
    const call = newNonce(systemRandom);
    one.gate.start([bob.peer, carol.peer]);
    const ahead = one.clock.now() + 5_000;
    one.gate.handleMuster(bob.peer, await muster(one, bob, call, ahead));
    expect(await one.gate.ready).toMatchObject({ id: call, epoch: ahead + 1 });
    const rekeys: boolean[] = [];
    one.gate.rekeyed.on(({ grace }) => rekeys.push(grace));
    one.gate.handleMuster(carol.peer, await muster(one, carol, call, ahead + 100, 'Carol'));
    await until(() => one.answers.some(({ to }) => to === carol.peer), 'the answer to carol');
    expect(one.gate.call).toMatchObject({ id: call, epoch: ahead + 101 });
    expect(rekeys).toEqual([true]);
    expect(one.answers.filter(({ to }) => to === bob.peer)).toHaveLength(2);
  });

  it('changes its key where a member has the same epoch from another host', async () => {
    const one = await setup();
    const [bob, carol] = [await someone(), await someone()];
    const call = newNonce(systemRandom);
    one.gate.start([bob.peer, carol.peer]);
    // bob missed the last key of the host before, so that the new host's epoch is the one that carol has
    const last = one.clock.now() + 5_000;
    one.gate.handleMuster(bob.peer, await muster(one, bob, call, last - 1));
    expect(await one.gate.ready).toMatchObject({ epoch: last });
    one.gate.handleMuster(carol.peer, await muster(one, carol, call, last, 'Carol'));
    await until(() => one.answers.some(({ to }) => to === carol.peer), 'the answer to carol');
    expect(one.gate.call?.epoch).toBe(last + 1);
    await one.clock.advance(1_000);
    // carol has this one from us: nothing to change
    one.gate.handleMuster(carol.peer, await muster(one, carol, call, last + 1, 'Carol'));
    await until(() => one.answers.filter(({ to }) => to === carol.peer).length === 2, 'the second answer');
    expect(one.gate.call?.epoch).toBe(last + 1);
  });

  it('is a new one where the members that the relay names stay silent for 3 s', async () => {
    const one = await setup();
    one.gate.start([(await someone()).peer]);
    await one.clock.advance(2_999);
    expect(one.gate.call).toBeUndefined();
    await one.clock.advance(1);
    expect(one.gate.call).toBeDefined();
  });

  it('is the one of before where the host was there less than ten minutes ago, above its epoch', async () => {
    const call = newNonce(systemRandom);
    const now = createManualClock().now();
    const recent = await setup({ call, epoch: now + 50, at: now - CERTIFICATE_MS + 1 });
    recent.gate.start([]);
    expect(recent.gate.call).toMatchObject({ id: call, epoch: now + 51 });
    const old = await setup({ call, epoch: now + 50, at: now - CERTIFICATE_MS });
    old.gate.start([]);
    expect(old.gate.call?.id).not.toBe(call);
    expect(old.gate.call?.epoch).toBe(now + 51);
  });

  it('J1: somebody let in while it is not clear yet is answered when it is', async () => {
    const one = await setup();
    const bob = await someone();
    one.gate.start([(await someone()).peer]);
    const { id, sealed } = await knock(one, bob);
    one.gate.handleKnock(bob.peer, id, sealed);
    await until(() => one.gate.queue.get().length === 1, 'the knock');
    const admitted = one.gate.admit(bob.peer);
    expect(one.answers).toEqual([]);
    await one.clock.advance(3_000);
    await admitted;
    expect(one.answers).toHaveLength(1);
  });

  it('C5: tells the relay who was removed, again after each welcome, and no more of who was let in again', async () => {
    const one = await setup();
    const bob = await someone();
    one.gate.start([]);
    const first = await knock(one, bob);
    one.gate.handleKnock(bob.peer, first.id, first.sealed);
    await until(() => one.gate.queue.get().length === 1, 'the knock');
    await one.gate.admit(bob.peer);
    await one.gate.expel(bob.peer);
    // Whatever was signed before the removal expires by then.
    const told = { peer: bob.peer, until: one.clock.now() + CERTIFICATE_MS, answersBefore: 1 };
    expect(one.expelled).toEqual([told]);
    one.gate.start([]);
    expect(one.expelled).toEqual([told, told]);

    await one.clock.advance(1_000);
    const second = await knock(one, bob);
    one.gate.handleKnock(bob.peer, second.id, second.sealed);
    await until(() => one.gate.queue.get().length === 1, 'the second knock');
    await one.gate.admit(bob.peer);
    one.gate.start([]);
    expect(one.expelled).toHaveLength(2);
  });
});

describe('gate: the queue (J1)', () => {
  it('keeps the order, one request per peer, and at most 50', async () => {
    const one = await setup();
    one.gate.start([]);
    const people = await Promise.all(Array.from({ length: 52 }, () => someone()));
    const bob = must(people[0]);
    for (const [at, person] of people.entries()) {
      const { id, sealed } = await knock(one, person, `P${at}`);
      one.gate.handleKnock(person.peer, id, sealed);
      await until(() => one.gate.queue.get().length === Math.min(at + 1, 50), 'the knock');
      await one.clock.advance(1);
    }
    const again = await knock(one, bob, 'P0 again');
    one.gate.handleKnock(bob.peer, again.id, again.sealed);
    await until(() => one.gate.queue.get()[0]?.name === 'P0 again', 'the renewed request in its place');
    expect(one.gate.queue.get()).toHaveLength(50);
    expect(one.gate.dropped.get()).toBe(2);
    await one.gate.refuse(bob.peer);
    expect(
      one.gate.queue
        .get()
        .map(({ name }) => name)
        .slice(0, 2),
    ).toEqual(['P1', 'P2']);
  });

  it('J4: refuses every altered character of a knock, and never throws', async () => {
    const one = await setup();
    const bob = await someone();
    const { id, sealed } = await knock(one, bob);
    let tried = 0;
    for (const mutant of mutations(sealed, 12)) {
      const altered = parse(Sealed, mutant);
      if (!altered) continue;
      one.gate.handleKnock(bob.peer, id, altered);
      tried += 1;
      await until(() => one.gate.dropped.get() === tried, 'it to be dropped');
    }
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string({ unit: 'binary' })), async (text) => {
        // well sealed, and nonsense inside
        const kem = one.interview.host.details.kem;
        const inside = await seal(kem, 'knock', one.interview.room, utf8(text));
        one.gate.handleKnock(bob.peer, id, inside);
        one.gate.handleMuster(bob.peer, inside);
        tried += 2;
        await until(() => one.gate.dropped.get() === tried, 'both to be dropped');
        return one.gate.queue.get().length === 0;
      }),
      { numRuns: 30 },
    );
    one.gate.handleKnock(bob.peer, id, sealed);
    await until(() => one.gate.queue.get().length === 1, 'the true one');
  }, 30_000);

  it('J4 J5: lets nobody in by the certificate of another call of the same room, and tells them', async () => {
    const one = await setup();
    one.gate.start([]);
    const { epoch } = must(one.gate.call);
    const bob = await someone();
    const call = newNonce(systemRandom);
    one.gate.handleMuster(bob.peer, await muster(one, bob, call, epoch - 1));
    await until(() => one.answers.length === 1, 'the answer');
    const about = { room: one.interview.room, peer: bob.peer };
    expect(await said(one, one.answers[0]?.sealed, bob)).toEqual({ verdict: 'lapsed', ...about, call, over: false });
    expect(await one.gate.renew(bob.peer)).toBeUndefined();
  });

  it('J5: a host that has lost its storage tells members who muster too late that theirs is another call', async () => {
    const one = await setup();
    const [bob, carol] = [await someone(), await someone()];
    one.gate.start([bob.peer, carol.peer]);
    await one.clock.advance(3_000);
    const call = newNonce(systemRandom);
    for (const member of [bob, carol]) {
      one.gate.handleMuster(member.peer, await muster(one, member, call, one.clock.now()));
      await until(() => one.answers.at(-1)?.to === member.peer, 'the answer');
      expect(await said(one, one.answers.at(-1)?.sealed, member)).toMatchObject({ verdict: 'lapsed', call });
    }
    expect(must(one.gate.call).id).not.toBe(call);
  });

  it('J4: does not take up a call that its host has ended, whoever musters from it', async () => {
    const ended = newNonce(systemRandom);
    const one = await setup(undefined, [ended]);
    const bob = await someone();
    one.gate.start([bob.peer]);
    one.gate.handleMuster(bob.peer, await muster(one, bob, ended, 1));
    await until(() => one.answers.length === 1, 'the answer');
    await one.clock.advance(3_000);
    expect(must(one.gate.call).id).not.toBe(ended);
    expect(await said(one, one.answers[0]?.sealed, bob)).toMatchObject({ verdict: 'lapsed', call: ended, over: true });
  });

  it('X1 J5: who musters to a host that has reloaded, and leaves before they are connected, asks again', async () => {
    const one = await setup();
    const bob = await someone();
    const call = newNonce(systemRandom);
    one.gate.start([bob.peer]);
    one.gate.handleMuster(bob.peer, await muster(one, bob, call, one.clock.now()));
    await until(() => one.answers.length === 1, 'the new key');
    one.gate.handleLeft(bob.peer);
    const { id, sealed } = await knock(one, bob);
    one.gate.handleKnock(bob.peer, id, sealed);
    await until(() => one.gate.queue.get().length === 1, 'the request');
    expect(one.answers).toHaveLength(1);
    await one.gate.admit(bob.peer);
    expect(await said(one, one.answers[1]?.sealed, bob)).toMatchObject({ verdict: 'admitted', knock: id, call });
  });

  it('answers the same muster again only after a second, or after the member left', async () => {
    const one = await setup();
    const bob = await someone();
    one.gate.start([]);
    const { id: call, epoch } = await one.gate.ready;
    const sealed = await muster(one, bob, call, epoch - 1);
    one.gate.handleMuster(bob.peer, sealed);
    await until(() => one.answers.length === 1, 'the answer');
    one.gate.handleMuster(bob.peer, sealed);
    one.gate.handleLeft(bob.peer);
    one.gate.handleMuster(bob.peer, sealed);
    await until(() => one.answers.length >= 2, 'the second answer');
    await one.clock.advance(1_000);
    one.gate.handleMuster(bob.peer, sealed);
    await until(() => one.answers.length >= 3, 'the third answer');
  });

  it('renews members only, and nobody that was removed', async () => {
    const one = await setup();
    const bob = await someone();
    one.gate.start([]);
    const { id, sealed } = await knock(one, bob);
    one.gate.handleKnock(bob.peer, id, sealed);
    await until(() => one.gate.queue.get().length === 1, 'the knock');
    expect(await one.gate.renew(bob.peer)).toBeUndefined();
    const names: string[] = [];
    one.gate.admitted.on(({ name }) => names.push(name));
    await one.gate.admit(bob.peer);
    expect(await one.gate.renew(bob.peer)).toBeDefined();
    expect(names).toEqual(['Bob', 'Bob']);
    const before = must(one.gate.call);
    await one.gate.expel(bob.peer);
    expect(await one.gate.renew(bob.peer)).toBeUndefined();
    expect(one.gate.removed.get()).toEqual([bob.peer]);
    expect(one.gate.call?.key).not.toBe(before.key);
    expect(one.answers).toHaveLength(1);
  });
});
