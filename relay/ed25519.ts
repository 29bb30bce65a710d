/**
 * Ed25519 verification (RFC 8032) of keys that strangers name. Points of small order are refused: with one of them as the
 * key, a signature that nobody made verifies for every message.
 */
import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { fromBase64Url, toBase64Url, utf8 } from '../src/lib/wire/bytes.ts';
import type { AuthorityKey, PeerId, RoomId, Signature } from '../src/lib/wire/ids.ts';
import { signedBytes, type SignContext } from '../src/lib/wire/sign-context.ts';

/** y coordinates (without the sign bit, little endian) of the points of order 1, 2, 4, 8, also in non-canonical encoding. */
const SMALL_ORDER = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);
const SIGN_BIT = 0x80;

/** The key, or `undefined` where its bytes are none or of small order. */
export function publicKey(raw: PeerId | AuthorityKey): KeyObject | undefined {
  const bytes = fromBase64Url(raw);
  if (!bytes) return undefined;
  const y = Buffer.from(bytes);
  y[y.length - 1] = (y.at(-1) ?? 0) & ~SIGN_BIT;
  if (SMALL_ORDER.has(y.toString('hex'))) return undefined;
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw }, format: 'jwk' });
  } catch {
    return undefined;
  }
}

/** Whether `signature` is by `raw` over the parts, for this purpose. */
export function verifySignature(
  raw: PeerId | AuthorityKey,
  context: SignContext,
  parts: readonly string[],
  signature: Signature,
): boolean {
  const key = publicKey(raw);
  const bytes = fromBase64Url(signature);
  if (!key || !bytes) return false;
  try {
    return verify(null, signedBytes(context, parts), key, bytes);
  } catch {
    return false;
  }
}

const ROOM_BYTES = 16;

/** Whether the room is the hash of this authority's key: what makes a link certify itself. */
export function ownsRoom(key: AuthorityKey, room: RoomId): boolean {
  const raw = fromBase64Url(key);
  if (!raw) return false;
  const digest = createHash('sha256').update(utf8('mensetsu/1 room')).update(raw).digest();
  return toBase64Url(digest.subarray(0, ROOM_BYTES)) === room;
}
