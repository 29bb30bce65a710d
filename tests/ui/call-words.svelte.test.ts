import { describe, expect, test } from 'vitest';
import { ja } from '../../src/lib/i18n/ja.ts';
import { figureRows } from '../../src/lib/ui/call/figures.ts';
import { lineState } from '../../src/lib/ui/call/line.ts';
import { collapse, NOTICES_MAX } from '../../src/lib/ui/call/notices.ts';
import { participant } from './support/props.ts';

describe('notices', () => {
  test('C8 of one kind only the newest is shown, and stands for all of them', () => {
    const shown = collapse([
      { id: '1', kind: 'joined', text: 'bob' },
      { id: '2', kind: 'hand', text: 'carol' },
      { id: '3', kind: 'joined', text: 'carol' },
    ]);
    expect(shown.map(({ text, ids }) => ({ text, ids }))).toEqual([
      { text: 'carol', ids: ['2'] },
      { text: 'carol', ids: ['1', '3'] },
    ]);
  });
  test('C8 they do not pile up: the newest three', () => {
    const shown = collapse(['a', 'b', 'c', 'd', 'e'].map((kind) => ({ id: kind, kind, text: kind })));
    expect(shown).toHaveLength(NOTICES_MAX);
    expect(shown.map(({ kind }) => kind)).toEqual(['c', 'd', 'e']);
  });
});

describe('C9 the line in one word', () => {
  const self = participant('alice', { self: true, connection: 'lost' });
  test.each([
    [[], undefined],
    [['connecting'], 'connecting'],
    [['direct', 'relayed'], 'good'],
    [['direct', 'connecting'], 'good'],
    [['direct', 'weak'], 'weak'],
    [['weak', 'lost', 'direct'], 'lost'],
  ] as const)('%j is %s', (states, word) => {
    const others = states.map((connection, index) => participant(`p${index}`, { connection }));
    expect(lineState([self, ...others])).toBe(word);
  });
});

test('C9 what a browser does not tell is a dash, the rest has its unit', () => {
  const rows = figureRows(
    {
      sendKbps: 1480.4,
      receiveKbps: undefined,
      loss: 0.0042,
      roundTripMs: 42.4,
      videoCodec: 'VP8',
      audioCodec: undefined,
      path: 'udp host',
      frameWidth: 1280,
      frameHeight: 720,
      framesPerSecond: 29.7,
    },
    ja.call,
  );
  expect(rows.map(({ value }) => value)).toEqual([
    '1480 kbps',
    '—',
    '0.4 %',
    '42 ms',
    '1280×720・毎秒30コマ',
    'VP8',
    '—',
    'udp host',
  ]);
  expect(figureRows(undefined, ja.call).every(({ value }) => value === '—')).toBe(true);
});
