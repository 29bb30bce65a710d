/** Control by the host in whole calls: what each browser sends afterwards, and what hostile applicants achieve. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Rules } from '../../../src/lib/core/call/rules.ts';
import { newNonce, systemRandom } from '../../../src/lib/core/clock.ts';
import { JwsType } from '../../../src/lib/wire/admission.ts';
import type { ControlMessage } from '../../../src/lib/wire/control.ts';
import type { Identity } from '../../../src/lib/core/session/identity.ts';
import { createCallers, type Caller, type Callers, type HostCaller } from '../../support/callers.ts';
import { FakeNetwork, type FakeConnection } from '../../support/fake-rtc.ts';
import { must, someone, testInterview, type TestInterview } from '../../support/interview.ts';
import { createLyingRelay, type LyingRelay } from '../../support/lying-relay.ts';
import { createManualClock, until, type ManualClock } from '../../support/manual-clock.ts';
import { settle } from '../trust/setup.ts';

interface Scene {
  readonly relay: LyingRelay;
  readonly clock: ManualClock;
  readonly network: FakeNetwork;
  readonly interview: TestInterview;
  readonly callers: Callers;
  readonly host: HostCaller;
  readonly bob: Caller;
  readonly carol: Caller;
}

const open: Callers[] = [];
afterEach(() => open.splice(0).forEach((callers) => callers.end()));

const together = (...people: Caller[]): Promise<void> =>
  until(
    () => people.every((one) => people.every((other) => one === other || one.seen().includes(other.peer))),
    'all to see each other',
  );

async function scene(): Promise<Scene> {
  const [relay, clock, interview] = [createLyingRelay(), createManualClock(), await testInterview()];
  const network = new FakeNetwork(clock);
  const callers = createCallers(relay, clock, network, interview);
  open.push(callers);
  const host = await callers.host();
  const [bob, carol] = [await callers.member(host, 'Bob'), await callers.member(host, 'Carol')];
  await together(host, bob, carol);
  return { relay, clock, network, interview, callers, host, bob, carol };
}

const desk = (host: HostCaller) => must(host.call.desk);
/** Whether a shared screen may be sent at all: without a track a browser still sends parts of the last pictures. */
const screenActive = (network: FakeNetwork, from: Caller, to: Caller): boolean => {
  const pictures = (endTo(network, from, to)?.transceivers ?? []).filter(({ kind }) => kind === 'video');
  return must(pictures.at(-1)).encoding?.active !== false;
};
/** One's end of the connection to another. */
function endTo(network: FakeNetwork, from: Caller, to: Caller): FakeConnection | undefined {
  const theirs = new Set(network.connections.filter(({ owner }) => owner === to.peer).map((one) => one.fingerprint));
  return network.openOf(from.peer).find(({ current }) => theirs.has(current.remote?.fingerprint ?? ''));
}
const sends = (network: FakeNetwork, from: Caller, to: Caller): string[] =>
  (endTo(network, from, to)?.transceivers ?? []).flatMap(({ sent }) => (sent ? [sent.id] : [])).sort();
const seenBy = (viewer: Caller, other: Caller) =>
  viewer.call.participants.get().find(({ peer }) => peer === other.peer);
const say = (network: FakeNetwork, from: Caller, to: Caller, message: ControlMessage): void =>
  endTo(network, from, to)
    ?.channels.find(({ id }) => id === 0)
    ?.send(JSON.stringify(message));

describe('V6: hold', () => {
  it('nothing is sent to the one on hold, who sends nothing; the others go on; released all is as before', async () => {
    const { network, host, bob, carol } = await scene();
    await until(() => sends(network, carol, bob).length === 2, 'media before');
    await desk(host).change({ t: 'hold', peer: bob.peer });
    await until(() => bob.call.participants.get()[0]?.held === true, 'bob to know');
    await until(() => seenBy(carol, bob)?.held === true, 'carol to know');
    for (const other of [host, carol]) {
      expect(sends(network, other, bob)).toEqual([]);
      expect(sends(network, bob, other)).toEqual([]);
      await until(() => !screenActive(network, other, bob), 'no picture to bob');
      await until(() => !screenActive(network, bob, other), 'no picture from bob');
      expect(seenBy(other, bob)).toMatchObject({ held: true, camera: undefined, sound: undefined });
      expect(seenBy(bob, other)).toMatchObject({ held: false, camera: undefined, sound: undefined });
    }
    expect(sends(network, carol, host)).toEqual(['Carol camera', 'Carol microphone']);
    expect(screenActive(network, carol, host)).toBe(true);
    expect(seenBy(host, carol)?.camera).toBeDefined();

    await desk(host).change({ t: 'release', peer: bob.peer });
    // Each of the three hears of it in their own time.
    await until(() => sends(network, carol, bob).length === 2, 'carol to send again');
    await until(() => sends(network, bob, carol).length === 2, 'bob to send again');
    await until(() => sends(network, host, bob).length === 2, 'the host to send again');
    await until(() => seenBy(carol, bob)?.held === false, 'carol to know of the release');
    expect(sends(network, bob, carol)).toEqual(['Bob camera', 'Bob microphone']);
    expect(sends(network, host, bob)).toEqual(['Host camera', 'Host microphone']);
    await until(() => screenActive(network, bob, carol), 'pictures from bob');
    await until(() => screenActive(network, host, bob), 'pictures to bob');
  });

  it('a track that begins while somebody is on hold does not reach them', async () => {
    const { network, host, bob, carol, callers } = await scene();
    await desk(host).change({ t: 'hold', peer: bob.peer });
    await until(() => seenBy(carol, bob)?.held === true, 'carol to know');
    const dave = await callers.member(host, 'Dave');
    await together(host, bob, carol, dave);
    expect(sends(network, dave, bob)).toEqual([]);
    expect(sends(network, bob, dave)).toEqual([]);
    for (const [from, to] of [
      [dave, bob],
      [bob, dave],
    ] as const)
      await until(() => !screenActive(network, from, to), 'no picture');
    expect(sends(network, dave, carol)).toEqual(['Dave camera', 'Dave microphone']);
  });

  it('a late joiner holds to it from the admission on, before any other has said a word', async () => {
    const { host, bob, callers } = await scene();
    await desk(host).change({ t: 'hold', peer: bob.peer });
    const dave = await callers.member(host, 'Dave');
    const rules = must(dave.presence.petition?.admission.get()?.rules);
    expect(rules).toBe(host.rules.at(-1));
    await until(() => dave.call.rules.get()?.held.includes(bob.peer) === true, 'dave to know');
  });

  it('a host that comes back without a memory of it learns it from the members, and can release', async () => {
    const { host, bob, carol, callers } = await scene();
    await desk(host).change({ t: 'hold', peer: bob.peer });
    await until(() => seenBy(carol, bob)?.held === true, 'carol to know');
    host.call.end();
    const again = await callers.host();
    await together(again, bob, carol);
    await until(() => seenBy(again, bob)?.held === true, 'the host to learn it');
    await desk(again).change({ t: 'release', peer: bob.peer });
    await until(() => seenBy(carol, bob)?.held === false, 'the release at carol');
  });

  it('word reaches, through another, the one whom the host cannot reach just now', async () => {
    const { network, host, bob, carol } = await scene();
    const deaf = must(endTo(network, carol, host));
    // What the host says to carol gets lost.
    for (const channel of deaf.channels) channel.receive = () => undefined;
    await desk(host).change({ t: 'hold', peer: bob.peer });
    await until(() => seenBy(carol, bob)?.held === true, 'carol to hear it from bob');
  });
});

describe('C5 V5 W7: mute and camera off', () => {
  it('an order is obeyed once, and undone by the person', async () => {
    const { host, bob, carol } = await scene();
    const deeds: string[] = [];
    bob.call.deeds.on((deed) => deeds.push(deed));
    desk(host).order(bob.peer, 'mute');
    await until(() => !bob.microphoneOn.get(), 'bob to be muted');
    expect(bob.cameraOn.get()).toBe(true);
    expect(carol.microphoneOn.get()).toBe(true);
    bob.microphoneOn.set(true);
    await settle();
    expect(bob.microphoneOn.get()).toBe(true);
    desk(host).order(bob.peer, 'camera-off');
    await until(() => !bob.cameraOn.get(), 'the camera to be off');
    expect(deeds).toEqual(['muted', 'camera-off']);
  });

  it('a bulk setting forbids, also to those who come later; allowed again nothing goes on by itself', async () => {
    const { host, bob, callers } = await scene();
    const deeds: string[] = [];
    bob.call.deeds.on((deed) => deeds.push(deed));
    await desk(host).change({ t: 'settings', settings: { microphones: false, cameras: false } });
    await until(() => !bob.microphoneOn.get() && !bob.cameraOn.get(), 'both to be off');
    bob.microphoneOn.set(true);
    expect(bob.microphoneOn.get()).toBe(false);
    const dave = await callers.member(host, 'Dave');
    await until(() => !dave.microphoneOn.get() && !dave.cameraOn.get(), 'both to be off for dave');
    expect(host.microphoneOn.get()).toBe(true);
    await desk(host).change({ t: 'settings', settings: { microphones: true } });
    await until(() => deeds.includes('microphones-allowed'), 'word of it');
    expect(bob.microphoneOn.get()).toBe(false);
    bob.microphoneOn.set(true);
    await settle();
    expect(bob.microphoneOn.get()).toBe(true);
    expect(deeds).toEqual(['microphones-forbidden', 'cameras-forbidden', 'microphones-allowed']);
  });

  it('who sends sound although it is forbidden is not played', async () => {
    const { network, host, bob, carol } = await scene();
    await desk(host).change({ t: 'settings', settings: { microphones: false } });
    await until(() => carol.call.rules.get()?.microphones === false, 'carol to know');
    say(network, bob, carol, { t: 'state', state: { microphone: true, camera: true, screen: false, hand: false } });
    await settle();
    expect(seenBy(carol, bob)?.sound).toBeUndefined();
    expect(seenBy(carol, bob)?.state.microphone).toBe(false);
    expect(seenBy(carol, host)?.sound).toBeDefined();
  });
});

describe('C5 J6: out of the call', () => {
  it.each([
    ['remove', 'removed'],
    ['send-back', 'sent-back'],
  ] as const)('%s: told so, disconnected by all, under a key that the others have and it has not', async (t, how) => {
    const { network, clock, host, bob, carol } = await scene();
    const before = must(host.gate.call).key;
    await desk(host).change({ t, peer: bob.peer });
    await host.gate.expel(bob.peer);
    await until(() => bob.call.ended.get() === how, 'bob to be told');
    await clock.advance(1_000);
    await until(() => network.openOf(bob.peer).length === 0, 'no connection to bob');
    const after = must(host.gate.call).key;
    expect(after).not.toBe(before);
    await until(() => carol.presence.petition?.admission.get()?.key === after, 'carol to have the new key');
    expect(bob.presence.petition?.admission.get()?.key).toBe(before);
    expect(carol.seen()).toEqual([host.peer]);
    expect(host.seen()).toEqual([carol.peer]);
  });

  it('told through the relay where no connection tells it', async () => {
    const { network, host, bob, carol } = await scene();
    for (const to of [host, carol])
      for (const channel of must(endTo(network, bob, to)).channels) channel.receive = () => undefined;
    await desk(host).change({ t: 'send-back', peer: bob.peer });
    expect(bob.call.ended.get()).toBeUndefined();
    await host.gate.expel(bob.peer);
    await until(() => bob.call.ended.get() === 'sent-back', 'bob to be told');
  });

  it('admitted anew one is in the call again', async () => {
    const { host, bob, carol, callers, clock } = await scene();
    bob.call.end(); // the page crashed
    await desk(host).change({ t: 'send-back', peer: bob.peer });
    await host.gate.expel(bob.peer);
    await desk(host).change({ t: 'readmit', peer: bob.peer });
    await clock.advance(1_000);
    const again = await callers.member(host, 'Bob', undefined, bob.identity);
    await together(host, again, carol);
  });

  it('a patched client that stays is sent nothing, shown nowhere, and cannot connect again', async () => {
    const { network, clock, host, bob, carol, relay } = await scene();
    // It goes on as if nothing had been said.
    const ends = [must(endTo(network, bob, host)), must(endTo(network, bob, carol))];
    for (const end of ends) for (const channel of end.channels) channel.receive = () => undefined;
    const answered = relay.lie;
    relay.lie = (delivery) => (delivery.to === bob.peer && delivery.frame.t === 'answer' ? [] : [delivery]);
    await desk(host).change({ t: 'remove', peer: bob.peer });
    await host.gate.expel(bob.peer);
    await until(() => !carol.seen().includes(bob.peer), 'carol to drop bob');
    expect(sends(network, host, bob)).toEqual([]);
    expect(host.seen()).toEqual([carol.peer]);
    await clock.advance(1_000);
    await until(() => endTo(network, host, bob) === undefined, 'the host to hang up');
    const made = network.connections.filter(({ owner }) => owner !== bob.peer).length;
    expect(bob.call.ended.get()).toBeUndefined();
    await clock.advance(20_000);
    await settle();
    expect(network.connections.filter(({ owner }) => owner !== bob.peer)).toHaveLength(made);
    expect([...host.seen(), ...carol.seen()]).not.toContain(bob.peer);
    relay.lie = answered;
  });
});

describe('V6 C5: hostile applicants', () => {
  const statement = (signer: Identity, rules: Rules) => signer.signJws(JwsType.rules, rules);

  it('orders of an applicant are not obeyed, nor those to the host', async () => {
    const { network, host, bob, carol } = await scene();
    for (const order of ['mute', 'camera-off'] as const) {
      say(network, bob, carol, { t: 'order', order });
      say(network, bob, host, { t: 'order', order });
    }
    await settle();
    expect([carol.microphoneOn.get(), carol.cameraOn.get()]).toEqual([true, true]);
    expect([host.microphoneOn.get(), host.cameraOn.get()]).toEqual([true, true]);
  });

  it('rules that an applicant signs, as itself or as an authority of its own, hold nobody and release nobody', async () => {
    const { network, interview, host, bob, carol } = await scene();
    await desk(host).change({ t: 'hold', peer: bob.peer });
    await until(() => seenBy(carol, bob)?.held === true, 'carol to know');
    const own = await someone();
    const present = must(host.call.rules.get());
    const wishes: Rules[] = [
      { ...present, n: present.n + 1, held: [] },
      { ...present, n: Number.MAX_SAFE_INTEGER, held: [carol.peer], removed: [host.peer] },
    ];
    for (const wish of wishes)
      for (const signer of [bob.identity, own])
        for (const to of [host, carol]) say(network, bob, to, { t: 'rules', jws: await statement(signer, wish) });
    const foreign = { ...wishes[0], room: (await testInterview()).room } as Rules;
    const another = { ...wishes[0], call: newNonce(systemRandom) } as Rules;
    for (const wish of [foreign, another])
      say(network, bob, carol, { t: 'rules', jws: await statement(interview.authority, wish) });
    // The right signer, but another kind of statement.
    const jws = await interview.authority.signJws(JwsType.pass, must(wishes[0]));
    say(network, bob, carol, { t: 'rules', jws });
    await settle();
    for (const one of [host, carol]) expect(one.call.rules.get()).toEqual(present);
    expect(sends(network, carol, bob)).toEqual([]);
    expect(carol.call.ended.get()).toBeUndefined();
  });

  it('an earlier statement that is played again changes nothing', async () => {
    const { network, host, bob, carol, callers } = await scene();
    await desk(host).change({ t: 'settings', settings: { names: false } });
    const earlier = must(host.rules.at(-1));
    await desk(host).change({ t: 'hold', peer: bob.peer });
    await until(() => seenBy(carol, bob)?.held === true, 'carol to know');
    const dave = await callers.member(host, 'Dave');
    await together(host, bob, carol, dave);
    for (const to of [host, carol, dave]) say(network, bob, to, { t: 'rules', jws: earlier });
    await settle();
    for (const one of [host, carol, dave]) expect(seenBy(one, bob)?.held).toBe(true);
    expect(sends(network, dave, bob)).toEqual([]);
  });

  it('who is on hold and sends all the same is neither shown nor heard', async () => {
    const { network, host, bob, carol } = await scene();
    await desk(host).change({ t: 'hold', peer: bob.peer });
    await until(() => seenBy(carol, bob)?.held === true, 'carol to know');
    say(network, bob, carol, { t: 'state', state: { microphone: true, camera: true, screen: true, hand: true } });
    await until(() => seenBy(carol, bob)?.state.hand === true, 'the state to arrive');
    expect(seenBy(carol, bob)).toMatchObject({
      ...{ camera: undefined, screen: undefined, sound: undefined },
      state: { microphone: false, camera: false, screen: false },
    });
  });
});
