import { expect, test } from 'vitest';
import { onNetworkChange } from '../../../src/lib/platform/rtc.ts';

class Line extends EventTarget {
  type = 'wifi';
}

test('a new kind of network and coming online count, a new estimate of the speed does not', () => {
  const window = new EventTarget();
  const connection = new Line();
  let changes = 0;
  const stop = onNetworkChange({ window, connection }, () => (changes += 1));
  connection.dispatchEvent(new Event('change'));
  expect(changes).toBe(0);
  connection.type = 'cellular';
  connection.dispatchEvent(new Event('change'));
  window.dispatchEvent(new Event('online'));
  expect(changes).toBe(2);
  stop();
  window.dispatchEvent(new Event('online'));
  expect(changes).toBe(2);
});
