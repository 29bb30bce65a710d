import { describe, expect, test } from 'vitest';
import { CERTIFICATE_MS } from '../../src/lib/wire/admission.ts';
import type { ClientFrame } from '../../src/lib/wire/relay.ts';
import { parse } from '../../src/lib/wire/ids.ts';
import { Box, Sealed } from '../../src/lib/wire/relay.ts';
import { must, newKey, newNonce } from './support/client.ts';
import { Room, startRelay } from './support/relay.ts';

const sealed = must(parse(Sealed, 'enc.ciphertext'), 'sealed');
const box = must(parse(Box, 'box'), 'box');
const notAllowed = { t: 'dropped', code: 'not-allowed' };

describe('what each standing may send (N1, J4)', () => {
  test('the lobby knocks, and can neither signal nor ask for TURN nor see who is in the call', async () => {
    const { url } = await startRelay();
    const room = await Room.open(url);
    const alice = await room.member('host');
    const carol = await room.member('applicant');
    const bob = await room.visitor('applicant');
    const forbidden: ClientFrame[] = [
      { t: 'signal', to: alice.peer, box },
      { t: 'answer', to: carol.peer, sealed },
      { t: 'muster', sealed },
      { t: 'turn' },
      { t: 'probe' },
    ];
    for (const frame of forbidden) {
      bob.send(frame);
      expect(await bob.next('dropped')).toEqual(notAllowed);
    }
    const id = newNonce();
    bob.send({ t: 'knock', id, sealed });
    expect(await alice.next('knock')).toEqual({ t: 'knock', from: bob.peer, id, sealed });
    bob.send({ t: 'withdraw', id });
    expect(await alice.next('withdrawn')).toEqual({ t: 'withdrawn', from: bob.peer, id });
    const dave = await room.member('applicant');
    dave.close();
    await alice.next('left');
    await bob.settled();
    const said = JSON.stringify(bob.log);
    for (const member of [carol, dave]) expect(said).not.toContain(member.peer);
    expect(bob.log.map(({ t }) => t)).not.toContain('counts');
  });

  test('a check measures and asks for TURN, and nothing else', async () => {
    const { url } = await startRelay({ turn: { urls: ['turn:turn.example.org:3478'], secret: 'x' } });
    const room = await Room.open(url);
    const alice = await room.member('host');
    const bob = await room.visitor('applicant', 'check');
    for (const frame of [
      { t: 'knock', id: newNonce(), sealed },
      { t: 'signal', to: alice.peer, box },
      { t: 'enter', pass: must(room.interview.pass(bob.key, 'applicant'), 'pass') },
    ]) {
      bob.raw(JSON.stringify(frame));
      expect(await bob.next('dropped')).toEqual(notAllowed);
    }
    bob.send({ t: 'turn' });
    expect((await bob.next('turn')).ttl).toBe(120);
  });

  test('a member signals within the room only, and not to the lobby', async () => {
    const { url } = await startRelay();
    const [room, other] = [await Room.open(url), await Room.open(url)];
    const [alice, bob, carol, stranger] = [
      await room.member('host'),
      await room.member('applicant'),
      await room.visitor('applicant'),
      await other.member('host'),
    ];
    bob.send({ t: 'signal', to: alice.peer, box });
    expect(await alice.next('signal')).toEqual({ t: 'signal', from: bob.peer, box });
    for (const to of [carol.peer, stranger.peer, bob.peer]) {
      bob.send({ t: 'signal', to, box });
      expect(await bob.next('dropped')).toEqual({ t: 'dropped', code: 'no-such-peer' });
    }
    for (const frame of [
      { t: 'answer', to: alice.peer, sealed },
      { t: 'knock', id: newNonce(), sealed },
    ] as const) {
      bob.send(frame);
      expect(await bob.next('dropped')).toEqual(notAllowed);
    }
    expect(await carol.settled()).not.toContainEqual(expect.objectContaining({ t: 'signal' }));
    expect(await stranger.settled()).not.toContainEqual(expect.objectContaining({ t: 'signal' }));
  });

  test('knock and answer, then enter on the same connection; the others hear of it (J1, J3)', async () => {
    const { url } = await startRelay();
    const room = await Room.open(url);
    const alice = await room.member('host');
    const bob = await room.visitor('applicant');
    bob.send({ t: 'knock', id: newNonce(), sealed });
    const { from } = await alice.next('knock');
    alice.send({ t: 'answer', to: from, sealed });
    expect(await bob.next('answer')).toEqual({ t: 'answer', sealed });
    bob.raw(JSON.stringify({ t: 'enter', pass: room.interview.pass(bob.key, 'applicant') }));
    expect(await bob.next('welcome')).toMatchObject({ as: 'call', members: [{ peer: alice.peer, as: 'host' }] });
    expect(await alice.next('joined')).toEqual({ t: 'joined', peer: bob.peer, as: 'call' });
    bob.close();
    expect(await alice.next('left')).toEqual({ t: 'left', peer: bob.peer });
    expect(alice.log.map(({ t }) => t)).not.toContain('withdrawn');
  });

  test('an enter with a bad pass leaves the connection in the lobby', async () => {
    const { url } = await startRelay();
    const room = await Room.open(url);
    const bob = await room.visitor('applicant');
    bob.raw(JSON.stringify({ t: 'enter', pass: room.interview.pass(newKey(), 'applicant') }));
    expect(await bob.next('refused')).toEqual({ t: 'refused', code: 'bad-pass' });
    bob.raw(JSON.stringify({ t: 'enter', pass: room.interview.pass(bob.key, 'applicant') }));
    expect((await bob.next('welcome')).as).toBe('call');
  });

  test('a knock without a host comes back as host-absent; a host that arrives is announced (J3)', async () => {
    const { url } = await startRelay();
    const room = await Room.open(url);
    const bob = await room.visitor('applicant');
    expect(await bob.next('host')).toEqual({ t: 'host', peer: null });
    const id = newNonce();
    bob.send({ t: 'knock', id, sealed });
    expect(await bob.next('host-absent')).toEqual({ t: 'host-absent', id });
    const alice = await room.member('host');
    expect(await bob.next('host')).toEqual({ t: 'host', peer: alice.peer });
    alice.close();
    expect(await bob.next('host')).toEqual({ t: 'host', peer: null });
  });

  test('an applicant who goes with a knock outstanding is withdrawn (W5)', async () => {
    const { url } = await startRelay();
    const room = await Room.open(url);
    const alice = await room.member('host');
    const bob = await room.visitor('applicant');
    const id = newNonce();
    bob.send({ t: 'knock', id, sealed });
    await alice.next('knock');
    bob.socket.terminate();
    expect(await alice.next('withdrawn')).toEqual({ t: 'withdrawn', from: bob.peer, id });
  });

  test('a host that comes back is mustered to and answers (J5)', async () => {
    const { url } = await startRelay();
    const room = await Room.open(url);
    const bob = await room.member('applicant');
    bob.send({ t: 'muster', sealed });
    expect(await bob.next('dropped')).toEqual({ t: 'dropped', code: 'no-such-peer' });
    const alice = await room.member('host');
    expect(await bob.next('joined')).toEqual({ t: 'joined', peer: alice.peer, as: 'host' });
    bob.send({ t: 'muster', sealed });
    expect(await alice.next('muster')).toEqual({ t: 'muster', from: bob.peer, sealed });
    alice.send({ t: 'answer', to: bob.peer, sealed });
    expect(await bob.next('answer')).toEqual({ t: 'answer', sealed });
  });

  test('counts go to host links only, and a host in the waiting room is not waiting (W6)', async () => {
    const { url } = await startRelay();
    const room = await Room.open(url);
    const alice = await room.visitor('host');
    expect(await alice.next('counts')).toEqual({ t: 'counts', lobby: 0, call: 0 });
    const bob = await room.visitor('applicant');
    expect(await alice.next('counts')).toEqual({ t: 'counts', lobby: 1, call: 0 });
    const carol = await room.member('co-interviewer');
    expect(await alice.next('counts')).toEqual({ t: 'counts', lobby: 1, call: 1 });
    bob.close();
    expect(await alice.next('counts')).toEqual({ t: 'counts', lobby: 0, call: 1 });
    await Promise.all([carol.settled()]);
    expect(carol.log.map(({ t }) => t)).not.toContain('counts');
  });
});

describe('one host, one connection per peer (R7)', () => {
  test('a second host is told so, may take over, and the first one is closed with 4409', async () => {
    const { url } = await startRelay();
    const room = await Room.open(url);
    const alice = await room.member('host');
    const bob = await room.member('applicant');
    const second = await room.visitor('host');
    expect(await second.next('host')).toEqual({ t: 'host', peer: alice.peer });
    const pass = room.interview.pass(second.key, 'host');
    second.raw(JSON.stringify({ t: 'enter', pass }));
    expect(await second.next('refused')).toEqual({ t: 'refused', code: 'host-present' });
    second.raw(JSON.stringify({ t: 'enter', pass, takeover: true }));
    expect(await second.next('welcome')).toMatchObject({ as: 'host', members: [{ peer: bob.peer, as: 'call' }] });
    expect(await alice.closed).toBe(4409);
    expect(await bob.next('left')).toEqual({ t: 'left', peer: alice.peer });
    expect(await bob.next('joined')).toEqual({ t: 'joined', peer: second.peer, as: 'host' });
    expect(await bob.next('host')).toEqual({ t: 'host', peer: second.peer });
  });

  test('the same peer again replaces its old socket, and the others hear neither left nor joined', async () => {
    const { url } = await startRelay();
    const room = await Room.open(url);
    const alice = await room.member('host');
    const bob = await room.member('applicant');
    await alice.next('joined');
    const again = await room.member('applicant', bob.key);
    expect(await bob.closed).toBe(4409);
    again.send({ t: 'signal', to: alice.peer, box });
    expect(await alice.next('signal')).toMatchObject({ from: bob.peer });
    alice.send({ t: 'signal', to: bob.peer, box });
    await again.next('signal');
    const heard = (await alice.settled()).map(({ t }) => t);
    expect(heard).not.toContain('left');
    expect(alice.log.filter(({ t }) => t === 'joined')).toHaveLength(1);
  });

  test('a host that reconnects as the same peer is not announced again', async () => {
    const { url } = await startRelay();
    const room = await Room.open(url);
    const alice = await room.member('host');
    const bob = await room.member('applicant');
    await bob.settled();
    await room.member('host', alice.key);
    expect(await alice.closed).toBe(4409);
    expect(await bob.settled()).toEqual([{ t: 'pong' }]);
  });

  test('a member that returns to the waiting room has left the call', async () => {
    const { url } = await startRelay();
    const room = await Room.open(url);
    const alice = await room.member('host');
    const bob = await room.member('applicant');
    await room.visitor('applicant', 'lobby', bob.key);
    expect(await alice.next('left')).toEqual({ t: 'left', peer: bob.peer });
    expect(await bob.closed).toBe(4409);
  });
});

describe('expel: the host sends somebody out of the call (C5)', () => {
  const until = (): number => Date.now() + CERTIFICATE_MS;

  test('the connection ends, the others hear of it, the pass opens nothing any more, the lobby stays open', async () => {
    const { url } = await startRelay();
    const room = await Room.open(url);
    const [alice, bob, carol] = [
      await room.member('host'),
      await room.member('applicant'),
      await room.member('applicant'),
    ];
    const pass = room.interview.pass(bob.key, 'applicant');
    alice.send({ t: 'expel', peer: bob.peer, until: until() });
    expect(await bob.next('refused')).toEqual({ t: 'refused', code: 'bad-pass' });
    expect(await bob.closed).toBe(4403);
    for (const other of [alice, carol]) expect(await other.next('left')).toEqual({ t: 'left', peer: bob.peer });

    const again = room.connect(bob.key);
    await again.hello(room.id, room.token('applicant'), 'call', { pass });
    expect(await again.next('refused')).toEqual({ t: 'refused', code: 'bad-pass' });
    expect(await again.closed).toBe(4403);
    expect(JSON.stringify(again.log)).not.toContain(carol.peer);

    const waiting = await room.visitor('applicant', 'lobby', bob.key);
    waiting.raw(JSON.stringify({ t: 'enter', pass }));
    expect(await waiting.next('refused')).toEqual({ t: 'refused', code: 'bad-pass' });
    // Let in again: what is signed now holds longer.
    const later = room.interview.pass(bob.key, 'applicant', { exp: until() + 1_000 });
    waiting.raw(JSON.stringify({ t: 'enter', pass: later }));
    expect((await waiting.next('welcome')).as).toBe('call');
    expect((await alice.settled()).map(({ t }) => t)).not.toContain('dropped');
  });

  test('nobody but the host expels, and nobody in another room; the host is not expelled either', async () => {
    const { url } = await startRelay();
    const [room, other] = [await Room.open(url), await Room.open(url)];
    const [alice, bob, panel, waiting, lateHost, stranger] = [
      await room.member('host'),
      await room.member('applicant'),
      await room.member('co-interviewer'),
      await room.visitor('applicant'),
      await room.visitor('host'),
      await other.member('host'),
    ];
    const check = await room.visitor('applicant', 'check');
    for (const one of [bob, panel, waiting, lateHost, check]) {
      for (const peer of [alice.peer, bob.peer]) {
        one.send({ t: 'expel', peer, until: until() });
        expect(await one.next('dropped')).toEqual(notAllowed);
      }
    }
    stranger.send({ t: 'expel', peer: bob.peer, until: until() });
    await stranger.settled();
    alice.send({ t: 'expel', peer: alice.peer, until: until() });
    expect(await alice.next('dropped')).toEqual({ t: 'dropped', code: 'no-such-peer' });
    for (const until of [-1, 1.5, Number.MAX_VALUE, '1', null]) {
      alice.raw(JSON.stringify({ t: 'expel', peer: bob.peer, until }));
    }
    alice.raw(JSON.stringify({ t: 'expel', peer: 'bob', until: until() }));
    await alice.settled();

    expect((await bob.settled()).map(({ t }) => t)).not.toContain('left');
    const back = await room.member('applicant', bob.key);
    expect((await back.settled()).map(({ t }) => t)).not.toContain('refused');
  });

  test('one who is just coming in when the word comes does not get in', async () => {
    const { url } = await startRelay();
    const room = await Room.open(url);
    const alice = await room.member('host');
    const bob = await room.visitor('applicant');
    const pass = room.interview.pass(bob.key, 'applicant');
    alice.send({ t: 'expel', peer: bob.peer, until: until() });
    bob.raw(JSON.stringify({ t: 'enter', pass }));
    await alice.settled();
    await bob.next('refused');
    expect((await alice.settled()).map(({ t }) => t)).not.toContain('joined');
  });

  test('a host that was replaced by another device expels nobody any more', async () => {
    const { url } = await startRelay();
    const room = await Room.open(url);
    const [former, bob] = [await room.member('host'), await room.member('applicant')];
    await room.member('host', undefined, { takeover: true });
    former.send({ t: 'expel', peer: bob.peer, until: until() });
    expect(await former.closed).toBe(4409);
    expect((await bob.settled()).map(({ t }) => t)).not.toContain('refused');
  });
});
