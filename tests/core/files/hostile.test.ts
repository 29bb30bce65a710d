import { describe, expect, test } from 'vitest';
import { fileKey } from '../../../src/lib/core/files/exchange.ts';
import { utf8 } from '../../../src/lib/wire/bytes.ts';
import { encodePart, FILE_MAX_BYTES, PART_BYTES, type BulkWord } from '../../../src/lib/wire/files.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { must } from '../../support/interview.ts';
import {
  bytesOf,
  held,
  isHere,
  isStuck,
  keep,
  link,
  refOf,
  sharer,
  stranger,
  type Sharer,
  type Stranger,
} from './peers.ts';

/** Waits until all that this peer sent so far has been read: an ask for what nobody has is answered. */
async function heard(peer: Stranger): Promise<void> {
  const before = peer.words('absent').length;
  peer.say({ t: 'ask', id: 999_999, sha256: (await refOf(bytesOf(3, 77))).sha256, from: 0, to: 1 });
  await expect.poll(() => peer.words('absent').length).toBeGreaterThan(before);
}
/** Peers that were cut off. */
function offenders(victim: Sharer): string[] {
  const seen: string[] = [];
  victim.exchange.offender.on((peer) => void seen.push(peer));
  return seen;
}
const nextAsk = async (peer: Stranger, count = 1) => {
  await expect.poll(() => peer.words('ask').length).toBeGreaterThanOrEqual(count);
  return must(peer.words('ask').at(-1));
};
const sendAll = (peer: Stranger, ask: number, bytes: Uint8Array): void => {
  for (let at = 0; at < bytes.length; at += PART_BYTES) {
    peer.send(encodePart(ask, at, bytes.subarray(at, at + PART_BYTES)));
  }
};

describe('H2 a holder that lies', () => {
  test('the right length with other bytes is not taken, and its sender not asked again; an honest holder is', async () => {
    const [bob, carol] = [await sharer(), await sharer()];
    const bytes = bytesOf(50_000);
    const file = await refOf(bytes);
    const liar = await stranger(bob);
    bob.exchange.want(file, liar.peer, true);
    sendAll(liar, (await nextAsk(liar)).id, bytesOf(50_000, 2));
    await isStuck(bob, file, 'damaged');
    expect(await held(bob, file)).toBeUndefined();
    await keep(carol, bytes);
    link(bob, carol);
    await isHere(bob, file);
    expect(await held(bob, file)).toEqual(bytes);
    expect(liar.words('ask')).toHaveLength(1);
  });

  test('a half that a liar began and an honest peer ended is fetched again from the honest one alone', async () => {
    const [bob, carol] = [await sharer(), await sharer()];
    const bytes = bytesOf(PART_BYTES * 4);
    const file = await refOf(bytes);
    const liar = await stranger(bob);
    bob.exchange.want(file, liar.peer, true);
    const { id } = await nextAsk(liar);
    liar.send(encodePart(id, 0, bytesOf(PART_BYTES, 5)));
    await keep(carol, bytes);
    liar.say({ t: 'absent', id });
    await heard(liar);
    link(bob, carol);
    await isHere(bob, file);
    expect(await held(bob, file)).toEqual(bytes);
  });

  test('more bytes than were asked for cut it off', async () => {
    const bob = await sharer();
    const cutOff = offenders(bob);
    const bytes = bytesOf(10_000);
    const liar = await stranger(bob);
    const file = await refOf(bytes);
    bob.exchange.want(file, liar.peer, true);
    const { id } = await nextAsk(liar);
    liar.send(encodePart(id, 0, bytesOf(10_001)));
    await expect.poll(() => cutOff).toEqual([liar.peer]);
    await isStuck(bob, file, 'nobody');
    expect(await held(bob, file)).toBeUndefined();
    // It stays so, also over a new connection.
    const again = liar.words('ask').length;
    bob.exchange.addChannel(liar.cable.atFirst);
    bob.exchange.want(file, liar.peer, true);
    await isStuck(bob, file, 'nobody');
    expect(liar.words('ask')).toHaveLength(again);
  });

  test('bytes that nobody asked for cut it off', async () => {
    const bob = await sharer();
    const cutOff = offenders(bob);
    const liar = await stranger(bob);
    liar.send(encodePart(1, 0, bytesOf(100)));
    await expect.poll(() => cutOff).toEqual([liar.peer]);
  });

  test('bytes out of their order are not put together', async () => {
    const bob = await sharer();
    const liar = await stranger(bob);
    const file = await refOf(bytesOf(PART_BYTES * 2));
    bob.exchange.want(file, liar.peer, true);
    const { id } = await nextAsk(liar);
    liar.send(encodePart(id, PART_BYTES, bytesOf(PART_BYTES)));
    await isStuck(bob, file, 'nobody');
    expect(liar.words('cancel')).toEqual([{ t: 'cancel', id }]);
  });

  test('one that says it has everything and gives nothing makes us hold nothing', async () => {
    const clock = createManualClock();
    const bob = await sharer({ clock });
    const liar = await stranger(bob);
    for (let at = 0; at < 50; at++) {
      const files = await Promise.all(Array.from({ length: 100 }, (_, i) => refOf(bytesOf(8, at * 100 + i + 1))));
      liar.say({ t: 'have', files: files.map(({ sha256 }) => sha256) });
    }
    await heard(liar);
    expect(bob.exchange.states.get().size).toBe(0);
    expect(liar.words('ask')).toEqual([]);
  });
});

describe('H2 a peer that asks', () => {
  test('ranges out of bounds are answered with nothing', async () => {
    const alice = await sharer();
    const peer = await stranger(alice);
    const file = await keep(alice, bytesOf(1_000));
    const bad: [number, number][] = [
      [0, 1_001],
      [999, 5_000],
      [1_000, 1_000],
      [500, 400],
      [0, FILE_MAX_BYTES],
    ];
    for (const [at, [from, to]] of bad.entries()) peer.say({ t: 'ask', id: at, sha256: file.sha256, from, to });
    await expect.poll(() => peer.words('absent').map(({ id }) => id)).toEqual([0, 1, 2, 3, 4]);
    expect(peer.got.filter(({ t }) => t === 'part')).toEqual([]);
    peer.say({ t: 'ask', id: 9, sha256: file.sha256, from: 0, to: 1_000 });
    await expect.poll(() => peer.got.filter(({ t }) => t === 'part').length).toBe(1);
  });

  test('what is no message of ours is passed over, and too much of it cuts off', async () => {
    const alice = await sharer();
    const cutOff = offenders(alice);
    const peer = await stranger(alice);
    const word = (json: string): Uint8Array<ArrayBuffer> => new Uint8Array([0, ...utf8(json)]);
    const junk = [
      new Uint8Array(),
      new Uint8Array([2, 1, 2, 3]),
      new Uint8Array([1, 0, 0, 0, 1, 0, 0, 0, 0]),
      new Uint8Array(16 * 1024 + 1),
      word('{"t":"ask","id":-1}'),
      word('{"t":"ask","id":1,"sha256":"x","from":0,"to":1}'),
      word('{"t":"have","files":[]}'),
      word('{"t":"__proto__"}'),
      word('['.repeat(5_000)),
    ];
    for (const bytes of junk) peer.send(bytes);
    await heard(peer);
    expect(cutOff).toEqual([]);
    for (let at = 0; at < 120; at++) peer.send(new Uint8Array([9]));
    await expect.poll(() => cutOff).toEqual([peer.peer]);
  });

  test('endless asks for the same file end, while others are served', async () => {
    const clock = createManualClock();
    const [alice, bob] = [await sharer({ clock }), await sharer()];
    const peer = await stranger(alice);
    const bytes = bytesOf(100_000);
    const file = await keep(alice, bytes);
    for (let id = 1; id <= 40; id++) {
      peer.say({ t: 'ask', id, sha256: file.sha256, from: 0, to: file.size });
      const answered = (): boolean =>
        peer.words('absent').some((word) => word.id === id) ||
        peer.got.some((message) => message.t === 'part' && message.ask === id && message.offset > 90_000);
      await expect.poll(answered, { interval: 1 }).toBe(true);
    }
    const sent = peer.got.reduce((sum, message) => sum + (message.t === 'part' ? message.bytes.length : 0), 0);
    expect(sent).toBe(8 * file.size);
    link(alice, bob);
    bob.exchange.want(file, alice.peer, true);
    await expect.poll(async () => (await held(bob, file))?.length).toBe(bytes.length);
  });

  test('a flood of asks is not queued without end, and cuts off', async () => {
    const clock = createManualClock();
    const alice = await sharer({ clock });
    const cutOff = offenders(alice);
    const peer = await stranger(alice);
    const file = await keep(alice, bytesOf(4_000_000));
    const ask = (id: number): BulkWord => ({ t: 'ask', id, sha256: file.sha256, from: 0, to: file.size });
    for (let id = 0; id < 100; id++) peer.say(ask(id));
    // At most eight wait; the other 92 are answered at once.
    await expect.poll(() => peer.words('absent').length).toBeGreaterThanOrEqual(92);
    for (let id = 100; id < 1_000; id++) peer.say(ask(id));
    await expect.poll(() => cutOff).toEqual([peer.peer]);
  });
});

test('H2 a false size for a true hash is not taken for the file, and the file itself still comes', async () => {
  const [alice, bob] = [await sharer(), await sharer()];
  const bytes = bytesOf(5_000);
  const file = await keep(alice, bytes);
  link(alice, bob);
  const shorter = { ...file, size: 100 };
  const longer = { ...file, size: 6_000 };
  bob.exchange.want(shorter, alice.peer, true);
  bob.exchange.want(longer, alice.peer, true);
  bob.exchange.want(file, alice.peer, true);
  await isHere(bob, file);
  await isStuck(bob, shorter, 'damaged');
  await isStuck(bob, longer, 'nobody');
  expect(bob.exchange.read(shorter)).toBeUndefined();
  expect(bob.exchange.states.get().get(fileKey(file))?.t).toBe('here');
});
