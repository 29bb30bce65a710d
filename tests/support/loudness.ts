/** How loud a sound is over time, taken from a track block by block (about 10 ms each) without leaving any out. */
import type { Page } from '@playwright/test';

/** Below it is nothing: what 16 bits can hold. */
const NOTHING_DB = -100;

/** Decibels of full scale of each block of the first sound that the page plays from somebody else, for `seconds`. */
export const loudness = async (page: Page, seconds: number): Promise<readonly number[]> => {
  const blocks = await page.evaluate(async (duration): Promise<number[]> => {
    const [track] = [...document.querySelectorAll('audio')].flatMap(({ srcObject }) =>
      srcObject instanceof MediaStream ? srcObject.getAudioTracks() : [],
    );
    if (!track) throw new Error('nobody is heard');
    // What a track gives is not in TypeScript's DOM yet (mediacapture-transform).
    const { MediaStreamTrackProcessor: Processor } = window as unknown as {
      MediaStreamTrackProcessor: new (init: { track: MediaStreamTrack }) => { readable: ReadableStream<AudioData> };
    };
    const copy = track.clone();
    const reader = new Processor({ track: copy }).readable.getReader();
    const powers: number[] = [];
    for (let heard = 0; heard < duration;) {
      const { value } = await reader.read();
      if (!value) break;
      const samples = new Float32Array(value.numberOfFrames);
      value.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
      heard += value.numberOfFrames / value.sampleRate;
      value.close();
      powers.push(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    }
    await reader.cancel();
    copy.stop();
    return powers;
  }, seconds);
  return blocks.map((power) => Math.max(NOTHING_DB, 10 * Math.log10(power)));
};

/** How often a steady sound leaves its level by so many decibels and comes back: blocks that follow on each other are one stretch. */
export function stretchesAway(blocks: readonly number[], decibels: number): number {
  const usual = [...blocks].sort((a, b) => a - b)[Math.floor(blocks.length / 2)] ?? NaN;
  const isAway = (block: number | undefined): boolean => block !== undefined && Math.abs(block - usual) >= decibels;
  return blocks.filter((block, at) => isAway(block) && !isAway(blocks[at - 1])).length;
}

/** The level that the quietest tenth of the blocks stays below, and the mean level of the loudest third. */
export function pauseAndSpeech(blocks: readonly number[]): { readonly pause: number; readonly speech: number } {
  const sorted = [...blocks].sort((a, b) => a - b);
  const loud = sorted.slice(Math.floor((sorted.length * 2) / 3));
  const power = loud.reduce((sum, level) => sum + 10 ** (level / 10), 0) / loud.length;
  return { pause: sorted[Math.floor(sorted.length / 10)] ?? NaN, speech: 10 * Math.log10(power) };
}
