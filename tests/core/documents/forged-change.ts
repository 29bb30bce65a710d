/** Automerge's chunks and sync messages written by hand, with right checksums: what only an altered client sends. */
import { createHash } from 'node:crypto';

export const DOCUMENT = 0;
export const CHANGE = 1;
export const DEFLATED_CHANGE = 2;

const bytes = (...parts: (Uint8Array | readonly number[])[]): Uint8Array =>
  Uint8Array.from(Buffer.concat(parts.map((part) => Uint8Array.from(part))));

export function unsigned(value: number): number[] {
  const low = value % 128;
  const high = Math.floor(value / 128);
  return high > 0 ? [low | 0x80, ...unsigned(high)] : [low];
}

export function signed(value: number): number[] {
  const low = ((value % 128) + 128) % 128;
  const high = Math.floor(value / 128);
  const ends = (high === 0 && low < 64) || (high === -1 && low >= 64);
  return ends ? [low] : [low | 0x80, ...signed(high)];
}

/** A chunk; `plain` is what its checksum is of, where the body is deflated. */
export function chunk(type: number, body: Uint8Array, plain = body): Uint8Array {
  const hashed = bytes([type === DEFLATED_CHANGE ? CHANGE : type], unsigned(plain.length), plain);
  const checksum = createHash('sha256').update(hashed).digest().subarray(0, 4);
  return bytes([0x85, 0x6f, 0x4a, 0x83], checksum, [type], unsigned(body.length), body);
}

type Column = readonly [specification: number, data: readonly number[]];

/** So many times "set this key to null", in a few bytes. */
export function repeatedSet(times: number, key = 'a'): readonly Column[] {
  return [
    [0x15, [...signed(times), ...unsigned(key.length), ...Buffer.from(key)]],
    [0x34, unsigned(times)],
    [0x42, [...signed(times), 1]],
    [0x56, [...signed(times), 0]],
    [0x70, [...signed(times), 0]],
  ];
}

/** The body of a change without dependencies. */
export function changeBody(columns: readonly Column[], { first = 1, note = '' } = {}): Uint8Array {
  const ACTOR = Array.from({ length: 16 }, () => 7);
  return bytes(
    [0],
    [ACTOR.length, ...ACTOR],
    [1],
    unsigned(first),
    [0],
    unsigned(note.length),
    Buffer.from(note),
    [0],
    unsigned(columns.length),
    ...columns.map(([specification, data]) => [...unsigned(specification), ...unsigned(data.length)]),
    ...columns.map(([, data]) => data),
  );
}

/** A sync message that brings these rows of chunks. */
export function syncMessage(rows: readonly Uint8Array[], have: readonly Uint8Array[] = []): Uint8Array {
  return bytes(
    [0x42, 0, 0],
    unsigned(have.length),
    ...have.flatMap((filter) => [[0], unsigned(filter.length), filter]),
    unsigned(rows.length),
    ...rows.flatMap((row) => [unsigned(row.length), row]),
  );
}
