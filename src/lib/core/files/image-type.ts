/**
 * Whether bytes are a picture that may be shown, by what they are and not by what their sender calls them: PNG, JPEG, GIF or WebP.
 * SVG is none of them: it is a document with scripts and links. The size is read from the head before anything is decoded, since a
 * few kilobytes can claim a picture of many gigabytes.
 */

export interface Image {
  readonly type: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';
  readonly width: number;
  readonly height: number;
}

/** So much of a file is looked at: a JPEG's size stands behind its embedded previews. */
export const IMAGE_HEAD_BYTES = 512 * 1024;
/** Pixels of a picture that is decoded: 200 MB of memory for a moment; what phones make is smaller. */
export const IMAGE_MAX_PIXELS = 50_000_000;

const starts = (bytes: Uint8Array, at: number, text: string): boolean =>
  text.length + at <= bytes.length && [...text].every((char, i) => bytes[at + i] === char.charCodeAt(0));

/** The frame header of a JPEG (ITU-T T.81, B.2.2) stands behind any number of other segments. */
function jpegSize(view: DataView): readonly [number, number] | undefined {
  const NO_FRAME = [0xc4, 0xc8, 0xcc]; // Huffman tables, reserved, arithmetic conditioning
  for (let at = 2; at + 9 <= view.byteLength;) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xcf && !NO_FRAME.includes(marker)) {
      return [view.getUint16(at + 7), view.getUint16(at + 5)];
    }
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/** See RFC 9649: lossy, lossless and extended files say their size in three ways. */
function webpSize(bytes: Uint8Array, view: DataView): readonly [number, number] | undefined {
  if (view.byteLength < 30) return undefined;
  if (starts(bytes, 12, 'VP8X')) {
    const three = (at: number): number => view.getUint16(at, true) + view.getUint8(at + 2) * 0x10000 + 1;
    return [three(24), three(27)];
  }
  if (starts(bytes, 12, 'VP8L')) {
    const bits = view.getUint32(21, true);
    return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
  }
  if (starts(bytes, 12, 'VP8 ')) return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
  return undefined;
}

function sizeOf(
  bytes: Uint8Array,
  view: DataView,
): readonly [Image['type'], readonly [number, number] | undefined] | undefined {
  if (starts(bytes, 0, '\u0089PNG\r\n\u001a\n') && starts(bytes, 12, 'IHDR')) {
    return ['image/png', view.byteLength < 24 ? undefined : [view.getUint32(16), view.getUint32(20)]];
  }
  if (starts(bytes, 0, 'GIF87a') || starts(bytes, 0, 'GIF89a')) {
    return ['image/gif', view.byteLength < 10 ? undefined : [view.getUint16(6, true), view.getUint16(8, true)]];
  }
  if (starts(bytes, 0, 'RIFF') && starts(bytes, 8, 'WEBP')) return ['image/webp', webpSize(bytes, view)];
  if (starts(bytes, 0, '\u00ff\u00d8\u00ff')) return ['image/jpeg', jpegSize(view)];
  return undefined;
}

/** The picture that these bytes begin, or undefined where they are none that may be decoded. Never throws. */
export function imageOf(head: Uint8Array): Image | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const found = sizeOf(head, view);
  if (!found?.[1]) return undefined;
  const [type, [width, height]] = found;
  const fits = width > 0 && height > 0 && width * height <= IMAGE_MAX_PIXELS;
  return fits ? { type, width, height } : undefined;
}
