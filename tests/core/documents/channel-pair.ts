/** Two ends of a lossless, ordered channel in memory, which can be cut. Messages arrive in a later task, as on a network. */
import { happening } from '../../../src/lib/core/cell.ts';
import type { Channel } from '../../../src/lib/core/documents/channel.ts';
import type { Bytes } from '../../../src/lib/wire/bytes.ts';
import type { PeerId } from '../../../src/lib/wire/ids.ts';

const LOW_MARK_BYTES = 64 * 1024;

/** One end, and what its holder may do beside. */
export interface Cable {
  /** Held by the first person; its `peer` is the second. */
  readonly atFirst: Channel;
  readonly atSecond: Channel;
  /** All that was sent towards the first and towards the second, piece by piece. */
  readonly toFirst: Uint8Array[];
  readonly toSecond: Uint8Array[];
  /** Both ends close; what is under way is lost. */
  cut(): void;
}

function end(peer: PeerId, far: () => { arrive(data: Bytes): void }, isCut: () => boolean, sent: Uint8Array[]) {
  const messages = happening<Uint8Array>();
  const closes = happening<undefined>();
  const lows = happening<undefined>();
  let buffered = 0;
  const channel: Channel = {
    peer,
    bufferedAmount: () => buffered,
    onBufferedLow: lows.on,
    onMessage: messages.on,
    onClose: closes.on,
    send(data) {
      if (isCut()) return false;
      const copy = data.slice();
      sent.push(copy);
      buffered += copy.length;
      setImmediate(() => {
        const before = buffered;
        buffered -= copy.length;
        if (isCut()) return;
        far().arrive(copy);
        if (before > LOW_MARK_BYTES && buffered <= LOW_MARK_BYTES) lows.emit(undefined);
      });
      return true;
    },
  };
  return { channel, arrive: messages.emit, close: () => closes.emit(undefined) };
}

export function channelPair(first: PeerId, second: PeerId): Cable {
  let isCut = false;
  const toFirst: Uint8Array[] = [];
  const toSecond: Uint8Array[] = [];
  const a: ReturnType<typeof end> = end(
    second,
    () => b,
    () => isCut,
    toSecond,
  );
  const b: ReturnType<typeof end> = end(
    first,
    () => a,
    () => isCut,
    toFirst,
  );
  return {
    atFirst: a.channel,
    atSecond: b.channel,
    toFirst,
    toSecond,
    cut() {
      if (isCut) return;
      isCut = true;
      a.close();
      b.close();
    },
  };
}
