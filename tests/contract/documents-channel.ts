/** What documents rely on in a Channel; run on the channel in memory and on whatever the mesh offers. */
import { describe, expect, test } from 'vitest';
import type { Channel } from '../../src/lib/core/documents/channel.ts';
import type { Bytes } from '../../src/lib/wire/bytes.ts';
import { SYNC_PIECE_BYTES } from '../../src/lib/wire/sync.ts';

export interface ChannelEnds {
  readonly first: Channel;
  readonly second: Channel;
  cut(): void;
}

/** Resolves with the first `count` messages that arrive. */
const messages = (channel: Channel, count: number): Promise<Uint8Array[]> =>
  new Promise((resolve) => {
    const got: Uint8Array[] = [];
    const stop = channel.onMessage((data) => {
      got.push(data instanceof Uint8Array ? data : new Uint8Array(data));
      if (got.length === count) {
        stop();
        resolve(got);
      }
    });
  });

export function channelContract(name: string, make: () => Promise<ChannelEnds>): void {
  describe(`Channel: ${name}`, () => {
    test('messages arrive whole, in order, both ways', async () => {
      const { first, second, cut } = await make();
      const SENT = 100;
      const toSecond = messages(second, SENT);
      const toFirst = messages(first, 1);
      for (let at = 0; at < SENT; at++) expect(first.send(new Uint8Array(1 + at * 100).fill(at) as Bytes)).toBe(true);
      second.send(Uint8Array.of(7));
      expect((await toSecond).map((data) => [data.length, data.at(-1)])).toEqual(
        Array.from({ length: SENT }, (_, at) => [1 + at * 100, at]),
      );
      expect(await toFirst).toEqual([Uint8Array.of(7)]);
      cut();
    });

    test('says when it has run low after much was sent', async () => {
      const { first, second, cut } = await make();
      const PIECES = 64;
      const low = new Promise<void>((resolve) => void first.onBufferedLow(resolve));
      const arrived = messages(second, PIECES);
      for (let at = 0; at < PIECES; at++) first.send(new Uint8Array(SYNC_PIECE_BYTES));
      expect(first.bufferedAmount()).toBeGreaterThan(0);
      await low;
      await arrived;
      cut();
    });

    test('closes at both ends, once, and takes nothing more', async () => {
      const { first, second, cut } = await make();
      let closes = 0;
      const closed = [first, second].map(
        (end) => new Promise<void>((resolve) => end.onClose(() => resolve(void closes++))),
      );
      cut();
      await Promise.all(closed);
      expect(first.send(Uint8Array.of(1))).toBe(false);
      expect(closes).toBe(2);
    });

    test('calls nobody who has stopped listening', async () => {
      const { first, second, cut } = await make();
      let heard = 0;
      second.onMessage(() => heard++)();
      const arrived = messages(second, 1);
      first.send(Uint8Array.of(1));
      await arrived;
      expect(heard).toBe(0);
      cut();
    });
  });
}
