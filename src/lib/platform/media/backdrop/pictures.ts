/** Background pictures of a browser: those that come with the client, and the own one, which never leaves it. */
import { presetUrl } from '../../../core/media/backdrop/choices.ts';
import { faultOfFile, faultOfLength } from '../../../core/media/backdrop/picture-file.ts';
import type { BackdropPictures } from '../../../core/media/backdrop/ports.ts';
import { PICTURE_HEIGHT, PICTURE_WIDTH } from '../../../wire/backdrop.ts';
import { ownPictureStore } from './own-picture-store.ts';

const KEPT_TYPE = 'image/jpeg';
const KEPT_QUALITY = 0.88;

export function browserPictures(): BackdropPictures {
  const store = ownPictureStore();
  return {
    async preset(preset) {
      const response = await fetch(presetUrl(preset));
      if (!response.ok) throw new Error(`no background picture: ${response.status}`);
      return createImageBitmap(await response.blob());
    },
    async own() {
      const file = await store.get();
      if (!file) return undefined;
      try {
        return { file, picture: await createImageBitmap(file) };
      } catch {
        return undefined; // whoever put it there, it is no picture
      }
    },
    async keepOwn(file) {
      let small: Blob;
      try {
        const fault = faultOfLength(file.size) ?? faultOfFile(new Uint8Array(await file.arrayBuffer()));
        if (fault) return fault;
        small = await shrink(file);
      } catch {
        return 'unreadable';
      }
      return (await store.put(small)) ? undefined : 'not-kept';
    },
    removeOwn: () => store.remove(),
  };
}

/** What is kept is drawn anew, so it holds pixels and nothing else: no place, no camera, no trailing data. */
async function shrink(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const scale = Math.min(1, Math.max(PICTURE_WIDTH / picture.width, PICTURE_HEIGHT / picture.height));
  const [width, height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  // What is longer than the frame would never be seen.
  const canvas = new OffscreenCanvas(Math.min(width, PICTURE_WIDTH), Math.min(height, PICTURE_HEIGHT));
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('no canvas');
  pen.imageSmoothingQuality = 'high';
  pen.fillStyle = '#fff'; // behind what is transparent
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
  picture.close();
  return canvas.convertToBlob({ type: KEPT_TYPE, quality: KEPT_QUALITY });
}
