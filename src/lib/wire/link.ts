/**
 * Links as capabilities: everything secret stands after `#`, where no server sees it.
 *
 *   <PUBLIC_URL>/room#1.<role>.<token>.<details>.<signature>[.<seed>]
 *
 * role        h | c | a
 * token       JWT (HS256) by the relay over {room, role, key, nbf, exp}: what the relay wants to see, and all that it sees
 * details     base64url JSON {title, language, kem}: never shown to the relay
 * signature   Ed25519 by the authority over role, token and details: an altered link is noticed in the browser, and a
 *             knock that carries it proves to the host that its sender was given this link
 * seed        host links only: the authority's secret
 */
import * as v from 'valibot';
import { fromBase64Url, jsonOf } from './bytes.ts';
import { AuthorityKey, CompactJws, KemKey, parse, Role, RoomId, Seed, Signature } from './ids.ts';

export const LINK_VERSION = '1';
/** Longest fragment that is looked at, in characters. */
export const FRAGMENT_MAX_CHARS = 4096;
/** Longest title of an interview, in UTF-16 code units. */
export const TITLE_MAX_CHARS = 100;
/** Longest reception window that a relay signs, in milliseconds (31 days). */
export const WINDOW_MAX_MS = 31 * 24 * 3600 * 1000;

export const Language = v.picklist(['ja', 'en']);
export type Language = v.InferOutput<typeof Language>;

export const Details = v.strictObject({
  title: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(TITLE_MAX_CHARS)),
  language: Language,
  /** What knocks and musters are sealed to. */
  kem: KemKey,
});
export type Details = v.InferOutput<typeof Details>;

const Seconds = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** The claims of the relay's token; `nbf` and `exp` in seconds (RFC 7519). */
export const TokenClaims = v.object({ room: RoomId, role: Role, key: AuthorityKey, nbf: Seconds, exp: Seconds });
export type TokenClaims = v.InferOutput<typeof TokenClaims>;

const LETTERS = { h: 'host', c: 'co-interviewer', a: 'applicant' } as const;
export const roleLetter = (role: Role): string => (role === 'host' ? 'h' : role === 'co-interviewer' ? 'c' : 'a');

const RawLink = v.object({
  role: Role,
  token: CompactJws,
  details: v.string(),
  signature: Signature,
  seed: v.optional(Seed),
});
/** A fragment taken apart, not verified yet. */
export type RawLink = v.InferOutput<typeof RawLink>;

/** Takes a fragment (with or without `#`) apart; `undefined` where it has not the form of a link. */
export function parseFragment(fragment: string): RawLink | undefined {
  if (fragment.length > FRAGMENT_MAX_CHARS) return undefined;
  const parts = fragment.replace(/^#/, '').split('.');
  const [version, letter, header, claims, mac, details, signature, seed] = parts;
  if (version !== LINK_VERSION || parts.length !== (letter === 'h' ? 8 : 7)) return undefined;
  const role = Object.entries(LETTERS).find(([key]) => key === letter)?.[1];
  return parse(RawLink, { role, token: `${header}.${claims}.${mac}`, details, signature, ...(seed && { seed }) });
}

/** The language that a fragment speaks of, unverified: enough to choose in which words it is said that the link is none. */
export const supposedLanguage = (fragment: string): Language | undefined =>
  parse(v.object({ language: Language }), jsonOf(fromBase64Url(parseFragment(fragment)?.details ?? '') ?? ''))
    ?.language;

/** The fragment of a link, without `#`. */
export const formatFragment = (link: RawLink): string =>
  [
    LINK_VERSION,
    roleLetter(link.role),
    link.token,
    link.details,
    link.signature,
    ...(link.seed ? [link.seed] : []),
  ].join('.');

/** `POST /api/links`: what an organiser's browser asks the relay to sign. */
export const SignRequest = v.strictObject({
  room: RoomId,
  key: AuthorityKey,
  /** Reception window in milliseconds since the epoch. */
  from: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  until: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  /** Ed25519 by `key` over 'mensetsu/1 sign', room, from, until (decimal): only who owns the room gets tokens for it. */
  proof: Signature,
});
export type SignRequest = v.InferOutput<typeof SignRequest>;

export const SignResponse = v.strictObject({ host: CompactJws, coInterviewer: CompactJws, applicant: CompactJws });
export type SignResponse = v.InferOutput<typeof SignResponse>;

/** What the relay refuses to sign, and why; the HTTP body is `{"error": code}`. */
export const SignError = v.picklist(['organizer-key', 'bad-request', 'bad-window', 'bad-proof', 'too-many']);
export type SignError = v.InferOutput<typeof SignError>;
