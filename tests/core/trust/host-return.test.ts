/** J4 and J5, a relay that lies about who was in the call before the host came back. Each test is one attempt. */
import { describe, expect, it } from 'vitest';
import { issue } from '../../../src/lib/core/admission/certificate.ts';
import { sealText } from '../../../src/lib/core/admission/signed-text.ts';
import { newNonce, systemRandom } from '../../../src/lib/core/clock.ts';
import type { Identity } from '../../../src/lib/core/session/identity.ts';
import { CERTIFICATE_MS, CLOCK_TOLERANCE_MS } from '../../../src/lib/wire/admission.ts';
import { CompactJws, parse, type PeerId } from '../../../src/lib/wire/ids.ts';
import { must, named, someone, testInterview } from '../../support/interview.ts';
import { until } from '../../support/manual-clock.ts';
import type { Guest, Host } from '../../support/party.ts';
import { party, settle } from './setup.ts';

describe('J4, J5: a host that comes back', () => {
  const expectTogether = async (host: Host, guests: Guest[]): Promise<void> => {
    const call = await host.gate.ready;
    const same = (guest: Guest): boolean => guest.petition.admission.get()?.key === host.gate.call?.key;
    await until(() => guests.every(same), 'all under the key of the host');
    expect(guests.map((guest) => guest.petition.admission.get()?.call)).toEqual(guests.map(() => call.id));
  };

  it('the honest case: members muster, the call goes on under its name and a new key, nobody knocks', async () => {
    const { host: makeHost, member, relay } = await party();
    const host = await makeHost();
    const guests = [await member(host, 'Bob'), await member(host, 'Carol')];
    const before = await host.gate.ready;
    const knocks = relay.sentOf('knock').length;
    host.end();
    const again = await makeHost();
    await expectTogether(again, guests);
    expect(again.gate.call?.id).toBe(before.id);
    expect(again.gate.call?.epoch).toBeGreaterThan(before.epoch);
    expect(again.gate.call?.key).not.toBe(before.key);
    expect(relay.sentOf('knock')).toHaveLength(knocks);
  });

  it('a reloaded member comes back with what it was admitted by, and no knock', async () => {
    const { host: makeHost, member, guest, relay } = await party();
    const host = await makeHost();
    const bob = await member(host, 'Bob');
    const restored = must(bob.petition.admission.get());
    bob.end();
    const again = await guest({ identity: bob.identity, restored });
    expect(again.petition.state.get()).toBe('admitted');
    again.greet(host.peer);
    await until(() => host.greeted.includes(bob.peer), 'the host to know bob');
    expect(relay.sentOf('knock')).toHaveLength(1);
  });

  it('the relay plays the musters of before to the new host', async () => {
    const { host: makeHost, member, relay } = await party();
    const host = await makeHost();
    const bob = await member(host, 'Bob');
    host.end();
    const second = await makeHost();
    await expectTogether(second, [bob]);
    const musters = relay.sentOf('muster');
    expect(musters.length).toBeGreaterThan(0);
    second.end();
    bob.end();
    const third = await makeHost();
    for (const { sealed } of musters) relay.say(third.peer, { t: 'muster', from: bob.peer, sealed });
    await until(() => third.gate.dropped.get() === musters.length, 'all to be dropped');
    expect(relay.sentOf('answer').filter(({ from }) => from === third.peer)).toEqual([]);
  });

  it('musters that are not what they should be: a stranger, a borrowed certificate, another call, too old, an epoch from beyond', async () => {
    const { host: makeHost, relay, clock, interview } = await party();
    const [host, bob, mallory] = [await makeHost(), await someone(), await someone()];
    const { authority, room, host: link } = interview;
    const { id: call } = await host.gate.ready;
    const now = clock.now();
    const about = { room, call, peer: bob.peer, kem: bob.kem, role: 'applicant', name: named('Bob') } as const;
    const { certificate, pass } = await issue(authority, about, now);
    const old = await issue(authority, about, now - CERTIFICATE_MS - CLOCK_TOLERANCE_MS);
    const own = await issue(mallory, { ...about, peer: mallory.peer, kem: mallory.kem }, now);
    const asHost = await issue(authority, { ...about, role: 'host' }, now);
    const muster = { room, host: host.peer, call, epoch: now, certificate };
    const otherCall = newNonce(systemRandom);
    const ofOther = await issue(authority, { ...about, call: otherCall }, now);
    const attempts: [Identity, PeerId, object][] = [
      [mallory, mallory.peer, { ...muster, certificate: own.certificate }],
      [mallory, mallory.peer, muster],
      [mallory, bob.peer, muster],
      [bob, mallory.peer, muster],
      [bob, bob.peer, { ...muster, certificate: pass }],
      [bob, bob.peer, { ...muster, certificate: old.certificate }],
      [bob, bob.peer, { ...muster, certificate: asHost.certificate }],
      [bob, bob.peer, { ...muster, call: otherCall }],
      [bob, bob.peer, { ...muster, host: mallory.peer }],
      [bob, bob.peer, { ...muster, room: (await testInterview()).room }],
      [bob, bob.peer, { ...muster, epoch: Number.MAX_SAFE_INTEGER }],
      [bob, bob.peer, { ...muster, certificate: must(parse(CompactJws, 'AAAA.BBBB.CCCC')) }],
    ];
    for (const [signer, from, content] of attempts) {
      const sealed = await sealText(signer, link.details.kem, 'muster', room, content);
      relay.say(host.peer, { t: 'muster', from, sealed });
    }
    await until(() => host.gate.dropped.get() === attempts.length, 'all to be dropped');
    const stale = { ...muster, call: otherCall, certificate: ofOther.certificate };
    const sealedStale = await sealText(bob, link.details.kem, 'muster', room, stale);
    relay.say(host.peer, { t: 'muster', from: bob.peer, sealed: sealedStale });
    // That of another call is answered, to bob alone and sealed: his call is not this one.
    await until(() => relay.sentOf('answer').length === 1, 'that of another call to be turned away');
    expect(await host.gate.renew(bob.peer)).toBeUndefined();
    await clock.advance(1_000);
    const sealed = await sealText(bob, link.details.kem, 'muster', room, muster);
    relay.say(host.peer, { t: 'muster', from: bob.peer, sealed });
    await until(() => relay.sentOf('answer').length === 2, 'the one that is right to be answered');
    expect(await host.gate.renew(bob.peer)).toBeDefined();
  });

  it('a peer that was removed musters, knocks again under its old id, and comes back to a reloaded host', async () => {
    const { host: makeHost, member, guest, relay } = await party();
    const host = await makeHost();
    const [bob, carol] = [await member(host, 'Bob'), await member(host, 'Carol')];
    await host.gate.expel(carol.peer);
    await expectTogether(host, [bob]);
    const answered = relay.sentOf('answer').filter(({ to }) => to === carol.peer).length;
    carol.petition.handleHost(null);
    carol.petition.handleHost(host.peer);
    await until(() => host.gate.dropped.get() > 0, 'the muster of carol to be dropped');
    const knock = must(relay.sentOf('knock').find(({ from }) => from === carol.peer));
    relay.say(host.peer, { t: 'knock', from: carol.peer, id: knock.id, sealed: knock.sealed });
    await settle();
    const { id: call, epoch } = must(host.gate.call);
    const resume = { call, epoch, at: Date.now(), removed: host.gate.removed.get() };
    host.end();
    const again = await makeHost({ resume });
    await expectTogether(again, [bob]);
    await until(() => again.gate.dropped.get() > 0, 'the muster of carol to be dropped again');
    expect(relay.sentOf('answer').filter(({ to }) => to === carol.peer)).toHaveLength(answered);
    // she may ask, as everybody; it is the host who decides
    carol.end();
    const anew = await guest({ identity: carol.identity });
    await anew.petition.ask(named('Carol'));
    await until(() => again.gate.queue.get().length === 1, 'the request of carol');
  });
});
