/** The real relay for our mesh, and calls in it: the links are made as an organiser makes them. */
import { newNonce, systemRandom } from '../../src/lib/core/clock.ts';
import { openLink } from '../../src/lib/core/session/link.ts';
import { toBase64Url } from '../../src/lib/wire/bytes.ts';
import {
  CallKey,
  parse,
  type AuthorityKey,
  type CompactJws,
  type Nonce,
  type RoomId,
  type Seed,
} from '../../src/lib/wire/ids.ts';
import { startRelay, type RunningRelay } from '../../tests/support/server.ts';

/** All that a page needs to be an admitted member of one call. */
export interface OurCall {
  /** The relay's address. */
  readonly relay: string;
  readonly room: RoomId;
  readonly authority: AuthorityKey;
  readonly token: CompactJws;
  /** The authority's: here each page signs its own certificate. */
  readonly seed: Seed;
  readonly nonce: Nonce;
  readonly epoch: number;
  readonly key: CallKey;
}

export interface OurRelay {
  newCall(): Promise<OurCall>;
  close(): Promise<void>;
}

const KEY_BYTES = 32;

async function newCall(relay: RunningRelay): Promise<OurCall> {
  const { links } = await relay.newInterview();
  const [host, applicant] = [await openLink(links.host), await openLink(links.applicant)];
  const key = parse(CallKey, toBase64Url(systemRandom(KEY_BYTES)));
  if (!host.ok || !applicant.ok || !host.link.seed || !key) throw new Error('the relay made links that do not open');
  const { room, authority, seed } = host.link;
  const nonce = newNonce(systemRandom);
  return { relay: relay.url, room, authority, token: applicant.link.token, seed, nonce, epoch: Date.now(), key };
}

/** `origin`: where the pages come from. */
export async function startOurRelay(origin: string): Promise<OurRelay> {
  const relay = await startRelay({ allowedOrigins: [origin] });
  return { newCall: () => newCall(relay), close: () => relay.close() };
}
