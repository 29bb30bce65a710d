/**
 * What a browser keeps of a visit, so that a reload is no farewell (J5, X2). In sessionStorage, per tab and room: it holds
 * the visit's seed and the call key, which end with the tab. Read back as hostile as anything else.
 */
import * as v from 'valibot';
import { Admitted, Epoch } from './admission.ts';
import { CompactJws, Instant, Nonce, RoomId, Seed } from './ids.ts';
import { DisplayName } from './name.ts';
import { BulkSettings } from './rules.ts';

/** How long after its last sign of life a visit may be taken up again, in milliseconds (J5: ten minutes). */
export const RESUME_MS = 10 * 60 * 1000;

export const StoredVisit = v.object({
  room: RoomId,
  seed: Seed,
  /** The last page load of this visit: the next one must be greater. */
  visit: Instant,
  name: v.optional(DisplayName),
  /** Present while in the call. */
  admitted: v.optional(Admitted),
  /** The newest statement of rules that was heard of, where it is newer than the admission's. */
  rules: v.optional(CompactJws),
  /** The host is in the call (a host admits itself, so there is no admission to keep). */
  hosting: v.optional(v.boolean()),
  /** When the call began for this person. */
  since: v.optional(Instant),
  microphone: v.optional(v.boolean()),
  camera: v.optional(v.boolean()),
  /** The host has stopped the transcript: it does not begin again by itself. */
  untranscribed: v.optional(v.boolean()),
  /** Last sign of life. */
  seen: Instant,
});
export type StoredVisit = v.InferOutput<typeof StoredVisit>;

/** How many ended calls of a room are remembered: their certificates run out after ten minutes. */
export const OVER_MAX = 32;

/** In the host's localStorage, per room: which call goes on, should the tab or the browser die, and which are over. No key, no name. */
export const StoredCall = v.object({
  room: RoomId,
  present: v.optional(v.object({ call: Nonce, epoch: Epoch, seen: Instant, rules: v.optional(CompactJws) })),
  over: v.pipe(v.array(Nonce), v.maxLength(OVER_MAX)),
  /** Set in the waiting room for all participants, until a call begins. */
  settings: v.optional(BulkSettings),
});
export type StoredCall = v.InferOutput<typeof StoredCall>;
