/**
 * Which call a gate is for, and which key counts. A host that arrives knows neither the key nor always the call: the first
 * member that musters tells the call, and an epoch above all mustered ones makes the host's new key the one that counts.
 */
import { CERTIFICATE_MS } from '../../wire/admission.ts';
import type { CallKey, Nonce, PeerId } from '../../wire/ids.ts';

export interface GateCall {
  readonly id: Nonce;
  readonly epoch: number;
  readonly key: CallKey;
  /** It began here and now: nobody has anything of it yet. */
  readonly isNew?: boolean;
}

/** What the host's browser kept of the call that it was in. */
export interface Resume {
  readonly call: Nonce;
  readonly epoch: number;
  /** When it was last known to go on, in milliseconds since the epoch. */
  readonly at: number;
  readonly removed?: readonly PeerId[];
}

type Fresh = { readonly nonce: () => Nonce; readonly key: () => CallKey };

/** Epochs are a host's clock: one further ahead than this, in milliseconds, is a member's attempt to lock the host out. */
const EPOCH_AHEAD_MS = 24 * 3600 * 1000;

export const isPlausibleEpoch = (epoch: number, now: number): boolean => epoch <= now + EPOCH_AHEAD_MS;

/** The call to be in: the mustered one, else the one of before where it is recent, else a new one. */
export function decideCall(
  fresh: Fresh,
  now: number,
  mustered: { call: Nonce; epoch: number } | undefined,
  resume: Resume | undefined,
): GateCall {
  const recent = resume && now - resume.at < CERTIFICATE_MS ? resume : undefined;
  const past = [mustered?.epoch, resume?.epoch].filter((epoch) => epoch !== undefined);
  return {
    id: mustered?.call ?? recent?.call ?? fresh.nonce(),
    epoch: Math.max(now, ...past.map((epoch) => epoch + 1)),
    key: fresh.key(),
    ...(!mustered && !recent && { isNew: true }),
  };
}

/** The same call under a new key, whose epoch is above the present one and `over`. */
export const rekeyed = (fresh: Fresh, now: number, call: GateCall, over: number): GateCall => ({
  id: call.id,
  epoch: Math.max(now, call.epoch + 1, over + 1),
  key: fresh.key(),
});
