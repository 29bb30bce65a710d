/** simple-peer, over the same plain signaling as the limit. */
import SimplePeer from 'simple-peer/simplepeer.min.js';
import { RTC_CONFIG, type Join } from '../contestant.ts';
import { openPlainSignaling } from '../plain-signaling.ts';

type Body = { hello: true } | { signal: unknown };

export const join: Join = async ({ stream, onStream, ...options }) => {
  const peers = new Map<string, SimplePeer>();
  const peerFor = (id: string, initiator: boolean): SimplePeer => {
    const known = peers.get(id);
    if (known) return known;
    const peer = new SimplePeer({ initiator, stream, trickle: true, config: RTC_CONFIG });
    peers.set(id, peer);
    peer.on('signal', (signal) => signaling.send(id, { signal }));
    peer.on('stream', (remote) => onStream(id, remote));
    return peer;
  };
  const signaling = await openPlainSignaling(options, (from, received) => {
    const body = received as Body;
    const peer = peerFor(from, 'hello' in body);
    if ('signal' in body) peer.signal(body.signal);
  });
  signaling.send(undefined, { hello: true });
};
