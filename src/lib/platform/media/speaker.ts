/** Sound out: which device it comes from, where a browser lets one choose, and the test sound. */
import type { SpeakerPort } from '../../core/media/ports.ts';
import { testSoundWav } from './test-sound.ts';

/** Longest wait for the end of the test sound, in milliseconds: without a sound device some browsers never get there. */
const PLAY_MAX_MS = 6_000;

/** Missing in older Safari and on Android, whatever the DOM types say. */
const canRoute = (): boolean => typeof HTMLMediaElement.prototype.setSinkId === 'function';

/**
 * Lets an element play through the device; undefined is the system's own. False where that is not possible (the device is gone,
 * or the browser cannot choose): the element then plays through the system's own device.
 */
export async function routeTo(element: HTMLMediaElement, deviceId: string | undefined): Promise<boolean> {
  if (!canRoute()) return deviceId === undefined;
  try {
    await element.setSinkId(deviceId ?? '');
    return true;
  } catch {
    return false;
  }
}

/** `handheld`: a phone or tablet, where the system decides (spec W3). */
export const browserSpeaker = (handheld: boolean): SpeakerPort => ({
  choosable: canRoute() && !handheld,
  async playTestSound(deviceId) {
    const url = URL.createObjectURL(testSoundWav());
    const element = new Audio(url);
    try {
      await routeTo(element, deviceId);
      return await new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => resolve(element.currentTime > 0), PLAY_MAX_MS);
        const done = (played: boolean): void => {
          clearTimeout(timer);
          resolve(played);
        };
        element.addEventListener('ended', () => done(true), { once: true });
        element.addEventListener('error', () => done(false), { once: true });
        // Rejects by the autoplay rules: nobody has touched the page yet.
        element.play().catch(() => done(false));
      });
    } finally {
      element.pause();
      URL.revokeObjectURL(url);
    }
  },
});
