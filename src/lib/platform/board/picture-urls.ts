/** The board's pictures as addresses of this page: what their bytes say they are, and nothing that would open or load anything. */
import { IMAGE_HEAD_BYTES, imageOf } from '../../core/files/image-type.ts';
import type { BoardPictures } from '../../core/files/board-pictures.ts';

export interface PictureUrls {
  /** Once the picture is here: that may be never. Undefined where it is none that may be shown. */
  url(source: string): Promise<string | undefined>;
  /** At once; undefined where it is not here. */
  urlNow(source: string): Promise<string | undefined>;
  end(): void;
}

export function createPictureUrls(pictures: Pick<BoardPictures, 'read' | 'bytes'>): PictureUrls {
  const made = new Map<string, Promise<string | undefined>>();
  let ended = false;
  async function make(bytes: Blob): Promise<string | undefined> {
    const image = imageOf(new Uint8Array(await bytes.slice(0, IMAGE_HEAD_BYTES).arrayBuffer()));
    return image && !ended ? URL.createObjectURL(new Blob([bytes], { type: image.type })) : undefined;
  }
  function urlOf(source: string, bytes: Blob): Promise<string | undefined> {
    const known = made.get(source) ?? make(bytes);
    made.set(source, known);
    return known;
  }
  return {
    async url(source) {
      const bytes = await pictures.bytes(source);
      return bytes && urlOf(source, bytes);
    },
    async urlNow(source) {
      const bytes = pictures.read(source);
      return bytes && urlOf(source, bytes);
    },
    end() {
      ended = true;
      for (const url of made.values()) void url.then((found) => found && URL.revokeObjectURL(found));
      made.clear();
    },
  };
}
