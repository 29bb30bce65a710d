/**
 * STUN messages as bytes (RFC 8489), with the attributes that a TURN client needs (RFC 8656). Integrity is the long-term
 * mechanism with SHA-1 and MD5, which coturn asks for. What comes in is a stranger's: every length is checked.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { addressBytes, addressText, type Endpoint } from './endpoint.ts';

export const Method = {
  binding: 0x001,
  allocate: 0x003,
  refresh: 0x004,
  send: 0x006,
  data: 0x007,
  createPermission: 0x008,
  channelBind: 0x009,
} as const;
export type Method = (typeof Method)[keyof typeof Method];
export type Class = 'request' | 'indication' | 'success' | 'error';

export const Attribute = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  channelNumber: 0x000c,
  lifetime: 0x000d,
  xorPeerAddress: 0x0012,
  data: 0x0013,
  realm: 0x0014,
  nonce: 0x0015,
  xorRelayedAddress: 0x0016,
  requestedAddressFamily: 0x0017,
  requestedTransport: 0x0019,
  xorMappedAddress: 0x0020,
} as const;

const MAGIC = 0x2112a442;
export const HEAD_BYTES = 20;
const ATTRIBUTE_HEAD_BYTES = 4;
const INTEGRITY_BYTES = 20;
const TRANSACTION_BYTES = 12;
/** More than any answer needs; a server that sends more is not read on. */
export const MESSAGE_MAX_BYTES = 4096;
const CLASSES: readonly Class[] = ['request', 'indication', 'success', 'error'];

export interface StunAttribute {
  readonly type: number;
  readonly value: Buffer;
}

export interface StunMessage {
  readonly method: number;
  readonly kind: Class;
  readonly transaction: Buffer;
  readonly attributes: readonly StunAttribute[];
}

export const newTransaction = (): Buffer => randomBytes(TRANSACTION_BYTES);

/** The class is spread over bits 4 and 8 of the type (RFC 8489, figure 3). */
const typeOf = (method: number, kind: Class): number => {
  const bits = CLASSES.indexOf(kind);
  return (method & 0xf) | ((method & 0x70) << 1) | ((method & 0xf80) << 2) | ((bits & 1) << 4) | ((bits & 2) << 7);
};

const padded = (bytes: number): number => Math.ceil(bytes / 4) * 4;

function head(message: StunMessage, length: number): Buffer {
  const bytes = Buffer.alloc(HEAD_BYTES);
  bytes.writeUInt16BE(typeOf(message.method, message.kind), 0);
  bytes.writeUInt16BE(length, 2);
  bytes.writeUInt32BE(MAGIC, 4);
  message.transaction.copy(bytes, 8);
  return bytes;
}

/** As bytes; with a key also signed (MESSAGE-INTEGRITY is the last attribute). */
export function encodeStun(message: StunMessage, key?: Buffer): Buffer {
  const body = Buffer.concat(
    message.attributes.map(({ type, value }) => {
      const bytes = Buffer.alloc(ATTRIBUTE_HEAD_BYTES + padded(value.length));
      bytes.writeUInt16BE(type, 0);
      bytes.writeUInt16BE(value.length, 2);
      value.copy(bytes, ATTRIBUTE_HEAD_BYTES);
      return bytes;
    }),
  );
  if (!key) return Buffer.concat([head(message, body.length), body]);
  const signed = Buffer.concat([head(message, body.length + ATTRIBUTE_HEAD_BYTES + INTEGRITY_BYTES), body]);
  const integrity = Buffer.from([0, Attribute.messageIntegrity, 0, INTEGRITY_BYTES]);
  return Buffer.concat([signed, integrity, createHmac('sha1', key).update(signed).digest()]);
}

/** Undefined: no STUN message. */
export function decodeStun(bytes: Buffer): StunMessage | undefined {
  if (bytes.length < HEAD_BYTES || bytes.length > MESSAGE_MAX_BYTES) return undefined;
  const type = bytes.readUInt16BE(0);
  const length = bytes.readUInt16BE(2);
  const isStun = type < 0x4000 && bytes.readUInt32BE(4) === MAGIC && length % 4 === 0;
  if (!isStun || length !== bytes.length - HEAD_BYTES) return undefined;
  const attributes: StunAttribute[] = [];
  for (let at = HEAD_BYTES; at < bytes.length;) {
    const size = bytes.readUInt16BE(at + 2);
    const next = at + ATTRIBUTE_HEAD_BYTES + padded(size);
    if (next > bytes.length) return undefined;
    const value = bytes.subarray(at + ATTRIBUTE_HEAD_BYTES, at + ATTRIBUTE_HEAD_BYTES + size);
    attributes.push({ type: bytes.readUInt16BE(at), value });
    at = next;
  }
  return {
    method: (type & 0xf) | ((type >> 1) & 0x70) | ((type >> 2) & 0xf80),
    kind: CLASSES[((type >> 4) & 1) | ((type >> 7) & 2)] ?? 'error',
    transaction: bytes.subarray(8, HEAD_BYTES),
    attributes,
  };
}

export const valueOf = ({ attributes }: StunMessage, type: number): Buffer | undefined =>
  attributes.find((attribute) => attribute.type === type)?.value;

/** Whether the message was signed with this key. What stands behind the integrity attribute does not count. */
export function isSigned(bytes: Buffer, key: Buffer): boolean {
  for (let at = HEAD_BYTES; at + ATTRIBUTE_HEAD_BYTES <= bytes.length;) {
    const size = bytes.readUInt16BE(at + 2);
    if (bytes.readUInt16BE(at) === Attribute.messageIntegrity) {
      const given = bytes.subarray(at + ATTRIBUTE_HEAD_BYTES, at + ATTRIBUTE_HEAD_BYTES + INTEGRITY_BYTES);
      const signed = Buffer.from(bytes.subarray(0, at));
      signed.writeUInt16BE(at + ATTRIBUTE_HEAD_BYTES + INTEGRITY_BYTES - HEAD_BYTES, 2);
      const right = createHmac('sha1', key).update(signed).digest();
      return given.length === right.length && timingSafeEqual(given, right);
    }
    at += ATTRIBUTE_HEAD_BYTES + padded(size);
  }
  return false;
}

/** RFC 8489, 9.2.2. */
export const longTermKey = (username: string, realm: string, password: string): Buffer =>
  createHash('md5').update(`${username}:${realm}:${password}`).digest();

/** Code and text of an error answer. */
export function errorOf(message: StunMessage): { code: number; reason: string } | undefined {
  const value = valueOf(message, Attribute.errorCode);
  if (message.kind !== 'error' || !value || value.length < 4) return undefined;
  const code = ((value[2] ?? 0) & 7) * 100 + (value[3] ?? 0);
  return {
    code,
    reason: value
      .subarray(4)
      .toString()
      .replaceAll(/[^ -~]/g, ''),
  };
}

const mask = (transaction: Buffer): Buffer => {
  const magic = Buffer.alloc(4);
  magic.writeUInt32BE(MAGIC);
  return Buffer.concat([magic, transaction]);
};
const xor = (bytes: Buffer, by: Buffer): Buffer => Buffer.from(bytes.map((byte, at) => byte ^ (by[at] ?? 0)));

/** An address as the XOR-… attributes hold it. */
export function xorAddress(type: number, { address, port }: Endpoint, transaction: Buffer): StunAttribute {
  const bytes = addressBytes(address);
  const front = Buffer.from([0, bytes.length === 4 ? 1 : 2, 0, 0]);
  front.writeUInt16BE(port ^ (MAGIC >>> 16), 2);
  return { type, value: Buffer.concat([front, xor(bytes, mask(transaction))]) };
}

/** The addresses of this type; there may be several, of both families. */
export function endpointsOf(message: StunMessage, type: number): Endpoint[] {
  return message.attributes.flatMap((attribute) => {
    const { value } = attribute;
    const size = value[1] === 1 ? 4 : value[1] === 2 ? 16 : 0;
    if (attribute.type !== type || size === 0 || value.length !== 4 + size) return [];
    const bytes = xor(value.subarray(4), mask(message.transaction));
    return [{ address: addressText(bytes), port: value.readUInt16BE(2) ^ (MAGIC >>> 16) }];
  });
}
