/**
 * The rules that stand in a call: one statement of the authority (JWS, `JwsType.rules`) with all of them, replaced as a whole. Anyone
 * may pass it on; who is on hold can neither make another nor bring back an earlier one.
 */
import * as v from 'valibot';
import { Nonce, PeerId, RoomId } from './ids.ts';

/** How many peers are held at most, and of how many it is said that they were sent out: the statement has to fit into an admission. */
export const RULES_PEERS_MAX = 16;
const Peers = v.pipe(v.array(PeerId), v.maxLength(RULES_PEERS_MAX));

/** 参加者の一括設定 (W7): what everybody but the host may, now and later; `names`: whether applicants are shown each other's names. */
export const BulkSettings = v.object({ microphones: v.boolean(), cameras: v.boolean(), names: v.boolean() });
export type BulkSettings = v.InferOutput<typeof BulkSettings>;

export const Rules = v.object({
  room: RoomId,
  call: Nonce,
  /** Grows with each statement of a call: the greatest counts. */
  n: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  ...BulkSettings.entries,
  /** On hold (V6): no media in either direction. */
  held: Peers,
  /** Shown out, and sent back to the waiting room: connected to by nobody until they are admitted anew. The latest last. */
  removed: Peers,
  sentBack: Peers,
});
export type Rules = v.InferOutput<typeof Rules>;
