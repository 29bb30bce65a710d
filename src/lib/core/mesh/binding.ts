/**
 * Channel binding: proof that a DTLS session ends at the certified peer. Each side signs, as the first control message,
 * over the room, who signs and for whom, both connections' challenges and both DTLS fingerprints. Whoever sits in between,
 * or holds a copied description, has other fingerprints or challenges, so the signature does not verify.
 */
import type { Nonce, PeerId, RoomId, Signature } from '../../wire/ids.ts';
import type { Identity } from '../session/identity.ts';
import { verifySignature } from '../session/identity.ts';

const CONTEXT = 'mensetsu/1 bind';

/** One end of a connection, as its descriptions have it. */
export interface End {
  readonly peer: PeerId;
  readonly challenge: Nonce;
  /** Sorted, without doubles: see fingerprintsOf. */
  readonly fingerprints: readonly string[];
}

/** The DTLS fingerprints of a description (RFC 8122, section 5), in one spelling, sorted, without doubles. */
export function fingerprintsOf(sdp: string): string[] {
  const found = sdp.matchAll(/^a=fingerprint:[ \t]*(\S+)[ \t]+(\S+)[ \t]*\r?$/gm);
  return [
    ...new Set([...found].map(([, hash = '', value = '']) => `${hash.toLowerCase()} ${value.toUpperCase()}`)),
  ].sort();
}

const parts = (room: RoomId, signer: End, other: End): string[] => [
  room,
  signer.peer,
  other.peer,
  signer.challenge,
  other.challenge,
  signer.fingerprints.join('\n'),
  other.fingerprints.join('\n'),
];

/** Our proof for `other`. */
export const signBinding = (
  identity: Pick<Identity, 'sign'>,
  room: RoomId,
  self: End,
  other: End,
): Promise<Signature> => identity.sign(CONTEXT, parts(room, self, other));

/** Whether `other` ends the same connection as `self` does. An end without a fingerprint proves nothing. */
export async function verifyBinding(room: RoomId, self: End, other: End, signature: Signature): Promise<boolean> {
  if (self.fingerprints.length === 0 || other.fingerprints.length === 0) return false;
  return verifySignature(other.peer, CONTEXT, parts(room, other, self), signature);
}
