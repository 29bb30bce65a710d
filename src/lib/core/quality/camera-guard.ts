/**
 * Whether the own camera should be off because of the line (C7): warns first, switches off, and offers the camera back when the line has been
 * good for a while. It never switches on by itself, so it cannot flap; and a camera that was accepted back and failed again is offered
 * only after twice the time. Pure: (state, event) -> state, and whether the camera is to be switched off now.
 */

export type GuardState =
  /** The camera is off, by choice or for want of one. */
  | { readonly t: 'idle'; readonly wait: number }
  | { readonly t: 'watching'; readonly wait: number; readonly critical: number; readonly calm: number }
  /** The warning stands on the screen. */
  | { readonly t: 'warned'; readonly wait: number; readonly critical: number; readonly calm: number }
  /** The person wants the camera on whatever the line is like, until it has been good for once. */
  | { readonly t: 'kept'; readonly wait: number; readonly calm: number }
  /** Switched off because of the line. `good`: readings in a row. */
  | { readonly t: 'off'; readonly wait: number; readonly good: number }
  /** The line is good again, and the person is asked. */
  | { readonly t: 'offered'; readonly wait: number; readonly bad: number };

export type GuardEvent =
  /** One reading of the line, every two seconds. calm: neither good nor critical. */
  | { readonly t: 'line'; readonly line: 'good' | 'calm' | 'critical' }
  /** The camera is on or off, by whomever. */
  | { readonly t: 'camera'; readonly on: boolean }
  /** To the warning: leave it on. */
  | { readonly t: 'keep' }
  /** To the offer: leave it off. */
  | { readonly t: 'decline' };

export interface GuardStep {
  readonly state: GuardState;
  readonly switchOff: boolean;
}

/** Critical readings before the warning (4 s), and then before the camera goes off (10 s). */
const WARN_AFTER = 2;
const OFF_AFTER = 5;
/** Readings that are not critical before a warning is taken back (6 s), and before "leave it on" is forgotten (30 s). */
const CALM_AFTER = 3;
const FORGET_AFTER = 15;
/** Good readings before the camera is offered back (30 s); doubled for each time that it failed, to eight minutes. */
export const OFFER_AFTER = 15;
const OFFER_MAX = 240;
/** Readings of a camera that goes well before failures are forgotten (5 min). */
const HEALED_AFTER = 150;
/** Bad readings before an offer is taken back. */
const WITHDRAW_AFTER = 3;

export const newGuard = (cameraOn: boolean): GuardState =>
  cameraOn ? { t: 'watching', wait: OFFER_AFTER, critical: 0, calm: 0 } : { t: 'idle', wait: OFFER_AFTER };

const stay = (state: GuardState): GuardStep => ({ state, switchOff: false });

/** The next state. */
export function guardCamera(state: GuardState, event: GuardEvent): GuardStep {
  const { wait } = state;
  switch (event.t) {
    case 'line':
      return handleLine(state, event.line);
    case 'camera':
      return stay(handleCamera(state, event.on));
    case 'keep':
      return stay(state.t === 'warned' ? { t: 'kept', wait, calm: 0 } : state);
    case 'decline':
      return stay(state.t === 'offered' ? { t: 'idle', wait } : state);
  }
}

function handleCamera(state: GuardState, on: boolean): GuardState {
  const { wait } = state;
  const wasOn = state.t === 'watching' || state.t === 'warned' || state.t === 'kept';
  if (on === wasOn) return state;
  return on ? { t: 'watching', wait, critical: 0, calm: 0 } : { t: 'idle', wait };
}

function handleLine(state: GuardState, line: 'good' | 'calm' | 'critical'): GuardStep {
  const { wait } = state;
  const critical = line === 'critical';
  switch (state.t) {
    case 'idle':
      return stay(state);
    case 'watching': {
      if (!critical) {
        const calm = state.calm + 1;
        return stay({ t: 'watching', critical: 0, calm, wait: calm >= HEALED_AFTER ? OFFER_AFTER : wait });
      }
      const count = state.critical + 1;
      if (count < WARN_AFTER) return stay({ t: 'watching', wait, critical: count, calm: 0 });
      return stay({ t: 'warned', wait, critical: 0, calm: 0 });
    }
    case 'warned': {
      const [count, calm] = critical ? [state.critical + 1, 0] : [state.critical, state.calm + 1];
      if (calm >= CALM_AFTER) return stay({ t: 'watching', wait, critical: 0, calm });
      if (count < OFF_AFTER) return stay({ t: 'warned', wait, critical: count, calm });
      return { state: { t: 'off', wait, good: 0 }, switchOff: true };
    }
    case 'kept': {
      const calm = critical ? 0 : state.calm + 1;
      return stay(calm >= FORGET_AFTER ? { t: 'watching', wait, critical: 0, calm } : { t: 'kept', wait, calm });
    }
    case 'off': {
      const good = line === 'good' ? state.good + 1 : 0;
      if (good < wait) return stay({ t: 'off', wait, good });
      return stay({ t: 'offered', bad: 0, wait: Math.min(wait * 2, OFFER_MAX) });
    }
    case 'offered': {
      const bad = line === 'good' ? 0 : state.bad + 1;
      return stay(bad >= WITHDRAW_AFTER ? { t: 'off', wait, good: 0 } : { t: 'offered', wait, bad });
    }
  }
}
