/**
 * What a gate is told, verified. A knock counts only if the authority gave its sender the link it carries, if the peer that
 * the relay says it is from signed it, and if it is for this very visit of the host; a muster only with a certificate.
 */
import { Knock, Muster } from '../../wire/admission.ts';
import type { Nonce, PeerId, RoomId } from '../../wire/ids.ts';
import type { Sealed } from '../../wire/relay.ts';
import type { Identity } from '../session/identity.ts';
import { verifyLink } from '../session/link.ts';
import { checkCertificate } from './certificate.ts';
import { isPlausibleEpoch } from './gate-call.ts';
import type { Caller } from './gate-entry.ts';
import { openText } from './signed-text.ts';

/** The host's side of it: the authority, the room, and this visit. */
export interface Post {
  readonly authority: Identity;
  readonly room: RoomId;
  readonly self: PeerId;
}

/** Who knocks, or `undefined` where the knock does not verify. The role is the signed link's. */
export async function readKnock(post: Post, from: PeerId, id: Nonce, sealed: Sealed): Promise<Caller | undefined> {
  const { authority, room, self } = post;
  const knock = await openText(authority, 'knock', room, from, sealed, Knock);
  if (!knock || knock.id !== id || knock.room !== room || knock.host !== self || knock.peer !== from) return undefined;
  if (knock.link.role === 'host' || !(await verifyLink(authority.authority, knock.link))) return undefined;
  return { name: knock.name, role: knock.link.role, kem: knock.kem };
}

/** Which member musters, or `undefined` where the muster does not verify or its certificate does not hold at `now`. */
export async function readMuster(
  post: Post,
  from: PeerId,
  sealed: Sealed,
  now: number,
): Promise<{ caller: Caller; muster: Muster } | undefined> {
  const { authority, room, self } = post;
  const muster = await openText(authority, 'muster', room, from, sealed, Muster);
  if (!muster || muster.room !== room || muster.host !== self || !isPlausibleEpoch(muster.epoch, now)) return undefined;
  const certificate = await checkCertificate(authority.authority, room, muster.certificate, now);
  if (certificate?.peer !== from || certificate.call !== muster.call || certificate.role === 'host') return undefined;
  return { caller: { name: certificate.name, role: certificate.role, kem: certificate.kem }, muster };
}
