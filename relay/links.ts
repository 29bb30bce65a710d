/** `POST /api/links`: signs the three tokens of an interview for whoever owns its room (spec R2, R4). Nothing is kept. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { jsonOf } from '../src/lib/wire/bytes.ts';
import { parse, type Role } from '../src/lib/wire/ids.ts';
import { SignRequest, WINDOW_MAX_MS, type SignError, type SignResponse } from '../src/lib/wire/link.ts';
import { answerJson } from './answers.ts';
import { ownsRoom, verifySignature } from './ed25519.ts';
import type { AddressBuckets } from './limits.ts';
import type { Tally } from './tally.ts';
import { signToken } from './tokens.ts';

const BODY_MAX_BYTES = 4 * 1024;
/** How far ahead a window may begin, in milliseconds. */
const AHEAD_MAX_MS = 366 * 24 * 3600 * 1000;
/** A wrong organiser key counts for this many requests: guessing is slow. */
const WRONG_KEY_COST = 5;

export interface LinkDesk {
  readonly secret: Uint8Array;
  readonly organizerKey: string | undefined;
  readonly addresses: AddressBuckets;
  readonly tally: Tally;
  readonly isAllowedOrigin: (origin: string | undefined) => boolean;
  readonly now: () => number;
}

/** `address` as the limits count it. */
export async function handleLinks(
  desk: LinkDesk,
  address: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refuse = (status: number, error: SignError): void => {
    desk.tally.links(error);
    request.resume(); // what is left of the body goes nowhere
    if (status === 413) response.setHeader('Connection', 'close');
    answerJson(response, status, { error });
  };
  if (request.method !== 'POST') {
    response.setHeader('Allow', 'POST');
    return refuse(405, 'bad-request');
  }
  if (!desk.isAllowedOrigin(request.headers.origin)) return refuse(403, 'bad-request');
  if (!desk.addresses.take(address, 1, desk.now())) return refuse(429, 'too-many');
  if (!hasOrganizerKey(desk, request.headers.authorization)) {
    desk.addresses.take(address, WRONG_KEY_COST - 1, desk.now());
    return refuse(401, 'organizer-key');
  }
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) return refuse(400, 'bad-request');
  const body = await readBody(request);
  if (!body) return refuse(413, 'bad-request');
  const wanted = parse(SignRequest, jsonOf(body));
  if (!wanted) return refuse(400, 'bad-request');
  const error = judgeRequest(wanted, desk.now());
  if (error) return refuse(400, error);
  const signed = await signAll(desk.secret, wanted);
  desk.tally.links('signed');
  answerJson(response, 200, signed);
}

/** Of equal length and without early exit, whatever was sent: both sides are hashed first. */
function hasOrganizerKey({ organizerKey }: LinkDesk, authorization: string | undefined): boolean {
  if (organizerKey === undefined) return true;
  const given = /^Bearer (.{1,500})$/.exec(authorization ?? '')?.[1] ?? '';
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(organizerKey));
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(piece)) return undefined;
    bytes += piece.length;
    if (bytes > BODY_MAX_BYTES) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** `now` in milliseconds. */
export function judgeRequest({ room, key, from, until, proof }: SignRequest, now: number): SignError | undefined {
  const isOpenable = from < until && until > now && until - from <= WINDOW_MAX_MS && from - now <= AHEAD_MAX_MS;
  if (!isOpenable) return 'bad-window';
  const parts = [room, String(from), String(until)];
  return ownsRoom(key, room) && verifySignature(key, 'mensetsu/1 sign', parts, proof) ? undefined : 'bad-proof';
}

async function signAll(secret: Uint8Array, { room, key, from, until }: SignRequest): Promise<SignResponse> {
  const window = { nbf: Math.floor(from / 1000), exp: Math.ceil(until / 1000) };
  const token = (role: Role): ReturnType<typeof signToken> => signToken(secret, { room, role, key, ...window });
  const [host, coInterviewer, applicant] = await Promise.all([
    token('host'),
    token('co-interviewer'),
    token('applicant'),
  ]);
  return { host, coInterviewer, applicant };
}
