/**
 * An own background picture as it comes in: a JPEG or PNG of at most 512 KB. Its size in pixels is read from its header before
 * any decoder sees it, since half a megabyte of PNG can unfold to gigabytes.
 */
import { OWN_PICTURE_MAX_BYTES } from '../../../wire/backdrop.ts';

export type PictureFault =
  | 'too-large' // more bytes than are taken
  | 'not-a-picture' // neither JPEG nor PNG
  | 'too-many-pixels'
  | 'unreadable' // the browser could not decode it
  | 'not-kept'; // it can be used, but only until the page is closed

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Most pixels that are decoded: what a good phone takes, 100 MB as RGBA. */
export const PICTURE_MAX_PIXELS = 25_000_000;

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Length and type of the first chunk, IHDR, stand before its width and height (PNG, 11.2.2). */
const PNG_SIZE_AT = 16;

function pngSize(bytes: Uint8Array): PictureSize | undefined {
  if (!PNG_SIGNATURE.every((byte, at) => bytes[at] === byte) || bytes.length < PNG_SIZE_AT + 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { width: view.getUint32(PNG_SIZE_AT), height: view.getUint32(PNG_SIZE_AT + 4) };
}

/** Start of frame markers (ITU-T T.81, table B.1): C0 to CF without DHT, JPG and DAC. */
const isFrameHeader = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

function jpegSize(bytes: Uint8Array): PictureSize | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 2;
  while (at + 9 <= bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    // A marker may be preceded by any number of fill bytes (B.1.1.2).
    if (marker === 0xff) at += 1;
    else if (isFrameHeader(marker)) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    else at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/** Width and height that the file's header names; undefined where it is neither JPEG nor PNG. */
export const pictureSize = (bytes: Uint8Array): PictureSize | undefined => pngSize(bytes) ?? jpegSize(bytes);

/** Why a file of so many bytes is not even read. */
export const faultOfLength = (bytes: number): PictureFault | undefined =>
  bytes > OWN_PICTURE_MAX_BYTES ? 'too-large' : undefined;

/** Why a file is not given to a decoder. */
export function faultOfFile(bytes: Uint8Array): PictureFault | undefined {
  const tooLarge = faultOfLength(bytes.length);
  if (tooLarge) return tooLarge;
  const size = pictureSize(bytes);
  if (!size || size.width === 0 || size.height === 0) return 'not-a-picture';
  return size.width * size.height > PICTURE_MAX_PIXELS ? 'too-many-pixels' : undefined;
}
