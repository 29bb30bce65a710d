/**
 * Films and sounds for fake cameras and microphones, one pair per person, so that a test can tell whose picture and whose
 * voice arrived: a flat colour with a block that moves (every frame differs, as with a real camera), and a tone that comes
 * in bursts. Both repeat without a seam: Chromium plays the files in a loop.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export type Colour = readonly [red: number, green: number, blue: number];

export interface Person {
  readonly name: string;
  readonly colour: Colour;
  /** Hertz; a whole number, so that one second is a seamless loop. */
  readonly tone: number;
}

export const alice: Person = { name: 'alice', colour: [200, 40, 40], tone: 440 };
export const bob: Person = { name: 'bob', colour: [40, 170, 60], tone: 660 };
export const carol: Person = { name: 'carol', colour: [50, 70, 210], tone: 880 };
export const dave: Person = { name: 'dave', colour: [200, 190, 40], tone: 1100 };
export const erin: Person = { name: 'erin', colour: [180, 50, 180], tone: 1320 };
export const frank: Person = { name: 'frank', colour: [40, 180, 190], tone: 550 };
export const people: readonly Person[] = [alice, bob, carol, dave, erin, frank];

export interface FilmOptions {
  readonly width?: number;
  readonly height?: number;
  readonly framesPerSecond?: number;
}

/** Y, Cb, Cr of a colour (ITU-R BT.601, studio range: what Chromium takes y4m for). */
function toYCbCr([r, g, b]: Colour): [number, number, number] {
  return [
    Math.round(16 + (65.481 * r + 128.553 * g + 24.966 * b) / 255),
    Math.round(128 + (-37.797 * r - 74.203 * g + 112 * b) / 255),
    Math.round(128 + (112 * r - 93.786 * g - 18.214 * b) / 255),
  ];
}

/** Side of the moving block as a share of the picture's height: small, so that the mean stays the colour. */
const BLOCK_SHARE = 1 / 8;
const WHITE_LUMA = 235;

/** One second of YUV4MPEG2 in 4:2:0: about 0.9 MB at 320x180 and 10 frames per second. */
export function film(colour: Colour, { width = 320, height = 180, framesPerSecond = 10 }: FilmOptions = {}): Buffer {
  const [luma, cb, cr] = toYCbCr(colour);
  const chromaSize = (width / 2) * (height / 2);
  const chunks = [Buffer.from(`YUV4MPEG2 W${width} H${height} F${framesPerSecond}:1 Ip A1:1 C420\n`)];
  const block = Math.round(height * BLOCK_SHARE);
  for (let index = 0; index < framesPerSecond; index += 1) {
    const y = Buffer.alloc(width * height, luma);
    const left = Math.round(((width - block) * index) / framesPerSecond);
    for (let row = 0; row < block; row += 1) {
      const start = (Math.round(height / 2) + row) * width + left;
      y.fill(WHITE_LUMA, start, start + block);
    }
    chunks.push(Buffer.from('FRAME\n'), y, Buffer.alloc(chromaSize, cb), Buffer.alloc(chromaSize, cr));
  }
  return Buffer.concat(chunks);
}

const SAMPLE_RATE = 48_000;
const AMPLITUDE = 0.4;
/** Bursts per second: a steady tone is noise to a noise suppressor, and is taken away; so is one above 1.4 kHz, for RNNoise. */
const BURSTS_PER_SECOND = 4;

/** One second of 16-bit mono WAV at 48 kHz. */
export function sound(tone: number): Buffer {
  const HEADER_BYTES = 44;
  const SAMPLE_BYTES = 2;
  const dataBytes = SAMPLE_RATE * SAMPLE_BYTES;
  const wav = Buffer.alloc(HEADER_BYTES + dataBytes);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20); // PCM
  wav.writeUInt16LE(1, 22); // mono
  wav.writeUInt32LE(SAMPLE_RATE, 24);
  wav.writeUInt32LE(SAMPLE_RATE * SAMPLE_BYTES, 28);
  wav.writeUInt16LE(SAMPLE_BYTES, 32);
  wav.writeUInt16LE(SAMPLE_BYTES * 8, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(dataBytes, 40);
  for (let index = 0; index < SAMPLE_RATE; index += 1) {
    const seconds = index / SAMPLE_RATE;
    const envelope = Math.sin(Math.PI * BURSTS_PER_SECOND * seconds) ** 2;
    const value = AMPLITUDE * envelope * Math.sin(2 * Math.PI * tone * seconds);
    wav.writeInt16LE(Math.round(value * 0x7fff), HEADER_BYTES + index * SAMPLE_BYTES);
  }
  return wav;
}

/** Makes files of a person's film and sound on demand, in one new temporary folder. */
export function createFakeMedia(): {
  camera(person: Person, options?: FilmOptions): string;
  microphone(person: Person): string;
  /** Removes the files; they are made again when they are asked for. */
  end(): void;
} {
  let folder: string | undefined;
  const made = new Set<string>();
  const file = (name: string, content: () => Buffer): string => {
    folder ??= mkdtempSync(path.join(tmpdir(), 'mensetsu-media-'));
    const place = path.join(folder, name);
    if (!made.has(name)) writeFileSync(place, content());
    made.add(name);
    return place;
  };
  return {
    camera: (person, options = {}) =>
      file(`${person.name}-${Object.values(options).join('x')}.y4m`, () => film(person.colour, options)),
    microphone: (person) => file(`${person.name}.wav`, () => sound(person.tone)),
    end() {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
      folder = undefined;
      made.clear();
    },
  };
}
