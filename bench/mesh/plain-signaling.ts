/** The simplest signaling there is: a WebSocket that carries JSON to one other page of the room, or to all. */
export interface PlainSignaling {
  /** `to: undefined`: to everybody else in the room. */
  send(to: string | undefined, body: unknown): void;
}

/** Opens it; resolves when the socket is open. `body` is what the other page sent: trusted, as all of it is ours. */
export function openPlainSignaling(
  options: { origin: string; room: string; self: string },
  receive: (from: string, body: unknown) => void,
): Promise<PlainSignaling> {
  const socket = new WebSocket(`${options.origin.replace('http', 'ws')}/plain?room=${options.room}&id=${options.self}`);
  socket.onmessage = ({ data }) => {
    const { from, body } = JSON.parse(String(data)) as { from: string; body: unknown };
    receive(from, body);
  };
  const signaling: PlainSignaling = { send: (to, body) => socket.send(JSON.stringify({ to, body })) };
  return new Promise((resolve, reject) => {
    socket.onopen = () => resolve(signaling);
    socket.onerror = () => reject(new Error('the plain signaling server does not answer'));
  });
}
