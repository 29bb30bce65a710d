import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressBytes, addressText } from '../../turn/endpoint.ts';
import {
  Attribute,
  decodeStun,
  encodeStun,
  endpointsOf,
  errorOf,
  isSigned,
  longTermKey,
  MESSAGE_MAX_BYTES,
  Method,
  newTransaction,
  xorAddress,
} from '../../turn/stun.ts';

/** RFC 5769, 2.2 and 2.3: answers as they stand there, signed with this password. */
const PASSWORD = Buffer.from('VOkJxbRl1RmTxUk/WvJxBt');
const IPV4_ANSWER = Buffer.from(
  '0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000080001a147e112a643' +
    '000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96',
  'hex',
);
const IPV6_ANSWER = Buffer.from(
  '010100482112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9' +
    '00080014a382954e4be67bf11784c97c8292c275bfe3ed4180280004c8fb0b4c',
  'hex',
);

describe('STUN messages (N2, RFC 8489)', () => {
  test.each([
    ['192.0.2.1', IPV4_ANSWER],
    ['2001:db8:1234:5678:11:2233:4455:6677', IPV6_ANSWER],
  ])(
    "the answers of RFC 5769: mapped address %s, and who has the password's key sees that they are whole",
    (address, bytes) => {
      const message = decodeStun(bytes);
      expect(message).toMatchObject({ method: Method.binding, kind: 'success' });
      expect(message && endpointsOf(message, Attribute.xorMappedAddress)).toEqual([{ address, port: 32853 }]);
      expect(isSigned(bytes, PASSWORD)).toBe(true);
      expect(isSigned(bytes, Buffer.from('another'))).toBe(false);
      const altered = Buffer.from(bytes);
      altered[45] = (altered[45] ?? 0) ^ 1;
      expect(isSigned(altered, PASSWORD)).toBe(false);
    },
  );

  test('the request of RFC 5769, 2.4: a signature of the long-term mechanism', () => {
    const attributes = [
      [Attribute.username, 'マトリックス'],
      [Attribute.nonce, 'f//499k954d6OL34oL9FSTvy64sA'],
      [Attribute.realm, 'example.org'],
    ].map(([type, text]) => ({ type: Number(type), value: Buffer.from(String(text)) }));
    const key = longTermKey('マトリックス', 'example.org', 'TheMatrIX');
    const transaction = Buffer.from('78ad3433c6ad72c029da412e', 'hex');
    const bytes = encodeStun({ method: Method.binding, kind: 'request', transaction, attributes }, key);
    expect(bytes.subarray(-20).toString('hex')).toBe('f67024656dd64a3e02b8e0712e85c9a28ca89666');
  });

  test('what was written is read again: all methods, classes and addresses', () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6());
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(Method)),
        fc.constantFrom('request', 'indication', 'success', 'error'),
        address,
        fc.integer({ min: 0, max: 65_535 }),
        fc.uint8Array({ maxLength: 100 }),
        (method, kind, text, port, data) => {
          const transaction = newTransaction();
          const peer = { address: addressText(addressBytes(text)), port };
          const attributes = [
            { type: Attribute.data, value: Buffer.from(data) },
            xorAddress(Attribute.xorPeerAddress, peer, transaction),
          ];
          const message = decodeStun(encodeStun({ method, kind, transaction, attributes }, Buffer.from('key')));
          expect(message).toMatchObject({ method, kind, transaction });
          expect(message?.attributes[0]?.value).toEqual(Buffer.from(data));
          expect(message && endpointsOf(message, Attribute.xorPeerAddress)).toEqual([peer]);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('no bytes that come in make it throw', () => {
    const damaged = fc.tuple(fc.nat(IPV6_ANSWER.length - 1), fc.nat(255)).map(([at, byte]) => {
      const bytes = Buffer.from(IPV6_ANSWER);
      bytes[at] = byte;
      return bytes;
    });
    const bytes = fc.oneof(
      damaged,
      fc.uint8Array({ maxLength: 80 }).map((value) => Buffer.from(value)),
    );
    fc.assert(
      fc.property(bytes, (value) => {
        const message = decodeStun(value);
        isSigned(value, PASSWORD);
        if (!message) return;
        errorOf(message);
        endpointsOf(message, Attribute.xorMappedAddress);
      }),
      { numRuns: 1_000 },
    );
    expect(decodeStun(Buffer.alloc(MESSAGE_MAX_BYTES + 4))).toBeUndefined();
  });
});
