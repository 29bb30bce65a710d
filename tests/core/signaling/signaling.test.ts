import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../../src/lib/core/clock.ts';
import type { Identity } from '../../../src/lib/core/session/identity.ts';
import { createLanes } from '../../../src/lib/core/session/lanes.ts';
import { createSignaling, type SignalEvent, type Signaling } from '../../../src/lib/core/signaling/signaling.ts';
import { fromBase64Url, toBase64Url } from '../../../src/lib/wire/bytes.ts';
import { CallKey, CompactJws, parse, type PeerId, type RoomId } from '../../../src/lib/wire/ids.ts';
import { Box } from '../../../src/lib/wire/relay.ts';
import type { SignalBody } from '../../../src/lib/wire/signal.ts';
import { must, mutations, someone, testInterview } from '../../support/interview.ts';
import { createManualClock, quiet, until } from '../../support/manual-clock.ts';

const newKey = (): CallKey => must(parse(CallKey, toBase64Url(systemRandom(32))));
const certificate = must(parse(CompactJws, 'AAAA.BBBB.CCCC'));
const hello: SignalBody = { t: 'hello', certificate, reply: false };
const bye: SignalBody = { t: 'bye', reason: 'away' };
const candidate = (text: string): SignalBody => ({
  t: 'candidate',
  candidate: { candidate: text, sdpMid: '0', sdpMLineIndex: 0 },
});

interface Post {
  readonly from: PeerId;
  readonly to: PeerId;
  readonly box: Box;
}

function person(identity: Identity, room: RoomId, visit: number, clock = createManualClock()) {
  const out: Post[] = [];
  const heard: SignalEvent[] = [];
  const send = (to: PeerId, box: Box): void => void out.push({ from: identity.peer, to, box });
  const signaling = createSignaling({ identity, room, visit, clock, send });
  signaling.signals.on((event) => heard.push(event));
  return { peer: identity.peer, identity, signaling, out, heard, clock };
}
type Person = ReturnType<typeof person>;

async function sent(from: Person, body: SignalBody, to: Person): Promise<Box> {
  const count = from.out.length;
  from.signaling.send(to.peer, body);
  await until(() => from.out.length > count, 'a box');
  return must(from.out.at(-1)).box;
}

async function pass(from: Person, body: SignalBody, to: Person): Promise<Box> {
  const box = await sent(from, body, to);
  const before = to.heard.length + to.signaling.dropped.get();
  to.signaling.receive(from.peer, box);
  await until(() => to.heard.length + to.signaling.dropped.get() > before, 'the box to be opened or dropped');
  return box;
}

async function twoInCall() {
  const { room } = await testInterview();
  const key = newKey();
  const alice = person(await someone(), room, 1_000);
  const bob = person(await someone(), room, 2_000);
  for (const { signaling } of [alice, bob]) await signaling.rekey(10, key, false);
  return { room, key, alice, bob };
}

/** Lets `box` be tried, and tells what was heard. */
async function tried(
  { signaling, heard }: Person,
  from: PeerId,
  box: Box,
): Promise<{ heard: number; dropped: number }> {
  const [before, dropped] = [heard.length, signaling.dropped.get()];
  signaling.receive(from, box);
  await until(() => heard.length > before || signaling.dropped.get() > dropped, 'the box to be opened or dropped');
  return { heard: heard.length - before, dropped: signaling.dropped.get() - dropped };
}
const refused = { heard: 0, dropped: 1 };

describe('signaling', () => {
  it('carries a hello to somebody not heard of yet, and everything else back', async () => {
    const { alice, bob } = await twoInCall();
    await pass(alice, hello, bob);
    expect(bob.heard).toEqual([{ from: alice.peer, visit: 1_000, body: hello }]);
    await pass(bob, candidate('here'), alice);
    expect(alice.heard).toEqual([{ from: bob.peer, visit: 2_000, body: candidate('here') }]);
  });

  it('sends nothing before it has a key, and nothing but a hello to a stranger', async () => {
    const { room, key, alice } = await twoInCall();
    const carol = person(await someone(), room, 3_000);
    carol.signaling.send(alice.peer, hello);
    expect(carol.signaling.dropped.get()).toBe(1);
    await carol.signaling.rekey(10, key, false);
    carol.signaling.send(alice.peer, bye);
    expect(carol.signaling.dropped.get()).toBe(2);
    await quiet();
    expect(carol.out).toEqual([]);
  });

  it('keeps the order of many signals in both directions, however long each takes', async () => {
    const { alice, bob } = await twoInCall();
    await pass(bob, hello, alice);
    const texts = Array.from({ length: 60 }, (_, at) => String(at).repeat(at % 7 === 0 ? 150 : 1));
    for (const text of texts) alice.signaling.send(bob.peer, candidate(text));
    await until(() => alice.out.length === texts.length, 'all sealed');
    for (const { box } of alice.out) bob.signaling.receive(alice.peer, box);
    await until(() => bob.heard.length === texts.length, 'all heard');
    expect(bob.heard.map(({ body }) => body)).toEqual(texts.map(candidate));
  });

  it('J4: refuses every altered character of a box', async () => {
    const { alice, bob } = await twoInCall();
    const box = await sent(alice, hello, bob);
    for (const mutant of mutations(box)) {
      const altered = parse(Box, mutant);
      if (!altered) continue;
      const epoch = fromBase64Url(mutant)?.subarray(0, 8);
      // an epoch that is ahead is held for its key, and times out
      if (epoch && Buffer.from(epoch).readBigUInt64BE() > 10n) continue;
      expect(await tried(bob, alice.peer, altered), mutant).toEqual(refused);
    }
    expect(await tried(bob, alice.peer, box)).toEqual({ heard: 1, dropped: 0 });
  });

  it('J4: never throws on what is no box, and holds no more than it may', async () => {
    const { alice, bob } = await twoInCall();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (bytes) => {
        const box = parse(Box, toBase64Url(bytes));
        if (box) bob.signaling.receive(alice.peer, box);
        return true;
      }),
      { numRuns: 500 },
    );
    await quiet();
    expect(bob.heard).toEqual([]);
    expect(bob.signaling.dropped.get()).toBeGreaterThanOrEqual(500 - 64);
  });

  it('J4: a box counts from its sender to its receiver, in its room, only', async () => {
    const { alice, bob, key } = await twoInCall();
    const box = await sent(alice, hello, bob);
    const carol = person(await someone(), (await testInterview()).room, 3_000);
    await carol.signaling.rekey(10, key, false);
    expect(await tried(bob, carol.peer, box)).toEqual(refused);
    expect(await tried(carol, alice.peer, box)).toEqual(refused);
    expect(await tried(alice, alice.peer, box)).toEqual(refused);
    expect(await tried(alice, bob.peer, box)).toEqual(refused);
  });

  it('J4: who has the call key still cannot sign for another', async () => {
    const { room, key, alice, bob } = await twoInCall();
    const mallory = await someone();
    // a member that claims alice's id: everything is right but the signature
    const forger = person({ ...mallory, peer: alice.peer }, room, 1_000);
    await forger.signaling.rekey(10, key, false);
    expect(await tried(bob, alice.peer, await sent(forger, hello, bob))).toEqual(refused);
  });

  it('J4: a signal counts once, and not after a later one', async () => {
    const { alice, bob } = await twoInCall();
    const first = await pass(alice, hello, bob);
    expect(await tried(bob, alice.peer, first)).toEqual(refused);
    const [second, third] = [await sent(alice, hello, bob), await sent(alice, hello, bob)];
    expect(await tried(bob, alice.peer, third)).toEqual({ heard: 1, dropped: 0 });
    expect(await tried(bob, alice.peer, second)).toEqual(refused);
  });

  it('J4: what was meant for an earlier page load does not count for a later one, of either side', async () => {
    const { room, key, alice, bob } = await twoInCall();
    await pass(bob, hello, alice);
    const toOldBob = await sent(alice, bye, bob);
    const oldHello = await sent(alice, hello, bob);
    const bobAgain = person(bob.identity, room, 2_500);
    await bobAgain.signaling.rekey(10, key, false);
    expect(await tried(bobAgain, alice.peer, toOldBob)).toEqual(refused);
    const aliceAgain = person(alice.identity, room, 1_500);
    await aliceAgain.signaling.rekey(10, key, false);
    expect(await tried(bob, alice.peer, await sent(aliceAgain, hello, bob))).toEqual({ heard: 1, dropped: 0 });
    expect(await tried(bob, alice.peer, oldHello)).toEqual(refused);
  });

  it('opens what is on its way under the key before for 10 s, where nobody was removed', async () => {
    const { alice, bob } = await twoInCall();
    const [one, two] = [await sent(alice, hello, bob), await sent(alice, hello, bob)];
    await bob.signaling.rekey(11, newKey(), true);
    expect(await tried(bob, alice.peer, one)).toEqual({ heard: 1, dropped: 0 });
    await bob.clock.advance(10_000);
    expect(await tried(bob, alice.peer, two)).toEqual(refused);
  });

  it('J4: opens nothing of the key before once somebody was removed, and takes no key that is older', async () => {
    const { alice, bob, key } = await twoInCall();
    const box = await sent(alice, hello, bob);
    await bob.signaling.rekey(11, newKey(), false);
    expect(await tried(bob, alice.peer, box)).toEqual(refused);
    await bob.signaling.rekey(10, key, true);
    expect(await tried(bob, alice.peer, box)).toEqual(refused);
  });

  it('holds what comes under a key that is on its way, says so, and opens it in order', async () => {
    const { alice, bob } = await twoInCall();
    const key = newKey();
    const behind: PeerId[] = [];
    bob.signaling.behind.on((peer) => behind.push(peer));
    await alice.signaling.rekey(12, key, true);
    for (let count = 0; count < 3; count += 1) bob.signaling.receive(alice.peer, await sent(alice, hello, bob));
    expect(bob.heard).toEqual([]);
    expect(behind).toEqual([alice.peer, alice.peer, alice.peer]);
    await bob.signaling.rekey(12, key, true);
    await until(() => bob.heard.length === 3, 'all three');
    expect(bob.signaling.dropped.get()).toBe(0);
  });

  it('does not hold for longer than 10 s, nor for who is gone', async () => {
    const { room, alice, bob } = await twoInCall();
    const key = newKey();
    const carol = person(await someone(), room, 3_000);
    await alice.signaling.rekey(12, key, true);
    await carol.signaling.rekey(12, key, true);
    bob.signaling.receive(alice.peer, await sent(alice, hello, bob));
    await bob.clock.advance(10_001);
    bob.signaling.receive(carol.peer, await sent(carol, hello, bob));
    bob.signaling.forget(carol.peer);
    await bob.signaling.rekey(12, key, true);
    await quiet();
    expect(bob.heard).toEqual([]);
  });

  it('is silent after its end', async () => {
    const { alice, bob } = await twoInCall();
    const box = await sent(alice, hello, bob);
    const ending: Signaling = bob.signaling;
    ending.receive(alice.peer, box);
    ending.end();
    ending.send(alice.peer, hello);
    await quiet();
    expect([bob.heard, bob.out]).toEqual([[], []]);
  });
});

describe('lanes', () => {
  it('take a bounded number of jobs', async () => {
    const lanes = createLanes<string>();
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    let ran = 0;
    const taken = Array.from({ length: 300 }, () => lanes.run('one', () => gate.then(() => void (ran += 1))));
    expect(taken.filter(Boolean)).toHaveLength(256);
    expect(lanes.run('other', () => Promise.resolve())).toBe(true);
    release();
    await until(() => ran === 256, 'all that were taken');
  });
});
