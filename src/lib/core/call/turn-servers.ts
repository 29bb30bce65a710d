/**
 * The TURN servers of this installation, as short-lived credentials that the relay hands to members: asked for on each
 * arrival in the call and again before they run out. Empty until the relay has answered, or where there is none.
 */
import { cell, type Cell } from '../cell.ts';
import type { Scope } from '../scope.ts';
import type { RelaySession } from '../session/relay-session.ts';
import type { TurnServer } from '../../wire/relay.ts';

/** Asked again after this share of their life. */
const REFRESH_SHARE = 0.5;
const REFRESH_MIN_MS = 60_000;
/** A relay that has not answered for so long, in milliseconds, is taken for one without TURN. */
const ANSWER_MAX_MS = 3_000;

export interface TurnServers {
  servers(): readonly RTCIceServer[];
  /** Whether there is a TURN server (STUN relays nothing); undefined until the relay has said. */
  readonly relaying: Cell<boolean | undefined>;
  /**
   * Resolves with the first answer. A connection that is made before it would never have a TURN path: browsers take up
   * servers when they gather, and whoever may only use TURN would find no path at all.
   */
  readonly ready: Promise<void>;
}

/** As RTCPeerConnection wants them. */
export const iceServerOf = ({ urls, username, credential }: TurnServer): RTCIceServer => ({
  urls: [...urls],
  ...(username !== undefined && { username }),
  ...(credential !== undefined && { credential }),
});

export function createTurnServers(deps: { relay: Pick<RelaySession, 'frames' | 'send'>; scope: Scope }): TurnServers {
  const { relay, scope } = deps;
  let servers: readonly RTCIceServer[] = [];
  const relaying = cell<boolean | undefined>(undefined);
  let refresh: (() => void) | undefined;
  let settle: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (settle = resolve));
  const ask = (): void => {
    relay.send({ t: 'turn' });
    scope.after(ANSWER_MAX_MS, settle);
  };
  scope.own(
    relay.frames.on((frame) => {
      if (frame.t === 'welcome' && (frame.as === 'call' || frame.as === 'host')) ask();
      if (frame.t !== 'turn') return;
      servers = frame.servers.map(iceServerOf);
      relaying.set(frame.servers.some(({ urls }) => urls.some((url) => /^turns?:/i.test(url))));
      settle();
      refresh?.();
      const again = Math.max(frame.ttl * 1000 * REFRESH_SHARE, REFRESH_MIN_MS);
      if (frame.servers.length > 0) refresh = scope.after(again, ask);
    }),
  );
  return { servers: () => servers, relaying, ready };
}
