/**
 * The port through which documents reach one other peer: lossless, ordered, message by message. The mesh's `sync` data
 * channel stands behind it; `peer` is who the mesh has authenticated. A new connection to the same peer is a new channel.
 */
import type { Bytes } from '../../wire/bytes.ts';
import type { PeerId } from '../../wire/ids.ts';

export interface Channel {
  readonly peer: PeerId;
  /** False where the channel no longer takes anything; it is then given up. At most SYNC_PIECE_BYTES. */
  send(data: Bytes): boolean;
  /** Bytes that were taken and are not on their way yet. */
  bufferedAmount(): number;
  /** Calls `run` when `bufferedAmount` has fallen below the channel's low mark. Returns what ends it, as the others do. */
  onBufferedLow(run: () => void): () => void;
  onMessage(run: (data: ArrayBuffer | Uint8Array) => void): () => void;
  /** Calls `run` once, when nothing will come or go any more. */
  onClose(run: () => void): () => void;
}
