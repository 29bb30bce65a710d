import { describe, expect, test } from 'vitest';
import {
  isBare,
  step,
  type BackdropEffect,
  type BackdropEvent,
  type BackdropState,
} from '../../../../src/lib/core/media/backdrop/state.ts';

const off: BackdropState = { t: 'off' };
const waiting: BackdropState = { t: 'waiting' };
const bare: BackdropState = { t: 'preparing', bare: true };
const hidden: BackdropState = { t: 'preparing', bare: false };
const running: BackdropState = { t: 'running' };
const failed: BackdropState = { t: 'stopped', why: 'failed' };
const slow: BackdropState = { t: 'stopped', why: 'too-slow' };

const none: BackdropEvent = { t: 'chosen', some: false, live: true };
const some: BackdropEvent = { t: 'chosen', some: true, live: true };
const someDark: BackdropEvent = { t: 'chosen', some: true, live: false };
const camera: BackdropEvent = { t: 'camera', live: true };
const dark: BackdropEvent = { t: 'camera', live: false };
const ready: BackdropEvent = { t: 'ready' };
const dismissed: BackdropEvent = { t: 'dismissed' };
const broken: BackdropEvent = { t: 'broken', why: 'failed' };
const tooSlow: BackdropEvent = { t: 'broken', why: 'too-slow' };

type Row = readonly [from: BackdropState, event: BackdropEvent, to: BackdropState, ...effects: BackdropEffect[]];
const table: readonly Row[] = [
  [off, none, off],
  [off, some, bare, 'start'],
  [off, someDark, waiting],
  [off, camera, off],
  [off, dark, off],
  [off, ready, off],
  [off, dismissed, off],
  [off, broken, off],

  [waiting, none, off],
  [waiting, some, hidden, 'start'],
  [waiting, someDark, waiting],
  [waiting, camera, hidden, 'start'],
  [waiting, dark, waiting],
  [waiting, ready, waiting],
  [waiting, dismissed, waiting],
  [waiting, broken, waiting],

  [bare, none, off, 'end'],
  [bare, some, bare, 'change'],
  [bare, someDark, bare, 'change'],
  [bare, camera, hidden, 'end', 'start'],
  [bare, dark, waiting, 'end'],
  [bare, ready, running],
  [bare, dismissed, bare],
  [bare, broken, failed, 'end', 'camera-off'],
  [bare, tooSlow, slow, 'end', 'camera-off'],

  [hidden, none, off, 'end'],
  [hidden, some, hidden, 'change'],
  [hidden, someDark, hidden, 'change'],
  [hidden, camera, hidden, 'end', 'start'],
  [hidden, dark, waiting, 'end'],
  [hidden, ready, running],
  [hidden, dismissed, hidden],
  [hidden, broken, failed, 'end', 'camera-off'],

  [running, none, off, 'end'],
  [running, some, running, 'change'],
  [running, someDark, running, 'change'],
  [running, camera, hidden, 'end', 'start'],
  [running, dark, waiting, 'end'],
  [running, ready, running],
  [running, dismissed, running],
  [running, broken, failed, 'end', 'camera-off'],
  [running, tooSlow, slow, 'end', 'camera-off'],

  [failed, none, off],
  [failed, some, waiting, 'camera-on'],
  [failed, someDark, waiting, 'camera-on'],
  [failed, camera, hidden, 'start'],
  [failed, dark, failed],
  [failed, ready, failed],
  [failed, dismissed, waiting],
  [failed, tooSlow, failed],
];

describe('W4 the virtual background as a table', () => {
  test.each(table.map((row) => ({ row, name: `${JSON.stringify(row[0])} ${JSON.stringify(row[1])}` })))(
    '$name',
    ({ row: [from, event, to, ...effects] }) => {
      expect(step(from, event)).toEqual({ state: to, effects });
    },
  );

  test('no event but the choice of none leads from a background to the bare room', () => {
    for (const [from, event, to] of table) if (!isBare(from) && isBare(to)) expect(event).toEqual(none);
  });
});
