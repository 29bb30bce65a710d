/**
 * Sends messages over a channel in pieces, no faster than it takes them: a data channel that is given megabytes at once
 * throws in Chromium, and everything behind them waits.
 */
import { piecesOf } from '../../wire/sync.ts';
import type { Bytes } from '../../wire/bytes.ts';
import type { Channel } from './channel.ts';

/** Above this many buffered bytes nothing more is handed over until the channel has run low. */
const BUFFERED_HIGH_BYTES = 256 * 1024;
/** A peer that reads so slowly that this many bytes wait is given up: it can start afresh with a new connection. */
const WAITING_MAX_BYTES = 32 * 1024 * 1024;

export interface Outbox {
  /** False where the channel is broken or too slow. */
  send(message: Uint8Array): boolean;
  end(): void;
}

/** `broken` is called where the channel fails while waiting messages are handed over. */
export function createOutbox(channel: Channel, broken: () => void): Outbox {
  let waiting: Bytes[] = [];
  let waitingBytes = 0;

  const pump = (): boolean => {
    let sent = 0;
    while (sent < waiting.length && channel.bufferedAmount() < BUFFERED_HIGH_BYTES) {
      const piece = waiting[sent];
      if (!piece) break;
      if (!channel.send(piece)) return false;
      waitingBytes -= piece.length;
      sent++;
    }
    if (sent > 0) waiting = waiting.slice(sent);
    return true;
  };
  const stop = channel.onBufferedLow(() => {
    if (!pump()) broken();
  });

  return {
    send(message) {
      if (waitingBytes + message.length > WAITING_MAX_BYTES) return false;
      for (const piece of piecesOf(message)) {
        waiting.push(piece);
        waitingBytes += piece.length;
      }
      return pump();
    },
    end() {
      stop();
      waiting = [];
      waitingBytes = 0;
    },
  };
}
