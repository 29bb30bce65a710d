/**
 * TURN credentials that hold for a while, in the scheme that coturn calls `use-auth-secret`: the user name is an expiry time, the
 * password its HMAC-SHA1 by a secret that relay and TURN server share (draft-uberti-behave-turn-rest-00).
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { Standing, TurnServer } from '../src/lib/wire/relay.ts';

/** A long interview, in seconds: an ICE restart late in the call still finds them valid. */
const MEMBER_TTL_S = 6 * 3600;
/** The environment check is over in a minute, in seconds. */
const CHECK_TTL_S = 120;
const NAME_BYTES = 9;

export interface TurnConfig {
  /** stun:, turn: and turns: URLs; none: this installation has no TURN server. */
  readonly urls: readonly string[];
  readonly secret: string;
}

export interface TurnOffer {
  readonly servers: TurnServer[];
  /** Seconds. */
  readonly ttl: number;
}

/** `now` in milliseconds. The name says nothing of the person: it is random. */
export function turnOffer({ urls, secret }: TurnConfig, standing: Standing, now: number): TurnOffer {
  const stun = urls.filter((url) => url.startsWith('stun:'));
  const turn = urls.filter((url) => !url.startsWith('stun:'));
  const ttl = standing === 'check' ? CHECK_TTL_S : MEMBER_TTL_S;
  const username = `${Math.floor(now / 1000) + ttl}:${randomBytes(NAME_BYTES).toString('base64url')}`;
  const credential = createHmac('sha1', secret).update(username).digest('base64');
  return {
    servers: [
      ...(stun.length > 0 ? [{ urls: stun }] : []),
      ...(turn.length > 0 ? [{ urls: turn, username, credential }] : []),
    ],
    ttl: urls.length > 0 ? ttl : 0,
  };
}
