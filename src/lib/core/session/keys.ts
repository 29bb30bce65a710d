/**
 * Raw 32-byte keys into WebCrypto. A raw Ed25519 seed has no import format of its own, so it is wrapped as PKCS8
 * (RFC 8410); the public half can only be read from an extractable key, which is dropped at once: what is kept cannot be
 * exported. The X25519 pair is derived by HKDF, so that no scalar is used for two algorithms.
 */
import { fromBase64Url, utf8, type Bytes } from '../../wire/bytes.ts';

const PKCS8_ED25519 = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
const KEY_BYTES = 32;

/**
 * Encodings of points of order 1, 2, 4 and 8 (both spellings of those that have two), without the sign bit. Every
 * engine's verifier takes a trivial signature for them, over any message.
 */
const SMALL_ORDER = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

/** Whether an Ed25519 public key is one for which anybody can sign. */
export function isSmallOrder(key: Uint8Array): boolean {
  const SIGN_BIT = 0x80;
  const hex = [...key].map((byte, at) =>
    (at === KEY_BYTES - 1 ? byte & ~SIGN_BIT : byte).toString(16).padStart(2, '0'),
  );
  return SMALL_ORDER.has(hex.join(''));
}

/** The key to sign with (not extractable), and its public half in base64url. */
export async function signingKey(seed: Bytes): Promise<{ id: string; key: CryptoKey }> {
  const wrapped = Uint8Array.from([...PKCS8_ED25519, ...seed]);
  const readable = await crypto.subtle.importKey('pkcs8', wrapped, 'Ed25519', true, ['sign']);
  const { x } = await crypto.subtle.exportKey('jwk', readable);
  if (x === undefined) throw new Error('this engine tells no public key');
  return { id: x, key: await crypto.subtle.importKey('pkcs8', wrapped, 'Ed25519', false, ['sign']) };
}

/** The key to verify with, or `undefined` where the text is no key or one of small order. */
export async function verifyingKey(id: string): Promise<CryptoKey | undefined> {
  const raw = fromBase64Url(id);
  if (raw?.length !== KEY_BYTES || isSmallOrder(raw)) return undefined;
  try {
    return await crypto.subtle.importKey('raw', raw, 'Ed25519', true, ['verify']);
  } catch {
    return undefined; // some engines refuse here what is no point of the curve, some only when verifying
  }
}

/** 32 bytes from a seed for one purpose: HKDF-SHA256 (RFC 5869), salt 'mensetsu/1'. */
export async function derive(seed: Bytes, info: string): Promise<Bytes> {
  const base = await crypto.subtle.importKey('raw', seed, 'HKDF', false, ['deriveBits']);
  const how = { name: 'HKDF', hash: 'SHA-256', salt: utf8('mensetsu/1'), info: utf8(info) };
  return new Uint8Array(await crypto.subtle.deriveBits(how, base, KEY_BYTES * 8));
}

/** A key to seal with, from a seed, for one purpose: derived as by `derive`, and it never leaves the engine. */
export async function deriveAesKey(seed: Bytes, info: string): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', seed, 'HKDF', false, ['deriveKey']);
  const how = { name: 'HKDF', hash: 'SHA-256', salt: utf8('mensetsu/1'), info: utf8(info) };
  return crypto.subtle.deriveKey(how, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}
