/** Who may stand where: a hello (or an enter) and the time in, a standing or a refusal out. */
import { CLOCK_TOLERANCE_MS } from '../src/lib/wire/admission.ts';
import type { AuthorityKey, CompactJws, Nonce, PeerId, Role, RoomId, Signature } from '../src/lib/wire/ids.ts';
import type { TokenClaims } from '../src/lib/wire/link.ts';
import type { ClientFrame, Refusal, Standing } from '../src/lib/wire/relay.ts';
import { ownsRoom, verifySignature } from './ed25519.ts';
import { openPass, openToken } from './tokens.ts';

/** Interviews run over: members may come back this long after the window, in milliseconds. */
const OVERRUN_MS = 4 * 3600 * 1000;

export type Hello = Extract<ClientFrame, { t: 'hello' }>;

/** What is known of a connection once its hello has been taken. */
export interface Presence {
  readonly peer: PeerId;
  readonly standing: Standing;
  /** Of the token: what the link is for. */
  readonly role: Role;
  readonly key: AuthorityKey;
  /** Members: when the pass expires that let them in, in milliseconds since the epoch. */
  readonly passUntil?: number;
}

type Judged<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: Refusal };
const refuse = (code: Refusal): Judged<never> => ({ ok: false, code });

/** The window, as far as this kind of connection has to keep to it. `nbf` and `exp` in seconds, `now` in milliseconds. */
export function judgeWindow(as: Hello['as'], { nbf, exp }: TokenClaims, now: number): 'early' | 'expired' | undefined {
  if (as !== 'check' && now < nbf * 1000) return 'early';
  const end = exp * 1000 + (as === 'call' ? OVERRUN_MS : 0);
  return now >= end ? 'expired' : undefined;
}

/** Cheap checks first, so that a stranger's frame costs one HMAC. */
export async function judgeHello(
  secret: Uint8Array,
  room: RoomId,
  nonce: Nonce,
  hello: Hello,
  now: number,
): Promise<Judged<Presence>> {
  const claims = await openToken(secret, hello.token);
  if (!claims || claims.room !== room || !ownsRoom(claims.key, room)) return refuse('bad-token');
  const closed = judgeWindow(hello.as, claims, now);
  if (closed) return refuse(closed);
  if (!provesPeer(hello.peer, room, nonce, hello.proof)) return refuse('bad-proof');
  const { role, key } = claims;
  if (hello.as !== 'call') return { ok: true, value: { peer: hello.peer, standing: hello.as, role, key } };
  const pass = await judgePass({ peer: hello.peer, role, key }, room, hello.pass, now);
  return pass.ok ? { ok: true, value: { peer: hello.peer, role, key, ...pass.value } } : pass;
}

const provesPeer = (peer: PeerId, room: RoomId, nonce: Nonce, proof: Signature): boolean =>
  verifySignature(peer, 'mensetsu/1 relay', [room, nonce], proof);

/** A pass makes a member; a host's pass together with a host's link makes the host. */
export async function judgePass(
  who: { readonly peer: PeerId; readonly role: Role; readonly key: AuthorityKey },
  room: RoomId,
  jws: CompactJws | undefined,
  now: number,
): Promise<Judged<{ readonly standing: 'call' | 'host'; readonly passUntil: number }>> {
  const pass = jws && (await openPass(who.key, jws));
  if (!pass || pass.room !== room || pass.peer !== who.peer) return refuse('bad-pass');
  if (pass.exp + CLOCK_TOLERANCE_MS <= now) return refuse('bad-pass');
  if (pass.role === 'host' && who.role !== 'host') return refuse('bad-pass');
  return { ok: true, value: { standing: pass.role === 'host' ? 'host' : 'call', passUntil: pass.exp } };
}
