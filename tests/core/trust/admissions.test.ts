/** J4, a relay that lies about who was let in and who is host. Each test is one attempt. */
import { describe, expect, it } from 'vitest';
import { issue } from '../../../src/lib/core/admission/certificate.ts';
import { newNonce, systemRandom } from '../../../src/lib/core/clock.ts';
import { seal, type Identity } from '../../../src/lib/core/session/identity.ts';
import { JwsType, type Admission } from '../../../src/lib/wire/admission.ts';
import { toBase64Url, utf8 } from '../../../src/lib/wire/bytes.ts';
import { CallKey, parse, type RoomId } from '../../../src/lib/wire/ids.ts';
import { must, named, someone, testInterview } from '../../support/interview.ts';
import { until } from '../../support/manual-clock.ts';
import type { Guest } from '../../support/party.ts';
import { expectNotAdmitted, expectStranger, party, settle } from './setup.ts';

const newKey = () => must(parse(CallKey, toBase64Url(systemRandom(32))));

async function waiting(guest: Guest): Promise<void> {
  await until(() => guest.frames.some((frame) => frame.t === 'host' && frame.peer !== null), 'word of a host');
  await guest.petition.ask(named('Bob Tanaka'));
  await until(() => guest.petition.state.get() === 'waiting', 'the guest to wait');
}

/** An admission by whoever signs it. */
async function admit(signer: Identity, room: RoomId, guest: Identity, now: number, change: Partial<Admission> = {}) {
  const subject = {
    call: newNonce(systemRandom),
    peer: guest.peer,
    kem: guest.kem,
    role: 'applicant',
    name: named('B'),
  } as const;
  const papers = await issue(signer, { room, ...subject }, now);
  const said = {
    verdict: 'admitted',
    room,
    peer: guest.peer,
    call: subject.call,
    epoch: now,
    key: newKey(),
    ...papers,
  };
  return signer.signJws(JwsType.admission, { ...said, ...change });
}
const sealedTo = async (guest: Identity, room: RoomId, jws: string) => seal(guest.kem, 'admission', room, utf8(jws));

describe('J4: a relay that lies about admissions', () => {
  it('admits bob itself, under an authority of its own, with the right knock', async () => {
    const { host: makeHost, guest, relay, clock, interview } = await party();
    const [bob, mallory] = [(await makeHost(), await guest()), await someone()];
    await waiting(bob);
    await until(() => relay.sentOf('knock').length > 0, 'the knock');
    const { id } = must(relay.sentOf('knock')[0]);
    // the best that it could do, were bob's sealing key known to it
    const jws = await admit(mallory, interview.room, bob.identity, clock.now(), { knock: id });
    relay.say(bob.peer, { t: 'answer', sealed: await sealedTo(bob.identity, interview.room, jws) });
    await expectNotAdmitted(bob);
    expect(bob.petition.state.get()).toBe('waiting');
  });

  it('lets bob into the call without the host: he is in no call, and learns of nobody', async () => {
    const { host: makeHost, guest, relay } = await party();
    const [host, bob] = [await makeHost(), await guest()];
    relay.say(bob.peer, { t: 'welcome', as: 'call', now: 0, members: [{ peer: host.peer, as: 'host' }] });
    relay.say(host.peer, { t: 'joined', peer: bob.peer, as: 'call' });
    host.greet(bob.peer);
    await until(() => relay.sentOf('signal').length > 0, 'the hello of the host');
    await expectNotAdmitted(bob);
    await expectStranger(bob, host.peer);
    await expectStranger(host, bob.peer);
  });

  it('refuses bob in the name of the host', async () => {
    const { host: makeHost, guest, relay, interview } = await party();
    const [bob, mallory] = [(await makeHost(), await guest()), await someone()];
    await waiting(bob);
    await until(() => relay.sentOf('knock').length > 0, 'the knock');
    const { id } = must(relay.sentOf('knock')[0]);
    const refusal = { verdict: 'refused', room: interview.room, peer: bob.peer, knock: id };
    const jws = await mallory.signJws(JwsType.admission, refusal);
    relay.say(bob.peer, { t: 'answer', sealed: await sealedTo(bob.identity, interview.room, jws) });
    await expectNotAdmitted(bob);
    expect(bob.petition.state.get()).toBe('waiting');
  });

  it('plays the answer to an earlier wish again', async () => {
    const { host: makeHost, guest, relay } = await party();
    const [host, bob] = [await makeHost(), await guest()];
    const answers: string[] = [];
    relay.lie = (sent) => {
      if (sent.frame.t !== 'answer') return [sent];
      answers.push(sent.frame.sealed);
      return []; // bob never sees it
    };
    await waiting(bob);
    await until(() => host.gate.queue.get().length === 1, 'the knock');
    await host.gate.admit(bob.peer);
    await until(() => answers.length === 1, 'the answer');
    bob.petition.withdraw();
    relay.lie = (sent) => (sent.frame.t === 'knock' ? [] : [sent]);
    await bob.petition.ask(named('Bob'));
    const held = relay.sentOf('answer')[0];
    relay.say(bob.peer, { t: 'answer', sealed: must(held).sealed });
    await expectNotAdmitted(bob);
  });

  it('plays an old admission again to a member whose key has changed since', async () => {
    const { host: makeHost, member, relay } = await party();
    const host = await makeHost();
    const [bob, carol] = [await member(host, 'Bob'), await member(host, 'Carol')];
    const old = relay.sentOf('answer').filter(({ to }) => to === bob.peer);
    await host.gate.expel(carol.peer);
    const epoch = must(host.gate.call).epoch;
    await until(() => bob.petition.admission.get()?.epoch === epoch, 'the new key');
    for (const { sealed } of old) relay.say(bob.peer, { t: 'answer', sealed });
    await settle();
    expect(bob.petition.admission.get()).toMatchObject({ epoch, key: host.gate.call?.key });
  });

  it('an admission says one thing and its certificate or pass another', async () => {
    const { host: makeHost, guest, relay, clock, interview } = await party();
    const [bob, carol] = [(await makeHost(), await guest()), await someone()];
    const { authority, room } = interview;
    const elsewhere = await testInterview();
    await waiting(bob);
    await until(() => relay.sentOf('knock').length > 0, 'the knock');
    const { id: knock } = must(relay.sentOf('knock')[0]);
    const about = {
      room,
      call: newNonce(systemRandom),
      peer: bob.peer,
      kem: bob.identity.kem,
      role: 'applicant',
      name: named('B'),
    } as const;
    const now = clock.now();
    const good = await issue(authority, about, now);
    const wrong: Partial<Admission>[] = [
      { ...(await issue(authority, { ...about, peer: carol.peer }, now)) },
      { ...(await issue(authority, { ...about, kem: carol.kem }, now)) },
      { ...(await issue(authority, { ...about, role: 'host' }, now)) },
      { ...good, call: newNonce(systemRandom) },
      { ...good, room: elsewhere.room },
      { ...good, peer: carol.peer },
      { ...good, pass: good.certificate },
      { ...good, certificate: good.pass },
      { ...good, certificate: (await issue(carol, about, now)).certificate },
      { ...good, knock: newNonce(systemRandom) },
    ];
    for (const change of wrong) {
      const jws = await admit(authority, room, bob.identity, now, { call: about.call, knock, ...change });
      relay.say(bob.peer, { t: 'answer', sealed: await sealedTo(bob.identity, room, jws) });
    }
    await expectNotAdmitted(bob);
    const jws = await admit(authority, room, bob.identity, now, { call: about.call, knock, ...good });
    relay.say(bob.peer, { t: 'answer', sealed: await sealedTo(bob.identity, room, jws) });
    await until(() => bob.petition.state.get() === 'admitted', 'the one that agrees to count');
  });
});

describe('J4: a relay that lies about the host', () => {
  it('says that a peer of its own is host: the knock is readable to the authority alone', async () => {
    const { guest, relay, interview } = await party();
    const [bob, mallory] = [await guest(), await someone()];
    relay.lie = (sent) => (sent.frame.t === 'host-absent' ? [] : [sent]);
    relay.say(bob.peer, { t: 'host', peer: mallory.peer });
    await waiting(bob);
    await until(() => relay.sentOf('knock').length > 0, 'the knock');
    const { sealed } = must(relay.sentOf('knock')[0]);
    expect(await mallory.open(sealed, 'knock', interview.room)).toBeUndefined();
    expect(relay.everythingReadable().includes('Tanaka')).toBe(false);
    await expectNotAdmitted(bob);
  });

  it('brings a knock that was made for a false host to the true one', async () => {
    const { host: makeHost, guest, relay } = await party();
    const [bob, mallory] = [await guest(), await someone()];
    relay.lie = (sent) => (sent.frame.t === 'host-absent' ? [] : [sent]);
    relay.say(bob.peer, { t: 'host', peer: mallory.peer });
    await waiting(bob);
    await until(() => relay.sentOf('knock').length > 0, 'the knock');
    const { id, sealed } = must(relay.sentOf('knock')[0]);
    bob.petition.withdraw();
    const host = await makeHost();
    relay.say(host.peer, { t: 'knock', from: bob.peer, id, sealed });
    await until(() => host.gate.dropped.get() === 1, 'the knock to be dropped');
    expect(host.gate.queue.get()).toEqual([]);
  });

  it('sends a host of its own into the call: its papers are not of this authority', async () => {
    const { host: makeHost, member, relay, clock, interview } = await party();
    const host = await makeHost();
    const bob = await member(host, 'Bob');
    const [mallory, ownAuthority] = [await someone(), await someone()];
    relay.say(bob.peer, { t: 'joined', peer: mallory.peer, as: 'host' });
    relay.say(bob.peer, { t: 'host', peer: mallory.peer });
    await until(() => relay.sentOf('muster').length > 0, 'bob to muster');
    const { sealed } = must(relay.sentOf('muster').at(-1));
    expect(await mallory.open(sealed, 'muster', interview.room)).toBeUndefined();
    const before = bob.petition.admission.get();
    const jws = await admit(ownAuthority, interview.room, bob.identity, clock.now() + 1_000);
    relay.say(bob.peer, { t: 'answer', sealed: await sealedTo(bob.identity, interview.room, jws) });
    bob.greet(mallory.peer);
    await expectStranger(bob, mallory.peer);
    expect(bob.petition.admission.get()).toBe(before);
  });
});
