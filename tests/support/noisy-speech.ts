/**
 * A person who speaks beside a fan, as a file for Chromium's fake microphone, which plays it in a loop: speech with a pause before and
 * after, and over all of it the noise.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const RATE_HZ = 48_000;
const HEADER_BYTES = 44;
const SPEECH = path.join(import.meta.dirname, '../fixtures/speech-ja.wav');
const PAUSE_SECONDS = 1.6;

/** The samples, -1 to 1, of a WAV file with one channel of 16 bits. */
function samplesOf(file: string): { readonly rate: number; readonly samples: Float32Array } {
  const bytes = readFileSync(file);
  const count = (bytes.length - HEADER_BYTES) / 2;
  const samples = Float32Array.from({ length: count }, (_, at) => bytes.readInt16LE(HEADER_BYTES + at * 2) / 0x8000);
  return { rate: bytes.readUInt32LE(24), samples };
}

function atRate({ rate, samples }: ReturnType<typeof samplesOf>): Float32Array {
  return Float32Array.from({ length: Math.floor((samples.length * RATE_HZ) / rate) }, (_, at) => {
    const place = (at * rate) / RATE_HZ;
    const before = Math.floor(place);
    const share = place - before;
    return (samples[before] ?? 0) * (1 - share) + (samples[before + 1] ?? 0) * share;
  });
}

/** Rushing air (brown and a little white noise) and the hum of the motor, about -36 dB of full scale; the same each time. */
function fan(count: number): Float32Array {
  let seed = 1;
  const random = (): number => {
    seed = (seed * 16_807) % 0x7fffffff; // Park and Miller's generator
    return (seed / 0x7fffffff) * 2 - 1;
  };
  let air = 0;
  return Float32Array.from({ length: count }, (_, at) => {
    air = 0.98 * air + 0.02 * random();
    return 0.25 * air + 0.005 * random() + 0.01 * Math.sin((2 * Math.PI * 120 * at) / RATE_HZ);
  });
}

export function wav(samples: Float32Array): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES + samples.length * 2);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(HEADER_BYTES - 8 + samples.length * 2, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20); // PCM
  bytes.writeUInt16LE(1, 22); // one channel
  bytes.writeUInt32LE(RATE_HZ, 24);
  bytes.writeUInt32LE(RATE_HZ * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((sample, at) => bytes.writeInt16LE(Math.round(sample * 0x7fff), HEADER_BYTES + at * 2));
  return bytes;
}

export interface NoisySpeech {
  /** A WAV file. */
  readonly file: string;
  /** Length of one round: a pause, speech, a pause. */
  readonly seconds: number;
  remove(): void;
}

/** The samples at 48 kHz: speech beside a fan. */
export function noisySpeechSamples(): Float32Array {
  const speech = atRate(samplesOf(SPEECH));
  const pause = PAUSE_SECONDS * RATE_HZ;
  const SPEECH_SHARE = 0.6;
  return fan(speech.length + 2 * pause).map((noise, at) => noise + SPEECH_SHARE * (speech[at - pause] ?? 0));
}

export function noisySpeech(): NoisySpeech {
  const folder = mkdtempSync(path.join(tmpdir(), 'mensetsu-speech-'));
  const samples = noisySpeechSamples();
  const file = path.join(folder, 'speech.wav');
  writeFileSync(file, wav(samples));
  return {
    file,
    seconds: samples.length / RATE_HZ,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
