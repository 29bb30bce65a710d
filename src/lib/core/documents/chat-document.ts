/**
 * How a call's chat lies in Automerge: one flat map at the root, whose values are signed statements (compact JWS) as immutable
 * strings and whose keys say who speaks and of what. At a key only that person's statement can be valid, so nobody's valid
 * statement can push out another's. There are no inner maps, because a peer could put something else in their place.
 *
 *   e/<author>/<id>        entry, a ChatEntry by author
 *   d/<author>/<id>/<by>   the entry was deleted, a ChatDelete by `by`
 *   c/<by>/<nonce>         the entries that it names were cleared, a ChatClear by `by`
 *   k/<peer>               a certificate of that peer, so that who comes later can verify the words of who has left
 */
import * as A from '@automerge/automerge/slim';
import { Nonce, parse, PeerId } from '../../wire/ids.ts';

/** What the keys hold is anybody's: only the ledger decides what counts. */
export type ChatDocument = Record<string, unknown>;

export type StatementName =
  | { readonly kind: 'entry'; readonly by: PeerId; readonly id: Nonce }
  | { readonly kind: 'delete'; readonly author: PeerId; readonly id: Nonce; readonly by: PeerId }
  | { readonly kind: 'clear'; readonly by: PeerId }
  | { readonly kind: 'certificate'; readonly by: PeerId };

export const entryKey = (author: PeerId, id: Nonce): string => `e/${author}/${id}`;
export const deleteKey = (author: PeerId, id: Nonce, by: PeerId): string => `d/${author}/${id}/${by}`;
export const clearKey = (by: PeerId, nonce: Nonce): string => `c/${by}/${nonce}`;
export const certificateKey = (peer: PeerId): string => `k/${peer}`;

/** What a key says, or `undefined` where no statement can stand there. */
export function nameOf(key: string): StatementName | undefined {
  const [kind, first, second, third, ...rest] = key.split('/');
  const peer = parse(PeerId, first);
  if (!peer || rest.length > 0) return undefined;
  const id = parse(Nonce, second);
  const by = parse(PeerId, third);
  if (kind === 'e' && id && third === undefined) return { kind: 'entry', by: peer, id };
  if (kind === 'd' && id && by) return { kind: 'delete', author: peer, id, by };
  if (kind === 'c' && id && third === undefined) return { kind: 'clear', by: peer };
  if (kind === 'k' && second === undefined) return { kind: 'certificate', by: peer };
  return undefined;
}

/** The statements in a document, not verified. Values that are no immutable strings have no text. */
export function* statementsIn(doc: ChatDocument): Generator<readonly [key: string, text: string | undefined]> {
  for (const [key, value] of Object.entries(doc)) {
    yield [key, value instanceof A.ImmutableString ? value.val : undefined];
  }
}
