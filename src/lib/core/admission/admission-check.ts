/** Whether what came as an admission is one: by the authority, for this peer and room, with papers that agree with it. */
import { Admission, JwsType, type Admitted, type Certificate } from '../../wire/admission.ts';
import { parse, type CompactJws, type Nonce } from '../../wire/ids.ts';
import { verifyJws, type Identity } from '../session/identity.ts';
import type { OpenedLink } from '../session/link.ts';
import { checkCertificate, readPass } from './certificate.ts';

/** An admission with its certificate read. */
export interface Membership extends Admitted {
  /** The content of `certificate`. */
  readonly papers: Certificate;
}

type LinkPart = Pick<OpenedLink, 'authority' | 'room' | 'role'>;

export type Verdict =
  | { verdict: 'admitted'; membership: Membership }
  | { verdict: 'refused'; knock: Nonce }
  | { verdict: 'lapsed'; call: Nonce; over: boolean };

/**
 * The verdict in a JWS, or `undefined` where it is not the authority's, or not about this identity in the link's room and
 * role. How late it is does not matter: what it grants says its own time, and clocks of phones are often minutes off.
 */
export async function checkAdmission(
  link: LinkPart,
  identity: Identity,
  jws: CompactJws,
): Promise<Verdict | undefined> {
  const said = parse(Admission, await verifyJws(link.authority, JwsType.admission, jws));
  if (said?.room !== link.room || said.peer !== identity.peer) return undefined;
  if (said.verdict === 'refused') return { verdict: 'refused', knock: said.knock };
  if (said.verdict === 'lapsed') return { verdict: 'lapsed', call: said.call, over: said.over };
  const membership = await withPapers(link, identity, said);
  return membership && { verdict: 'admitted', membership };
}

/**
 * What a page kept before it was reloaded, as a membership again (J5), where its papers are the authority's and about this
 * identity. Whether they still hold is for the relay and the host to say.
 */
export const restoreMembership = (
  link: LinkPart,
  identity: Identity,
  kept: Admitted,
): Promise<Membership | undefined> =>
  kept.room === link.room && kept.peer === identity.peer
    ? withPapers(link, identity, kept)
    : Promise.resolve(undefined);

async function withPapers(link: LinkPart, identity: Identity, admitted: Admitted): Promise<Membership | undefined> {
  const papers = await checkCertificate(link.authority, link.room, admitted.certificate, 0);
  const pass = await readPass(link.authority, link.room, admitted.pass);
  const agree = papers?.peer === identity.peer && papers.kem === identity.kem && papers.call === admitted.call;
  if (!papers || !agree || papers.role !== link.role) return undefined;
  if (pass?.peer !== identity.peer || pass.role !== link.role) return undefined;
  return { ...admitted, papers };
}

/** Whether `next` may take the place of `present`: a later key, or the same key with papers that hold longer. */
export function supersedes(next: Membership, present: Membership): boolean {
  if (next.epoch !== present.epoch) return next.epoch > present.epoch;
  return next.key === present.key && next.call === present.call && next.papers.exp > present.papers.exp;
}
