/** The test sound: three rising notes, made here so that nothing has to be fetched. */

const RATE_HZ = 24_000;
const HEADER_BYTES = 44;
/** C5, E5, G5. */
const NOTES_HZ = [523.25, 659.25, 783.99] as const;
const NOTE_SECONDS = 0.35;
/** Each note rings on into the next. */
const RING_SECONDS = 0.9;
/** Peak of one note, of full scale: three overlap and stay below 1. */
const NOTE_PEAK = 0.25;
/** Without a soft start a note clicks. */
const ATTACK_SECONDS = 0.01;
const DECAY_PER_SECOND = 5;

/** The samples, -1 to 1, one channel at RATE_HZ. */
export function testSoundSamples(): Float32Array<ArrayBuffer> {
  const seconds = (NOTES_HZ.length - 1) * NOTE_SECONDS + RING_SECONDS;
  const samples = new Float32Array(Math.round(seconds * RATE_HZ));
  NOTES_HZ.forEach((hertz, index) => {
    const start = Math.round(index * NOTE_SECONDS * RATE_HZ);
    const length = Math.round(RING_SECONDS * RATE_HZ);
    for (let i = 0; i < length && start + i < samples.length; i++) {
      const t = i / RATE_HZ;
      const envelope = Math.min(1, t / ATTACK_SECONDS) * Math.exp(-DECAY_PER_SECOND * t) * (1 - i / length);
      samples[start + i] = (samples[start + i] ?? 0) + NOTE_PEAK * envelope * Math.sin(2 * Math.PI * hertz * t);
    }
  });
  return samples;
}

/** 16-bit PCM in a WAV file (RIFF). */
export function testSoundWav(): Blob {
  const samples = testSoundSamples();
  const view = new DataView(new ArrayBuffer(HEADER_BYTES + samples.length * 2));
  const text = (at: number, chars: string): void => {
    for (let i = 0; i < chars.length; i++) view.setUint8(at + i, chars.charCodeAt(i));
  };
  text(0, 'RIFF');
  view.setUint32(4, HEADER_BYTES - 8 + samples.length * 2, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true); // length of the format chunk
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // channels
  view.setUint32(24, RATE_HZ, true);
  view.setUint32(28, RATE_HZ * 2, true); // bytes per second
  view.setUint16(32, 2, true); // bytes per frame
  view.setUint16(34, 16, true); // bits per sample
  text(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, i) => view.setInt16(HEADER_BYTES + i * 2, Math.round(sample * 32_767), true));
  return new Blob([view], { type: 'audio/wav' });
}
