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

/** As RTCPeerConnection wants them. */
export const iceServerOf = ({ urls, username, credential }: TurnServer): RTCIceServer => ({
  urls: [...urls],
  ...(username !== undefined && { username }),
  ...(credential !== undefined && { credential }),
});

export function createTurnServers(deps: { relay: RelaySession; scope: Scope }): Cell<readonly RTCIceServer[]> {
  const { relay, scope } = deps;
  const servers = cell<readonly RTCIceServer[]>([]);
  let refresh: (() => void) | undefined;
  scope.own(
    relay.frames.on((frame) => {
      if (frame.t === 'welcome' && (frame.as === 'call' || frame.as === 'host')) relay.send({ t: 'turn' });
      if (frame.t !== 'turn') return;
      servers.set(frame.servers.map(iceServerOf));
      refresh?.();
      const again = Math.max(frame.ttl * 1000 * REFRESH_SHARE, REFRESH_MIN_MS);
      if (frame.servers.length > 0) refresh = scope.after(again, () => relay.send({ t: 'turn' }));
    }),
  );
  return servers;
}
