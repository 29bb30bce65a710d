/**
 * What each Ed25519 signature of the product is for. Every signature covers its context first, then its parts, each with its
 * length in front (see frameBytes), so that one made for one purpose never counts for another.
 */
import { frameBytes, utf8, type Bytes } from './bytes.ts';

export type SignContext =
  | 'mensetsu/1 sign' // organiser -> relay: room, from, until
  | 'mensetsu/1 link' // in a link: role, token, details
  | 'mensetsu/1 relay' // peer -> relay: room, nonce
  | 'mensetsu/1 knock' // applicant -> host: the knock's JSON
  | 'mensetsu/1 muster' // member -> host: the muster's JSON
  | 'mensetsu/1 signal' // peer -> peer: room, epoch, from, to, the signal's JSON
  | 'mensetsu/1 bind'; // peer -> peer: see mesh/binding

/** The bytes that are signed. */
export const signedBytes = (context: SignContext, parts: readonly (Uint8Array | string)[]): Bytes =>
  frameBytes([utf8(context), ...parts.map((part) => (typeof part === 'string' ? utf8(part) : part))]);
