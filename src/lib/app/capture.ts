/** 「画面をキャプチャする」 (V3): a picture of somebody's video on the own device. */
import { lighter, snapshot } from '../platform/media/snapshot.ts';
import { fileName, saveBlob } from '../platform/save.ts';

export { lighter, snapshot };

/** Saves the picture; the name that it got is returned. `title` names the person and the time. */
export function savePicture(picture: Blob, title: string): string {
  const name = fileName(title, 'png');
  saveBlob(name, picture);
  return name;
}
