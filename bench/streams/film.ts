/**
 * A camera as cameras are, for the encoder's sake: 1280x720 at 30 frames a second of a head that moves before a wall with a pattern, with
 * the noise of a sensor over all of it. A flat colour would cost an encoder nothing.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const WIDTH = 1280;
const HEIGHT = 720;
/** Also the number of frames: one second, played in a loop. */
const FRAMES_PER_SECOND = 30;
/** Luma steps, to either side. */
const NOISE = 1;
const NOISE_TABLE = 65_521; // a prime, so that no row of it repeats in the next

/** The wall: a light from one side, and stripes that do not vanish when the picture is scaled down. */
function wall(): Uint8Array {
  const luma = new Uint8Array(WIDTH * HEIGHT);
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      luma[y * WIDTH + x] = 90 + (x / WIDTH) * 60 + 12 * Math.sin(x / 17) * Math.sin(y / 23);
    }
  }
  return luma;
}

function drawHead(luma: Uint8Array, turn: number): void {
  const centreX = WIDTH / 2 + 40 * Math.sin(2 * Math.PI * turn);
  const centreY = HEIGHT / 2 + 12 * Math.sin(4 * Math.PI * turn);
  const [halfWidth, halfHeight] = [150, 210];
  for (let y = Math.floor(centreY - halfHeight); y < centreY + halfHeight; y += 1) {
    for (let x = Math.floor(centreX - halfWidth); x < centreX + halfWidth; x += 1) {
      const [dx, dy] = [(x - centreX) / halfWidth, (y - centreY) / halfHeight];
      const inside = dx * dx + dy * dy;
      if (inside < 1) luma[y * WIDTH + x] = 200 - 70 * inside + 20 * Math.sin(dx * 9) * Math.cos(dy * 11);
    }
  }
}

function y4m(): Buffer {
  const still = wall();
  const noise = Int8Array.from({ length: NOISE_TABLE }, () => Math.round((Math.random() * 2 - 1) * NOISE));
  const chroma = Buffer.alloc((WIDTH / 2) * (HEIGHT / 2), 122);
  const chunks = [Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F${FRAMES_PER_SECOND}:1 Ip A1:1 C420\n`)];
  for (let index = 0; index < FRAMES_PER_SECOND; index += 1) {
    const luma = still.slice();
    drawHead(luma, index / FRAMES_PER_SECOND);
    let at = Math.floor(Math.random() * NOISE_TABLE);
    for (let pixel = 0; pixel < luma.length; pixel += 1) {
      luma[pixel] = (luma[pixel] ?? 0) + (noise[at] ?? 0);
      at = at + 1 === NOISE_TABLE ? 0 : at + 1;
    }
    chunks.push(Buffer.from('FRAME\n'), Buffer.from(luma.buffer), chroma, chroma);
  }
  return Buffer.concat(chunks);
}

export interface CameraFilm {
  /** Flags of a browser whose camera it is. */
  readonly args: readonly string[];
  end(): void;
}

export function cameraFilm(): CameraFilm {
  const folder = mkdtempSync(path.join(tmpdir(), 'mensetsu-film-'));
  const film = path.join(folder, 'camera.y4m');
  writeFileSync(film, y4m());
  return {
    args: [`--use-file-for-fake-video-capture=${film}`],
    end: () => rmSync(folder, { recursive: true }),
  };
}
