import { describe, expect, test } from 'vitest';
import { createListener, WAITING_MAX_MS, type Spoken } from '../../../src/lib/core/transcript/listener.ts';
import { joinWords, readable } from '../../../src/lib/core/transcript/words.ts';
import {
  fakeEngine,
  fakeTap,
  fakeTrack,
  PIECE_MS,
  quiet,
  RATE,
  recogniserContract,
  stillClock,
  word,
} from './fake-speech.ts';

function setUp() {
  const clock = stillClock(1_000_000);
  const tap = fakeTap(clock);
  const track = fakeTrack();
  const lines: Spoken[] = [];
  const partials: string[] = [];
  const gaps: [number, number][] = [];
  let drains = 0;
  const listener = createListener({
    clock,
    listen: tap.listen,
    spoken: (line) => void lines.push(line),
    partial: (text) => void partials.push(text),
    gap: (start, end) => void gaps.push([start, end]),
    drained: () => void (drains += 1),
  });
  const engine = fakeEngine();
  /** Each takes a tenth of a second to say. */
  const say = (...sounds: readonly string[]): void => {
    for (const sound of sounds) {
      tap.sound(track, sound === '' ? quiet() : word(sound));
      clock.advance(PIECE_MS);
    }
  };
  const drained = (): number => drains;
  return { clock, tap, track, lines, partials, gaps, listener, engine, say, drained };
}

recogniserContract('fake', async () => {
  const engine = fakeEngine();
  return {
    rate: RATE,
    open: (events) => engine.open(RATE, events),
    speech: [quiet(), word('東京'), word('に'), word('住んでいます'), quiet(), word('はい'), quiet()],
    words: ['東京', 'に', '住んでいます', 'はい'],
    settle: async () => engine.work(),
  };
});

describe('words as text', () => {
  test.each([
    [['私', 'は', '佐藤花子', 'です'], '私は佐藤花子です'],
    [['we', 'used', 'go'], 'we used go'],
    [['Go', 'と', 'SQL', 'です'], 'Go と SQL です'],
    [['[unk]', 'はい', '<UNK>'], 'はい'],
    [[], ''],
  ])('%j', (words, text) => expect(joinWords(words)).toBe(text));
  test('a partial result', () => expect(readable('東京 に [unk] 住んで')).toBe('東京に住んで'));
});

describe('a listener (T1)', () => {
  test('T1 writes a line with the times at which it was said, and shows what is being said before', () => {
    const { listener, engine, track, say, lines, partials } = setUp();
    listener.setEngine(engine);
    listener.setSound(track);
    say('', '', '東京', 'に', '住んでいます', '');
    engine.work();
    expect(partials.slice(1)).toEqual(['東京', '東京に', '東京に住んでいます', '']);
    expect(lines).toEqual([expect.objectContaining({ text: '東京に住んでいます', start: 1_000_200, end: 1_000_500 })]);
    expect(lines[0]?.words.map(({ start }) => start)).toEqual([1_000_200, 1_000_300, 1_000_400]);
  });

  test('T1 times stay right over mute and a new track, and what was said before is finished', () => {
    const { listener, engine, track, tap, say, lines, clock } = setUp();
    listener.setEngine(engine);
    listener.setSound(track);
    say('はい', '東京');
    listener.setMuted(true);
    clock.advance(60_000);
    expect(tap.tapped.size).toBe(0);
    engine.work();
    expect(lines.map(({ text }) => text)).toEqual(['はい東京']);
    listener.setMuted(false);
    say('質問', '');
    const other = fakeTrack();
    listener.setSound(other);
    clock.advance(5_000);
    tap.sound(other, word('ありません'));
    tap.sound(other, quiet());
    engine.work();
    expect(lines.map(({ text, start }) => [text, start])).toEqual([
      ['はい東京', 1_000_000],
      ['質問', 1_060_200],
      ['ありません', 1_065_400],
    ]);
  });

  test('T1 a short mute cuts nothing off', () => {
    const { listener, engine, track, say, lines } = setUp();
    listener.setEngine(engine);
    listener.setSound(track);
    say('東京');
    listener.setMuted(true);
    say('に');
    listener.setMuted(false);
    say('住んでいます', '');
    engine.work();
    expect(lines.map(({ text }) => text)).toEqual(['東京に住んでいます']);
  });

  test('T1 sound from before the engine is there is written afterwards; only a little is handed over at a time', () => {
    const { listener, engine, track, say, lines } = setUp();
    listener.setSound(track);
    say('東京', 'に', ...Array<string>(20).fill(''), 'はい', '');
    expect(listener.waitingMs()).toBe(24 * PIECE_MS);
    listener.setEngine(engine);
    expect(engine.waiting).toBe(5);
    engine.work(10);
    expect(listener.waitingMs()).toBe(14 * PIECE_MS);
    engine.work();
    expect(listener.waitingMs()).toBe(0);
    expect(lines.map(({ text }) => text)).toEqual(['東京に', 'はい']);
  });

  test('T1 after a breakdown of the engine nothing is lost and nothing is written twice', () => {
    const { listener, engine, track, say, lines } = setUp();
    listener.setEngine(engine);
    listener.setSound(track);
    say('はい', '', '東京', 'に');
    engine.work(3); // one line is written, one word of the next was heard
    const second = fakeEngine();
    listener.setEngine(undefined);
    say('住んでいます', '');
    listener.setEngine(second);
    engine.work(); // the broken one says something after all
    second.work();
    expect(lines.map(({ text, start }) => [text, start])).toEqual([
      ['はい', 1_000_000],
      ['東京に住んでいます', 1_000_200],
    ]);
  });

  test('T1 what is too much to wait is given up, and the transcript says from when to when', () => {
    const { listener, engine, track, say, lines, gaps, drained } = setUp();
    listener.setSound(track);
    const pieces = WAITING_MAX_MS / PIECE_MS;
    say('はい', ...Array<string>(pieces - 1).fill(''), '質問', '質問');
    expect(gaps).toEqual([]); // it goes on
    listener.setEngine(engine);
    engine.work();
    say('東京', '');
    expect(gaps).toEqual([[1_000_000 + WAITING_MAX_MS, 1_000_000 + WAITING_MAX_MS + 2 * PIECE_MS]]);
    listener.finish();
    engine.work();
    expect(lines.map(({ text, start }) => [text, start])).toEqual([
      ['はい', 1_000_000],
      ['東京', 1_000_000 + WAITING_MAX_MS + 2 * PIECE_MS],
    ]);
    expect(drained()).toBeGreaterThan(0);
  });

  test('T1 an end before all is written says from when to when it is missing; silence and what was written are not', () => {
    const { listener, engine, track, say, gaps } = setUp();
    listener.setSound(track);
    listener.setEngine(engine);
    say('はい', '');
    engine.work();
    const silent = Array<string>(10).fill('');
    say(...silent, '東京', 'に', '', '', '', '住んでいます', ...silent);
    engine.work(12);
    listener.end();
    expect(gaps).toEqual([[1_000_000 + 12 * PIECE_MS, 1_000_000 + 18 * PIECE_MS]]);
    const other = setUp();
    other.listener.setSound(other.track);
    other.say(...silent, ...silent);
    other.listener.end();
    expect(other.gaps).toEqual([]);
  });

  test('T1 an end while sound is given up says that it is missing up to there', () => {
    const { listener, track, say, gaps } = setUp();
    listener.setSound(track);
    const pieces = WAITING_MAX_MS / PIECE_MS;
    say('はい', ...Array<string>(pieces - 1).fill(''), '質問', '質問');
    listener.end();
    expect(gaps).toEqual([[1_000_000, 1_000_000 + WAITING_MAX_MS + 2 * PIECE_MS]]);
  });

  test('T1 finish: the last words are written before it is drained; an end is an end', () => {
    const { listener, engine, track, tap, say, lines, drained } = setUp();
    listener.setEngine(engine);
    listener.setSound(track);
    say('質問', 'ありません');
    engine.work();
    const before = drained();
    listener.finish();
    expect([listener.busy, drained(), tap.tapped.size]).toEqual([true, before, 0]);
    engine.work();
    expect([listener.busy, drained()]).toEqual([false, before + 1]);
    expect(lines.map(({ text }) => text)).toEqual(['質問ありません']);
    listener.setSound(track);
    say('はい');
    listener.end();
    engine.work();
    expect([lines.length, engine.open_, tap.tapped.size]).toEqual([1, 0, 0]);
  });
});
