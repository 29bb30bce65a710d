/**
 * Draws the background pictures anew: `node tools/backgrounds/make.ts` writes static/backgrounds/*.webp from scenes.ts, with
 * Chromium as the painter. The pictures are in the repository; this is needed only to change them.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { PRESETS } from '../../src/lib/wire/backdrop.ts';
import { launchBrowser } from '../../tests/support/browsers.ts';
import { projectRoot } from '../fresh-build.ts';
import { sceneOf } from './scenes.ts';

/** Best first: the first that keeps a picture below the limit is taken. */
const QUALITIES = [0.85, 0.75, 0.65, 0.55, 0.45];
const PICTURE_MAX_BYTES = 40 * 1024;

const browser = await launchBrowser({ name: 'the painter' });
const page = await browser.newPage();
for (const preset of PRESETS) {
  const webp = await page.evaluate(
    async ({ svg, qualities, maxBytes }) => {
      const image = new Image();
      image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.width;
      canvas.height = image.height;
      canvas.getContext('2d')?.drawImage(image, 0, 0);
      const texts = qualities.map((quality) => canvas.toDataURL('image/webp', quality));
      return texts.find((text) => (text.length * 3) / 4 < maxBytes) ?? texts.at(-1) ?? '';
    },
    { svg: sceneOf(preset), qualities: QUALITIES, maxBytes: PICTURE_MAX_BYTES },
  );
  const bytes = Buffer.from(webp.slice(webp.indexOf(',') + 1), 'base64');
  writeFileSync(path.join(projectRoot, 'static/backgrounds', `${preset}.webp`), bytes);
  console.log(`${preset.padEnd(10)} ${(bytes.length / 1024).toFixed(1)} KB`);
}
await browser.close();
