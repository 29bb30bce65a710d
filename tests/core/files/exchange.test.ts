import { describe, expect, test } from 'vitest';
import { fileKey } from '../../../src/lib/core/files/exchange.ts';
import { FILE_MAX_BYTES, PART_BYTES } from '../../../src/lib/wire/files.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import type { Cable } from '../documents/channel-pair.ts';
import { bytesOf, held, isHere, isStuck, keep, link, refOf, sharer, stranger } from './peers.ts';

/** Cuts it once the second person has heard so many messages. */
function cutAfter(cable: Cable, messages: number): void {
  let heard = 0;
  cable.atSecond.onMessage(() => {
    if (++heard === messages) cable.cut();
  });
}

describe('H2 a file goes from one to the other', () => {
  test('up to 5 MB byte by byte, with progress on both sides; one byte more is refused', async () => {
    const clock = createManualClock();
    const [alice, bob] = [await sharer({ clock }), await sharer({ clock })];
    // The file is in memory within no time: time passes with what is sent.
    link(alice, bob).atSecond.onMessage(() => void clock.advance(10));
    const bytes = bytesOf(FILE_MAX_BYTES);
    const sending: number[] = [];
    const coming: number[] = [];
    const file = await keep(alice, bytes);
    alice.exchange.states.subscribe((states) => {
      const state = states.get(fileKey(file));
      if (state?.t === 'here' && state.sending !== undefined) sending.push(state.sending);
    });
    bob.exchange.states.subscribe((states) => {
      const state = states.get(fileKey(file));
      if (state?.t === 'coming') coming.push(state.received);
    });
    bob.exchange.want(file, alice.peer, true);
    await isHere(bob, file);
    expect(await held(bob, file)).toEqual(bytes);
    const done = { t: 'here', sending: undefined, takers: 1 };
    await expect
      .poll(async () => (await clock.advance(100), alice.exchange.states.get().get(fileKey(file))))
      .toEqual(done);
    for (const steps of [sending, coming]) {
      expect(steps.length).toBeGreaterThan(1);
      expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    }
    expect(await alice.exchange.keep(new Blob([bytesOf(FILE_MAX_BYTES + 1)]))).toEqual({ t: 'too-large' });
  });

  test('an empty file too, without a byte sent', async () => {
    const [alice, bob] = [await sharer(), await sharer()];
    const cable = link(alice, bob);
    const file = await keep(alice, bytesOf(0));
    cable.cut();
    bob.exchange.want(file, alice.peer, true);
    await isHere(bob, file);
    expect(await held(bob, file)).toEqual(new Uint8Array());
  });

  test('200 files reach everybody', async () => {
    const [alice, bob, carol] = [await sharer(), await sharer(), await sharer()];
    const all = Array.from({ length: 200 }, (_, at) => bytesOf(1 + at * 137, at + 1));
    const files = await Promise.all(all.map((bytes) => keep(alice, bytes)));
    link(alice, bob);
    link(alice, carol);
    link(bob, carol);
    for (const file of files) for (const who of [bob, carol]) who.exchange.want(file, alice.peer, false);
    for (const [at, file] of files.entries()) {
      for (const who of [bob, carol]) {
        await isHere(who, file);
        expect(await held(who, file)).toEqual(all[at]);
      }
    }
  });

  test('what is asked for by hand comes before what comes by itself', async () => {
    const [alice, bob] = [await sharer(), await sharer()];
    const files = [];
    for (let at = 0; at < 5; at++) files.push(await keep(alice, bytesOf(300_000, at + 1)));
    const order: string[] = [];
    bob.exchange.states.subscribe((states) => {
      for (const [key, { t }] of states) if (t === 'here' && !order.includes(key)) order.push(key);
    });
    for (const file of files) bob.exchange.want(file, alice.peer, false);
    const last = files.at(-1);
    if (!last) throw new Error('five files');
    bob.exchange.want(last, alice.peer, true);
    link(alice, bob);
    for (const file of files) await isHere(bob, file);
    expect(order[0]).toBe(fileKey(last));
  });
});

describe('H3 from whoever has it', () => {
  test('who comes later gets it from another holder after the sender has left', async () => {
    const [alice, bob, carol] = [await sharer(), await sharer(), await sharer()];
    const bytes = bytesOf(1_000_000);
    const file = await keep(alice, bytes);
    const first = link(alice, bob);
    bob.exchange.want(file, alice.peer, true);
    await isHere(bob, file);
    first.cut();
    link(bob, carol);
    carol.exchange.want(file, alice.peer, true);
    await isHere(carol, file);
    expect(await held(carol, file)).toEqual(bytes);
  });

  test('a holder that leaves in the middle is followed by another, which sends only the rest', async () => {
    const [alice, bob, carol] = [await sharer(), await sharer(), await sharer()];
    const bytes = bytesOf(2_000_000);
    const file = await keep(alice, bytes);
    await keep(bob, bytes);
    cutAfter(link(alice, carol), 50);
    carol.exchange.want(file, alice.peer, true);
    await isStuck(carol, file, 'nobody');
    const second = link(bob, carol);
    await isHere(carol, file);
    expect(await held(carol, file)).toEqual(bytes);
    const sent = second.toSecond.reduce((sum, piece) => sum + piece.length, 0);
    expect(sent).toBeLessThan(bytes.length - 45 * PART_BYTES);
  });

  test('the same peer, connected anew, goes on', async () => {
    const [alice, bob] = [await sharer(), await sharer()];
    const bytes = bytesOf(2_000_000);
    const file = await keep(alice, bytes);
    cutAfter(link(alice, bob), 50);
    bob.exchange.want(file, alice.peer, true);
    await isStuck(bob, file, 'nobody');
    const second = link(alice, bob);
    await isHere(bob, file);
    expect(await held(bob, file)).toEqual(bytes);
    expect(second.toSecond.reduce((sum, piece) => sum + piece.length, 0)).toBeLessThan(bytes.length - 45 * PART_BYTES);
  });

  test('where nobody has it that is said; it comes when somebody has', async () => {
    const [alice, bob] = [await sharer(), await sharer()];
    const bytes = bytesOf(5_000);
    const file = await refOf(bytes);
    link(alice, bob);
    bob.exchange.want(file, alice.peer, true);
    await isStuck(bob, file, 'nobody');
    await keep(alice, bytes);
    await isHere(bob, file);
    expect(await held(bob, file)).toEqual(bytes);
  });

  test('a holder that falls silent is left for another', async () => {
    const clock = createManualClock();
    const bob = await sharer({ clock });
    const carol = await sharer();
    const bytes = bytesOf(100_000);
    const silent = await stranger(bob);
    const file = await refOf(bytes);
    bob.exchange.want(file, silent.peer, true);
    await expect.poll(() => silent.words('ask').length).toBe(1);
    await keep(carol, bytes);
    link(bob, carol);
    await clock.advance(20_000);
    await expect.poll(async () => (await held(bob, file))?.length).toBe(bytes.length);
    expect(silent.words('cancel')).toEqual([{ t: 'cancel', id: silent.words('ask')[0]?.id }]);
  });
});

describe('room and release', () => {
  test('more than fits is not fetched, and that is said; what is released makes room', async () => {
    const [alice, bob] = [await sharer(), await sharer({ maxBytes: 250_000 })];
    const files = [];
    for (let at = 0; at < 3; at++) files.push(await keep(alice, bytesOf(100_000, at + 1)));
    const [one, two, three] = files as [(typeof files)[0], (typeof files)[0], (typeof files)[0]];
    link(alice, bob);
    for (const file of files) bob.exchange.want(file, alice.peer, true);
    await isHere(bob, one);
    await isHere(bob, two);
    await isStuck(bob, three, 'no-room');
    expect(await bob.exchange.keep(new Blob([bytesOf(100_000, 9)]))).toEqual({ t: 'no-room' });
    bob.exchange.release(one);
    bob.exchange.want(three, alice.peer, true);
    await isHere(bob, three);
    expect(bob.exchange.read(one)).toBeUndefined();
  });

  test('what is released is given to nobody any more, also in the middle', async () => {
    const [alice, bob] = [await sharer(), await sharer()];
    const file = await keep(alice, bytesOf(3_000_000));
    let heard = 0;
    link(alice, bob).atSecond.onMessage(() => {
      if (++heard === 50) alice.exchange.release(file);
    });
    bob.exchange.want(file, alice.peer, true);
    await isStuck(bob, file, 'nobody');
    expect(await held(bob, file)).toBeUndefined();
  });
});

test('a part and its head fill one message of 16 KB', async () => {
  const alice = await sharer();
  const bob = await stranger(alice);
  const file = await keep(alice, bytesOf(PART_BYTES * 3));
  bob.say({ t: 'ask', id: 7, sha256: file.sha256, from: 0, to: file.size });
  await expect.poll(() => bob.got.filter(({ t }) => t === 'part').length).toBe(3);
  expect(Math.max(...bob.cable.toSecond.map(({ length }) => length))).toBe(16 * 1024);
});
