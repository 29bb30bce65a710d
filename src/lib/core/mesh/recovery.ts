/**
 * When to look for a new path, as a pure decision. Of each pair one side leads and the other steps in late: restarts from
 * both sides at once would answer each other's superseded offers. Without signaling nothing is tried; ICE goes on checking
 * the paths that it knows by itself.
 */

/** A connection is given up when it has not worked for so long, in milliseconds. */
export const GIVE_UP_MS = 60_000;
/** Wait after "disconnected", in milliseconds: short gaps heal without a restart. */
const LEADER_DELAY_MS = 1_500;
const FOLLOWER_DELAY_MS = 6_000;
/** Wait for the first connection, in milliseconds: an unanswered offer was probably lost. */
const FIRST_LEADER_DELAY_MS = 3_000;
const FIRST_FOLLOWER_DELAY_MS = 7_000;
/**
 * Wait for the first connection where the offer was answered, in milliseconds: ICE and DTLS are at work. They take seconds on a machine short of
 * breath, and each restart would throw that away and make it shorter of breath still.
 */
const FIRST_ANSWERED_MS = 10_000;
/** Between two attempts, in milliseconds: from the smaller to the greater, a step longer each time. */
const SPACING_MIN_MS = 2_500;
const SPACING_STEP_MS = 500;
const SPACING_MAX_MS = 5_000;
/** Without signaling: look again after this, in milliseconds, should nobody say that it is back. */
const NO_SIGNALING_RECHECK_MS = 1_000;

export interface Outage {
  /** Since when there is no working path, in milliseconds since the epoch. */
  readonly since: number;
  /** The connection has worked before. */
  readonly everUp: boolean;
  /** ICE has given up by itself: only a restart helps. */
  readonly failed: boolean;
  /** The peer said that its page goes: it is waited for, not called. */
  readonly away: boolean;
  readonly attempts: number;
  readonly lastAttempt: number | undefined;
}

/** How it stands with signaling. */
export interface Signaling {
  readonly up: boolean;
  /** The last offer has its answer, as far as this side knows: what it answered itself may have been lost. */
  readonly answered: boolean;
}

export type RecoveryStep =
  | { readonly t: 'restart' }
  | { readonly t: 'give-up' }
  /** Ask again after `ms`. */
  | { readonly t: 'wait'; readonly ms: number };

/** What the outage asks for at `now`. */
export function nextStep(outage: Outage, leader: boolean, { up, answered }: Signaling, now: number): RecoveryStep {
  const end = outage.since + GIVE_UP_MS;
  if (now >= end) return { t: 'give-up' };
  if (outage.away) return { t: 'wait', ms: end - now };
  const atWork = answered && !outage.everUp && !outage.failed;
  const due = atWork
    ? (outage.lastAttempt ?? outage.since) + FIRST_ANSWERED_MS
    : Math.max(outage.since + firstDelay(outage, leader), afterLast(outage));
  if (now < due) return { t: 'wait', ms: Math.min(due, end) - now };
  if (!up) return { t: 'wait', ms: Math.min(NO_SIGNALING_RECHECK_MS, end - now) };
  return { t: 'restart' };
}

function firstDelay(outage: Outage, leader: boolean): number {
  if (!outage.everUp) return leader ? FIRST_LEADER_DELAY_MS : FIRST_FOLLOWER_DELAY_MS;
  if (!leader) return FOLLOWER_DELAY_MS;
  return outage.failed ? 0 : LEADER_DELAY_MS;
}

function afterLast({ lastAttempt, attempts }: Outage): number {
  if (lastAttempt === undefined) return 0;
  return lastAttempt + Math.min(SPACING_MIN_MS + attempts * SPACING_STEP_MS, SPACING_MAX_MS);
}
