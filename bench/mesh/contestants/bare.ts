/** The limit: RTCPeerConnection with nothing around it. The newcomer says hello, each who hears it makes an offer. */
import { RTC_CONFIG, type Join } from '../contestant.ts';
import { openPlainSignaling } from '../plain-signaling.ts';

type Body = { hello: true } | { description: RTCSessionDescriptionInit } | { candidate: RTCIceCandidateInit | null };

export const join: Join = async ({ stream, onStream, ...options }) => {
  const connections = new Map<string, RTCPeerConnection>();
  const connectionTo = (peer: string): RTCPeerConnection => {
    const known = connections.get(peer);
    if (known) return known;
    const connection = new RTCPeerConnection(RTC_CONFIG);
    connections.set(peer, connection);
    connection.onicecandidate = ({ candidate }) => signaling.send(peer, { candidate });
    connection.ontrack = ({ track, streams: [remote] }) => {
      if (track.kind === 'video' && remote) onStream(peer, remote);
    };
    for (const track of stream.getTracks()) connection.addTrack(track, stream);
    return connection;
  };
  const describe = async (peer: string, connection: RTCPeerConnection): Promise<void> => {
    await connection.setLocalDescription();
    signaling.send(peer, { description: connection.localDescription });
  };
  const receive = async (from: string, body: Body): Promise<void> => {
    const connection = connectionTo(from);
    if ('hello' in body) await describe(from, connection);
    else if ('candidate' in body) await connection.addIceCandidate(body.candidate ?? undefined);
    else {
      await connection.setRemoteDescription(body.description);
      if (body.description.type === 'offer') await describe(from, connection);
    }
  };
  // Nothing is received before the hello: whoever hears it answers.
  const signaling = await openPlainSignaling(options, (from, body) => void receive(from, body as Body));
  signaling.send(undefined, { hello: true });
};
