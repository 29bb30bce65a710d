/**
 * The box around a signal (wire/signal.ts): signed by its sender, then sealed with the call key. Pure but for WebCrypto: no
 * order, no replays, no state; see signaling.ts for these.
 */
import { frameBytes, fromBase64Url, jsonOf, toBase64Url, utf8, type Bytes } from '../../wire/bytes.ts';
import { parse, Signature, type CallKey, type PeerId, type RoomId } from '../../wire/ids.ts';
import { Box } from '../../wire/relay.ts';
import { Signal } from '../../wire/signal.ts';
import { verifySignature, type Identity } from '../session/identity.ts';

const EPOCH_BYTES = 8;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const SIGNATURE_BYTES = 64;

/** Which way a box goes: part of what is signed and of what the AEAD covers, so that it counts nowhere else. */
export interface Route {
  readonly room: RoomId;
  readonly epoch: number;
  readonly from: PeerId;
  readonly to: PeerId;
}

const epochBytes = (epoch: number): Bytes => {
  const bytes = new Uint8Array(EPOCH_BYTES);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(epoch));
  return bytes;
};
const routeParts = ({ room, epoch, from, to }: Route): Bytes[] => [utf8(room), epochBytes(epoch), utf8(from), utf8(to)];
const aad = (route: Route): Bytes => frameBytes([utf8('mensetsu/1 signal'), ...routeParts(route)]);

/** A call key for WebCrypto; it cannot be read back. */
export const importCallKey = (key: CallKey): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', fromBase64Url(key) ?? new Uint8Array(), 'AES-GCM', false, ['encrypt', 'decrypt']);

/** The epoch that a box claims, or `undefined` where it is too short or the number is beyond what JavaScript counts. */
export function epochOf(bytes: Bytes): number | undefined {
  if (bytes.length <= EPOCH_BYTES + IV_BYTES + TAG_BYTES + SIGNATURE_BYTES) return undefined;
  const epoch = Number(new DataView(bytes.buffer).getBigUint64(0));
  return Number.isSafeInteger(epoch) ? epoch : undefined;
}

export async function sealSignal(identity: Identity, key: CryptoKey, route: Route, signal: Signal): Promise<Box> {
  const json = utf8(JSON.stringify(signal));
  const signature = fromBase64Url(await identity.sign('mensetsu/1 signal', [...routeParts(route), json]));
  if (!signature) throw new Error('a signature is base64url');
  const plain = new Uint8Array(SIGNATURE_BYTES + json.length);
  plain.set(signature);
  plain.set(json, SIGNATURE_BYTES);
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const how = { name: 'AES-GCM', iv, additionalData: aad(route) };
  const cipher = new Uint8Array(await crypto.subtle.encrypt(how, key, plain));
  const head = epochBytes(route.epoch);
  const bytes = new Uint8Array(EPOCH_BYTES + IV_BYTES + cipher.length);
  bytes.set(head);
  bytes.set(iv, EPOCH_BYTES);
  bytes.set(cipher, EPOCH_BYTES + IV_BYTES);
  const box = parse(Box, toBase64Url(bytes));
  if (!box) throw new Error('a signal is too large for a box');
  return box;
}

/** The signal, where the box is sealed with this key for this route and signed by its sender; else `undefined`. Never rejects. */
export async function openSignal(key: CryptoKey, route: Route, bytes: Bytes): Promise<Signal | undefined> {
  const iv = bytes.subarray(EPOCH_BYTES, EPOCH_BYTES + IV_BYTES);
  const how = { name: 'AES-GCM', iv, additionalData: aad(route) };
  const cipher = bytes.subarray(EPOCH_BYTES + IV_BYTES);
  const opened = await crypto.subtle.decrypt(how, key, cipher).catch(() => undefined);
  if (!opened) return undefined;
  const plain = new Uint8Array(opened);
  const json = plain.subarray(SIGNATURE_BYTES);
  const signature = parse(Signature, toBase64Url(plain.subarray(0, SIGNATURE_BYTES)));
  if (!signature) return undefined;
  const parts = [...routeParts(route), json];
  if (!(await verifySignature(route.from, 'mensetsu/1 signal', parts, signature))) return undefined;
  return parse(Signal, jsonOf(json));
}
