/**
 * The identifiers that cross a process, as branded strings that only these parsers make.
 * Keys are their raw 32 bytes in base64url; a room is a hash of its authority's key, so that a link certifies itself.
 */
import * as v from 'valibot';
import { fromBase64Url } from './bytes.ts';

const base64UrlOf = (bytes: number, what: string) =>
  v.pipe(
    v.string(),
    v.maxLength(Math.ceil((bytes * 4) / 3)),
    v.check((text) => fromBase64Url(text)?.length === bytes, `${what}: ${bytes} bytes of base64url expected`),
  );

/** 16 bytes: the first half of SHA-256 over the authority's public key. */
export const RoomId = v.pipe(base64UrlOf(16, 'room'), v.brand('RoomId'));
export type RoomId = v.InferOutput<typeof RoomId>;

/** A person's visit: the Ed25519 public key (32 bytes) that the page made for it. */
export const PeerId = v.pipe(base64UrlOf(32, 'peer'), v.brand('PeerId'));
export type PeerId = v.InferOutput<typeof PeerId>;

/** The host authority: the Ed25519 public key (32 bytes) that an interview's links are made of. */
export const AuthorityKey = v.pipe(base64UrlOf(32, 'authority'), v.brand('AuthorityKey'));
export type AuthorityKey = v.InferOutput<typeof AuthorityKey>;

/** An X25519 public key (32 bytes) that something can be sealed to (HPKE, RFC 9180). */
export const KemKey = v.pipe(base64UrlOf(32, 'kem key'), v.brand('KemKey'));
export type KemKey = v.InferOutput<typeof KemKey>;

/** The 32 random bytes that an identity is derived from. Secret. */
export const Seed = v.pipe(base64UrlOf(32, 'seed'), v.brand('Seed'));
export type Seed = v.InferOutput<typeof Seed>;

/** An Ed25519 signature (64 bytes). */
export const Signature = v.pipe(base64UrlOf(64, 'signature'), v.brand('Signature'));
export type Signature = v.InferOutput<typeof Signature>;

/** 16 random bytes that name one thing: a call, a knock, a chat entry, a challenge. */
export const Nonce = v.pipe(base64UrlOf(16, 'nonce'), v.brand('Nonce'));
export type Nonce = v.InferOutput<typeof Nonce>;

/** The 256-bit AES key of a call. Secret. */
export const CallKey = v.pipe(base64UrlOf(32, 'call key'), v.brand('CallKey'));
export type CallKey = v.InferOutput<typeof CallKey>;

/** SHA-256 (32 bytes) of some bytes, which it names. */
export const Sha256 = v.pipe(base64UrlOf(32, 'hash'), v.brand('Sha256'));
export type Sha256 = v.InferOutput<typeof Sha256>;

/** What somebody is in an interview (spec R1). */
export const Role = v.picklist(['host', 'co-interviewer', 'applicant']);
export type Role = v.InferOutput<typeof Role>;

/** Room for a chat entry of 255 family emoji (25 bytes each, as base64url); everything else is under 4096. */
const COMPACT_JWS_CHARS = 20_000;
/** A JSON Web Signature in compact form (RFC 7515), not verified yet. */
export const CompactJws = v.pipe(
  v.string(),
  v.maxLength(COMPACT_JWS_CHARS),
  v.regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/),
  v.check((jws) => jws.split('.').every((part) => fromBase64Url(part) !== undefined), 'a JWS has one spelling'),
  v.brand('CompactJws'),
);
export type CompactJws = v.InferOutput<typeof CompactJws>;

/** Milliseconds since the epoch, as a sender's clock has it. */
export const Instant = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** `value` as the schema has it, or `undefined` where it is something else. */
export function parse<const S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> | undefined {
  const result = v.safeParse(schema, value, { abortEarly: true });
  return result.success ? result.output : undefined;
}
