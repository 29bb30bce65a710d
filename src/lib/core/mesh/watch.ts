/**
 * Watches over one peer's connection and keeps the time of an outage: calls for a new path when recovery.ts says so, and
 * gives up in the end. It begins in an outage, since a new peer has no path yet.
 */
import type { Scope } from '../scope.ts';
import type { Clock } from '../clock.ts';
import { nextStep, type Outage, type Signaling } from './recovery.ts';

export interface WatchDeps {
  readonly clock: Clock;
  readonly scope: Scope;
  readonly leader: boolean;
  signaling(): Signaling;
  /** Look for a new path. */
  restart(): void;
  giveUp(): void;
}

export interface Watch {
  /** The peer's connection works, does not work, or (failed) will not work again by itself. */
  handleState(state: 'up' | 'down' | 'failed'): void;
  /** The peer said that its page goes; or is heard from again. */
  setAway(away: boolean): void;
  readonly away: boolean;
  /** Look for a new path now, unless that was just done: then shortly after. */
  hurry(): void;
  /** Something outside changed (signaling is back): decide anew. */
  review(): void;
}

/** Between two attempts that are asked for from outside, in milliseconds: a storm of hellos makes no storm of offers. */
const HURRY_SPACING_MS = 500;

export function createWatch({ clock, scope, leader, signaling, restart, giveUp }: WatchDeps): Watch {
  let everUp = false;
  let lastAttempt: number | undefined;
  let hurried: (() => void) | undefined;
  let timer: () => void = () => undefined;
  let outage: Outage | undefined = begin(false);
  review();

  function begin(failed: boolean): Outage {
    return { since: clock.now(), everUp, failed, away: false, attempts: 0, lastAttempt: undefined };
  }

  function attempt(): void {
    lastAttempt = clock.now();
    if (outage) outage = { ...outage, attempts: outage.attempts + 1, lastAttempt };
    restart();
  }

  function review(): void {
    timer();
    if (!outage) return;
    const step = nextStep(outage, leader, signaling(), clock.now());
    if (step.t === 'give-up') return giveUp();
    if (step.t === 'wait') timer = scope.after(step.ms, review);
    else {
      attempt();
      review();
    }
  }

  return {
    handleState(state) {
      if (state === 'up') {
        everUp = true;
        if (outage?.away) return;
        outage = undefined;
        return timer();
      }
      const failed = state === 'failed';
      outage = outage ? { ...outage, failed: outage.failed || failed } : begin(failed);
      review();
    },
    get away() {
      return outage?.away ?? false;
    },
    setAway(away) {
      if (away) outage = { ...(outage ?? begin(false)), away };
      else if (outage) outage = { ...outage, away };
      review();
    },
    hurry() {
      hurried?.();
      const wait = lastAttempt === undefined ? 0 : lastAttempt + HURRY_SPACING_MS - clock.now();
      if (wait <= 0) {
        attempt();
        review();
      } else
        hurried = scope.after(wait, () => {
          attempt();
          review();
        });
    },
    review,
  };
}
