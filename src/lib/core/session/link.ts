/**
 * A link that somebody opened. It certifies itself: the room is the hash of the authority's key, and the authority signed
 * role, token and details, so that the browser notices what was altered on the way, be it by the relay that made the token.
 */
import { fromBase64Url, jsonOf } from '../../wire/bytes.ts';
import {
  parse,
  type AuthorityKey,
  type CompactJws,
  type Role,
  type RoomId,
  type Seed,
  type Signature,
} from '../../wire/ids.ts';
import { Details, parseFragment, TokenClaims } from '../../wire/link.ts';
import { identityFromSeed, roomOf, verifySignature } from './identity.ts';

export interface OpenedLink {
  readonly role: Role;
  readonly room: RoomId;
  readonly authority: AuthorityKey;
  readonly token: CompactJws;
  readonly details: Details;
  /** The details as they were signed. */
  readonly detailsText: string;
  readonly signature: Signature;
  /** Reception window, in milliseconds since the epoch. */
  readonly from: number;
  readonly until: number;
  /** Host links only: the authority's secret. */
  readonly seed?: Seed;
}

export type LinkOutcome = { ok: true; link: OpenedLink } | { ok: false; why: 'link-damaged' | 'link-altered' };

/** What the authority signs in a link, for the context 'mensetsu/1 link'. */
export const linkParts = (role: Role, token: CompactJws, detailsText: string): readonly string[] => [
  role,
  token,
  detailsText,
];

/** The token's claims, whoever made it: its MAC is the relay's to check. */
export const tokenClaims = (token: CompactJws): TokenClaims | undefined =>
  parse(TokenClaims, jsonOf(fromBase64Url(token.split('.')[1] ?? '') ?? ''));

/** Whether the authority gave out a link with this role, token and details, and the token is for this very room. */
export async function verifyLink(
  authority: AuthorityKey,
  link: { role: Role; token: CompactJws; details: string; signature: Signature },
): Promise<boolean> {
  const claims = tokenClaims(link.token);
  if (claims?.key !== authority || claims.role !== link.role || claims.room !== (await roomOf(authority))) return false;
  return verifySignature(authority, 'mensetsu/1 link', linkParts(link.role, link.token, link.details), link.signature);
}

/** Opens a fragment (with or without `#`). Damaged: it has not the form of a link. Altered: it is not as it was made. */
export async function openLink(fragment: string): Promise<LinkOutcome> {
  const raw = parseFragment(fragment);
  const claims = raw && tokenClaims(raw.token);
  const details = raw && parse(Details, jsonOf(fromBase64Url(raw.details) ?? ''));
  if (!raw || !claims || !details || !isCanonical(raw.token)) return { ok: false, why: 'link-damaged' };
  if (!(await verifyLink(claims.key, raw))) return { ok: false, why: 'link-altered' };
  if (raw.seed && (await identityFromSeed(raw.seed)).id !== claims.key) return { ok: false, why: 'link-altered' };
  const link: OpenedLink = {
    role: raw.role,
    room: claims.room,
    authority: claims.key,
    token: raw.token,
    details,
    detailsText: raw.details,
    signature: raw.signature,
    from: claims.nbf * 1000,
    until: claims.exp * 1000,
    ...(raw.seed && { seed: raw.seed }),
  };
  return { ok: true, link };
}

const isCanonical = (token: CompactJws): boolean => token.split('.').every((part) => fromBase64Url(part) !== undefined);

/** Where `now` (milliseconds since the epoch) stands in the reception window. */
export function windowState(link: Pick<OpenedLink, 'from' | 'until'>, now: number): 'early' | 'open' | 'expired' {
  if (now < link.from) return 'early';
  return now < link.until ? 'open' : 'expired';
}
