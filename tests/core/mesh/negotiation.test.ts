import { describe, expect, test } from 'vitest';
import {
  negotiate,
  newNegotiation,
  type Negotiation,
  type NegotiationEvent,
} from '../../../src/lib/core/mesh/negotiation.ts';

const start = (polite: boolean): Negotiation => newNegotiation(polite, 10);
const states = (polite: boolean): Record<string, Negotiation> => ({
  none: start(polite),
  'offered, first': { ...start(polite), phase: 'offered', offer: 11 },
  'offered, again': { ...start(polite), phase: 'offered', offer: 11, remote: 'R', remoteOffer: 3 },
  'offered, ignoring': { ...start(polite), phase: 'offered', offer: 11, remoteOffer: 3, ignoring: true },
  stable: { ...start(polite), phase: 'stable', offer: 11, remote: 'R', remoteOffer: 3 },
});
const events: Record<string, NegotiationEvent> = {
  wanted: { t: 'wanted' },
  'offer of R': { t: 'offer', offer: 4, challenge: 'R' },
  'offer of S': { t: 'offer', offer: 4, challenge: 'S' },
  'old offer': { t: 'offer', offer: 0, challenge: 'R' },
  'answer of R': { t: 'answer', offer: 11, challenge: 'R' },
  'answer of S': { t: 'answer', offer: 11, challenge: 'S' },
  'old answer': { t: 'answer', offer: 10, challenge: 'R' },
  candidate: { t: 'candidate' },
  failed: { t: 'failed' },
};
const OFFER = 'open:offerer send-offer';
const ANSWER = 'open:answerer send-answer';

/** state -> event -> what is done -> the phase afterwards; written as "effects > phase". */
const table: Record<string, Record<string, string>> = {
  none: {
    wanted: `${OFFER} > offered`,
    'offer of R': `${ANSWER} > stable`,
    'offer of S': `${ANSWER} > stable`,
    'old offer': 'drop:repeated > none',
    'answer of R': 'drop:superseded > none',
    'answer of S': 'drop:superseded > none',
    'old answer': 'drop:superseded > none',
    candidate: 'drop:unrelated > none',
    failed: ' > none',
  },
  'offered, first': {
    wanted: 'send-offer:restart > offered',
    'offer of R': `close ${ANSWER} > stable`,
    'offer of S': `close ${ANSWER} > stable`,
    'old offer': 'drop:repeated > offered',
    'answer of R': 'take-answer > stable',
    'answer of S': 'take-answer > stable',
    'old answer': 'drop:superseded > offered',
    candidate: 'add-candidate > offered',
    failed: 'close > none',
  },
  'offered, again': {
    wanted: 'send-offer:restart > offered',
    'offer of R': `close ${ANSWER} > stable`,
    'offer of S': `close ${ANSWER} > stable`,
    'old offer': 'drop:repeated > offered',
    'answer of R': 'take-answer > stable',
    'answer of S': `close ${OFFER} > offered`,
    'old answer': 'drop:superseded > offered',
    candidate: 'add-candidate > offered',
    failed: 'close > none',
  },
  'offered, ignoring': {
    wanted: 'send-offer:restart > offered',
    'offer of R': `close ${ANSWER} > stable`,
    'offer of S': `close ${ANSWER} > stable`,
    'old offer': 'drop:repeated > offered',
    'answer of R': 'take-answer > stable',
    'answer of S': 'take-answer > stable',
    'old answer': 'drop:superseded > offered',
    candidate: 'drop:glare > offered',
    failed: 'close > none',
  },
  stable: {
    wanted: 'ask > stable',
    'offer of R': 'send-answer > stable',
    'offer of S': `close ${ANSWER} > stable`,
    'old offer': 'drop:repeated > stable',
    'answer of R': 'drop:superseded > stable',
    'answer of S': 'drop:superseded > stable',
    'old answer': 'drop:superseded > stable',
    candidate: 'add-candidate > stable',
    failed: 'close > none',
  },
};

function outcome(state: Negotiation, event: NegotiationEvent): string {
  const [next, effects] = negotiate(state, event);
  const done = effects.map((effect) => {
    if (effect.t === 'open') return `open:${effect.as}`;
    if (effect.t === 'drop') return `drop:${effect.why}`;
    return effect.t === 'send-offer' && effect.restart ? 'send-offer:restart' : effect.t;
  });
  return `${done.join(' ')} > ${next.phase}`;
}

describe('negotiation', () => {
  for (const [name, row] of Object.entries(table)) {
    test.each(Object.entries(row))(`polite, ${name}: %s`, (event, expected) => {
      const state = states(true)[name];
      const happened = events[event];
      expect(state && happened && outcome(state, happened)).toBe(expected);
    });
    test.each(Object.entries(row))(`impolite, ${name}: %s`, (event, expected) => {
      const state = states(false)[name];
      const happened = events[event];
      const insists = state?.phase === 'offered' && event.startsWith('offer of');
      const own = expected === 'ask > stable' ? 'send-offer:restart > offered' : expected;
      expect(state && happened && outcome(state, happened)).toBe(insists ? 'drop:glare > offered' : own);
    });
  }

  test('the table has all pairs', () => {
    expect(Object.keys(table)).toEqual(Object.keys(states(true)));
    for (const row of Object.values(table)) expect(Object.keys(row)).toEqual(Object.keys(events));
  });

  test('an ignored offer makes its candidates ignored until the next description is taken', () => {
    const offered = states(false)['offered, first'];
    if (!offered) throw new Error('no such state');
    const [ignoring] = negotiate(offered, { t: 'offer', offer: 4, challenge: 'S' });
    expect(ignoring).toMatchObject({ ignoring: true, remoteOffer: 4 });
    const [taken] = negotiate(ignoring, { t: 'answer', offer: 11, challenge: 'R' });
    expect(taken).toMatchObject({ ignoring: false, phase: 'stable', remote: 'R' });
  });

  test('offers are counted on over connections, so that an answer to a former one is known as such', () => {
    const [first] = negotiate(start(true), { t: 'wanted' });
    const [none] = negotiate(first, { t: 'failed' });
    const [second] = negotiate(none, { t: 'wanted' });
    expect([first.offer, second.offer]).toEqual([11, 12]);
    expect(outcome(second, { t: 'answer', offer: 11, challenge: 'R' })).toBe('drop:superseded > offered');
  });
});
