/**
 * The control messages of a call: sent as text, and each kind given to whoever asked for it. What is too large or of no known form goes
 * no further; who may say what is for the listeners to judge, by the sender's certificate.
 */
import type { ControlMessage } from '../../wire/control.ts';
import type { PeerId } from '../../wire/ids.ts';
import type { Mesh, PeerView } from '../mesh/mesh.ts';
import { encodeControl, parseControl } from './control-codec.ts';

type Kind = ControlMessage['t'];
export type MessageOf<T extends Kind> = Extract<ControlMessage, { t: T }>;
type Listener<T extends Kind> = (from: PeerView, message: MessageOf<T>) => void;

export interface Control {
  /** False where the peer is not present. */
  send(peer: PeerId, message: ControlMessage): boolean;
  /** To everybody present. */
  broadcast(message: ControlMessage): void;
  /** One listener for each kind; its sender is bound and certified. */
  on<T extends Kind>(kind: T, run: Listener<T>): void;
  handleData(peer: PeerId, data: string | ArrayBuffer): void;
}

export function createControl(mesh: Pick<Mesh, 'peers' | 'send' | 'broadcast'>): Control {
  const listeners = new Map<Kind, (from: PeerView, message: ControlMessage) => void>();
  return {
    send: (peer, message) => mesh.send(peer, 'control', encodeControl(message)),
    broadcast: (message) => mesh.broadcast('control', encodeControl(message)),
    on<T extends Kind>(kind: T, run: Listener<T>) {
      const isKind = (message: ControlMessage): message is MessageOf<T> => message.t === kind;
      listeners.set(kind, (from, message) => {
        if (isKind(message)) run(from, message);
      });
    },
    handleData(peer, data) {
      const message = parseControl(data);
      const from = mesh.peers.get().get(peer);
      if (message && from) listeners.get(message.t)?.(from, message);
    },
  };
}
