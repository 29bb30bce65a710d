import { expect, test } from 'vitest';
import { keepQuality } from '../../../src/lib/app/call-quality.ts';
import { cell, happening } from '../../../src/lib/core/cell.ts';
import { keptInMemory } from '../../../src/lib/core/kept.ts';
import { createScope } from '../../../src/lib/core/scope.ts';
import type { QualityPreference, VideoQuality } from '../../../src/lib/wire/remembered.ts';
import { createManualClock } from '../../support/manual-clock.ts';

function setUp(remembered?: QualityPreference) {
  const scope = createScope(createManualClock());
  const preset = cell<VideoQuality>('high');
  const [strained, overloaded, screenAllowed, cameraOn] = [cell(false), cell(false), cell(true), cell(true)];
  const cameraOff = happening<undefined>();
  const kept = keptInMemory(remembered);
  const relieved: string[] = [];
  keepQuality({
    scope,
    quality: { preset, strained, overloaded, screenAllowed, cameraOff, setPreset: preset.set },
    backdrop: { relieve: () => void relieved.push(overloaded.get() ? 'again' : 'once') },
    media: {
      cameraOn,
      setCamera: (on) => {
        cameraOn.set(on);
        return Promise.resolve();
      },
    },
    kept,
    share: { allow: () => undefined },
  });
  return { scope, preset, strained, overloaded, cameraOn, cameraOff, kept, relieved };
}

test('W4 a machine that does not keep up with the call relieves the background, and once more where that was not enough', () => {
  const { scope, strained, overloaded, relieved } = setUp();
  expect(relieved).toEqual([]);
  strained.set(true);
  expect(relieved).toEqual(['once']);
  overloaded.set(true);
  expect(relieved).toEqual(['once', 'again']);
  strained.set(false);
  overloaded.set(false);
  expect(relieved).toHaveLength(2);
  strained.set(true);
  expect(relieved).toHaveLength(3);
  scope.end();
  overloaded.set(true);
  expect(relieved).toHaveLength(3);
});

test('V4 the preset is remembered; 音声のみ releases the camera, which comes back with the next better one', () => {
  const { preset, cameraOn, kept } = setUp({ video: 'low' });
  expect(preset.get()).toBe('low');
  preset.set('audio');
  expect([cameraOn.get(), kept.get()]).toEqual([false, { video: 'audio' }]);
  preset.set('mid');
  expect([cameraOn.get(), kept.get()]).toEqual([true, { video: 'mid' }]);
});

test('C7 the line switches the camera off', () => {
  const { cameraOn, cameraOff } = setUp();
  cameraOff.emit(undefined);
  expect(cameraOn.get()).toBe(false);
});
