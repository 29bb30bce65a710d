/** The sound with which somebody asks to be let in (J1): two soft notes, made here so that nothing has to be fetched. */

/** E5 and A5. */
const NOTES_HZ = [659.25, 880] as const;
const NOTE_SECONDS = 0.16;
const RING_SECONDS = 0.6;
/** Peak of one note, of full scale. */
const PEAKS = { small: 0.06, medium: 0.2, large: 0.6 } as const;

export type ChimeLoudness = keyof typeof PEAKS;

/** Plays it once; silently does nothing where the browser does not allow sound yet. */
export async function playChime(how: ChimeLoudness): Promise<void> {
  const context = new AudioContext();
  try {
    await context.resume();
    const last = NOTES_HZ.map((hertz, index) => {
      const start = context.currentTime + index * NOTE_SECONDS;
      const tone = context.createOscillator();
      const loudness = context.createGain();
      tone.frequency.value = hertz;
      loudness.gain.setValueAtTime(PEAKS[how], start);
      loudness.gain.exponentialRampToValueAtTime(0.001, start + RING_SECONDS);
      tone.connect(loudness).connect(context.destination);
      tone.start(start);
      tone.stop(start + RING_SECONDS);
      return tone;
    }).at(-1);
    await new Promise((resolve) => last?.addEventListener('ended', resolve, { once: true }));
  } catch {
    // no sound: the pop-up and the tab's title still tell
  } finally {
    await context.close().catch(() => undefined);
  }
}
