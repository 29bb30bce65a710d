/** J4, a relay that lies about who asks to be let in. Each test is one attempt. */
import { describe, expect, it } from 'vitest';
import { sealText } from '../../../src/lib/core/admission/signed-text.ts';
import { newNonce, systemRandom } from '../../../src/lib/core/clock.ts';
import type { Identity } from '../../../src/lib/core/session/identity.ts';
import type { OpenedLink } from '../../../src/lib/core/session/link.ts';
import type { Knock } from '../../../src/lib/wire/admission.ts';
import { named, someone, testInterview } from '../../support/interview.ts';
import { until } from '../../support/manual-clock.ts';
import type { Guest, Host } from '../../support/party.ts';
import { expectEmptyQueue, expectNotAdmitted, party, settle } from './setup.ts';

async function knocking(guest: Guest, name = 'Bob'): Promise<void> {
  await until(() => guest.frames.some((frame) => frame.t === 'host' && frame.peer !== null), 'word of the host');
  await guest.petition.ask(named(name));
}
const queued = (host: Host, guest: Guest) =>
  until(() => host.gate.queue.get().some(({ peer }) => peer === guest.peer), 'the knock at the gate');

/** A knock made by hand. */
async function forged(sender: Identity, host: Host, link: OpenedLink, change: Partial<Knock> = {}) {
  const id = newNonce(systemRandom);
  const knock: Knock = {
    ...{ id, room: link.room, host: host.peer, peer: sender.peer, kem: sender.kem, name: named('Mallory') },
    link: { role: link.role, token: link.token, details: link.detailsText, signature: link.signature },
    ...change,
  };
  return { id: knock.id, sealed: await sealText(sender, link.details.kem, 'knock', link.room, knock) };
}

describe('J4: a relay that lies about knocks', () => {
  it('the honest case, without which the rest says nothing: bob knocks, is shown once by name, and is let in', async () => {
    const { host: makeHost, guest } = await party();
    const [host, bob] = [await makeHost(), await guest()];
    await knocking(bob);
    await queued(host, bob);
    expect(host.gate.queue.get()).toMatchObject([{ peer: bob.peer, name: 'Bob', role: 'applicant' }]);
    await host.gate.admit(bob.peer);
    await until(() => bob.petition.state.get() === 'admitted', 'bob to be admitted');
    expect(bob.petition.admission.get()?.key).toBe(host.gate.call?.key);
  });

  it('the knock of bob comes as that of carol', async () => {
    const { host: makeHost, guest, relay } = await party();
    const [host, bob, carol] = [await makeHost(), await guest(), await guest()];
    relay.lie = (sent) =>
      sent.frame.t === 'knock' ? [{ ...sent, frame: { ...sent.frame, from: carol.peer } }] : [sent];
    await knocking(bob);
    await until(() => host.gate.dropped.get() > 0, 'the knock to be dropped');
    await expectEmptyQueue(host);
  });

  it('the knock of bob comes under another id', async () => {
    const { host: makeHost, guest, relay } = await party();
    const [host, bob] = [await makeHost(), await guest()];
    relay.lie = (sent) =>
      sent.frame.t === 'knock' ? [{ ...sent, frame: { ...sent.frame, id: newNonce(systemRandom) } }] : [sent];
    await knocking(bob);
    await until(() => host.gate.dropped.get() > 0, 'the knock to be dropped');
    await expectEmptyQueue(host);
  });

  it('the relay knocks itself: it has the token, and not the link', async () => {
    const { host: makeHost, relay, interview } = await party();
    const [host, mallory] = [await makeHost(), await someone()];
    const own = (await testInterview()).applicant;
    const { applicant } = interview;
    // every part of a link that a relay could come by, with the signature of a link that it made itself
    const link = {
      role: applicant.role,
      token: applicant.token,
      details: applicant.detailsText,
      signature: own.signature,
    };
    for (const change of [{ link }, { link: { ...link, details: own.detailsText, token: own.token } }]) {
      const knock = await forged(mallory, host, applicant, change);
      relay.say(host.peer, { t: 'knock', from: mallory.peer, ...knock });
    }
    await until(() => host.gate.dropped.get() === 2, 'both knocks to be dropped');
    await expectEmptyQueue(host);
  });

  it('an applicant claims to be a co-interviewer, or the host', async () => {
    const { host: makeHost, relay, interview } = await party();
    const [host, mallory] = [await makeHost(), await someone()];
    const { applicant, coInterviewer } = interview;
    const link = { token: applicant.token, details: applicant.detailsText, signature: applicant.signature };
    const claims = [
      { ...link, role: 'co-interviewer' as const },
      { ...link, role: 'host' as const },
      { ...link, role: 'co-interviewer' as const, token: coInterviewer.token },
    ];
    for (const claim of claims) {
      const knock = await forged(mallory, host, applicant, { link: claim });
      relay.say(host.peer, { t: 'knock', from: mallory.peer, ...knock });
    }
    await until(() => host.gate.dropped.get() === claims.length, 'all knocks to be dropped');
    await expectEmptyQueue(host);
  });

  it('somebody with a link knocks in the name of another peer, or with the key of another to answer to', async () => {
    const { host: makeHost, guest, relay, interview } = await party();
    const [host, bob, mallory] = [await makeHost(), await guest(), await someone()];
    const asBob = await forged(mallory, host, interview.applicant, { peer: bob.peer });
    relay.say(host.peer, { t: 'knock', from: bob.peer, ...asBob });
    relay.say(host.peer, { t: 'knock', from: mallory.peer, ...asBob });
    await until(() => host.gate.dropped.get() === 2, 'both knocks to be dropped');
    await expectEmptyQueue(host);
  });

  it('a knock is played again: shown once, not again after it was withdrawn, and never to a later host', async () => {
    const { host: makeHost, guest, relay } = await party();
    const [host, bob] = [await makeHost(), await guest()];
    await knocking(bob);
    await queued(host, bob);
    const [{ id, sealed }] = relay.sentOf('knock') as [ReturnType<typeof relay.sentOf<'knock'>>[number]];
    const again = { t: 'knock', from: bob.peer, id, sealed } as const;
    for (let count = 0; count < 5; count += 1) relay.say(host.peer, again);
    await settle();
    expect(host.gate.queue.get()).toHaveLength(1);
    bob.petition.withdraw();
    await until(() => host.gate.queue.get().length === 0, 'the request to go');
    relay.say(host.peer, again);
    await expectEmptyQueue(host);
    host.session.end();
    const later = await makeHost();
    relay.say(later.peer, again);
    await until(() => later.gate.dropped.get() === 1, 'the knock to be dropped');
    await expectEmptyQueue(later);
  });

  it('a knock for one interview is brought to another', async () => {
    const here = await party();
    const there = await party();
    const [host, bob, otherHost] = [await here.host(), await here.guest(), await there.host()];
    await knocking(bob);
    await queued(host, bob);
    for (const { from, id, sealed } of here.relay.sentOf('knock')) {
      there.relay.say(otherHost.peer, { t: 'knock', from, id, sealed });
    }
    await until(() => otherHost.gate.dropped.get() > 0, 'the knock to be dropped');
    await expectEmptyQueue(otherHost);
  });

  it('the relay withdraws a knock in the name of bob: the host cannot let in who does not ask, and bob asks again', async () => {
    const { host: makeHost, guest, relay, clock } = await party();
    const [host, bob] = [await makeHost(), await guest()];
    await knocking(bob);
    await queued(host, bob);
    const [request] = host.gate.queue.get();
    relay.say(host.peer, { t: 'withdrawn', from: bob.peer, id: request?.id ?? newNonce(systemRandom) });
    await until(() => host.gate.queue.get().length === 0, 'the request to go');
    await host.gate.admit(bob.peer);
    await expectNotAdmitted(bob);
    await clock.advance(1_000);
    relay.say(bob.peer, { t: 'host', peer: host.peer });
    await queued(host, bob);
  });

  it('the answer to bob is given to carol, or to both', async () => {
    const { host: makeHost, guest, relay } = await party();
    const [host, bob, carol] = [await makeHost(), await guest(), await guest()];
    relay.lie = (sent) => (sent.frame.t === 'answer' ? [sent, { ...sent, to: carol.peer }] : [sent]);
    await knocking(bob, 'Bob');
    await knocking(carol, 'Carol');
    await queued(host, bob);
    await queued(host, carol);
    await host.gate.admit(bob.peer);
    await until(() => bob.petition.state.get() === 'admitted', 'bob to be admitted');
    await expectNotAdmitted(carol);
    expect(carol.petition.state.get()).toBe('waiting');
  });

  it('the relay hides that the host is there, or says that it went: bob only waits', async () => {
    const { host: makeHost, guest, relay } = await party();
    const [host, bob] = [await makeHost(), await guest()];
    await knocking(bob);
    await queued(host, bob);
    relay.say(bob.peer, { t: 'host', peer: null });
    await until(() => bob.petition.state.get() === 'host-absent', 'bob to believe it');
    await host.gate.admit(bob.peer);
    await until(() => bob.petition.state.get() === 'admitted', 'the true answer to count all the same');
  });
});
