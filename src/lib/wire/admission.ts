/**
 * What applicant and host write to each other through the relay, unreadable to it.
 * Sealed: HPKE base mode (RFC 9180, X25519 / HKDF-SHA256 / AES-128-GCM). Signed: compact JWS (RFC 7515), alg `Ed25519`.
 */
import * as v from 'valibot';
import { CallKey, CompactJws, Instant, KemKey, Nonce, PeerId, Role, RoomId, Signature } from './ids.ts';
import { DisplayName } from './name.ts';

/** JWS `typ` of each signed statement, so that none counts for another. */
export const JwsType = {
  pass: 'mensetsu-pass+jws',
  certificate: 'mensetsu-certificate+jws',
  admission: 'mensetsu-admission+jws',
  rules: 'mensetsu-rules+jws',
  chatEntry: 'mensetsu-chat+jws',
  chatDelete: 'mensetsu-chat-delete+jws',
  chatClear: 'mensetsu-chat-clear+jws',
} as const;
export type JwsType = (typeof JwsType)[keyof typeof JwsType];

/** How long a pass and a certificate hold, in milliseconds: who comes back within it needs no second knock (J5). */
export const CERTIFICATE_MS = 10 * 60 * 1000;
/** How far two clocks may be apart, in milliseconds; phones are often minutes off. */
export const CLOCK_TOLERANCE_MS = 5 * 60 * 1000;

/** By the authority, for the relay: this peer is in the call. It holds no name, since the relay reads it. */
export const Pass = v.object({ room: RoomId, peer: PeerId, role: Role, exp: Instant });
export type Pass = v.InferOutput<typeof Pass>;

/** By the authority, for the other members: who this peer is. `exp` in milliseconds since the epoch. */
export const Certificate = v.object({
  room: RoomId,
  call: Nonce,
  peer: PeerId,
  kem: KemKey,
  role: Role,
  name: DisplayName,
  exp: Instant,
});
export type Certificate = v.InferOutput<typeof Certificate>;

/** Applicant (or co-interviewer) to host, sealed to the authority's KEM key. */
export const Knock = v.object({
  id: Nonce,
  room: RoomId,
  /** The host's present visit: a knock that was recorded and sent again to a later visit does not count. */
  host: PeerId,
  peer: PeerId,
  kem: KemKey,
  name: DisplayName,
  /** The sender's link without its secrets: proves to the host that the link was given, and for which role. */
  link: v.object({
    role: Role,
    token: CompactJws,
    details: v.pipe(v.string(), v.maxLength(1000)),
    signature: Signature,
  }),
});
export type Knock = v.InferOutput<typeof Knock>;

/** Knock or muster as it is sealed: its JSON, and the sender's signature over exactly these characters. */
export const SignedText = v.strictObject({ json: v.pipe(v.string(), v.maxLength(6000)), signature: Signature });

/** A number that only grows within a room: which call key counts. */
export const Epoch = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/**
 * Host to one peer: a JWS by the authority, sealed to the peer's KEM key. It lets in, gives a member who comes back (or
 * stays when somebody was removed) the present key, and renews certificate and pass.
 */
export const Admitted = v.object({
  verdict: v.literal('admitted'),
  room: RoomId,
  peer: PeerId,
  /** The knock that is answered; absent where nobody knocked. */
  knock: v.optional(Nonce),
  call: Nonce,
  epoch: Epoch,
  key: CallKey,
  certificate: CompactJws,
  pass: CompactJws,
  /** The rules that stand (wire/rules), so that they hold from the first connection on; absent where there are none. */
  rules: v.optional(CompactJws),
  /** In this call all go through TURN servers only (spec N7). Once said it holds for the whole call. */
  relayOnly: v.optional(v.boolean()),
});
export type Admitted = v.InferOutput<typeof Admitted>;

export const Admission = v.variant('verdict', [
  Admitted,
  v.object({ verdict: v.literal('refused'), room: RoomId, peer: PeerId, knock: Nonce }),
  /** To who musters from `call`: that is not the call that goes on here. `over`: the host has ended it. */
  v.object({ verdict: v.literal('lapsed'), room: RoomId, peer: PeerId, call: Nonce, over: v.boolean() }),
]);
export type Admission = v.InferOutput<typeof Admission>;

/** Member to a host that has (again) arrived, sealed to the authority's KEM key: "I am in your call, and this is my certificate". */
export const Muster = v.object({
  room: RoomId,
  /** The host's visit that this is for: makes a recorded muster worthless to a later one. */
  host: PeerId,
  call: Nonce,
  epoch: Epoch,
  certificate: CompactJws,
});
export type Muster = v.InferOutput<typeof Muster>;
