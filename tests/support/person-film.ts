/** A fake camera that shows a person in a room, for the virtual background: fixtures/person.jpg as a film (Motion JPEG is JPEGs in a row). */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../tools/fresh-build.ts';

export const PERSON_PICTURE = path.join(projectRoot, 'tests/fixtures/person.jpg');
const FRAMES = 30;

export function personFilm(): { readonly args: readonly string[]; end(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'mensetsu-person-'));
  const film = path.join(folder, 'person.mjpeg');
  const frame = readFileSync(PERSON_PICTURE);
  writeFileSync(film, Buffer.concat(Array.from({ length: FRAMES }, () => frame)));
  return {
    args: [`--use-file-for-fake-video-capture=${film}`],
    end: () => rmSync(folder, { recursive: true }),
  };
}
