/**
 * Frames of the `sync` data channel: Automerge's sync messages between two peers, cut into pieces that every browser's data
 * channel takes. Who sends is not written anywhere: the channel's peer is the one that the mesh authenticated.
 *
 *   piece     flags (1 byte: 1 further pieces follow, 2 the panel's repository, 4 cut off) | part of the message
 *   message   kind (1 byte) | length of the document id (1 byte) | document id (ASCII) | sync message
 */
import { textOf, utf8, type Bytes } from './bytes.ts';

/** Largest piece, in bytes: safe in every browser (RFC 8831, section 6.6). */
export const SYNC_PIECE_BYTES = 16 * 1024;
/** Largest message, in bytes: several times the longest history that we let grow. */
export const SYNC_MESSAGE_MAX_BYTES = 8 * 1024 * 1024;

const KINDS = ['sync', 'request', 'doc-unavailable'] as const;
export type SyncKind = (typeof KINDS)[number];

export interface SyncFrame {
  readonly kind: SyncKind;
  /** base58check, as automerge-repo has it. */
  readonly documentId: string;
  /** Empty in `doc-unavailable`. */
  readonly data: Uint8Array;
}

const HEAD_BYTES = 2;
const DOCUMENT_ID = /^[1-9A-HJ-NP-Za-km-z]{20,64}$/;
const MORE = 1;
const LAST = 0;
/** Set in every piece of the panel's repository (host and co-interviewers, spec A6), and in no other. */
const PANEL = 2;

/** Which documents a piece belongs to: everybody's, or the panel's. Each has frames, limits and channels of its own. */
export type SyncRepository = 'shared' | 'panel';

export const repositoryOf = (piece: Uint8Array): SyncRepository => ((piece[0] ?? 0) & PANEL ? 'panel' : 'shared');

/**
 * Says to a peer that it passed a limit and is no longer listened to. A piece by itself, so that it is understood also in the
 * middle of a message that breaks off.
 */
export const CUT_OFF: Bytes = Uint8Array.of(4, 0);
export const isCutOff = (piece: Uint8Array): boolean => piece.length === CUT_OFF.length && piece[0] === CUT_OFF[0];

/** The piece as it goes over the `sync` channel. */
export function markPiece(piece: Uint8Array, repository: SyncRepository): Bytes {
  const marked = Uint8Array.from(piece);
  if (repository === 'panel' && marked.length > 0) marked[0] = (marked[0] ?? 0) | PANEL;
  return marked;
}

/** The piece as the repository's own joiner takes it. */
export function unmarkPiece(piece: Uint8Array): Bytes {
  const plain = Uint8Array.from(piece);
  if (plain.length > 0) plain[0] = (plain[0] ?? 0) & ~PANEL;
  return plain;
}

export function encodeSyncFrame(frame: SyncFrame): Bytes {
  const id = utf8(frame.documentId);
  const out = new Uint8Array(HEAD_BYTES + id.length + frame.data.length);
  out[0] = KINDS.indexOf(frame.kind);
  out[1] = id.length;
  out.set(id, HEAD_BYTES);
  out.set(frame.data, HEAD_BYTES + id.length);
  return out;
}

/** The frame in these bytes, or `undefined` where they are none. Never throws. */
export function decodeSyncFrame(bytes: Uint8Array): SyncFrame | undefined {
  const kind = KINDS[bytes[0] ?? KINDS.length];
  const idEnd = HEAD_BYTES + (bytes[1] ?? 0);
  if (!kind || bytes.length < idEnd) return undefined;
  const documentId = textOf(bytes.subarray(HEAD_BYTES, idEnd));
  if (documentId === undefined || !DOCUMENT_ID.test(documentId)) return undefined;
  const data = bytes.subarray(idEnd);
  return (kind === 'doc-unavailable') === (data.length === 0) ? { kind, documentId, data } : undefined;
}

/** The message as pieces, in the order in which they must be sent. */
export function* piecesOf(message: Uint8Array): Generator<Bytes> {
  const PART_BYTES = SYNC_PIECE_BYTES - 1;
  for (let at = 0; at < message.length; at += PART_BYTES) {
    const part = message.subarray(at, at + PART_BYTES);
    const piece = new Uint8Array(part.length + 1);
    piece[0] = at + PART_BYTES < message.length ? MORE : LAST;
    piece.set(part, 1);
    yield piece;
  }
}

/** Puts pieces together again. */
export interface Joiner {
  /** The whole message with its last piece; 'more' before that; 'bad' where the limits are passed or a piece is none. */
  add(piece: Uint8Array): Uint8Array | 'more' | 'bad';
}

export function createJoiner(maxBytes = SYNC_MESSAGE_MAX_BYTES): Joiner {
  let parts: Uint8Array[] = [];
  let size = 0;
  const reset = (): Uint8Array[] => {
    const taken = parts;
    parts = [];
    size = 0;
    return taken;
  };
  return {
    add(piece) {
      const [flag] = piece;
      // An empty part would let a peer fill memory with pieces that never add up to the limit.
      if ((flag !== MORE && flag !== LAST) || piece.length < 2 || piece.length > SYNC_PIECE_BYTES) {
        reset();
        return 'bad';
      }
      size += piece.length - 1;
      if (size > maxBytes) {
        reset();
        return 'bad';
      }
      parts.push(piece.slice(1));
      if (flag === MORE) return 'more';
      const whole = new Uint8Array(size);
      let at = 0;
      for (const part of reset()) {
        whole.set(part, at);
        at += part.length;
      }
      return whole;
    },
  };
}
