/**
 * What really arrives in a page, measured from outside the app: decoded frames and mean colour of its videos, the strongest
 * frequency of each sound that it plays. All run as functions in the page, since its policy forbids evaluated strings.
 */
import type { Locator, Page } from '@playwright/test';
import type { Colour } from './fake-media.ts';

/** Frames that the video decoded and showed since it began. */
export const framesDecoded = (video: Locator): Promise<number> =>
  video.evaluate((element: HTMLVideoElement) => element.getVideoPlaybackQuality().totalVideoFrames);

/** Mean colour of the middle of the picture as it is now; undefined while there is none. */
export const averageColour = (video: Locator): Promise<Colour | undefined> =>
  video.evaluate((element: HTMLVideoElement): Colour | undefined => {
    const { videoWidth: width, videoHeight: height } = element;
    if (width === 0 || height === 0) return undefined;
    const SIDE = 16; // the browser averages when it scales down
    const canvas = document.createElement('canvas');
    canvas.width = SIDE;
    canvas.height = SIDE;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) return undefined;
    context.drawImage(element, width / 4, height / 4, width / 2, height / 2, 0, 0, SIDE, SIDE);
    const { data } = context.getImageData(0, 0, SIDE, SIDE);
    const total = [0, 0, 0];
    for (let at = 0; at < data.length; at += 4) {
      for (const channel of [0, 1, 2]) total[channel] = (total[channel] ?? 0) + (data[at + channel] ?? 0);
    }
    const mean = (channel: number): number => Math.round((total[channel] ?? 0) / (SIDE * SIDE));
    return [mean(0), mean(1), mean(2)];
  });

/** How far two colours are apart, 0 to 441; what one camera shows stays within about 40 after coding. */
export const colourDistance = (a: Colour, b: Colour): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

export interface HeardTone {
  /** Hertz of the strongest frequency, to about 6 Hz. */
  readonly frequency: number;
  /** Its level in dBFS; below about -80 is silence. */
  readonly level: number;
}

/**
 * The strongest tone in each remote sound that the page plays (audio and video elements with a live audio track, muted
 * ones left out), listened to for `ms`. Chromium gives silence for a track that does not also play in an element.
 */
export const heardTones = (page: Page, ms = 700): Promise<readonly HeardTone[]> =>
  page.evaluate(async (duration): Promise<HeardTone[]> => {
    const FFT_SIZE = 8192;
    const LOWEST_HZ = 100; // below it is hum, not a test tone
    const sounds = [...document.querySelectorAll<HTMLMediaElement>('audio, video')]
      .filter((element) => !element.muted && !element.paused)
      .flatMap((element) => (element.srcObject instanceof MediaStream ? element.srcObject.getAudioTracks() : []))
      .filter((track) => track.readyState === 'live');
    const context = new AudioContext();
    await context.resume();
    const analysers = sounds.map((track) => {
      const analyser = context.createAnalyser();
      analyser.fftSize = FFT_SIZE;
      analyser.smoothingTimeConstant = 0;
      context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
      return { analyser, best: { frequency: 0, level: -Infinity } };
    });
    const end = performance.now() + duration;
    const bins = new Float32Array(FFT_SIZE / 2);
    while (performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      for (const heard of analysers) {
        heard.analyser.getFloatFrequencyData(bins);
        const hertzPerBin = context.sampleRate / FFT_SIZE;
        for (let bin = Math.ceil(LOWEST_HZ / hertzPerBin); bin < bins.length; bin += 1) {
          const level = bins[bin] ?? -Infinity;
          if (level > heard.best.level) heard.best = { frequency: bin * hertzPerBin, level };
        }
      }
    }
    await context.close();
    return analysers.map(({ best }) => best);
  }, ms);

/** Whether one of the tones is this one, loud enough to be heard. */
export const hears = (tones: readonly HeardTone[], tone: number): boolean => {
  const NEAR_HZ = 12;
  const AUDIBLE_DBFS = -60;
  return tones.some(({ frequency, level }) => Math.abs(frequency - tone) <= NEAR_HZ && level > AUDIBLE_DBFS);
};
