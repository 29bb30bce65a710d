/**
 * A small picture of a received file, as pixels for a canvas: nothing of the file is ever given to the page as a document or an
 * address. Undefined where the file is no picture that may be shown.
 */
import { IMAGE_HEAD_BYTES, imageOf } from '../../core/files/image-type.ts';

/** @param maxSide of the result, in device pixels; smaller pictures stay as they are */
export async function previewOf(file: Blob, maxSide: number): Promise<ImageBitmap | undefined> {
  const head = new Uint8Array(await file.slice(0, IMAGE_HEAD_BYTES).arrayBuffer());
  const image = imageOf(head);
  if (!image) return undefined;
  const scale = Math.min(1, maxSide / Math.max(image.width, image.height));
  try {
    return await createImageBitmap(new Blob([file], { type: image.type }), {
      ...(scale < 1 && { resizeWidth: Math.max(1, Math.round(image.width * scale)), resizeQuality: 'medium' }),
    });
  } catch {
    return undefined; // damaged, or of a kind that this browser does not decode
  }
}
