import { describe, expect, test } from 'vitest';
import {
  largeOf,
  screenKey,
  STAGE_VIEW,
  stageItems,
  stepStage,
  type StageEvent,
  type StageView,
} from '../../src/lib/ui/call/stage-view.ts';
import { participant } from './support/props.ts';

const stream = {} as MediaStream;
const sharing = (peer: string) =>
  participant(peer, { state: { microphone: true, camera: true, screen: true, hand: false }, screen: stream });
const alice = participant('alice', { self: true });
const [bob, carol] = [participant('bob'), participant('carol')];
const screen = screenKey('bob');
const other = screenKey('carol');

const view = (parts: Partial<StageView>): StageView => ({ ...STAGE_VIEW, ...parts });
const present = (keys: readonly string[], shares: readonly string[] = []): StageEvent => ({
  t: 'present',
  keys: ['alice', ...keys, ...shares],
  shares,
});
const tiles = view({});
const enlarged = view({ mode: 'enlarged', chosen: 'bob' });
const shared = view({ mode: 'enlarged', lent: true, chosen: screen, shares: [screen] });
const pinned = view({ mode: 'enlarged', chosen: 'carol', pinned: 'carol' });

type Row = readonly [name: string, from: StageView, event: StageEvent, to: StageView];
const table: readonly Row[] = [
  ['tiles, switched', tiles, { t: 'toggle' }, view({ mode: 'enlarged' })],
  ['enlarged, switched', enlarged, { t: 'toggle' }, view({ chosen: 'bob' })],
  ['pinned, switched: the pin is gone', pinned, { t: 'toggle' }, view({ chosen: 'carol' })],
  ['tiles, one is chosen', tiles, { t: 'enlarge', key: 'bob' }, enlarged],
  ['another is chosen over a pin', pinned, { t: 'enlarge', key: 'bob' }, enlarged],
  ['the pinned one is chosen', pinned, { t: 'enlarge', key: 'carol' }, pinned],
  ['tiles, one is pinned', tiles, { t: 'pin', key: 'carol' }, pinned],
  ['pinned, once more', pinned, { t: 'pin', key: 'carol' }, view({ mode: 'enlarged', chosen: 'carol' })],
  ['somebody speaks', enlarged, { t: 'speaks', key: 'carol' }, { ...enlarged, spoke: 'carol' }],

  ['a share begins: it comes to the front', tiles, present(['bob'], [screen]), shared],
  [
    'a share begins while one is large',
    enlarged,
    present(['bob'], [screen]),
    { ...enlarged, chosen: screen, shares: [screen] },
  ],
  ['a share begins while one is pinned', pinned, present(['bob', 'carol'], [screen]), { ...pinned, shares: [screen] }],
  ['nothing new', shared, present(['bob'], [screen]), shared],
  ['the share ends: the stage is as it was', shared, present(['bob']), tiles],
  [
    'the share ends that came over a large one',
    { ...enlarged, chosen: screen, shares: [screen] },
    present(['bob']),
    view({ mode: 'enlarged' }),
  ],
  [
    'a second share comes to the front',
    shared,
    present(['bob', 'carol'], [screen, other]),
    { ...shared, chosen: other, shares: [screen, other] },
  ],
  [
    'the second ends: the first is large again',
    { ...shared, chosen: other, shares: [screen, other] },
    present(['bob', 'carol'], [screen]),
    shared,
  ],
  ['tiles during a share, and the share ends', stepStage(shared, { t: 'toggle' }), present(['bob']), tiles],
  ['who was chosen has gone', enlarged, present(['carol']), view({ mode: 'enlarged' })],
  ['who was pinned has gone', pinned, present(['bob']), view({ mode: 'enlarged' })],
  ['who spoke has gone', view({ mode: 'enlarged', spoke: 'bob' }), present(['carol']), view({ mode: 'enlarged' })],
];

test.each(table)('C1 V2 %s', (_name, from, event, to) => {
  expect(stepStage(from, event)).toEqual(to);
});

describe('what is large', () => {
  const items = stageItems([alice, bob, carol]);
  test.each([
    ['in tiles nobody', tiles, undefined],
    ['by itself the first of the others', view({ mode: 'enlarged' }), 'bob'],
    ['who speaks', view({ mode: 'enlarged', spoke: 'carol' }), 'carol'],
    ['who was chosen before who speaks', view({ mode: 'enlarged', chosen: 'bob', spoke: 'carol' }), 'bob'],
    ['who is pinned before all', { ...pinned, chosen: 'bob' }, 'carol'],
  ] as const)('C1 %s', (_name, from, key) => expect(largeOf(from, items)).toBe(key));
  test('C1 alone one sees oneself', () => {
    expect(largeOf(view({ mode: 'enlarged' }), stageItems([alice]))).toBe('alice');
  });
});

test('V2 a shared screen is a tile of its own, before the cameras, once there is something to show', () => {
  const said = { ...sharing('carol'), screen: undefined };
  expect(stageItems([alice, sharing('bob'), said]).map(({ key }) => key)).toEqual([screen, 'alice', 'bob', 'carol']);
});
