import { describe, expect, test } from 'vitest';
import { ja } from '../../src/lib/i18n/ja.ts';
import { figureTexts } from '../../src/lib/ui/call/figures.ts';
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

describe('C9 the details of a connection', () => {
  const known = {
    sendKbps: 1480.4,
    receiveKbps: undefined,
    loss: 0.0042,
    roundTripMs: 42.4,
    videoCodec: 'VP8',
    audioCodec: undefined,
    path: 'udp host',
    relayed: false,
    frameWidth: 1280,
    frameHeight: 720,
    framesPerSecond: 29.7,
    sent: {
      loss: 0.013,
      availableKbps: 3210,
      limitedBy: 'bandwidth',
      videoCodec: 'H264',
      audioCodec: 'opus',
      frameWidth: 640,
      frameHeight: 360,
      framesPerSecond: 19.6,
    },
  };
  test('what a browser does not tell is a dash, the rest is in words and has its unit', () => {
    const { whole, pairs } = figureTexts(known, ja.call);
    expect(whole.map(({ value }) => value)).toEqual([
      '直接（UDP）',
      '42 ms',
      '回線に合わせて下げています',
      '約 3.2 Mbps',
    ]);
    expect(pairs.map(({ label, received, sent }) => [label, received, sent])).toEqual([
      ['通信量', '—', '1480 kbps'],
      ['パケット損失', '0.4 %', '1.3 %'],
      ['解像度', '1280×720', '640×360'],
      ['コマ数', '毎秒 30', '毎秒 20'],
      ['映像の形式', 'VP8', 'H264'],
      ['音声の形式', '—', 'opus'],
    ]);
  });
  test('before the first reading everything is a dash', () => {
    const { whole, pairs } = figureTexts(undefined, ja.call);
    for (const { value } of whole) expect(value).toBe('—');
    for (const { received, sent } of pairs) expect([received, sent]).toEqual(['—', '—']);
  });
  test.each([
    ['tls relay', true, '中継サーバー経由（TLS）'],
    ['udp srflx', true, '中継サーバー経由（UDP）'], // the relay is the other side's
    ['tcp host', false, '直接（TCP）'],
  ])('a path of %s, relayed %s', (path, relayed, words) => {
    expect(figureTexts({ ...known, path, relayed }, ja.call).whole[0]?.value).toBe(words);
  });
  test.each([
    ['cpu', '端末の負荷に合わせて下げています'],
    ['none', '制限なし'],
    ['something new', '一時的に下げています'],
  ])('a picture that is held back by %s', (limitedBy, words) => {
    const figures = { ...known, sent: { ...known.sent, limitedBy } };
    expect(figureTexts(figures, ja.call).whole[2]?.value).toBe(words);
  });
});
