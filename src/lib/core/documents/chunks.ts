/**
 * Automerge's binary format from outside: a sync message or a saved document is a row of chunks, each with its own header.
 *
 *   chunk   85 6f 4a 83 | checksum (4 bytes) | type (1 byte) | length of the body (unsigned LEB128) | body
 *
 * See https://automerge.org/automerge-binary-format-spec/, "Chunk Container".
 */

export type Chunk = { readonly kind: 'document' | 'change'; readonly bytes: Uint8Array };

const MAGIC = [0x85, 0x6f, 0x4a, 0x83];
const TYPE_AT = 8;
const LENGTH_AT = 9;
/** Enough for 2^28 - 1 bytes, far above any message that we take. */
const LENGTH_MAX_BYTES = 4;
/** Document, change, change with a DEFLATE-compressed body. */
const KINDS = ['document', 'change', 'change'] as const;

/** Where the chunk that begins at `start` ends, or `undefined` where there is no whole one. */
function endOf(bytes: Uint8Array, start: number): number | undefined {
  const PAYLOAD_BITS = 7;
  let length = 0;
  for (let i = 0; i < LENGTH_MAX_BYTES; i++) {
    const at = start + LENGTH_AT + i;
    const byte = bytes[at];
    if (byte === undefined) return undefined;
    length |= (byte & 0x7f) << (PAYLOAD_BITS * i);
    if (byte < 0x80) return at + 1 + length <= bytes.length ? at + 1 + length : undefined;
  }
  return undefined;
}

/** The chunks of these bytes, or `undefined` where they are anything else. Checksums are Automerge's to check. */
export function chunksOf(bytes: Uint8Array): readonly Chunk[] | undefined {
  const chunks: Chunk[] = [];
  for (let start = 0; start < bytes.length;) {
    const from = start;
    const kind = KINDS[bytes[start + TYPE_AT] ?? KINDS.length];
    const end = endOf(bytes, start);
    if (!kind || end === undefined || MAGIC.some((byte, i) => bytes[from + i] !== byte)) return undefined;
    chunks.push({ kind, bytes: bytes.subarray(start, end) });
    start = end;
  }
  return chunks;
}
