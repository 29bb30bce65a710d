/** IP addresses as text and as bytes. */
import { isIPv4, isIPv6 } from 'node:net';

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

const fourBytes = (address: string): number[] => address.split('.').map(Number);

/** 4 or 16 bytes, in network order. Throws RangeError for what is no address. */
export function addressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(fourBytes(address));
  if (!isIPv6(address)) throw new RangeError('not an IP address');
  // The last four bytes may be written as IPv4.
  const text = address.replace(/(\d+\.){3}\d+$/, (tail) => {
    const [a = 0, b = 0, c = 0, d = 0] = fourBytes(tail);
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
  const [left = '', right] = text.split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const [first, last] = [groups(left), groups(right ?? '')];
  const middle = right === undefined ? [] : Array<string>(8 - first.length - last.length).fill('0');
  const bytes = Buffer.alloc(16);
  [...first, ...middle, ...last].forEach((group, at) => bytes.writeUInt16BE(parseInt(group, 16), at * 2));
  return bytes;
}

/** IPv6 without abbreviation. */
export function addressText(bytes: Buffer): string {
  if (bytes.length === 4) return [...bytes].join('.');
  return Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(at * 2).toString(16)).join(':');
}

/** Host and port as they stand in a URI: an IPv6 address in brackets. */
export const endpointText = (host: string, port: number): string => `${isIPv6(host) ? `[${host}]` : host}:${port}`;
