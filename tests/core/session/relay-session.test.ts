import { afterEach, describe, expect, it } from 'vitest';
import { newNonce, systemRandom } from '../../../src/lib/core/clock.ts';
import { verifySignature, type Identity } from '../../../src/lib/core/session/identity.ts';
import { createRelaySession, type RelaySession } from '../../../src/lib/core/session/relay-session.ts';
import { JwsType } from '../../../src/lib/wire/admission.ts';
import type { ClientFrame, ServerFrame } from '../../../src/lib/wire/relay.ts';
import { createFakeSockets, type FakeSocket } from '../../support/fake-socket.ts';
import { must, someone, START, testInterview } from '../../support/interview.ts';
import { createManualClock, until } from '../../support/manual-clock.ts';

const ended: RelaySession[] = [];
afterEach(() => ended.splice(0).forEach((session) => session.end()));

async function setup() {
  const { room, applicant } = await testInterview();
  const identity = await someone();
  const clock = createManualClock();
  const { open, sockets, last } = createFakeSockets();
  const session = createRelaySession({ open, clock, random: systemRandom, identity, room, token: applicant.token });
  ended.push(session);
  const heard: ServerFrame['t'][] = [];
  session.frames.on((frame) => heard.push(frame.t));
  return { room, token: applicant.token, identity, clock, sockets, last, session, heard };
}
type Setup = Awaited<ReturnType<typeof setup>>;

const of = <T extends ClientFrame['t']>(socket: FakeSocket, t: T) =>
  socket.sent.filter((frame): frame is Extract<ClientFrame, { t: T }> => frame.t === t);

/** Brings the present socket up to its welcome. */
async function welcome({ last }: Setup, as: 'lobby' | 'call' | 'host' | 'check'): Promise<FakeSocket> {
  const socket = last();
  socket.say({ t: 'challenge', nonce: newNonce(systemRandom) });
  await until(() => of(socket, 'hello').length > 0, 'a hello');
  socket.say({ t: 'welcome', as, now: START, members: [] });
  return socket;
}

const aPass = (identity: Identity) => identity.signJws(JwsType.pass, { any: 'pass' });

describe('relay session (J5, N1)', () => {
  it('opens nothing before somebody joins', async () => {
    expect((await setup()).sockets).toHaveLength(0);
  });

  it('proves its key over the challenge of this connection and room; the token is not in the path', async () => {
    const it = await setup();
    it.session.join('lobby');
    const nonce = newNonce(systemRandom);
    it.last().say({ t: 'challenge', nonce });
    await until(() => of(it.last(), 'hello').length > 0, 'a hello');
    const hello = must(of(it.last(), 'hello')[0]);
    expect(it.last().path).toBe(`/ws/${it.room}`);
    expect(hello).toMatchObject({ v: 1, as: 'lobby', peer: it.identity.peer, token: it.token });
    expect(await verifySignature(hello.peer, 'mensetsu/1 relay', [it.room, nonce], hello.proof)).toBe(true);
    it.last().say({ t: 'welcome', as: 'lobby', now: START, members: [] });
    expect(it.session.state.get()).toMatchObject({ t: 'open', standing: 'lobby' });
    expect(it.heard).toEqual(['welcome']);
  });

  it('enters on the open connection, and comes back as member with the newest pass', async () => {
    const it = await setup();
    it.session.join('lobby');
    const lobby = await welcome(it, 'lobby');
    let pass = await aPass(it.identity);
    it.session.enter(() => pass, true);
    expect(of(lobby, 'enter')).toEqual([{ t: 'enter', pass, takeover: true }]);
    lobby.say({ t: 'welcome', as: 'host', now: START, members: [] });
    pass = await it.identity.signJws(JwsType.pass, { a: 'renewed pass' });
    lobby.drop(1006);
    expect(it.session.state.get().t).toBe('retrying');
    await it.clock.advance(300);
    const again = await welcome(it, 'host');
    // takeover was for once: or two devices of one host would push each other out for ever
    expect(of(again, 'hello')[0]).toMatchObject({ as: 'call', pass });
    expect(of(again, 'hello')[0]).not.toHaveProperty('takeover');
  });

  it('enters also when asked while the hello for the lobby is on its way', async () => {
    const it = await setup();
    it.session.join('lobby');
    const pass = await aPass(it.identity);
    const socket = it.last();
    socket.say({ t: 'challenge', nonce: newNonce(systemRandom) });
    await until(() => of(socket, 'hello').length > 0, 'a hello');
    it.session.enter(() => pass);
    const second = await welcome(it, 'call');
    expect(second).not.toBe(socket);
    expect(of(second, 'hello')[0]).toMatchObject({ as: 'call', pass });
  });

  it('pings every 2 s and takes the relay for dead after 5 s without a frame', async () => {
    const it = await setup();
    it.session.join('lobby');
    const socket = await welcome(it, 'lobby');
    await it.clock.advance(2_000);
    socket.say({ t: 'pong' });
    await it.clock.advance(2_000);
    socket.say({ t: 'pong' });
    expect(of(socket, 'ping')).toHaveLength(2);
    await it.clock.advance(4_900);
    expect(it.session.state.get().t).toBe('open');
    await it.clock.advance(101);
    expect(it.session.state.get().t).toBe('retrying');
    expect(socket.closed).toBe(true);
    await it.clock.advance(250);
    expect(it.sockets).toHaveLength(2);
  });

  it('gives up a socket that never opens, with waits that grow to 5 s', async () => {
    const it = await setup();
    it.session.join('lobby');
    const opened: number[] = [];
    for (let tries = 0; tries < 10; tries += 1) {
      const count = it.sockets.length;
      it.last().drop(1006);
      const lost = it.clock.now();
      while (it.sockets.length === count) await it.clock.advance(50);
      opened.push(it.clock.now() - lost);
    }
    expect(opened[0]).toBeLessThanOrEqual(250);
    expect(Math.max(...opened)).toBeLessThanOrEqual(5_050);
    expect(opened.at(-1)).toBeGreaterThanOrEqual(2_500);
    const count = it.sockets.length;
    await it.clock.advance(5_001);
    expect(it.session.state.get().t).toBe('retrying');
    await it.clock.advance(5_001);
    expect(it.sockets.length).toBe(count + 1);
  });

  it('comes back quickly when the relay restarts, and not at all when another took over (R7)', async () => {
    const it = await setup();
    it.session.join('lobby');
    (await welcome(it, 'lobby')).drop(1012);
    await it.clock.advance(500);
    expect(it.sockets).toHaveLength(2);
    (await welcome(it, 'lobby')).drop(4409);
    await it.clock.advance(60_000);
    expect(it.session.state.get().t).toBe('replaced');
    expect(it.sockets).toHaveLength(2);
  });

  it('says why it was refused, and tries anew only when asked', async () => {
    const it = await setup();
    it.session.join('lobby');
    it.last().say({ t: 'challenge', nonce: newNonce(systemRandom) });
    it.last().say({ t: 'refused', code: 'expired' });
    expect(it.session.state.get()).toMatchObject({ t: 'refused', refusal: 'expired' });
    await it.clock.advance(60_000);
    expect(it.sockets).toHaveLength(1);
    it.session.join('check');
    expect(it.session.state.get()).toMatchObject({ t: 'connecting', refusal: undefined });
  });

  it('looks at once after a change of network: a new socket unless the old one answers', async () => {
    const it = await setup();
    it.session.join('lobby');
    const socket = await welcome(it, 'lobby');
    it.session.poke();
    socket.say({ t: 'pong' });
    await it.clock.advance(1_500);
    expect(it.session.state.get().t).toBe('open');
    it.session.poke();
    await it.clock.advance(1_501);
    expect(it.session.state.get().t).toBe('retrying');
    it.session.poke();
    expect(it.sockets).toHaveLength(2);
  });

  it('drops what is no frame, and frames that come before a welcome or after the end', async () => {
    const it = await setup();
    it.session.join('lobby');
    const socket = it.last();
    socket.say({ t: 'host', peer: null });
    const hostile = [
      '',
      '{',
      '[]',
      'null',
      '{"t":"host"}',
      '{"t":"joined","peer":"x","as":"call"}',
      '{"t":"pong","x":1}',
    ];
    hostile.forEach((text) => socket.say(text));
    socket.say(`{"t":"pong"${' '.repeat(70_000)}}`);
    socket.say('['.repeat(60_000));
    expect(it.session.badFrames.get()).toBe(hostile.length + 2);
    expect(it.heard).toEqual([]);
    await welcome(it, 'lobby');
    socket.say({ t: 'host', peer: null });
    it.session.end();
    socket.say({ t: 'host', peer: null });
    expect(it.heard).toEqual(['welcome', 'host']);
    expect(socket.closed).toBe(true);
    expect(it.session.send({ t: 'ping' })).toBe(false);
  });

  it('ignores what an old socket still says', async () => {
    const it = await setup();
    it.session.join('check');
    const old = it.last();
    it.session.join('lobby');
    await welcome(it, 'lobby');
    old.closed = false;
    old.say({ t: 'refused', code: 'full' });
    old.drop(4409);
    expect(it.session.state.get().t).toBe('open');
  });
});
