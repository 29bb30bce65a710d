import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { faultOfFile, faultOfLength, pictureSize } from '../../../../src/lib/core/media/backdrop/picture-file.ts';
import { OWN_PICTURE_MAX_BYTES } from '../../../../src/lib/wire/backdrop.ts';

const jpeg = readFileSync(new URL('../../../fixtures/person.jpg', import.meta.url));
/** The head of a PNG, which is all that is looked at. */
function png(width: number, height: number): Uint8Array {
  const bytes = Buffer.alloc(33);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  bytes.writeUInt32BE(13, 8);
  bytes.write('IHDR', 12);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

describe('W4 an own picture as it comes in', () => {
  test('512 KB is taken, one byte more is not', () => {
    expect(OWN_PICTURE_MAX_BYTES).toBe(524_288);
    expect(faultOfLength(OWN_PICTURE_MAX_BYTES)).toBeUndefined();
    expect(faultOfLength(OWN_PICTURE_MAX_BYTES + 1)).toBe('too-large');
    const padded = (length: number): Uint8Array => Buffer.concat([jpeg, Buffer.alloc(length - jpeg.length)]);
    expect(faultOfFile(padded(OWN_PICTURE_MAX_BYTES))).toBeUndefined();
    expect(faultOfFile(padded(OWN_PICTURE_MAX_BYTES + 1))).toBe('too-large');
  });

  test('the size is read from the header, JPEG and PNG', () => {
    expect(pictureSize(jpeg)).toEqual({ width: 640, height: 360 });
    expect(pictureSize(png(1920, 1080))).toEqual({ width: 1920, height: 1080 });
    // fill bytes before a marker
    const filled = Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xff]), jpeg.subarray(2)]);
    expect(pictureSize(filled)).toEqual({ width: 640, height: 360 });
  });

  test('a small file that unfolds to gigabytes never reaches a decoder', () => {
    expect(faultOfFile(png(50_000, 50_000))).toBe('too-many-pixels');
    expect(faultOfFile(png(4_294_967_295, 4_294_967_295))).toBe('too-many-pixels');
    expect(faultOfFile(png(0, 10))).toBe('not-a-picture');
  });

  test('anything else is no picture, and no bytes make it throw', () => {
    const others = [
      '',
      'GIF89a',
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      'RIFF\0\0\0\0WEBPVP8 ',
      '\x89PNG',
      '\xff\xd8',
    ];
    for (const text of others) expect(faultOfFile(Buffer.from(text, 'latin1'))).toBe('not-a-picture');
    expect(faultOfFile(jpeg.subarray(0, 20))).toBe('not-a-picture');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, isJpeg) => {
        faultOfFile(isJpeg ? Buffer.concat([Buffer.from([0xff, 0xd8]), bytes]) : bytes);
      }),
    );
  });
});
