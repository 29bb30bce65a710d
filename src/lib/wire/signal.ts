/**
 * Signals between two members: signed by the sender's key, sealed with the call key (AES-256-GCM), carried by the relay.
 *
 *   box        base64url( epoch (8 bytes, big endian) | iv (12) | AES-GCM( signature (64) | JSON ) )
 *   AAD        'mensetsu/1 signal', room, epoch, from, to   (frameBytes)
 *   signature  Ed25519 by `from` over 'mensetsu/1 signal', room, epoch, from, to, JSON
 */
import * as v from 'valibot';
import { CompactJws, Instant, Nonce, Signature } from './ids.ts';

/** What a media section carries; the same in every connection. */
export const TrackKind = v.picklist(['microphone', 'camera', 'screen', 'screen-audio']);
export type TrackKind = v.InferOutput<typeof TrackKind>;

const SDP_MAX_CHARS = 40_000;
const CANDIDATE_MAX_CHARS = 1_000;

const Body = v.variant('t', [
  /** "I am here; talk to me." Who has no working connection to the sender offers one; who lost it restarts ICE. */
  v.object({ t: v.literal('hello'), certificate: CompactJws, reply: v.boolean() }),
  v.object({
    t: v.literal('description'),
    type: v.picklist(['offer', 'answer']),
    sdp: v.pipe(v.string(), v.maxLength(SDP_MAX_CHARS)),
    /** Numbers the offers of a sender; an answer carries the number of the offer that it answers. */
    offer: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
    /** media section id -> what it carries */
    sections: v.record(v.pipe(v.string(), v.maxLength(16)), TrackKind),
    /** Challenge for the channel binding, the same for the life of a connection. */
    challenge: Nonce,
    certificate: CompactJws,
  }),
  v.object({
    t: v.literal('candidate'),
    /** null: end of candidates */
    candidate: v.nullable(
      v.object({
        candidate: v.pipe(v.string(), v.maxLength(CANDIDATE_MAX_CHARS)),
        sdpMid: v.nullable(v.pipe(v.string(), v.maxLength(16))),
        sdpMLineIndex: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(63))),
        usernameFragment: v.nullish(v.pipe(v.string(), v.maxLength(256))),
      }),
    ),
  }),
  /**
   * The channel binding ahead of the channel: lets the receiver begin with its media as soon as DTLS is up. `challenge` is the
   * sender's, and says which connection it is about.
   */
  v.object({ t: v.literal('proof'), challenge: Nonce, signature: Signature }),
  /** away: the page goes, perhaps to come back; leave: for good. */
  v.object({ t: v.literal('bye'), reason: v.picklist(['away', 'leave', 'end']) }),
]);
export type SignalBody = v.InferOutput<typeof Body>;

/** A signal as it stands in the box. */
export const Signal = v.object({
  /** The sender's page load, in milliseconds, growing with each reload: an older one is a replay. */
  visit: Instant,
  /** The receiver's page load that this is for; null in a hello to somebody not heard of yet. */
  toVisit: v.nullable(Instant),
  /** Counts up per sender, receiver and visit. */
  n: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  body: Body,
});
export type Signal = v.InferOutput<typeof Signal>;
