import { describe, expect, test } from 'vitest';
import type { Participant } from '../../../src/lib/core/call/participant.ts';
import { cell } from '../../../src/lib/core/cell.ts';
import { systemRandom } from '../../../src/lib/core/clock.ts';
import { newNonce } from '../../../src/lib/core/clock.ts';
import { createLines } from '../../../src/lib/core/transcript/lines.ts';
import { createScribe, type ScribeDeps } from '../../../src/lib/core/transcript/scribe.ts';
import { scribeStep, type ScribeEvent, type ScribeState } from '../../../src/lib/core/transcript/scribe-state.ts';
import type { InstalledModel } from '../../../src/lib/wire/models.ts';
import type { PeerId, Role } from '../../../src/lib/wire/ids.ts';
import { parse } from '../../../src/lib/wire/ids.ts';
import { TranscriptLine } from '../../../src/lib/wire/transcript.ts';
import { must, someone } from '../../support/interview.ts';
import { fakeEngine, fakeTap, fakeTrack, PIECE_MS, quiet, stillClock, word, type FakeEngine } from './fake-speech.ts';

const MODEL: InstalledModel = {
  id: 'mini',
  kind: 'speech',
  language: 'ja',
  name: 'Mini',
  licence: 'Test',
  version: '0123456789abcdef',
  files: [{ path: 'a.zip', bytes: 1, sha256: 'a'.repeat(64) }],
};

const peers = await Promise.all(['host', 'applicant', 'applicant'].map(() => someone()));
const [alice, bob, carol] = peers.map(({ peer }) => peer) as [PeerId, PeerId, PeerId];

/** Somebody in the call whose sound is this track; oneself has none that is heard. */
const person = (
  peer: PeerId,
  name: string,
  track?: MediaStreamTrack,
  changes: Partial<Participant> = {},
): Participant => ({
  peer,
  self: track === undefined,
  name,
  role: (name === 'alice' ? 'host' : 'applicant') as Role,
  state: { microphone: true, camera: false, screen: false, hand: false },
  connection: 'direct',
  held: false,
  figures: undefined,
  camera: undefined,
  screen: undefined,
  sound: track && ({ getAudioTracks: () => [track] } as unknown as MediaStream),
  ...changes,
});

function setUp(options: Partial<ScribeDeps> = {}) {
  const clock = stillClock(1_000_000);
  const tap = fakeTap(clock);
  const own = fakeTrack();
  const theirs = fakeTrack();
  const third = fakeTrack();
  const participants = cell<readonly Participant[]>([person(alice, 'alice'), person(bob, 'bob', theirs)]);
  const engines: FakeEngine[] = [];
  const breaks: (() => void)[] = [];
  const scribe = createScribe({
    clock,
    random: systemRandom,
    participants,
    ownSound: cell<MediaStreamTrack | undefined>(own),
    findModel: async () => MODEL,
    async openEngine(_model, { progress, failed }) {
      progress(5, 10);
      breaks.push(failed);
      const engine = fakeEngine();
      engines.push(engine);
      return engine;
    },
    listen: tap.listen,
    ...options,
  });
  const say = (track: MediaStreamTrack, ...sounds: readonly string[]): void => {
    for (const sound of sounds) {
      tap.sound(track, sound === '' ? quiet() : word(sound));
      clock.advance(PIECE_MS);
    }
  };
  const engine = (): FakeEngine => must(engines.at(-1));
  const isOn = () => expect.poll(() => scribe.state.get().t).toBe('on');
  const read = (): string[] => scribe.lines.get().map(({ name, text, gap }) => `${name}: ${gap ? '(gap)' : text}`);
  return { clock, tap, own, theirs, third, participants, engines, engine, breaks, scribe, say, isOn, read };
}

describe('whether it is on', () => {
  const off: ScribeState = { t: 'off' };
  const preparing: ScribeState = { t: 'preparing', breakdowns: 0 };
  const on: ScribeState = { t: 'on', breakdowns: 0 };
  const finishing: ScribeState = { t: 'finishing' };
  const start: ScribeEvent = { t: 'start' };
  const stop: ScribeEvent = { t: 'stop' };
  const ready: ScribeEvent = { t: 'ready' };
  const broke: ScribeEvent = { t: 'broke-down' };
  const drained: ScribeEvent = { t: 'drained' };
  const progress: ScribeEvent = { t: 'progress', here: 1, of: 2 };
  const noModel: ScribeEvent = { t: 'failed', fault: 'no-model' };
  const half: ScribeState = { t: 'preparing', here: 1, of: 2, breakdowns: 0 };
  const gone = (fault: 'no-model' | 'model-failed' | 'broken'): ScribeState => ({ t: 'off', fault });

  const table: readonly (readonly [ScribeState, ScribeEvent, ScribeState, ...string[]])[] = [
    [off, start, preparing, 'listen', 'open'],
    [off, stop, off],
    [off, ready, off],
    [off, broke, off],
    [off, drained, off],
    [off, progress, off],
    [off, noModel, off],
    [preparing, start, preparing],
    [preparing, stop, off, 'deafen', 'close'],
    [preparing, ready, on],
    [preparing, broke, gone('model-failed'), 'deafen', 'close'],
    [preparing, drained, preparing],
    [preparing, progress, half],
    [preparing, noModel, gone('no-model'), 'deafen', 'close'],
    [on, start, on],
    [on, stop, finishing, 'deafen'],
    [on, ready, on],
    [on, broke, { t: 'preparing', breakdowns: 1 }, 'open'],
    [{ t: 'on', breakdowns: 3 }, broke, gone('broken'), 'deafen', 'close'],
    [on, drained, on],
    [on, progress, on],
    [on, noModel, on],
    [finishing, start, on, 'listen'],
    [finishing, stop, off, 'close'],
    [finishing, ready, finishing],
    [finishing, broke, gone('broken'), 'close'],
    [finishing, drained, off, 'close'],
    [finishing, progress, finishing],
    [finishing, noModel, finishing],
  ];
  for (const [state, event, next, ...effects] of table) {
    test(`${JSON.stringify(state)} ${JSON.stringify(event)}`, () => {
      expect(scribeStep(state, event)).toEqual([next, ...effects]);
    });
  }
});

describe('the transcript of a call (T1)', () => {
  test('T1 writes who says what, in the order in which they began, also while both speak', async () => {
    const { scribe, own, theirs, say, isOn, engine, read, tap, clock } = setUp();
    scribe.start();
    await isOn();
    say(own, '質問', '');
    tap.sound(own, word('はい')); // both at once, the longer one is finished later
    say(theirs, '東京');
    tap.sound(own, quiet());
    say(theirs, 'に');
    say(theirs, '住んでいます', '');
    engine().work();
    expect(read()).toEqual(['alice: 質問', 'alice: はい', 'bob: 東京に住んでいます']);
    for (const line of scribe.lines.get()) expect(parse(TranscriptLine, line)).toEqual(line);
    expect(scribe.partials.get()).toEqual([]);
    say(theirs, 'はい');
    engine().work();
    expect(scribe.partials.get()).toEqual([{ speaker: bob, text: 'はい' }]);
    clock.advance(1_000);
    expect([...scribe.waiting.get().values()]).toEqual([0, 0]);
  });

  test('T1 what is said while the model is loading is written too; how far it has come is told', async () => {
    const { scribe, theirs, say, isOn, engine, read, tap } = setUp();
    const states: ScribeState[] = [];
    scribe.state.subscribe((state) => states.push(state));
    expect(tap.tapped.size).toBe(0);
    scribe.start();
    say(theirs, '東京', '');
    await isOn();
    engine().work();
    expect(read()).toEqual(['bob: 東京']);
    expect(states).toContainEqual({ t: 'preparing', here: 5, of: 10, breakdowns: 0 });
  });

  test('T1 who comes is listened to, who leaves or is put on hold no more, and their last words are kept', async () => {
    const { scribe, participants, own, theirs, third, say, isOn, engine, read, tap } = setUp();
    scribe.start();
    await isOn();
    say(theirs, '質問');
    participants.set([person(alice, 'alice'), person(carol, 'carol', third)]);
    expect(tap.tapped).toEqual(new Set([own, third]));
    engine().work();
    expect(read()).toEqual(['bob: 質問']);
    expect(engine().open_).toBe(0); // nobody else has said anything yet
    say(third, 'はい');
    // On hold: heard by nobody, so not here either.
    participants.set([person(alice, 'alice'), person(carol, 'carol', third, { held: true, sound: undefined })]);
    expect(tap.tapped).toEqual(new Set([own]));
    engine().work();
    expect(read()).toEqual(['bob: 質問', 'carol: はい']);
  });

  test('T1 the host may leave somebody out, for a machine that is too slow', async () => {
    const { scribe, own, theirs, say, isOn, engine, read, tap } = setUp();
    scribe.start();
    await isOn();
    say(theirs, 'はい');
    scribe.setLeftOut(bob, true);
    expect(tap.tapped).toEqual(new Set([own]));
    say(theirs, '質問', '');
    scribe.setLeftOut(bob, false);
    say(theirs, '東京', '');
    engine().work();
    expect(read()).toEqual(['bob: はい', 'bob: 東京']);
  });

  test('T1 stop writes what was heard to its end; twice gives it up', async () => {
    const { scribe, own, say, isOn, engine, read, tap, engines } = setUp();
    scribe.start();
    await isOn();
    say(own, '質問', 'ありません');
    scribe.stop();
    expect([scribe.state.get().t, tap.tapped.size]).toEqual(['finishing', 0]);
    say(own, 'はい');
    engine().work();
    expect([scribe.state.get().t, read(), engine().ended]).toEqual(['off', ['alice: 質問ありません'], true]);
    scribe.start();
    await isOn();
    expect(engines.length).toBe(2);
    say(own, 'はい', '');
    scribe.stop();
    scribe.stop();
    engine().work();
    expect([scribe.state.get().t, read().length, engine().ended]).toEqual(['off', 1, true]);
  });

  test('T1 what waits is told, also of who is left out or has gone, and while it finishes; given up, the transcript says so', async () => {
    const { scribe, own, theirs, third, say, isOn, engine, clock, participants } = setUp();
    const waiting = (): number[] => {
      clock.advance(500);
      return [alice, bob, carol].map((peer) => scribe.waiting.get().get(peer) ?? 0);
    };
    participants.set([...participants.get(), person(carol, 'carol', third)]);
    scribe.start();
    await isOn();
    const talk = ['質問', 'に', 'に', 'に', 'に', 'はい'];
    say(own, ...talk);
    say(theirs, ...talk);
    say(third, ...talk);
    expect(waiting()).toEqual([600, 600, 600]);
    scribe.setLeftOut(bob, true);
    participants.set(participants.get().filter(({ peer }) => peer !== carol));
    expect(waiting()).toEqual([600, 600, 600]);
    scribe.stop();
    expect(waiting()).toEqual([600, 600, 600]);
    scribe.stop();
    engine().work();
    expect(waiting()).toEqual([0, 0, 0]);
    expect(scribe.lines.get().map(({ name, gap, start, end }) => [name, gap, end - start])).toEqual(
      ['alice', 'bob', 'carol'].map((name) => [name, true, 600]),
    );
  });

  test('T1 stop with nothing heard is off at once; a start while it finishes goes on', async () => {
    const { scribe, own, say, isOn, engine, engines, read } = setUp();
    scribe.start();
    await isOn();
    scribe.stop();
    expect(scribe.state.get()).toEqual({ t: 'off' });
    scribe.start();
    await isOn();
    say(own, 'はい');
    scribe.stop();
    scribe.start();
    say(own, '質問', '');
    engine().work();
    expect([engines.length, scribe.state.get().t, read()]).toEqual([2, 'on', ['alice: はい', 'alice: 質問']]);
  });

  test('T3 without a model, and with one that cannot be loaded, it says so and listens to nobody', async () => {
    for (const [options, fault] of [
      [{ findModel: async () => undefined }, 'no-model'],
      [{ openEngine: () => Promise.reject(new Error('cut off')) }, 'model-failed'],
      [{ findModel: () => Promise.reject(new Error('no line')) }, 'model-failed'],
    ] as const) {
      const { scribe, tap } = setUp(options);
      scribe.start();
      await expect.poll(() => scribe.state.get()).toEqual({ t: 'off', fault });
      expect(tap.tapped.size).toBe(0);
    }
  });

  test('T1 a breakdown of the engine is survived, and after several it is given up', async () => {
    const { scribe, theirs, say, isOn, engines, breaks, read, tap } = setUp();
    scribe.start();
    await isOn();
    say(theirs, '東京');
    for (let times = 1; times <= 3; times += 1) {
      breaks.at(-1)?.();
      expect(scribe.state.get().t).toBe('preparing');
      await isOn();
      expect(engines.length).toBe(times + 1);
    }
    say(theirs, 'に', '');
    for (const engine of engines) engine.work();
    expect(read()).toEqual(['bob: 東京に']);
    breaks[0]?.(); // of an engine that is gone already
    expect(scribe.state.get().t).toBe('on');
    breaks.at(-1)?.();
    expect(scribe.state.get()).toEqual({ t: 'off', fault: 'broken' });
    expect(tap.tapped.size).toBe(0);
  });

  test('T7 the end of the call writes the last words and then closes all', async () => {
    const { scribe, own, say, isOn, engine, read, tap, participants } = setUp();
    scribe.start();
    await isOn();
    say(own, 'はい');
    scribe.end();
    scribe.end();
    engine().work();
    expect([read(), scribe.state.get().t, engine().ended]).toEqual([['alice: はい'], 'off', true]);
    scribe.start();
    participants.set([person(alice, 'alice')]);
    expect([scribe.state.get().t, tap.tapped.size]).toEqual(['off', 0]);
  });

  test('T7 after the call a slow machine writes to the end of what was heard', async () => {
    const { scribe, own, say, isOn, engine, clock, read } = setUp();
    scribe.start();
    await isOn();
    say(own, '東京', '', 'に', '', 'はい', '');
    scribe.end();
    for (let times = 0; times < 4; times += 1) {
      engine().work(1);
      clock.advance(29_000);
      expect(scribe.state.get().t).toBe('finishing');
    }
    engine().work();
    expect([read(), scribe.state.get().t]).toEqual([['alice: 東京', 'alice: に', 'alice: はい'], 'off']);
  });

  test('T7 an engine that never answers does not hold up the end for ever', async () => {
    const { scribe, own, say, isOn, engine, clock } = setUp();
    scribe.start();
    await isOn();
    say(own, 'はい');
    scribe.end();
    expect(scribe.state.get().t).toBe('finishing');
    clock.advance(30_000);
    expect([scribe.state.get().t, engine().ended]).toEqual(['off', true]);
  });

  test('T8 what was said is put right, where it stands; of a gap there is nothing to put right', () => {
    const { scribe } = setUp();
    const line = (start: number, text: string, gap?: true): TranscriptLine => ({
      ...{ id: newNonce(systemRandom), speaker: bob, name: 'bob', role: 'applicant', start, end: start + 10, text },
      words: [{ text, start, end: start + 10 }],
      ...(gap && { gap }),
    });
    const [first, second, gap] = [line(1, '東京です'), line(2, '大学です'), line(3, '', true)];
    scribe.restore([first, second, gap]);
    scribe.correct(first.id, ' 京都です\n');
    scribe.correct(gap.id, 'よけいなこと');
    expect(scribe.lines.get()).toEqual([{ ...first, text: '京都です', words: [] }, second, gap]);
  });

  test('T7 lines of before a reload stand where they belong, once', () => {
    const lines = createLines();
    const line = (start: number, end = start + 10): TranscriptLine => ({
      ...{ id: newNonce(systemRandom), speaker: alice, name: 'alice', role: 'host', start, end, text: '', words: [] },
    });
    const [first, second, third] = [line(10), line(20), line(30)];
    lines.add(third);
    lines.add(second, first);
    lines.add({ ...second, text: 'mended' });
    expect(lines.all.get().map(({ start, text }) => [start, text])).toEqual([
      [10, ''],
      [20, 'mended'],
      [30, ''],
    ]);
  });
});
