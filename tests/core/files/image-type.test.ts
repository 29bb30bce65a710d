import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { imageOf } from '../../../src/lib/core/files/image-type.ts';
import { utf8 } from '../../../src/lib/wire/bytes.ts';

const base64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
/** Red pictures of 3 x 2 pixels (their heads) as ImageMagick 6 and cwebp 1.2 write them: lossy, lossless, with transparency. */
const heads = {
  png: base64('iVBORw0KGgoAAAANSUhEUgAAAAMAAAACAQMAAACnuvRZ'),
  jpeg: base64(
    '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/2wBDAQMDAwQDBAgEBAgQCwkLEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBD/wAARCAACAAMDAREA',
  ),
  gif: base64('R0lGODlhAwACAPAAAP8AAAAAACH5BAAAAAAALAAAAAADAAIAAAIChF8AOw=='),
  vp8: base64('UklGRjwAAABXRUJQVlA4IDAAAADQAQCdASoDAAIAAgA0JaACdLoB+AADsAD+8MQL/yC5YXXI1/8gP+QH/ID/+PIAAAA='),
  vp8l: base64('UklGRhwAAABXRUJQVlA4TA8AAAAvAkAAAAcQ/Y/+ByKi/wEA'),
  vp8x: base64(
    'UklGRl4AAABXRUJQVlA4WAoAAAAQAAAAAgAAAQAAQUxQSAcAAAAAgICAgICAAFZQOCAwAAAA0AEAnQEqAwACAAIANCWgAnS6AfgAA7AA/vDEC/8guWF1yNf/ID/kB/yA//jyAAAA',
  ),
};

describe('H2 what may be shown as a picture', () => {
  test.each([
    ['png', 'image/png'],
    ['jpeg', 'image/jpeg'],
    ['gif', 'image/gif'],
    ['vp8', 'image/webp'],
    ['vp8l', 'image/webp'],
    ['vp8x', 'image/webp'],
  ] as const)('%s is known by its bytes, with its size', (kind, type) => {
    expect(imageOf(heads[kind])).toEqual({ type, width: 3, height: 2 });
  });

  test('the size of a JPEG is found behind an embedded preview', () => {
    const [start, rest] = [heads.jpeg.subarray(0, 2), heads.jpeg.subarray(2)];
    const segment = new Uint8Array(2 + 60_000);
    segment.set([0xff, 0xe1, 60_000 >> 8, 60_000 & 0xff]);
    expect(imageOf(new Uint8Array([...start, ...segment, ...rest]))).toMatchObject({ width: 3, height: 2 });
  });

  test.each([
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['SVG with a declaration', '<?xml version="1.0"?><svg/>'],
    ['HTML', '<!doctype html><script>1</script>'],
    ['PDF', '%PDF-1.7'],
    ['nothing', ''],
  ])('%s is not', (_, text) => {
    expect(imageOf(utf8(text))).toBeUndefined();
  });

  test('a picture of four gigapixels is not decoded', () => {
    const bomb = heads.png.slice();
    new DataView(bomb.buffer).setUint32(16, 65_535);
    new DataView(bomb.buffer).setUint32(20, 65_535);
    expect(imageOf(bomb)).toBeUndefined();
  });

  test('cut and random bytes never throw', () => {
    for (const head of Object.values(heads)) for (let at = 0; at < head.length; at++) imageOf(head.subarray(0, at));
    const starts = fc.constantFrom(...Object.values(heads).map((head) => head.subarray(0, 16)));
    fc.assert(
      fc.property(starts, fc.uint8Array({ maxLength: 64 }), (start, rest) => {
        imageOf(new Uint8Array([...start, ...rest]));
      }),
    );
  });
});
