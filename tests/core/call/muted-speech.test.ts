import { expect, test } from 'vitest';
import { createMutedSpeech } from '../../../src/lib/core/call/muted-speech.ts';
import { cell } from '../../../src/lib/core/cell.ts';
import { createManualClock } from '../../support/manual-clock.ts';

function muted() {
  const clock = createManualClock();
  const microphoneOn = cell(false);
  let level: (ms: number) => number = () => 0.001;
  let now = 0;
  const speech = createMutedSpeech({ clock, microphoneOn, rms: () => level(now) });
  const pass = (ms: number, sound: (ms: number) => number): void => {
    level = sound;
    for (let at = 0; at < ms; at += 50) {
      now += 50;
      clock.advance(50);
    }
  };
  return { speech, microphoneOn, pass };
}
const quiet = (): number => 0.001;
/** Syllables: loud and soft in turns. */
const talk = (ms: number): number => (Math.floor(ms / 200) % 3 === 2 ? 0.002 : 0.08);
const fan = (): number => 0.03;

test('C6 who speaks with the microphone off is told, until it is on', () => {
  const { speech, microphoneOn, pass } = muted();
  pass(3_000, quiet);
  expect(speech.noticed.get()).toBe(false);
  pass(1_500, talk);
  expect(speech.noticed.get()).toBe(true);
  microphoneOn.set(true);
  expect(speech.noticed.get()).toBe(false);
  pass(3_000, talk);
  expect(speech.noticed.get()).toBe(false);
});

test('C6 once for each time of being muted', () => {
  const { speech, microphoneOn, pass } = muted();
  pass(3_000, talk);
  speech.dismiss();
  pass(3_000, talk);
  expect(speech.noticed.get()).toBe(false);
  microphoneOn.set(true);
  microphoneOn.set(false);
  pass(3_000, talk);
  expect(speech.noticed.get()).toBe(true);
});

test.each([
  ['a fan', fan],
  ['a door', (ms: number): number => (ms % 2_000 < 150 ? 0.3 : 0.001)],
  ['silence', () => 0],
])('C6 %s is no speech', (_what, sound) => {
  const { speech, pass } = muted();
  pass(500, quiet);
  pass(8_000, sound);
  expect(speech.noticed.get()).toBe(false);
});

test('nothing is noticed after the end', () => {
  const { speech, pass } = muted();
  speech.end();
  pass(3_000, talk);
  expect(speech.noticed.get()).toBe(false);
});
