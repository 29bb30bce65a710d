import { describe, expect, it } from 'vitest';
import { newNonce, systemRandom } from '../../../src/lib/core/clock.ts';
import { changeRules, isHeld, isOut, mayExchange, openRules, type Rules } from '../../../src/lib/core/call/rules.ts';
import { Rules as RulesSchema, RULES_PEERS_MAX } from '../../../src/lib/wire/rules.ts';
import { parse, type PeerId } from '../../../src/lib/wire/ids.ts';
import { someone, testInterview } from '../../support/interview.ts';

const { room } = await testInterview();
const call = newNonce(systemRandom);
const [alice, bob, carol] = (await Promise.all([someone(), someone(), someone()])).map(({ peer }) => peer) as [
  PeerId,
  PeerId,
  PeerId,
];
const open = openRules(room, call);
const of = (parts: Partial<Rules>): Rules => ({ ...open, ...parts });

describe('V6 J6 C5: what an act of the host does to the rules', () => {
  it.each([
    ['hold', open, { held: [bob] }],
    ['hold', of({ held: [bob, carol] }), { held: [carol, bob] }],
    ['hold', of({ held: [carol] }), { held: [carol, bob] }],
    ['release', of({ held: [bob, carol] }), { held: [carol] }],
    ['release', open, { held: [] }],
    ['remove', of({ held: [bob] }), { held: [], removed: [bob] }],
    ['remove', of({ sentBack: [bob] }), { removed: [bob], sentBack: [] }],
    ['send-back', of({ held: [bob] }), { held: [], sentBack: [bob] }],
    ['send-back', of({ removed: [bob] }), { removed: [], sentBack: [bob] }],
    ['readmit', of({ removed: [bob, carol] }), { removed: [carol] }],
    ['readmit', of({ sentBack: [bob] }), { sentBack: [] }],
    ['readmit', of({ held: [bob] }), { held: [bob] }],
  ] as const)('%s', (t, before, after) => {
    expect(changeRules(before, { t, peer: bob })).toEqual({ ...before, ...after });
  });

  it('W7: settings change one by one', () => {
    const muted = changeRules(open, { t: 'settings', settings: { microphones: false } });
    expect(changeRules(muted, { t: 'settings', settings: { names: false } })).toEqual(
      of({ microphones: false, names: false }),
    );
  });

  it('stay within what a statement may hold', async () => {
    const people = await Promise.all(Array.from({ length: RULES_PEERS_MAX + 3 }, someone));
    const many = people.reduce((rules, { peer }) => changeRules(rules, { t: 'remove', peer }), open);
    expect(parse(RulesSchema, many)).toEqual(many);
    expect(isOut(many, people.at(-1)?.peer ?? alice)).toBe(true);
  });
});

describe('V6: between whom media goes', () => {
  it.each([
    ['no rules', undefined, true],
    ['nobody held', open, true],
    ['one held', of({ held: [alice] }), false],
    ['the other held', of({ held: [bob] }), false],
    ['a third held', of({ held: [carol] }), true],
    ['one removed', of({ removed: [bob] }), false],
    ['one sent back', of({ sentBack: [alice] }), false],
  ] as const)('%s', (_, rules, expected) => {
    expect(mayExchange(rules, alice, bob)).toBe(expected);
    expect(mayExchange(rules, bob, alice)).toBe(expected);
  });

  it('nobody is held or out where nothing was said', () => {
    expect([isHeld(undefined, bob), isOut(undefined, bob)]).toEqual([false, false]);
  });
});
