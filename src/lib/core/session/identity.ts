/**
 * Who somebody is: an Ed25519 key to sign with and an X25519 key to seal to, both derived from one seed. A visit has one
 * (its id is the PeerId), an interview's host authority has one (its id is the AuthorityKey). Private keys stay inside
 * and cannot be exported.
 */
import { CompactSign, compactVerify } from 'jose';
import type { JwsType } from '../../wire/admission.ts';
import { fromBase64Url, jsonOf, toBase64Url, utf8, type Bytes } from '../../wire/bytes.ts';
import { AuthorityKey, CompactJws, parse, PeerId, RoomId, Seed, Signature, type KemKey } from '../../wire/ids.ts';
import type { Sealed } from '../../wire/relay.ts';
import { signedBytes, type SignContext } from '../../wire/sign-context.ts';
import type { Random } from '../clock.ts';
import { openerFromSeed, type SealPurpose } from './hpke.ts';
import { signingKey, verifyingKey } from './keys.ts';

export { seal, type SealPurpose } from './hpke.ts';

/** The one algorithm: jose takes `EdDSA` for a different one. */
const ALG = 'Ed25519';

export interface Identity {
  /** The raw public key in base64url. */
  readonly id: string;
  /** The same text, where the identity is a visit. */
  readonly peer: PeerId;
  /** The same text, where the identity is an interview's authority. */
  readonly authority: AuthorityKey;
  readonly kem: KemKey;
  sign(context: SignContext, parts: readonly (Uint8Array | string)[]): Promise<Signature>;
  /** A compact JWS (RFC 7515) of the payload's JSON. */
  signJws(typ: JwsType, payload: object): Promise<CompactJws>;
  /** What was sealed to this identity, or `undefined` where it was not, or not for this purpose and room. */
  open(sealed: Sealed, purpose: SealPurpose, room: RoomId): Promise<Bytes | undefined>;
}

export function newSeed(random: Random): Seed {
  const SEED_BYTES = 32;
  const seed = parse(Seed, toBase64Url(random(SEED_BYTES)));
  if (!seed) throw new Error('the random source gave too few bytes');
  return seed;
}

/** The identity that a seed stands for; the same one each time. */
export async function identityFromSeed(seed: Seed): Promise<Identity> {
  const bytes = fromBase64Url(seed);
  if (!bytes) throw new Error('a seed is base64url');
  const { id, key } = await signingKey(bytes);
  const opener = await openerFromSeed(bytes);
  const peer = parse(PeerId, id);
  const authority = parse(AuthorityKey, id);
  if (!peer || !authority) throw new Error('a public key has 32 bytes');
  return {
    id,
    peer,
    authority,
    kem: opener.kem,
    open: opener.open,
    async sign(context, parts) {
      const raw = new Uint8Array(await crypto.subtle.sign(ALG, key, signedBytes(context, parts)));
      const signature = parse(Signature, toBase64Url(raw));
      if (!signature) throw new Error('a signature has 64 bytes');
      return signature;
    },
    async signJws(typ, payload) {
      const unsigned = new CompactSign(utf8(JSON.stringify(payload))).setProtectedHeader({ alg: ALG, typ });
      const jws = parse(CompactJws, await unsigned.sign(key));
      if (!jws) throw new Error('a statement is too large to sign');
      return jws;
    },
  };
}

/** The room of an authority: the first 16 bytes of SHA-256 over 'mensetsu/1 room' and its raw public key. */
export async function roomOf(key: AuthorityKey): Promise<RoomId> {
  const ROOM_BYTES = 16;
  const input = Uint8Array.from([...utf8('mensetsu/1 room'), ...(fromBase64Url(key) ?? [])]);
  const room = parse(
    RoomId,
    toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', input)).subarray(0, ROOM_BYTES)),
  );
  if (!room) throw new Error('a room id has 16 bytes');
  return room;
}

/** Whether `key` signed exactly this, for this context. Keys of small order sign nothing. Never rejects. */
export async function verifySignature(
  key: string,
  context: SignContext,
  parts: readonly (Uint8Array | string)[],
  signature: Signature,
): Promise<boolean> {
  const verifying = await verifyingKey(key);
  const raw = fromBase64Url(signature);
  if (!verifying || !raw) return false;
  return crypto.subtle.verify(ALG, verifying, raw, signedBytes(context, parts)).catch(() => false);
}

/**
 * The payload of a JWS of this type that `key` signed, parsed as JSON but not yet by a schema; `undefined` where it is
 * anything else. The header may say nothing but `alg` and `typ`, and each part has one spelling only.
 */
export async function verifyJws(key: string, typ: JwsType, jws: CompactJws): Promise<unknown> {
  if (jws.split('.').some((part) => fromBase64Url(part) === undefined)) return undefined;
  const verifying = await verifyingKey(key);
  if (!verifying) return undefined;
  try {
    const { payload, protectedHeader } = await compactVerify(jws, verifying, { algorithms: [ALG] });
    if (protectedHeader.typ !== typ || Object.keys(protectedHeader).length !== 2) return undefined;
    return jsonOf(payload);
  } catch {
    return undefined;
  }
}
