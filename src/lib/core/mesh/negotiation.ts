/**
 * Offer and answer with one peer, as a pure machine: what to do with each event in each state. Events are handled one at a
 * time, each after the effects of the former are done, so there are no states of "being set".
 *
 * Every description names the connection that it comes from by its challenge. An offer or an answer of another connection
 * than the one we are paired with means that the peer began anew: so do we.
 *
 * Nothing is ever rolled back. In Chromium 156 a rolled back ICE restart leaves the remote video decoded but frozen on the
 * screen, and a rolled back first offer leaves its media sections behind, unpaired. So once a pair is connected only the
 * impolite side offers and the polite one asks it to; where both make a first offer, the polite one gives way with a fresh
 * connection.
 */

export interface Negotiation {
  readonly polite: boolean;
  /** none: no connection; offered: an own offer waits for its answer. */
  readonly phase: 'none' | 'offered' | 'stable';
  /** Number of the last own offer. */
  readonly offer: number;
  /** Number of the last offer of the peer that was looked at. */
  readonly remoteOffer: number;
  /** Challenge of the peer's connection that ours is paired with. */
  readonly remote: string | undefined;
  /** The peer's last offer was ignored, so its candidates belong to nothing. */
  readonly ignoring: boolean;
}

export type NegotiationEvent =
  /** A connection, or a new path for the one there is, is wanted. */
  | { readonly t: 'wanted' }
  | { readonly t: 'offer'; readonly offer: number; readonly challenge: string }
  | { readonly t: 'answer'; readonly offer: number; readonly challenge: string }
  | { readonly t: 'candidate' }
  /** A description could not be used, or the connection died for good. */
  | { readonly t: 'failed' };

export type NegotiationEffect =
  | { readonly t: 'close' }
  | { readonly t: 'open'; readonly as: 'offerer' | 'answerer' }
  /** Ask the other side to offer. */
  | { readonly t: 'ask' }
  | { readonly t: 'send-offer'; readonly restart: boolean }
  | { readonly t: 'send-answer' }
  | { readonly t: 'take-answer' }
  | { readonly t: 'add-candidate' }
  | { readonly t: 'drop'; readonly why: 'glare' | 'superseded' | 'repeated' | 'unrelated' };

export type NegotiationStep = readonly [Negotiation, readonly NegotiationEffect[]];

/**
 * The state before anything. Of each pair the smaller id is polite.
 * @param offer the number after which own offers count on; it must never fall within a visit
 */
export const newNegotiation = (polite: boolean, offer: number): Negotiation => ({
  polite,
  phase: 'none',
  offer,
  remoteOffer: 0,
  remote: undefined,
  ignoring: false,
});

const drop = (state: Negotiation, why: Extract<NegotiationEffect, { t: 'drop' }>['why']): NegotiationStep => [
  state,
  [{ t: 'drop', why }],
];

/** The next state and what is to be done, in this order. */
export function negotiate(state: Negotiation, event: NegotiationEvent): NegotiationStep {
  switch (event.t) {
    case 'wanted':
      return state.polite && state.phase === 'stable' ? [state, [{ t: 'ask' }]] : offer(state);
    case 'offer':
      return handleOffer(state, event);
    case 'answer':
      return handleAnswer(state, event);
    case 'candidate':
      if (state.phase === 'none') return drop(state, 'unrelated');
      return state.ignoring ? drop(state, 'glare') : [state, [{ t: 'add-candidate' }]];
    case 'failed':
      if (state.phase === 'none') return [state, []];
      return [{ ...state, phase: 'none', remote: undefined, ignoring: false }, [{ t: 'close' }]];
  }
}

function offer(state: Negotiation): NegotiationStep {
  const next: Negotiation = { ...state, phase: 'offered', offer: state.offer + 1 };
  if (state.phase === 'none') {
    const fresh: Negotiation = { ...next, remote: undefined, ignoring: false };
    return [
      fresh,
      [
        { t: 'open', as: 'offerer' },
        { t: 'send-offer', restart: false },
      ],
    ];
  }
  // Also in 'offered': the offer was perhaps lost, and restartIce() would wait for its answer for ever.
  return [next, [{ t: 'send-offer', restart: true }]];
}

function handleOffer(state: Negotiation, event: Extract<NegotiationEvent, { t: 'offer' }>): NegotiationStep {
  if (event.offer <= state.remoteOffer) return drop(state, 'repeated');
  const seen: Negotiation = { ...state, remoteOffer: event.offer };
  if (state.phase === 'offered' && !state.polite) return drop({ ...seen, ignoring: true }, 'glare');
  const next: Negotiation = { ...seen, phase: 'stable', remote: event.challenge, ignoring: false };
  if (state.phase === 'stable' && state.remote === event.challenge) return [next, [{ t: 'send-answer' }]];
  const anew: NegotiationEffect[] = [{ t: 'open', as: 'answerer' }, { t: 'send-answer' }];
  return [next, state.phase === 'none' ? anew : [{ t: 'close' }, ...anew]];
}

function handleAnswer(state: Negotiation, event: Extract<NegotiationEvent, { t: 'answer' }>): NegotiationStep {
  if (state.phase !== 'offered' || event.offer !== state.offer) return drop(state, 'superseded');
  if (state.remote === undefined || state.remote === event.challenge) {
    return [{ ...state, phase: 'stable', remote: event.challenge, ignoring: false }, [{ t: 'take-answer' }]];
  }
  const [next, effects] = offer({ ...state, phase: 'none' });
  return [next, [{ t: 'close' }, ...effects]];
}
