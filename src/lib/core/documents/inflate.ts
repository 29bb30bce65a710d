/**
 * DEFLATE (RFC 1951) with an end: a thousand bytes may unpack to a million, so what comes out is counted while it comes.
 * Automerge itself unpacks whatever it is given.
 */
import { Inflate } from 'fflate';
import { Malformed } from './leb.ts';

/** More came out than may. */
export class TooMuch extends Error {}

/** Bytes that are given in at a time: not more than 1,032 times as many come out of them before we look. */
const STEP_BYTES = 4096;

/** What these bytes unpack to. Throws `TooMuch` above `max` bytes, `Malformed` where they are not DEFLATE. */
export function inflate(packed: Uint8Array, max: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let size = 0;
  const stream = new Inflate((part) => {
    size += part.length;
    if (size > max) throw new TooMuch();
    parts.push(part);
  });
  try {
    for (let at = 0; at < packed.length; at += STEP_BYTES) {
      stream.push(packed.subarray(at, at + STEP_BYTES), at + STEP_BYTES >= packed.length);
    }
  } catch (error) {
    if (error instanceof TooMuch) throw error;
    throw new Malformed();
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
