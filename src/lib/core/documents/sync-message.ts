/**
 * Automerge's sync message from outside: what it brings, and whether it asks for no more than honest peers do.
 *
 *   message   version (1 byte) | heads | wanted hashes | what the sender has | changes | flags
 *   has       hashes of the last sync | Bloom filter: entries, bits for each, probes | bits
 *
 * See Automerge's rust/automerge/src/sync.rs.
 */
import { Leb, Malformed } from './leb.ts';

const VERSIONS: readonly number[] = [0x42, 0x43];
const HASH_BYTES = 32;
/** Heads are as many as wrote at the same moment; what is wanted is what a Bloom filter hid. */
const HASHES_MAX = 5_000;
/** Automerge sends one. */
const HAVES_MAX = 4;
/** Automerge's own. With others (no bits, a billion probes) it breaks or reckons for minutes. */
const BITS_PER_ENTRY = 10;
const PROBES = 7;
const BITS_PER_BYTE = 8;

function skipHashes(from: Leb): void {
  const count = from.unsigned();
  if (count > HASHES_MAX) throw new Malformed();
  from.take(count * HASH_BYTES);
}

function checkFilter(filter: Uint8Array): void {
  if (filter.length === 0) return;
  const reader = new Leb(filter);
  const entries = reader.unsigned();
  if (entries === 0 || reader.unsigned() !== BITS_PER_ENTRY || reader.unsigned() !== PROBES) throw new Malformed();
  if (reader.left !== Math.ceil((entries * BITS_PER_ENTRY) / BITS_PER_BYTE)) throw new Malformed();
}

/** The rows of chunks in a sync message. Throws `Malformed` where it is none, or none that an honest peer sends. */
export function changesIn(message: Uint8Array): readonly Uint8Array[] {
  const reader = new Leb(message);
  if (!VERSIONS.includes(reader.byte())) throw new Malformed();
  skipHashes(reader);
  skipHashes(reader);
  const haves = reader.unsigned();
  if (haves > HAVES_MAX) throw new Malformed();
  for (let i = 0; i < haves; i++) {
    skipHashes(reader);
    checkFilter(reader.take(reader.unsigned()));
  }
  const count = reader.unsigned();
  if (count > reader.left) throw new Malformed();
  const changes = Array.from({ length: count }, () => reader.take(reader.unsigned()));
  if (reader.left > 0) reader.take(reader.unsigned()); // flags
  return changes;
}
