/**
 * What the host's browser keeps of a call until it was taken home or discarded (spec T7, X6): chunks, each of which is sealed. A
 * part of a call (a document, a file) is a set of chunks, whose order does not matter. What is read back is as hostile as anything
 * else.
 */
import * as v from 'valibot';
import { Instant, Nonce, PeerId, Role, RoomId } from './ids.ts';
import { NAME_MAX_CHARS } from './name.ts';

/** A call is erased so many milliseconds after the last change of it. */
export const JOURNAL_KEEP_MS = 7 * 24 * 3600 * 1000;
/** Largest chunk, sealed, in bytes: the largest document, with room to spare. */
export const JOURNAL_CHUNK_MAX_BYTES = 16 * 1024 * 1024;
/** Most chunks of one part that are read; they are put together long before. */
export const JOURNAL_CHUNKS_MAX = 1_000;
/** AES-GCM: initialisation vector in front, tag behind. */
export const JOURNAL_IV_BYTES = 12;
const JOURNAL_TAG_BYTES = 16;

/**
 * `facts`: CallFacts as JSON. `chat`, `agenda`, `board`: the document, as saved and as changes since. `transcript`: its lines.
 * `summary`: what the host changed of it.
 * `file/<SHA-256 as base64url>`: the bytes of a file of the chat, or of a picture on the board.
 */
export const JournalPart = v.pipe(
  v.string(),
  v.maxLength(64),
  v.regex(/^(?:facts|chat|agenda|board|transcript|summary|file\/[A-Za-z0-9_-]{43})$/),
  v.brand('JournalPart'),
);
export type JournalPart = v.InferOutput<typeof JournalPart>;

const head = {
  room: RoomId,
  call: Nonce,
  part: JournalPart,
  id: Nonce,
  /** When it was written. */
  at: Instant,
};

/** One stored value: everything but `sealed` is in the clear, and bound to it. */
export const JournalChunk = v.object({
  ...head,
  /** Initialisation vector, then AES-256-GCM ciphertext with its tag. */
  sealed: v.pipe(
    v.instance(Uint8Array),
    v.check(
      ({ length }) => length >= JOURNAL_IV_BYTES + JOURNAL_TAG_BYTES && length <= JOURNAL_CHUNK_MAX_BYTES,
      'a chunk is neither empty nor larger than a document',
    ),
  ),
});
export type JournalChunk = v.InferOutput<typeof JournalChunk>;

/** What there is, without its bytes. */
export const JournalHead = v.object({ ...head, bytes: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) });
export type JournalHead = v.InferOutput<typeof JournalHead>;

/** Stays that are kept of one call: somebody who comes and goes for ever fills neither memory nor disk. */
export const STAYS_MAX = 2_000;

/** One stay of one person in the call (X3). */
export const StoredStay = v.object({
  peer: PeerId,
  role: Role,
  name: v.pipe(v.string(), v.maxLength(NAME_MAX_CHARS)),
  from: Instant,
  /** Absent while they are there, and where the browser died before they left. */
  until: v.exactOptional(Instant),
});

/** What is known of a call besides its documents. */
export const CallFacts = v.object({
  title: v.pipe(v.string(), v.maxLength(400)),
  /** Set when the host ended it. */
  ended: v.exactOptional(Instant),
  stays: v.pipe(v.array(StoredStay), v.maxLength(STAYS_MAX)),
});
export type CallFacts = v.InferOutput<typeof CallFacts>;
/** Largest facts, in bytes of JSON. */
export const CALL_FACTS_MAX_BYTES = 1024 * 1024;
