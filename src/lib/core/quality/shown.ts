/**
 * How large pictures are shown, in both directions: what this screen shows of each peer is told to that peer, at once and then at most twice a
 * second; what each peer shows of ours is kept. Whoever tells too often is not listened to.
 */
import type { ControlMessage, ShownSize } from '../../wire/control.ts';
import type { PeerId } from '../../wire/ids.ts';
import type { Clock } from '../clock.ts';
import { createBudget, type Budget } from '../budget.ts';
import type { Scope } from '../scope.ts';

export type Picture = 'camera' | 'screen';
export type ViewMessage = Extract<ControlMessage, { t: 'view' }>;
type Views = Readonly<Record<Picture, ShownSize>>;

/** Between two messages to one peer, in milliseconds: a window that is being resized changes with each frame. */
const TELL_MS = 500;
const HEARD_BURST = 8;
const HEARD_PER_SECOND = 2;
const NOTHING: Views = { camera: null, screen: null };

export interface Shown {
  /** This screen shows a picture of the peer in this size, or no more. */
  show(peer: PeerId, picture: Picture, size: ShownSize): void;
  /** Tells everything anew: the peer is (again) there. */
  handlePresent(peer: PeerId): void;
  handleView(peer: PeerId, view: ViewMessage): void;
  /** What the peer shows of ours; undefined: it has not said. */
  theirs(peer: PeerId, picture: Picture): ShownSize | undefined;
  forget(peer: PeerId): void;
}

export interface ShownDeps {
  readonly clock: Clock;
  readonly scope: Scope;
  send(peer: PeerId, message: ViewMessage): void;
  /** A peer shows ours in another size. */
  changed(peer: PeerId): void;
}

export function createShown({ clock, scope, send, changed }: ShownDeps): Shown {
  const own = new Map<PeerId, Views>();
  const told = new Map<PeerId, string>();
  const waiting = new Set<PeerId>();
  const heard = new Map<PeerId, ViewMessage>();
  const budgets = new Map<PeerId, Budget>();

  function tell(peer: PeerId): void {
    const view: ViewMessage = { t: 'view', ...(own.get(peer) ?? NOTHING) };
    const text = JSON.stringify(view);
    if (waiting.has(peer) || told.get(peer) === text) return;
    told.set(peer, text);
    send(peer, view);
    waiting.add(peer);
    scope.after(TELL_MS, () => {
      waiting.delete(peer);
      if (told.has(peer)) tell(peer);
    });
  }

  return {
    show(peer, picture, size) {
      own.set(peer, { ...(own.get(peer) ?? NOTHING), [picture]: size });
      if (told.has(peer)) tell(peer);
    },
    handlePresent(peer) {
      told.delete(peer);
      waiting.delete(peer);
      tell(peer);
    },
    handleView(peer, view) {
      const budget = budgets.get(peer) ?? createBudget(clock, HEARD_BURST, HEARD_PER_SECOND);
      budgets.set(peer, budget);
      if (!budget.take()) return;
      heard.set(peer, view);
      changed(peer);
    },
    theirs: (peer, picture) => heard.get(peer)?.[picture],
    forget(peer) {
      for (const map of [own, told, heard, budgets]) map.delete(peer);
      waiting.delete(peer);
    },
  };
}
