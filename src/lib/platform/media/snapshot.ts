/** A picture of what a video shows at this moment, as it was sent: neither mirrored nor cropped; and how it is made lighter. */

/** A PNG; undefined while there is no picture, or where the browser makes none. */
export async function snapshot(video: HTMLVideoElement): Promise<Blob | undefined> {
  const { videoWidth: width, videoHeight: height } = video;
  if (width === 0 || height === 0) return undefined;
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) return undefined;
  context.drawImage(video, 0, 0);
  return new Promise((resolve) => canvas.toBlob((made) => resolve(made ?? undefined), 'image/png'));
}

/** Up to here a picture goes as it is, in bytes: text on a screen is sharpest as PNG. */
const LIGHT_BYTES = 1024 * 1024;
const JPEG_QUALITY = 0.9;

/** The picture, as JPEG where it is heavy: others have to fetch it. */
export async function lighter(picture: Blob): Promise<Blob> {
  if (picture.size <= LIGHT_BYTES) return picture;
  const bitmap = await createImageBitmap(picture);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d', { alpha: false })?.drawImage(bitmap, 0, 0);
  bitmap.close();
  const made = await canvas.convertToBlob({ type: 'image/jpeg', quality: JPEG_QUALITY });
  return made.size < picture.size ? made : picture;
}
