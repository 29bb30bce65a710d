/** Whole calls over a relay that may lie: what people see of each other, and who is never connected to. */
import { afterEach, describe, expect, it } from 'vitest';
import { issue } from '../../../src/lib/core/admission/certificate.ts';
import { sealSignal } from '../../../src/lib/core/signaling/box.ts';
import { newNonce, systemRandom } from '../../../src/lib/core/clock.ts';
import { createCallers, type Caller, type Callers } from '../../support/callers.ts';
import { FakeNetwork } from '../../support/fake-rtc.ts';
import { named, someone, testInterview, type TestInterview } from '../../support/interview.ts';
import { createLyingRelay, type Delivery, type LyingRelay } from '../../support/lying-relay.ts';
import { createManualClock, until, type ManualClock } from '../../support/manual-clock.ts';
import { settle } from '../trust/setup.ts';

interface Setting {
  readonly relay: LyingRelay;
  readonly clock: ManualClock;
  readonly network: FakeNetwork;
  readonly interview: TestInterview;
  readonly callers: Callers;
}

const open: Callers[] = [];
afterEach(() => open.splice(0).forEach((callers) => callers.end()));

async function setting(): Promise<Setting> {
  const [relay, clock, interview] = [createLyingRelay(), createManualClock(), await testInterview()];
  const network = new FakeNetwork(clock);
  const callers = createCallers(relay, clock, network, interview);
  open.push(callers);
  return { relay, clock, network, interview, callers };
}

const seeEachOther = (...people: Caller[]): Promise<void> =>
  until(
    () => people.every((one) => people.every((other) => one === other || one.seen().includes(other.peer))),
    'all to see each other',
  );
const stateOf = (viewer: Caller, other: Caller) =>
  viewer.call.participants.get().find(({ peer }) => peer === other.peer)?.state;

describe('a call', () => {
  it('J3 C4: host and two members see each other by name, with what is on', async () => {
    const { callers } = await setting();
    const host = await callers.host();
    const bob = await callers.member(host, 'Bob');
    const carol = await callers.member(host, 'Carol');
    await seeEachOther(host, bob, carol);
    expect(bob.call.participants.get().map(({ name, role }) => [name, role])).toEqual(
      expect.arrayContaining([
        ['Bob', 'applicant'],
        ['Host', 'host'],
        ['Carol', 'applicant'],
      ]),
    );
    await until(() => stateOf(host, bob)?.camera === true, 'word of the camera');
    bob.call.setHand(true);
    await until(() => stateOf(carol, bob)?.hand === true, 'the raised hand at carol');
    expect(host.call.documents.get()?.channels.map(({ peer }) => peer)).toEqual([bob.peer, carol.peer]);
  });

  it('X1: a member leaves and is gone; the host leaves and the call is over', async () => {
    const { callers } = await setting();
    const host = await callers.host();
    const [bob, carol] = [await callers.member(host, 'Bob'), await callers.member(host, 'Carol')];
    await seeEachOther(host, bob, carol);
    carol.call.leave();
    await until(() => !host.seen().includes(carol.peer) && !bob.seen().includes(carol.peer), 'carol to be gone');
    expect(bob.call.ended.get()).toBeUndefined();
    host.call.leave();
    await until(() => bob.call.ended.get() === 'over', 'the end for bob');
  });

  it('J5: papers are renewed over the connection, so that a place is kept for longer than they hold', async () => {
    const { callers, clock } = await setting();
    const host = await callers.host();
    const bob = await callers.member(host, 'Bob');
    await seeEachOther(host, bob);
    const before = bob.presence.petition?.admission.get()?.papers.exp ?? 0;
    const FOUR_MINUTES = 4 * 60 * 1000;
    await clock.advance(FOUR_MINUTES);
    await until(() => (bob.presence.petition?.admission.get()?.papers.exp ?? 0) > before, 'the renewal');
  });

  it('X2 R7: a host that comes back as another visit is the one host, and nobody had to knock', async () => {
    const { callers, relay } = await setting();
    const host = await callers.host();
    const bob = await callers.member(host, 'Bob');
    await seeEachOther(host, bob);
    host.call.end(); // silently, as a crash is
    const again = await callers.host();
    await seeEachOther(again, bob);
    expect(bob.seen()).toEqual([again.peer]);
    expect(relay.sentOf('knock')).toHaveLength(1);
    expect(again.gate.queue.get()).toEqual([]);
  });

  it('J5: a host that comes back without its storage, and hears no muster in time: members are told, and ask anew', async () => {
    const { callers, relay, clock } = await setting();
    const host = await callers.host();
    const [bob, carol] = [await callers.member(host, 'Bob'), await callers.member(host, 'Carol')];
    await seeEachOther(host, bob, carol);
    host.call.end(); // silently, as a crash is
    const held: Delivery[] = [];
    relay.lie = (delivery) => (delivery.frame.t === 'muster' ? (held.push(delivery), []) : [delivery]);
    const again = await callers.host();
    await until(() => held.length >= 2, 'the musters');
    await clock.advance(3_000);
    await again.gate.ready;
    relay.lie = (delivery) => [delivery];
    for (const { frame } of held) relay.say(again.peer, frame);
    await until(() => [bob, carol].every(({ call }) => call.ended.get() === 'lapsed'), 'both to be told');
    const anew = await callers.member(again, 'Bob', undefined, bob.identity);
    await seeEachOther(again, anew);
  });

  it('J5: a member that was cut off when the host ended the call learns so from the next', async () => {
    const { callers, relay } = await setting();
    const host = await callers.host();
    const bob = await callers.member(host, 'Bob');
    await seeEachOther(host, bob);
    const { id } = await host.gate.ready;
    host.call.end();
    await callers.host(undefined, [], [id]);
    await until(() => bob.call.ended.get() === 'over', 'the end for bob');
    expect(relay.sentOf('knock')).toHaveLength(1);
  });

  it('R7: a host whose place another device took while it was cut off is told that, not that it was refused', async () => {
    const { callers, relay } = await setting();
    const host = await callers.host();
    relay.say(host.peer, { t: 'refused', code: 'host-present' });
    await until(() => host.call.ended.get() === 'moved', 'the end at this device');
    const other = await callers.host();
    relay.say(other.peer, { t: 'refused', code: 'expired' });
    await until(() => other.call.ended.get() === 'refused', 'the end at the other');
  });

  it('N1: goes on without the relay', async () => {
    const { callers, relay, clock } = await setting();
    const host = await callers.host();
    const bob = await callers.member(host, 'Bob');
    await seeEachOther(host, bob);
    relay.drop(host.peer);
    relay.drop(bob.peer);
    expect(bob.call.relayUp.get()).toBe(false);
    bob.call.setHand(true);
    await until(() => stateOf(host, bob)?.hand === true, 'the hand, past the relay');
    await clock.advance(10_000);
    await until(() => bob.call.relayUp.get() && host.call.relayUp.get(), 'the relay to be back');
    expect(bob.seen()).toEqual([host.peer]);
  });
});

describe('J4: a call over a relay that lies', () => {
  it('adds a member of its own: nobody connects to it, nobody is told of an address', async () => {
    const { callers, relay, network } = await setting();
    const host = await callers.host();
    const bob = await callers.member(host, 'Bob');
    await seeEachOther(host, bob);
    const mallory = await someone();
    const connections = network.connections.length;
    for (const peer of [host.peer, bob.peer]) {
      relay.say(peer, { t: 'joined', peer: mallory.peer, as: 'call' });
      relay.say(peer, { t: 'welcome', as: 'call', now: 0, members: [{ peer: mallory.peer, as: 'host' }] });
    }
    await settle();
    expect(network.connections).toHaveLength(connections);
    expect(host.seen()).toEqual([bob.peer]);
    // What it was sent is sealed under the call key: a greeting, and a muster to the authority.
    expect(relay.everythingReadable().includes('candidate:')).toBe(false);
  });

  it('knows the call key by a traitor, and still has no certificate: nobody connects', async () => {
    const { callers, relay, network, interview, clock } = await setting();
    const host = await callers.host();
    const bob = await callers.member(host, 'Bob');
    await seeEachOther(host, bob);
    const mallory = await someone();
    const own = await someone(); // an authority of its own
    const membership = bob.presence.petition?.admission.get();
    if (!membership) throw new Error('bob is a member');
    const subject = { room: interview.room, call: membership.call, peer: mallory.peer, kem: mallory.kem } as const;
    const forged = await issue(own, { ...subject, role: 'host', name: named('Host') }, clock.now());
    const raw = Uint8Array.from(atob(membership.key.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt']);
    const connections = network.connections.length;
    for (const certificate of [forged.certificate, membership.certificate]) {
      const about = { room: interview.room, epoch: membership.epoch, from: mallory.peer, to: host.peer };
      const signal = {
        ...{ visit: clock.now(), toVisit: null, n: 1 },
        body: { t: 'hello', certificate, reply: false },
      } as const;
      const box = await sealSignal(mallory, key, about, signal);
      relay.say(host.peer, { t: 'signal', from: mallory.peer, box });
    }
    await settle();
    expect(network.connections).toHaveLength(connections);
    expect(host.seen()).toEqual([bob.peer]);
  });

  it('says that members left, that nobody is host, and that another is: the call does not notice', async () => {
    const { callers, relay } = await setting();
    const host = await callers.host();
    const [bob, carol] = [await callers.member(host, 'Bob'), await callers.member(host, 'Carol')];
    await seeEachOther(host, bob, carol);
    const mallory = await someone();
    relay.say(bob.peer, { t: 'left', peer: host.peer });
    relay.say(bob.peer, { t: 'host', peer: null });
    relay.say(bob.peer, { t: 'host', peer: mallory.peer });
    relay.say(bob.peer, { t: 'joined', peer: mallory.peer, as: 'host' });
    relay.say(host.peer, { t: 'left', peer: bob.peer });
    await settle();
    expect(bob.seen().toSorted()).toEqual([host.peer, carol.peer].toSorted());
    expect(bob.call.ended.get()).toBeUndefined();
    expect(host.seen()).toContain(bob.peer);
  });

  it('gives every signal another sender or another receiver: the wrong ones are dropped, and the call does not come up wrongly', async () => {
    const { callers, relay, network } = await setting();
    const host = await callers.host();
    const bob = await callers.member(host, 'Bob');
    await seeEachOther(host, bob);
    relay.lie = ({ to, frame }) => {
      if (frame.t !== 'signal') return [{ to, frame }];
      const swapped = frame.from === bob.peer ? host.peer : bob.peer;
      return [{ to, frame: { ...frame, from: swapped } }];
    };
    const carol = await callers.member(host, 'Carol');
    await settle();
    expect(carol.seen()).toEqual([]);
    expect(network.openOf(carol.peer)).toEqual([]);
    relay.lie = (delivery) => [delivery];
  });

  it('an applicant ends the call in the name of the host: it counts as that applicant leaving', async () => {
    const { callers, network } = await setting();
    const host = await callers.host();
    const [bob, carol] = [await callers.member(host, 'Bob'), await callers.member(host, 'Carol')];
    await seeEachOther(host, bob, carol);
    for (const connection of network.openOf(carol.peer)) {
      const control = connection.channels.find((channel) => channel.id === 0);
      control?.send(JSON.stringify({ t: 'bye', reason: 'end' }));
    }
    await until(() => !bob.seen().includes(carol.peer), 'carol to be gone');
    await settle();
    expect(bob.call.ended.get()).toBeUndefined();
    expect(host.call.ended.get()).toBeUndefined();
  });

  it('a member sends an admission over its own channel: only a host renews', async () => {
    const { callers, network, interview } = await setting();
    const host = await callers.host();
    const [bob, carol] = [await callers.member(host, 'Bob'), await callers.member(host, 'Carol')];
    await seeEachOther(host, bob, carol);
    const membership = bob.presence.petition?.admission.get();
    const jws = await carol.identity.signJws('mensetsu-admission+jws', {
      ...{ verdict: 'admitted', room: interview.room, peer: bob.peer, call: newNonce(systemRandom) },
    });
    for (const connection of network.openOf(carol.peer)) {
      connection.channels.find((channel) => channel.id === 0)?.send(JSON.stringify({ t: 'admission', jws }));
    }
    await settle();
    expect(bob.presence.petition?.admission.get()).toBe(membership);
  });
});
