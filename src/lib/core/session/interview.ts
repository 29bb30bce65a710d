/**
 * Making an interview: the authority is made here, in the organiser's browser (or in `npm run invite`), and its seed goes
 * into the host link and nowhere else. The relay signs room, role, window and key, and learns nothing besides.
 */
import { toBase64Url, utf8 } from '../../wire/bytes.ts';
import { parse, type CompactJws, type Role, type RoomId } from '../../wire/ids.ts';
import { Details, formatFragment, WINDOW_MAX_MS } from '../../wire/link.ts';
import type { Language, SignRequest, SignResponse } from '../../wire/link.ts';
import type { Random } from '../clock.ts';
import { Fault } from '../errors.ts';
import { identityFromSeed, newSeed, roomOf } from './identity.ts';
import { linkParts, tokenClaims, verifyLink } from './link.ts';

export interface InterviewRequest {
  readonly title: string;
  readonly language: Language;
  /** Reception window in milliseconds since the epoch. */
  readonly from: number;
  readonly until: number;
}

/** Fragments, without `#`. */
export interface InterviewLinks {
  readonly host: string;
  readonly coInterviewer: string;
  readonly applicant: string;
}

export interface Draft {
  readonly room: RoomId;
  /** What `POST /api/links` is asked. */
  readonly signRequest: SignRequest;
  /** The links, from the tokens that came back. Rejects with Fault 'sign-failed' where one is not what was asked for. */
  links(tokens: SignResponse): Promise<InterviewLinks>;
}

/** Tokens count seconds: the window in them may differ by less than one. */
const ROUNDING_MS = 1000;

/**
 * A new interview, not signed by the relay yet. Rejects with Fault 'bad-window' where the window is empty or longer than
 * WINDOW_MAX_MS; the title must be one that `Details` takes.
 */
export async function makeInterview(deps: { random: Random }, request: InterviewRequest): Promise<Draft> {
  const { from, until } = request;
  if (!(from < until) || until - from > WINDOW_MAX_MS) throw new Fault('bad-window');
  const seed = newSeed(deps.random);
  const authority = await identityFromSeed(seed);
  const room = await roomOf(authority.authority);
  const details = parse(Details, { title: request.title, language: request.language, kem: authority.kem });
  if (!details) throw new Error('the form lets no such title through');
  const text = toBase64Url(utf8(JSON.stringify(details)));
  const proof = await authority.sign('mensetsu/1 sign', [room, String(from), String(until)]);

  const fragment = async (role: Role, token: CompactJws): Promise<string> => {
    const signature = await authority.sign('mensetsu/1 link', linkParts(role, token, text));
    const claims = tokenClaims(token);
    const near = (seconds: number, ms: number): boolean => Math.abs(seconds * 1000 - ms) < ROUNDING_MS;
    const asAsked = claims && near(claims.nbf, from) && near(claims.exp, until);
    if (!asAsked || !(await verifyLink(authority.authority, { role, token, details: text, signature }))) {
      throw new Fault('sign-failed');
    }
    return formatFragment({ role, token, details: text, signature, ...(role === 'host' && { seed }) });
  };

  return {
    room,
    signRequest: { room, key: authority.authority, from, until, proof },
    links: async (tokens) => ({
      host: await fragment('host', tokens.host),
      coInterviewer: await fragment('co-interviewer', tokens.coInterviewer),
      applicant: await fragment('applicant', tokens.applicant),
    }),
  };
}
