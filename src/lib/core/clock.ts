/** Time and chance as ports, so that tests own both. */
import { toBase64Url, type Bytes } from '../wire/bytes.ts';
import { Nonce, parse } from '../wire/ids.ts';

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `run` once after `ms` milliseconds; the result cancels it. */
  after(ms: number, run: () => void): () => void;
}

/** `length` random bytes, fit for keys. */
export type Random = (length: number) => Bytes;

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

export const systemRandom: Random = (length) => crypto.getRandomValues(new Uint8Array(length));

/** 16 random bytes as a name. */
export function newNonce(random: Random): Nonce {
  const NONCE_BYTES = 16;
  const nonce = parse(Nonce, toBase64Url(random(NONCE_BYTES)));
  if (!nonce) throw new Error('the random source gave too few bytes');
  return nonce;
}
