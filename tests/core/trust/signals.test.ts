/** J4, a relay that lies about signals, adds members, and reads everything. Each test is one attempt. */
import { describe, expect, it } from 'vitest';
import { issue } from '../../../src/lib/core/admission/certificate.ts';
import { newNonce, systemRandom } from '../../../src/lib/core/clock.ts';
import { createSignaling } from '../../../src/lib/core/signaling/signaling.ts';
import { toBase64Url } from '../../../src/lib/wire/bytes.ts';
import { CallKey, parse } from '../../../src/lib/wire/ids.ts';
import type { Box } from '../../../src/lib/wire/relay.ts';
import { must, named, someone } from '../../support/interview.ts';
import { until } from '../../support/manual-clock.ts';
import type { Party } from '../../support/party.ts';
import { expectStranger, party, settle } from './setup.ts';

const SDP = 'v=0\r\no=- 4611 2 IN IP4 192.0.2.7\r\na=fingerprint:sha-256 AB:CD\r\n';
const CANDIDATE = 'candidate:1 1 udp 2122 198.51.100.23 51234 typ host';

async function callOfThree(from: Party) {
  const host = await from.host();
  const [bob, carol] = [await from.member(host, 'Bob Tanaka'), await from.member(host, '佐藤 花子')];
  return { host, bob, carol };
}

describe('J4: a relay that reads everything', () => {
  it('finds no name, text, address, description, key or seed in what goes through it', async () => {
    const here = await party();
    const { relay, interview } = here;
    const { host, bob, carol } = await callOfThree(here);
    bob.greet(host.peer);
    await until(() => host.greeted.includes(bob.peer), 'the hello of bob');
    const certificate = host.certificate();
    const challenge = newNonce(systemRandom);
    host.signaling.send(bob.peer, {
      ...{
        t: 'description',
        type: 'offer',
        sdp: SDP,
        offer: 1,
        sections: { '0': 'microphone' },
        challenge,
        certificate,
      },
    });
    host.signaling.send(bob.peer, {
      t: 'candidate',
      candidate: { candidate: CANDIDATE, sdpMid: '0', sdpMLineIndex: 0 },
    });
    await until(() => bob.signals.length === 2, 'offer and candidate');
    await host.gate.expel(carol.peer);
    await until(() => bob.petition.admission.get()?.key === host.gate.call?.key, 'the new key');
    host.end();
    const again = await here.host();
    await again.gate.ready;
    await until(() => bob.petition.admission.get()?.key === again.gate.call?.key, 'the key of the new host');

    const seen = relay.everythingReadable();
    // the search itself works: what the relay may see is found, also inside base64url
    for (const open of [bob.peer, '"role":"applicant"', interview.room]) expect(seen.includes(open), open).toBe(true);
    const seed = must(interview.host.seed);
    const keys = [host.gate.call?.key, again.gate.call?.key, bob.petition.admission.get()?.key].map(must);
    // long enough that chance does not spell them in random bytes
    const texts = ['Tanaka', '佐藤', '花子', 'name":"', '192.0.2.7', '198.51.100.23', 'candidate:', 'fingerprint'];
    const secrets = [
      ...texts,
      interview.host.details.title,
      seed,
      ...keys,
      bob.identity.kem,
      interview.applicant.signature,
    ];
    for (const secret of secrets) expect(seen.includes(secret), secret).toBe(false);
    for (const secret of [seed, ...keys]) expect(seen.includes(Buffer.from(secret, 'base64url'))).toBe(false);
  });
});

describe('J4: a relay that lies about signals and members', () => {
  it('adds a member of its own, with papers that it made itself: nobody would connect to it', async () => {
    const here = await party();
    const { relay, interview, clock } = here;
    const { host, bob } = await callOfThree(here);
    const [mallory, ownAuthority] = [await someone(), await someone()];
    const about = {
      room: interview.room,
      call: must(host.gate.call).id,
      peer: mallory.peer,
      kem: mallory.kem,
    } as const;
    const { certificate } = await issue(ownAuthority, { ...about, role: 'host', name: named('Host') }, clock.now());
    const boxes: Box[] = [];
    const send = (_to: unknown, box: Box): void => void boxes.push(box);
    const signaling = createSignaling({ identity: mallory, room: interview.room, visit: 1, clock, send });
    const guessed = must(parse(CallKey, toBase64Url(systemRandom(32))));
    await signaling.rekey(must(host.gate.call).epoch, guessed, false);
    for (const person of [host, bob]) {
      relay.say(person.peer, { t: 'joined', peer: mallory.peer, as: 'call' });
      person.greet(mallory.peer);
      signaling.send(person.peer, { t: 'hello', certificate, reply: false });
    }
    await until(() => boxes.length === 2, 'the forged hellos');
    for (const person of [host, bob]) {
      for (const box of boxes) relay.say(person.peer, { t: 'signal', from: mallory.peer, box });
      await until(() => person.signaling.dropped.get() >= 2, 'them to be dropped');
      await expectStranger(person, mallory.peer);
    }
    // what the members say to it is unreadable to it
    for (const { to, from, box } of relay.sentOf('signal')) if (to === mallory.peer) signaling.receive(from, box);
    await until(() => signaling.dropped.get() >= 2, 'the hellos to be unreadable');
  });

  it('were the call key known to it all the same: without a certificate nobody connects', async () => {
    const here = await party();
    const { relay, interview, clock } = here;
    const { host, bob } = await callOfThree(here);
    const [mallory, ownAuthority] = [await someone(), await someone()];
    const call = must(host.gate.call);
    const about = { room: interview.room, call: call.id, peer: mallory.peer, kem: mallory.kem, role: 'host' } as const;
    const forged = await issue(ownAuthority, { ...about, name: named('Host') }, clock.now());
    const send = (to: typeof bob.peer, box: Box): void => relay.say(to, { t: 'signal', from: mallory.peer, box });
    const signaling = createSignaling({ identity: mallory, room: interview.room, visit: 1, clock, send });
    await signaling.rekey(call.epoch, call.key, false);
    // its own certificate, and the one of somebody else
    for (const certificate of [forged.certificate, must(bob.petition.admission.get()).certificate]) {
      signaling.send(host.peer, { t: 'hello', certificate, reply: false });
    }
    await until(() => host.signals.length === 2, 'the hellos, which the key opens');
    await settle();
    expect(host.greeted).toEqual([]);
  });

  it('gives a signal another sender, or another receiver', async () => {
    const here = await party();
    const { relay } = here;
    const { host, bob, carol } = await callOfThree(here);
    relay.lie = (sent) => {
      if (sent.frame.t !== 'signal') return [sent];
      return [
        { to: sent.to, frame: { ...sent.frame, from: carol.peer } },
        { to: carol.peer, frame: sent.frame },
      ];
    };
    bob.greet(host.peer);
    await until(() => host.signaling.dropped.get() === 1 && carol.signaling.dropped.get() === 1, 'both to be dropped');
    await expectStranger(host, carol.peer);
    await expectStranger(carol, bob.peer);
  });

  it('plays signals again, at once and after a reload of the receiver', async () => {
    const here = await party();
    const { relay } = here;
    const { host, bob } = await callOfThree(here);
    bob.greet(host.peer);
    await until(() => host.greeted.length === 1, 'the hello');
    host.signaling.send(bob.peer, { t: 'bye', reason: 'leave' });
    await until(() => bob.signals.length === 1, 'the bye');
    const recorded = relay.sentOf('signal');
    for (const { from, to, box } of recorded) relay.say(to, { t: 'signal', from, box });
    await until(() => host.signaling.dropped.get() + bob.signaling.dropped.get() === 2, 'both to be dropped');
    const restored = must(bob.petition.admission.get());
    bob.end();
    const again = await here.guest({ identity: bob.identity, restored });
    for (const { from, to, box } of recorded) relay.say(to, { t: 'signal', from, box });
    await until(() => again.signaling.dropped.get() > 0, 'the bye of before to be dropped');
    expect(again.signals).toEqual([]);
  });

  it('loses and reorders signals: what comes is in its order, and nothing comes twice', async () => {
    const here = await party();
    const { relay } = here;
    const { host, bob } = await callOfThree(here);
    bob.greet(host.peer);
    await until(() => host.greeted.length === 1, 'the hello');
    const held: Parameters<typeof relay.lie>[0][] = [];
    relay.lie = (sent) => {
      if (sent.frame.t === 'signal') held.push(sent);
      return sent.frame.t === 'signal' ? [] : [sent];
    };
    const COUNT = 8;
    for (let n = 0; n < COUNT; n += 1) {
      const candidate = { candidate: String(n), sdpMid: '0', sdpMLineIndex: 0 };
      host.signaling.send(bob.peer, { t: 'candidate', candidate });
    }
    await until(() => held.length === COUNT, 'all to be held');
    for (const at of [2, 1, 2, 5, 0, 4, 7]) relay.say(bob.peer, must(held[at]).frame);
    await until(() => bob.signals.length + bob.signaling.dropped.get() === 7, 'all to be tried');
    const heard = bob.signals.map(({ body }) => (body.t === 'candidate' ? body.candidate?.candidate : body.t));
    expect(heard).toEqual(['2', '5', '7']);
  });

  it('goes on carrying signals to somebody who was removed: they open for nobody but members', async () => {
    const here = await party();
    const { relay } = here;
    const { host, bob, carol } = await callOfThree(here);
    await host.gate.expel(carol.peer);
    await until(() => bob.petition.admission.get()?.key === host.gate.call?.key, 'the new key');
    relay.lie = (sent) => (sent.frame.t === 'signal' ? [sent, { ...sent, to: carol.peer }] : [sent]);
    bob.greet(host.peer);
    carol.greet(host.peer);
    await until(() => host.greeted.includes(bob.peer), 'the hello of bob');
    await until(() => host.signaling.dropped.get() === 1, 'the hello of carol to be dropped');
    await expectStranger(host, carol.peer);
    expect(carol.signals).toEqual([]);
    expect(carol.petition.admission.get()?.key).not.toBe(host.gate.call?.key);
  });

  it('says that members left or are somebody else: the keys that members know are what counts', async () => {
    const here = await party();
    const { relay } = here;
    const { host, bob } = await callOfThree(here);
    relay.say(host.peer, { t: 'left', peer: bob.peer });
    relay.say(bob.peer, { t: 'host', peer: null });
    relay.say(bob.peer, { t: 'left', peer: host.peer });
    await settle();
    expect(bob.petition.state.get()).toBe('admitted');
    expect(await host.gate.renew(bob.peer)).toBeDefined();
    bob.greet(host.peer);
    await until(() => host.greeted.includes(bob.peer), 'the hello');
  });
});
