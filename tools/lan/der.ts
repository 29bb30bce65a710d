/** As much of DER (ITU-T X.690) as a certificate needs. */

const concat = (parts: readonly Uint8Array[]): Buffer => Buffer.concat(parts);

export function tagged(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  if (length > 0xffff) throw new RangeError('no certificate is that long');
  return concat([Buffer.from([tag, ...size]), content]);
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => tagged(0x30, ...parts);
export const set = (...parts: readonly Uint8Array[]): Buffer => tagged(0x31, ...parts);
export const octets = (bytes: Uint8Array): Buffer => tagged(0x04, bytes);
export const bits = (bytes: Uint8Array, unused = 0): Buffer => tagged(0x03, Buffer.from([unused]), bytes);
export const text = (value: string): Buffer => tagged(0x0c, Buffer.from(value));
export const yes = (): Buffer => tagged(0x01, Buffer.from([0xff]));

/** A positive number, big endian: a first byte with its highest bit set would make it negative. */
export function integer(bytes: Uint8Array): Buffer {
  return tagged(0x02, (bytes[0] ?? 0) >= 0x80 ? concat([Buffer.alloc(1), bytes]) : bytes);
}

/** In dotted form. */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const base128 = (value: number): number[] => {
    const out = [value & 0x7f];
    for (let left = value >> 7; left > 0; left >>= 7) out.unshift((left & 0x7f) | 0x80);
    return out;
  };
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** UTCTime up to 2049 (RFC 5280, 4.1.2.5). */
export function time(date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/[-:T]/g, '').slice(2, 14);
  return tagged(0x17, Buffer.from(`${digits}Z`));
}
