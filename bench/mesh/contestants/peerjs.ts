/** PeerJS with its own signaling protocol, against our small stand-in for PeerServer. A room is PeerJS's `key`. */
import { Peer, type MediaConnection } from 'peerjs';
import { RTC_CONFIG, type Join } from '../contestant.ts';

export const join: Join = async ({ origin, room, self, stream, onStream }) => {
  const { hostname, port } = new URL(origin);
  const peer = new Peer(self, { host: hostname, port: Number(port), path: '/peerjs', key: room, config: RTC_CONFIG });
  const watch = (call: MediaConnection): void => {
    call.on('stream', (remote) => onStream(call.peer, remote));
  };
  peer.on('call', (call) => {
    watch(call);
    call.answer(stream);
  });
  await new Promise<void>((resolve) => peer.on('open', () => resolve()));
  const others = await new Promise<string[]>((resolve) => peer.listAllPeers(resolve));
  for (const other of others.filter((id) => id !== self)) watch(peer.call(other, stream));
};
