/** Whether what came as an admission is one: by the authority, for this peer and room, with papers that agree with it. */
import { Admission, CLOCK_TOLERANCE_MS, JwsType, type Admitted, type Certificate } from '../../wire/admission.ts';
import { parse, type CompactJws, type Nonce } from '../../wire/ids.ts';
import { verifyJws, type Identity } from '../session/identity.ts';
import type { OpenedLink } from '../session/link.ts';
import { checkCertificate, readPass } from './certificate.ts';

/** An admission with its certificate read. */
export interface Membership extends Admitted {
  /** The admission as it was signed: what to keep for a reload (see restoreMembership). */
  readonly jws: CompactJws;
  /** The content of `certificate`. */
  readonly papers: Certificate;
}

export type Verdict = { verdict: 'admitted'; membership: Membership } | { verdict: 'refused'; knock: Nonce };

/**
 * The verdict in a JWS, or `undefined` where it is not the authority's, or not about this identity in the link's room and
 * role. How late it is does not matter: what it grants says its own time, and clocks of phones are often minutes off.
 */
export async function checkAdmission(
  link: Pick<OpenedLink, 'authority' | 'room' | 'role'>,
  identity: Identity,
  jws: CompactJws,
): Promise<Verdict | undefined> {
  const said = parse(Admission, await verifyJws(link.authority, JwsType.admission, jws));
  if (said?.room !== link.room || said.peer !== identity.peer) return undefined;
  if (said.verdict === 'refused') return { verdict: 'refused', knock: said.knock };
  const papers = await checkCertificate(link.authority, link.room, said.certificate, 0);
  const pass = await readPass(link.authority, link.room, said.pass);
  const agree = papers?.peer === identity.peer && papers.kem === identity.kem && papers.call === said.call;
  if (!papers || !agree || papers.role !== link.role) return undefined;
  if (pass?.peer !== identity.peer || pass.role !== link.role) return undefined;
  return { verdict: 'admitted', membership: { ...said, jws, papers } };
}

/** What a page kept before it was reloaded, where it still holds at `now`: the way back without a second knock (J5). */
export async function restoreMembership(
  link: Pick<OpenedLink, 'authority' | 'room' | 'role'>,
  identity: Identity,
  jws: CompactJws,
  now: number,
): Promise<Membership | undefined> {
  const verdict = await checkAdmission(link, identity, jws);
  if (verdict?.verdict !== 'admitted') return undefined;
  return now < verdict.membership.papers.exp + CLOCK_TOLERANCE_MS ? verdict.membership : undefined;
}

/** Whether `next` may take the place of `present`: a later key, or the same key with papers that hold longer. */
export function supersedes(next: Membership, present: Membership): boolean {
  if (next.epoch !== present.epoch) return next.epoch > present.epoch;
  return next.key === present.key && next.call === present.call && next.papers.exp > present.papers.exp;
}
