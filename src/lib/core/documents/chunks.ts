/**
 * Automerge's binary format from outside: a sync message or a saved document is a row of chunks, each with its own header. What
 * a chunk comes to is found out here, so that Automerge is never given one that comes to more than it can bear.
 *
 *   chunk      85 6f 4a 83 | checksum (4 bytes) | type (1 byte) | length of the body (unsigned LEB128) | body
 *   change     dependencies | actor | number | first operation | time | note | other actors | columns | anything
 *   document   actors | heads | heads of change columns | heads of operation columns | both's bytes | places of the heads
 *
 * A change's body may be deflated as a whole, a document's columns one by one.
 * See https://automerge.org/automerge-binary-format-spec/, "Chunk Container".
 */
import { columnHeads, measureColumns, type Amount } from './columns.ts';
import { inflate, TooMuch } from './inflate.ts';
import { Leb, Malformed } from './leb.ts';

export interface Chunk {
  readonly kind: 'document' | 'change' | 'deflated-change';
  readonly body: Uint8Array;
  /** With the header. */
  readonly bytes: Uint8Array;
}

const MAGIC = [0x85, 0x6f, 0x4a, 0x83];
const CHECKSUM_BYTES = 4;
/** By their type. There is a fourth, a bundle of changes, which nobody sends. */
const KINDS = ['document', 'change', 'deflated-change'] as const;
const HASH_BYTES = 32;

export interface Measured extends Amount {
  /** Number of a change's first operation; of a document 0. */
  readonly first: number;
}

/** The chunks of these bytes. Throws `Malformed` where they are anything else. Checksums are for Automerge to check. */
export function chunksOf(bytes: Uint8Array): readonly Chunk[] {
  const chunks: Chunk[] = [];
  const reader = new Leb(bytes);
  while (reader.left > 0) {
    const start = reader.at;
    if (MAGIC.some((byte) => reader.byte() !== byte)) throw new Malformed();
    reader.take(CHECKSUM_BYTES);
    const kind = KINDS[reader.byte()];
    if (!kind) throw new Malformed();
    const body = reader.take(reader.unsigned());
    chunks.push({ kind, body, bytes: bytes.subarray(start, reader.at) });
  }
  return chunks;
}

const skipHashes = (from: Leb): void => void from.take(from.unsigned() * HASH_BYTES);

function skipActors(from: Leb): void {
  for (let count = from.unsigned(); count > 0; count--) from.take(from.unsigned());
}

function measureChange(body: Uint8Array, max: Amount): Measured {
  const reader = new Leb(body);
  skipHashes(reader);
  reader.take(reader.unsigned()); // actor
  reader.skipNumber();
  const first = reader.unsigned();
  reader.skipNumber(); // time
  reader.take(reader.unsigned()); // note
  skipActors(reader);
  const columns = columnHeads(reader);
  // Automerge refuses them too: the change is deflated as a whole.
  if (columns.some(({ deflated }) => deflated)) throw new Malformed();
  const { ops, bytes } = measureColumns(columns, reader, max);
  return { first, ops, bytes: Math.max(bytes, body.length) };
}

function measureDocument(body: Uint8Array, max: Amount): Measured {
  const reader = new Leb(body);
  skipActors(reader);
  skipHashes(reader);
  const [ofChanges, ofOps] = [columnHeads(reader), columnHeads(reader)];
  const head = reader.at;
  const changes = measureColumns(ofChanges, reader, max);
  const ops = measureColumns(ofOps, reader, { ...max, bytes: max.bytes - changes.bytes });
  return { first: 0, ops: ops.ops, bytes: head + changes.bytes + ops.bytes };
}

/** What a chunk comes to. Throws `TooMuch` above `max`, without having unpacked more than that, `Malformed` where it is none. */
export function measureChunk({ kind, body }: Chunk, max: Amount): Measured {
  if (body.length > max.bytes) throw new TooMuch();
  if (kind === 'document') return measureDocument(body, max);
  return measureChange(kind === 'change' ? body : inflate(body, max.bytes), max);
}
