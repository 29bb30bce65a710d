/** Bytes in and out of text. Nothing here throws on hostile input: what cannot be decoded is `undefined`. */

export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 bytes of a string. */
export const utf8 = (text: string): Bytes => encoder.encode(text) as Bytes;

/** Text of UTF-8 bytes, or `undefined` where they are not UTF-8. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Base64url without padding (RFC 4648, section 5). */
export function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Bits of the last character that no byte uses must be zero, or one key would have several spellings. */
function hasSpareBits(text: string): boolean {
  const spare = { 0: 0, 2: 0b1111, 3: 0b11 }[text.length % 4] ?? 0;
  return (ALPHABET.indexOf(text.slice(-1)) & spare) !== 0;
}

/** Bytes of unpadded base64url in its one canonical spelling, or `undefined` where the text is anything else. */
export function fromBase64Url(text: string): Bytes | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1 || hasSpareBits(text)) return undefined;
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(binary, (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** The bytes one after another, each with its length in front (32 bit, big endian), so that no two lists collide. */
export function frameBytes(parts: readonly Uint8Array[]): Bytes {
  const PREFIX_BYTES = 4;
  const out = new Uint8Array(parts.reduce((size, part) => size + PREFIX_BYTES + part.length, 0));
  const view = new DataView(out.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part.length);
    out.set(part, at + PREFIX_BYTES);
    at += PREFIX_BYTES + part.length;
  }
  return out;
}

/** JSON of bytes or text, or `undefined` where it is none. Size limits are the caller's: check them first. */
export function jsonOf(source: Uint8Array | string): unknown {
  const text = typeof source === 'string' ? source : textOf(source);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
