/** A picture of what a video shows at this moment, as it was sent: neither mirrored nor cropped. */

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
