/** How the documents of a call are named and begun, the same for everybody in it. */
import * as A from '@automerge/automerge/slim';
import {
  parseAutomergeUrl,
  stringifyAutomergeUrl,
  type BinaryDocumentId,
  type DocumentId,
} from '@automerge/automerge-repo/slim';
import { frameBytes, utf8 } from '../../wire/bytes.ts';
import type { Nonce, RoomId } from '../../wire/ids.ts';

/** The same document for everybody in a call, and of no other call: 16 bytes of SHA-256 over kind, room and call. */
export async function documentIdFor(kind: 'chat' | 'board' | 'agenda', room: RoomId, call: Nonce): Promise<DocumentId> {
  const ID_BYTES = 16;
  const input = frameBytes([utf8(`mensetsu/1 ${kind}`), utf8(room), utf8(call)]);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', input));
  const binary = digest.slice(0, ID_BYTES) as Uint8Array as BinaryDocumentId;
  return parseAutomergeUrl(stringifyAutomergeUrl(binary)).documentId;
}

/**
 * The document that everybody starts from: one empty change by the same actor at the same time, hence the same bytes. It is
 * there only because automerge-repo takes a document without changes for one that is still to be found.
 */
export function firstDocument(): Uint8Array {
  const NOBODY = '00'.repeat(16);
  const doc = A.emptyChange(A.init<Record<string, unknown>>({ actor: NOBODY }), { time: 0 });
  const bytes = A.save(doc);
  A.free(doc);
  return bytes;
}
