/**
 * Sealing to somebody's key: HPKE base mode (RFC 9180), DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM. `info` holds
 * purpose and room, so that what was sealed for one purpose opens for no other. Base mode says nothing about the sender:
 * what is inside is signed.
 */
import { AEAD_AES_128_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_DHKEM_X25519_HKDF_SHA256 } from 'hpke';
import { frameBytes, fromBase64Url, toBase64Url, utf8, type Bytes } from '../../wire/bytes.ts';
import { KemKey, parse, type RoomId } from '../../wire/ids.ts';
import { Sealed } from '../../wire/relay.ts';
import { derive } from './keys.ts';

export type SealPurpose = 'knock' | 'muster' | 'admission';

const suite = () => new CipherSuite(KEM_DHKEM_X25519_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_128_GCM);
const infoOf = (purpose: SealPurpose, room: RoomId): Bytes =>
  frameBytes([utf8('mensetsu/1 seal'), utf8(purpose), utf8(room)]);

/** What opens what was sealed to a seed's KEM key. The private key stays inside. */
export interface Opener {
  readonly kem: KemKey;
  /** The plain bytes, or `undefined` where they are not for this key, purpose and room, or were altered. */
  open(sealed: Sealed, purpose: SealPurpose, room: RoomId): Promise<Bytes | undefined>;
}

export async function openerFromSeed(seed: Bytes): Promise<Opener> {
  const pair = await suite().DeriveKeyPair(await derive(seed, 'kem'), false);
  const kem = parse(KemKey, toBase64Url(await suite().SerializePublicKey(pair.publicKey)));
  if (!kem) throw new Error('the KEM gave no key of 32 bytes');
  return {
    kem,
    async open(sealed, purpose, room) {
      const [secret, text, rest] = sealed.split('.').map(fromBase64Url);
      if (!secret || !text || rest) return undefined;
      try {
        return new Uint8Array(await suite().Open(pair, secret, text, { info: infoOf(purpose, room) }));
      } catch {
        return undefined;
      }
    },
  };
}

/** Seals `plain` to a key. Rejects where the key is no usable X25519 point. */
export async function seal(to: KemKey, purpose: SealPurpose, room: RoomId, plain: Uint8Array): Promise<Sealed> {
  const key = await suite().DeserializePublicKey(fromBase64Url(to) ?? new Uint8Array());
  const { encapsulatedSecret, ciphertext } = await suite().Seal(key, plain, { info: infoOf(purpose, room) });
  const sealed = parse(Sealed, `${toBase64Url(encapsulatedSecret)}.${toBase64Url(ciphertext)}`);
  if (!sealed) throw new Error('too large to seal');
  return sealed;
}
