/** trystero as the package ships it (its Nostr strategy), against our small stand-in for a Nostr relay on this machine. */
import { joinRoom } from 'trystero';
import { RTC_CONFIG, type Join } from '../contestant.ts';

export const join: Join = async ({ origin, room: name, stream, onStream }) => {
  const urls = [`${origin.replace('http', 'ws')}/nostr`];
  const room = joinRoom({ appId: 'mensetsu-bench', relayConfig: { urls, redundancy: 1 }, rtcConfig: RTC_CONFIG }, name);
  room.onPeerStream = (remote, peer) => onStream(peer, remote);
  room.onPeerJoin = (peer) => void room.addStream(stream, { target: peer });
};
