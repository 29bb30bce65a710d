/**
 * A certificate that a server signs for itself (RFC 5280), for names and addresses of a local network. Browsers warn of it once: nobody else
 * vouches for it. It is no authority: nothing can be signed with it but itself.
 */
import { generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { bits, integer, objectId, octets, sequence, set, tagged, text, time, yes } from './der.ts';

const DAY_MS = 24 * 3600 * 1000;
/** Safari takes no server's certificate that holds longer than 398 days. */
const VALID_DAYS = 90;
/** So that a phone whose clock is slow takes it as well. */
const BEFORE_MS = DAY_MS;
const SERIAL_BYTES = 16;

const ECDSA_SHA256 = objectId('1.2.840.10045.4.3.2');
const COMMON_NAME = objectId('2.5.4.3');
const BASIC_CONSTRAINTS = objectId('2.5.29.19');
const KEY_USAGE = objectId('2.5.29.15');
const EXTENDED_USAGE = objectId('2.5.29.37');
const ALTERNATIVE_NAMES = objectId('2.5.29.17');
const SERVER_AUTH = objectId('1.3.6.1.5.5.7.3.1');

export interface Pem {
  readonly cert: string;
  readonly key: string;
}

const pem = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${(der.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`;

/** `addresses`: IPv4. `now` in milliseconds. */
export function selfSigned(addresses: readonly string[], now: number): Pem {
  if (!addresses.every(isIPv4)) throw new RangeError('IPv4 addresses expected');
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(set(sequence(COMMON_NAME, text('Mensetsu (local network)'))));
  const serial = randomBytes(SERIAL_BYTES);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40; // positive, and never shortened
  const names = sequence(
    tagged(0x82, Buffer.from('localhost')),
    ...addresses.map((address) => tagged(0x87, Buffer.from(address.split('.').map(Number)))),
  );
  const extensions = sequence(
    sequence(BASIC_CONSTRAINTS, yes(), octets(sequence())),
    sequence(KEY_USAGE, yes(), octets(bits(Buffer.from([0x80]), 7))), // digitalSignature
    sequence(EXTENDED_USAGE, octets(sequence(SERVER_AUTH))),
    sequence(ALTERNATIVE_NAMES, octets(names)),
  );
  const content = sequence(
    tagged(0xa0, integer(Buffer.from([2]))), // version 3
    integer(serial),
    sequence(ECDSA_SHA256),
    name,
    sequence(time(new Date(now - BEFORE_MS)), time(new Date(now + VALID_DAYS * DAY_MS))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, extensions),
  );
  const signature = sign('sha256', content, privateKey);
  return {
    cert: pem(sequence(content, sequence(ECDSA_SHA256), bits(signature))),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** Whether a certificate holds for all the addresses, now and for another day. */
export function holdsFor(cert: string, addresses: readonly string[], now: number): boolean {
  try {
    const known = new X509Certificate(cert);
    const isCurrent = Date.parse(known.validTo) - now > DAY_MS && Date.parse(known.validFrom) <= now;
    return isCurrent && addresses.every((address) => known.checkIP(address) !== undefined);
  } catch {
    return false;
  }
}
