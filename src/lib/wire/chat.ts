/**
 * The shared chat: an Automerge document of strings, each a compact JWS by its author. Whoever can read the document can
 * write it, so nothing in it counts but what verifies: see core/documents/chat.
 */
import * as v from 'valibot';
import { SharedFile } from './files.ts';
import { Instant, Nonce, PeerId } from './ids.ts';

/** Longest message, in graphemes as a person counts them (H1). */
export const CHAT_MAX_GRAPHEMES = 255;
/** Longest message in UTF-16 code units: a family emoji is one grapheme of eleven. */
export const CHAT_MAX_CHARS = CHAT_MAX_GRAPHEMES * 16;

const Order = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const head = {
  call: Nonce,
  id: Nonce,
  author: PeerId,
  at: Instant,
  /** One more than the greatest that the author had seen: entries are shown by (order, at, id). */
  order: Order,
};

/** Payload of a `JwsType.chatEntry`: a message, or the mention of a file, whose bytes go another way (wire/files). */
export const ChatEntry = v.variant('kind', [
  v.object({
    ...head,
    kind: v.literal('text'),
    text: v.pipe(v.string(), v.minLength(1), v.maxLength(CHAT_MAX_CHARS)),
  }),
  v.object({ ...head, kind: v.literal('file'), file: SharedFile }),
]);
export type ChatEntry = v.InferOutput<typeof ChatEntry>;

/** Payload of a `JwsType.chatDelete`: by the author of the entry or by a host. An id counts together with its author only. */
export const ChatDelete = v.object({ call: Nonce, author: PeerId, id: Nonce, by: PeerId, at: Instant });
export type ChatDelete = v.InferOutput<typeof ChatDelete>;

/** Most ids that one clear names, so that it fits a JWS; a longer history takes several. */
export const CHAT_CLEAR_MAX_IDS = 400;

/** Payload of a `JwsType.chatClear`: by a host. It hides the entries that it names. */
export const ChatClear = v.object({
  call: Nonce,
  by: PeerId,
  at: Instant,
  ids: v.pipe(v.array(Nonce), v.maxLength(CHAT_CLEAR_MAX_IDS)),
});
export type ChatClear = v.InferOutput<typeof ChatClear>;
