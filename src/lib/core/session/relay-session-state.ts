/**
 * How a relay session moves: one function from (state, event) to the next state and what is to be done. It knows neither
 * sockets nor timers.
 *
 *   idle -> connecting -> greeting -> open        greeting: the socket is up, hello is on its way
 *              ^  |          |          |
 *              |  +----------+----------+--> retrying (lost) | refused | replaced (another device or tab took over)
 */
import type { Refusal, Standing } from '../../wire/relay.ts';
import { CloseCode } from '../../wire/relay.ts';

export type Phase = 'idle' | 'connecting' | 'greeting' | 'open' | 'retrying' | 'refused' | 'replaced' | 'ended';

export interface SessionState {
  readonly t: Phase;
  /** As the relay last had it. */
  readonly standing: Standing | undefined;
  readonly refusal: Refusal | undefined;
  /** Tries in a row that came to nothing: what the waiting time grows with. */
  readonly failures: number;
}

export type SessionEvent =
  | { t: 'join' } // the page wants to be in check or lobby
  | { t: 'enter' } // the page wants to be in the call
  | { t: 'challenged' }
  | { t: 'welcomed'; standing: Standing }
  | { t: 'refused'; refusal: Refusal }
  | { t: 'pong' }
  | { t: 'closed'; code: number }
  | { t: 'silent' } // no frame for too long, or the socket did not open in time
  | { t: 'retry' } // the waiting time is over
  | { t: 'poke' } // the network changed
  | { t: 'end' };

export type SessionEffect =
  | 'open' // a new socket; an old one is closed first
  | 'close'
  | 'hello'
  | 'enter'
  | 'check' // ping, and want an answer soon
  | 'wait' // before the next try: longer with each failure
  | 'wait-briefly'; // the service restarts: soon, but not all clients at once

export type Step = readonly [state: SessionState, ...effects: SessionEffect[]];

export const startingState: SessionState = { t: 'idle', standing: undefined, refusal: undefined, failures: 0 };

/** After these the relay wants to be left alone: waiting begins as if this many tries had failed. */
const FAILURES_WHEN_CHASED = 5;

export function step(state: SessionState, event: SessionEvent): Step {
  const to = (t: Phase, more: Partial<SessionState> = {}): SessionState => ({ ...state, t, ...more });
  const again = (): Step => [to('connecting', { refusal: undefined }), 'open'];
  const connected = state.t === 'greeting' || state.t === 'open';
  const trying = connected || state.t === 'connecting';

  if (state.t === 'ended') return [state];
  switch (event.t) {
    case 'end':
      return [to('ended'), 'close'];
    case 'join':
      return again();
    case 'enter':
      // on an open connection the lobby becomes the call; a connection that is in the call has nothing to gain
      if (state.t !== 'open') return again();
      return state.standing === 'call' || state.standing === 'host' ? [state] : [state, 'enter'];
    case 'challenged':
      return state.t === 'connecting' ? [to('greeting'), 'hello'] : [state];
    case 'welcomed':
      return connected ? [to('open', { standing: event.standing })] : [state];
    case 'refused':
      return connected ? [to('refused', { refusal: event.refusal }), 'close'] : [state];
    case 'pong':
      return state.t === 'open' ? [to('open', { failures: 0 })] : [state];
    case 'closed':
      return trying ? lost(state, event.code) : [state];
    case 'silent':
      return trying ? lost(state) : [state];
    case 'retry':
      return state.t === 'retrying' ? again() : [state];
    case 'poke':
      if (state.t === 'open') return [state, 'check'];
      return state.t === 'retrying' || trying ? again() : [state];
  }
}

function lost(state: SessionState, code?: number): Step {
  if (code === CloseCode.replaced) return [{ ...state, t: 'replaced' }, 'close'];
  const chased = code === CloseCode.tooMany || code === CloseCode.slow;
  const failures = Math.max(state.failures + 1, chased ? FAILURES_WHEN_CHASED : 0);
  const retrying: SessionState = { ...state, t: 'retrying', failures };
  return [retrying, 'close', code === CloseCode.restart && state.failures === 0 ? 'wait-briefly' : 'wait'];
}
