/**
 * The authority's statements about one peer: a pass for the relay (it holds no name) and a certificate for the others.
 * Both are compact JWS of their own type, so that neither counts as the other.
 */
import { Certificate, CERTIFICATE_MS, CLOCK_TOLERANCE_MS, JwsType, Pass } from '../../wire/admission.ts';
import { parse, type AuthorityKey, type CompactJws, type KemKey, type Nonce, type PeerId } from '../../wire/ids.ts';
import type { Role, RoomId } from '../../wire/ids.ts';
import type { DisplayName } from '../../wire/name.ts';
import { verifyJws, type Identity } from '../session/identity.ts';

/** Whom a pass and a certificate are about. */
export interface Subject {
  readonly room: RoomId;
  readonly call: Nonce;
  readonly peer: PeerId;
  readonly kem: KemKey;
  readonly role: Role;
  readonly name: DisplayName;
}

/** A pass and a certificate, good for CERTIFICATE_MS from `now` (milliseconds since the epoch). */
export async function issue(
  authority: Identity,
  subject: Subject,
  now: number,
): Promise<{ certificate: CompactJws; pass: CompactJws }> {
  const { room, call, peer, kem, role, name } = subject;
  const certificate: Certificate = { room, call, peer, kem, role, name, exp: now + CERTIFICATE_MS };
  const [signed, pass] = await Promise.all([
    authority.signJws(JwsType.certificate, certificate),
    issuePass(authority, { room, peer, role }, now),
  ]);
  return { certificate: signed, pass };
}

/** A pass alone: what a host enters with before it knows which call it finds. */
export function issuePass(authority: Identity, about: Omit<Pass, 'exp'>, now: number): Promise<CompactJws> {
  const { room, peer, role } = about;
  const pass: Pass = { room, peer, role, exp: now + CERTIFICATE_MS };
  return authority.signJws(JwsType.pass, pass);
}

/**
 * The certificate, where the authority signed it for this room and it holds at `now`, give or take CLOCK_TOLERANCE_MS.
 * Whether it is for the present call (`.call`) is for the caller to compare.
 */
export async function checkCertificate(
  authority: AuthorityKey,
  room: RoomId,
  jws: CompactJws,
  now: number,
): Promise<Certificate | undefined> {
  const certificate = parse(Certificate, await verifyJws(authority, JwsType.certificate, jws));
  if (certificate?.room !== room) return undefined;
  return now < certificate.exp + CLOCK_TOLERANCE_MS ? certificate : undefined;
}

/** The pass, where the authority signed it for this room. Its time is the relay's to check. */
export async function readPass(authority: AuthorityKey, room: RoomId, jws: CompactJws): Promise<Pass | undefined> {
  const pass = parse(Pass, await verifyJws(authority, JwsType.pass, jws));
  return pass?.room === room ? pass : undefined;
}
