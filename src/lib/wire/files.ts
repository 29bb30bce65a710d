/**
 * Files between members: how one is named (by SHA-256), and the messages of the `bulk` data channel that carries them. Who
 * wants a file asks somebody who has it for a range of its bytes; nothing comes without being asked for.
 *
 *   message   kind (1 byte): 0 word | JSON, a BulkWord
 *                            1 part | ask (4 bytes, big endian) | offset in the file (4 bytes, big endian) | bytes
 */
import * as v from 'valibot';
import { jsonOf, utf8, type Bytes } from './bytes.ts';
import { FileName } from './file-name.ts';
import { parse, Sha256 } from './ids.ts';

/** Largest file (H2), in bytes. */
export const FILE_MAX_BYTES = 5 * 1024 * 1024;
/** Largest message, in bytes: safe in every browser (RFC 8831, section 6.6), and other channels get their turn in between. */
export const BULK_MESSAGE_BYTES = 16 * 1024;
const PART_HEAD_BYTES = 9;
/** File bytes in one part. */
export const PART_BYTES = BULK_MESSAGE_BYTES - PART_HEAD_BYTES;
/** Most files that one `have` names. */
export const HAVE_MAX = 100;
/** Largest word: a full `have`, in bytes. */
const WORD_MAX_BYTES = 8 * 1024;

const Size = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(FILE_MAX_BYTES));
const AskId = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(0xffffffff));
/** A media type as the sender's browser says it: a hint at most; absent where it is none. */
const MediaType = v.pipe(v.string(), v.maxLength(100), v.regex(/^[a-z0-9][a-z0-9.+-]*\/[a-z0-9][a-z0-9.+-]*$/));

/** What a chat entry says of a file. */
export const SharedFile = v.object({ name: FileName, size: Size, type: v.optional(MediaType), sha256: Sha256 });
export type SharedFile = v.InferOutput<typeof SharedFile>;

/** Media type as the schema takes it, or undefined. */
export const mediaType = (claimed: string): string | undefined => parse(MediaType, claimed.toLowerCase());

export const BulkWord = v.variant('t', [
  /** Send the bytes from `from` up to, not including, `to`. */
  v.object({ t: v.literal('ask'), id: AskId, sha256: Sha256, from: Size, to: Size }),
  /** No more of this ask. */
  v.object({ t: v.literal('cancel'), id: AskId }),
  /** This ask is not answered, or no further: the file is not here, or too much was asked for. */
  v.object({ t: v.literal('absent'), id: AskId }),
  /** The sender has these, whole and verified. */
  v.object({ t: v.literal('have'), files: v.pipe(v.array(Sha256), v.minLength(1), v.maxLength(HAVE_MAX)) }),
]);
export type BulkWord = v.InferOutput<typeof BulkWord>;

export type BulkMessage =
  | { readonly t: 'word'; readonly word: BulkWord }
  | { readonly t: 'part'; readonly ask: number; readonly offset: number; readonly bytes: Uint8Array };

const WORD = 0;
const PART = 1;

export function encodeWord(word: BulkWord): Bytes {
  const json = utf8(JSON.stringify(word));
  const out = new Uint8Array(1 + json.length);
  out[0] = WORD;
  out.set(json, 1);
  return out;
}

export function encodePart(ask: number, offset: number, bytes: Uint8Array): Bytes {
  const out = new Uint8Array(PART_HEAD_BYTES + bytes.length);
  const view = new DataView(out.buffer);
  view.setUint8(0, PART);
  view.setUint32(1, ask);
  view.setUint32(5, offset);
  out.set(bytes, PART_HEAD_BYTES);
  return out;
}

/** The message in these bytes, or `undefined` where they are none. Never throws. */
export function decodeBulk(data: Uint8Array): BulkMessage | undefined {
  if (data.length > BULK_MESSAGE_BYTES) return undefined;
  if (data[0] === WORD && data.length <= WORD_MAX_BYTES) {
    const word = parse(BulkWord, jsonOf(data.subarray(1)));
    return word && { t: 'word', word };
  }
  // A part without bytes would cost work and never come to an end.
  if (data[0] !== PART || data.length <= PART_HEAD_BYTES) return undefined;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return { t: 'part', ask: view.getUint32(1), offset: view.getUint32(5), bytes: data.subarray(PART_HEAD_BYTES) };
}
