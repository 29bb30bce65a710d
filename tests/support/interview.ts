/** An interview with its people, as core makes them; the relay's secret is the test's. */
import { SignJWT } from 'jose';
import { systemRandom } from '../../src/lib/core/clock.ts';
import { identityFromSeed, newSeed, type Identity } from '../../src/lib/core/session/identity.ts';
import { makeInterview, type InterviewLinks } from '../../src/lib/core/session/interview.ts';
import { openLink, type OpenedLink } from '../../src/lib/core/session/link.ts';
import { CompactJws, parse, type Role, type RoomId } from '../../src/lib/wire/ids.ts';
import type { SignRequest, SignResponse } from '../../src/lib/wire/link.ts';
import { DisplayName } from '../../src/lib/wire/name.ts';

/** When the clocks of these tests begin: a round second, in milliseconds. */
export const START = 1_800_000_000_000;
export const HOUR_MS = 3_600_000;

export const relaySecret = new TextEncoder().encode('a secret of the test relay, 32 b');

export async function token(claims: object, secret: Uint8Array = relaySecret): Promise<CompactJws> {
  const jwt = await new SignJWT({ ...claims }).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(secret);
  return must(parse(CompactJws, jwt));
}

/** What the relay's `POST /api/links` answers. */
export async function signLinks({ room, key, from, until }: SignRequest): Promise<SignResponse> {
  const of = (role: Role) => token({ room, role, key, nbf: Math.floor(from / 1000), exp: Math.ceil(until / 1000) });
  return { host: await of('host'), coInterviewer: await of('co-interviewer'), applicant: await of('applicant') };
}

export interface TestInterview {
  readonly room: RoomId;
  readonly fragments: InterviewLinks;
  readonly host: OpenedLink;
  readonly coInterviewer: OpenedLink;
  readonly applicant: OpenedLink;
  readonly authority: Identity;
}

export async function testInterview(title = '一次面接'): Promise<TestInterview> {
  const request = { title, language: 'ja', from: START - HOUR_MS, until: START + HOUR_MS } as const;
  const draft = await makeInterview({ random: systemRandom }, request);
  const fragments = await draft.links(await signLinks(draft.signRequest));
  const open = async (fragment: string): Promise<OpenedLink> => {
    const outcome = await openLink(fragment);
    if (!outcome.ok) throw new Error(outcome.why);
    return outcome.link;
  };
  const host = await open(fragments.host);
  return {
    room: draft.room,
    fragments,
    host,
    coInterviewer: await open(fragments.coInterviewer),
    applicant: await open(fragments.applicant),
    authority: await identityFromSeed(must(host.seed)),
  };
}

export const someone = (): Promise<Identity> => identityFromSeed(newSeed(systemRandom));
export const named = (text: string): DisplayName => must(parse(DisplayName, text));

/** The value, which the test says is there. */
export function must<T>(value: T | undefined | null): T {
  if (value === undefined || value === null) throw new Error('a value was expected');
  return value;
}

/** Every text that differs from this one in one character, at `count` places spread over it; also cut and lengthened. */
export function mutations(text: string, count = 60): string[] {
  const step = Math.max(1, Math.floor(text.length / count));
  const out = [text.slice(0, -1), text.slice(1), `${text}A`, `A${text}`];
  for (let at = 0; at < text.length; at += step) {
    for (const other of ['A', 'B', '.', '_']) {
      if (text[at] !== other) out.push(text.slice(0, at) + other + text.slice(at + 1));
    }
  }
  // the last character has bits that no byte uses: the place where a lax decoder takes two spellings for one
  for (const other of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
    if (!text.endsWith(other)) out.push(text.slice(0, -1) + other);
  }
  return out;
}
