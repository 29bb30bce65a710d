/**
 * Every frame between a browser and the relay: JSON text, one schema each, over `wss://…/ws/<room>`.
 * A connection is unauthenticated -> check | lobby | call | host. What `sealed` and `box` hold the relay cannot read.
 */
import * as v from 'valibot';
import { CompactJws, Instant, Nonce, PeerId, Signature } from './ids.ts';

export const RELAY_VERSION = 1;
/** Largest frame either side accepts, in bytes: a description of four media sections, sealed, is about 24 KB. */
export const FRAME_MAX_BYTES = 64 * 1024;
/** Largest frame before and in the lobby, in bytes. */
export const LOBBY_FRAME_MAX_BYTES = 12 * 1024;
/** A client pings this often, in milliseconds, and takes the relay for dead after RELAY_DEAD_MS without any frame. */
export const RELAY_PING_MS = 2_000;
export const RELAY_DEAD_MS = 5_000;

const sealed = (chars: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(chars), v.regex(/^[A-Za-z0-9_.-]+$/));
/** A knock, a muster or an admission: HPKE, `<encapsulated key>.<ciphertext>`, both base64url. */
export const Sealed = v.pipe(sealed(10_000), v.brand('Sealed'));
export type Sealed = v.InferOutput<typeof Sealed>;
/** A signal between two members: base64url. */
export const Box = v.pipe(sealed(60_000), v.brand('Box'));
export type Box = v.InferOutput<typeof Box>;

/** Where a connection stands: `check` may only measure, `lobby` knock, `call` and `host` signal. */
export const Standing = v.picklist(['check', 'lobby', 'call', 'host']);
export type Standing = v.InferOutput<typeof Standing>;

/** Why the relay refuses a hello or an enter. */
export const Refusal = v.picklist([
  'early', // the reception window has not begun
  'expired', // it is over
  'bad-token', // the token is not this relay's, or is for another room
  'bad-proof', // the peer key's signature does not verify
  'bad-pass', // the pass is not the authority's, not this peer's, or has expired
  'host-present', // there is a host already and `takeover` was not asked for
  'full', // a limit of the room, the address or the server is reached
  'version', // another version of the protocol
]);
export type Refusal = v.InferOutput<typeof Refusal>;

/** WebSocket close codes (4000-4999: private use, RFC 6455 section 7.4.2). */
export const CloseCode = {
  badFrame: 4400,
  refused: 4403,
  authTimeout: 4408,
  replaced: 4409,
  slow: 4413,
  tooMany: 4429,
  /** RFC 6455 registry: the service restarts; reconnect, perhaps elsewhere. */
  restart: 1012,
} as const;

const frame = <const T extends string, E extends v.ObjectEntries>(t: T, entries: E) =>
  v.strictObject({ t: v.literal(t), ...entries });

export const ClientFrame = v.variant('t', [
  /** First frame. `proof`: Ed25519 by `peer` over 'mensetsu/1 relay', room, the challenge's nonce. */
  frame('hello', {
    v: v.literal(RELAY_VERSION),
    token: CompactJws,
    peer: PeerId,
    proof: Signature,
    as: v.picklist(['check', 'lobby', 'call']),
    /** For `as: 'call'`: a pass (JWS by the authority) says who may, and whether as host. */
    pass: v.optional(CompactJws),
    /** A host that ends the presence of another device of the same host (spec R7). */
    takeover: v.optional(v.boolean()),
  }),
  /** From the lobby into the call on the same connection. */
  frame('enter', { pass: CompactJws, takeover: v.optional(v.boolean()) }),
  frame('ping', {}),
  frame('knock', { id: Nonce, sealed: Sealed }),
  frame('withdraw', { id: Nonce }),
  /** Host only: an admission or a refusal, to a peer in the lobby or in the call. */
  frame('answer', { to: PeerId, sealed: Sealed }),
  /** Host only: this peer is out of the call. Its sockets there end, and passes of it that expire at `until` or before count no more. */
  frame('expel', { peer: PeerId, until: Instant }),
  /** Member to host: "I am in your call". */
  frame('muster', { sealed: Sealed }),
  frame('signal', { to: PeerId, box: Box }),
  /** Asks for TURN credentials (members, and the environment check). */
  frame('turn', {}),
  /** Asks for a ticket to measure the line with (GET and POST /probe/<ticket>). */
  frame('probe', {}),
]);
export type ClientFrame = v.InferOutput<typeof ClientFrame>;

export const TurnServer = v.strictObject({
  urls: v.pipe(v.array(v.pipe(v.string(), v.maxLength(300), v.regex(/^(stun|turn|turns):/))), v.maxLength(12)),
  username: v.optional(v.pipe(v.string(), v.maxLength(200))),
  credential: v.optional(v.pipe(v.string(), v.maxLength(200))),
});
export type TurnServer = v.InferOutput<typeof TurnServer>;

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const MEMBERS_MAX = 64;
const Member = v.strictObject({ peer: PeerId, as: v.picklist(['call', 'host']) });

export const ServerFrame = v.variant('t', [
  frame('challenge', { nonce: Nonce }),
  /** After hello and after enter. `members` is empty for who is not in the call; the receiver itself is not among them. */
  frame('welcome', { as: Standing, now: Instant, members: v.pipe(v.array(Member), v.maxLength(MEMBERS_MAX)) }),
  frame('refused', { code: Refusal }),
  frame('pong', {}),
  /** To lobby and members: which peer is here as host; null: nobody. */
  frame('host', { peer: v.nullable(PeerId) }),
  /** To host links, in the lobby and in the call (spec W6). */
  frame('counts', { lobby: Count, call: Count }),
  frame('knock', { from: PeerId, id: Nonce, sealed: Sealed }),
  frame('withdrawn', { from: PeerId, id: Nonce }),
  /** To the one who knocked: the host is not here, the knock went nowhere. */
  frame('host-absent', { id: Nonce }),
  frame('answer', { sealed: Sealed }),
  frame('muster', { from: PeerId, sealed: Sealed }),
  frame('joined', { peer: PeerId, as: v.picklist(['call', 'host']) }),
  frame('left', { peer: PeerId }),
  frame('signal', { from: PeerId, box: Box }),
  /** `ttl` in seconds. An empty list: this installation has no TURN server. */
  frame('turn', { servers: v.pipe(v.array(TurnServer), v.maxLength(8)), ttl: Count }),
  /** `maxBytes`: how much the ticket carries in each direction. */
  frame('probe', { ticket: Nonce, maxBytes: Count }),
  /** A frame was dropped; the connection goes on. */
  frame('dropped', { code: v.picklist(['not-allowed', 'no-such-peer', 'too-many']) }),
]);
export type ServerFrame = v.InferOutput<typeof ServerFrame>;
