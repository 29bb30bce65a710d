/**
 * What each member says of itself (microphone, camera, screen, hand) over the control channel: sent to everybody when it changes and to
 * each peer when it becomes present; kept for as long as the peer is known.
 */
import type { Cell } from '../cell.ts';
import { cell } from '../cell.ts';
import type { MemberState } from '../../wire/control.ts';
import type { PeerId } from '../../wire/ids.ts';
import type { Control } from './control.ts';

export const SILENT_STATE: MemberState = { microphone: false, camera: false, screen: false, hand: false };

export interface Announcements {
  readonly own: Cell<MemberState>;
  readonly others: Cell<ReadonlyMap<PeerId, MemberState>>;
  /** Changes some of one's own state and tells everybody, unless nothing changed. */
  announce(change: Partial<MemberState>): void;
  handlePresent(peer: PeerId): void;
  handleState(peer: PeerId, state: MemberState): void;
  forget(peer: PeerId): void;
}

export function createAnnouncements(deps: Pick<Control, 'send' | 'broadcast'>): Announcements {
  const own = cell<MemberState>(SILENT_STATE);
  const others = cell<ReadonlyMap<PeerId, MemberState>>(new Map());
  return {
    own,
    others,
    announce(change) {
      const before = own.get();
      const next = { ...before, ...change };
      if (Object.keys(next).every((key) => next[key as keyof MemberState] === before[key as keyof MemberState])) return;
      own.set(next);
      deps.broadcast({ t: 'state', state: next });
    },
    handlePresent: (peer) => void deps.send(peer, { t: 'state', state: own.get() }),
    handleState: (peer, state) => others.update((known) => new Map(known).set(peer, state)),
    forget(peer) {
      if (!others.get().has(peer)) return;
      others.update((known) => new Map([...known].filter(([id]) => id !== peer)));
    },
  };
}
