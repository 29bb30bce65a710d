/** Takes each peer's signals one after another, and not too many of them. */
import type { PeerId } from '../../wire/ids.ts';
import type { Clock } from '../clock.ts';
import { createBudget, type Budget } from '../budget.ts';

export interface Inboxes {
  /** Runs `work` after the peer's earlier signals; false where there were too many. `work` must not reject. */
  take(from: PeerId, work: () => Promise<void>): boolean;
}

interface Inbox {
  readonly budget: Budget;
  queue: Promise<void>;
  pending: number;
}

/** Signals of one peer: in a burst, and in the long run. A start is about 20, a restart about 10. */
const BURST = 150;
const PER_SECOND = 20;
/** Signals of one peer that wait for their turn. */
const PENDING_MAX = 256;
/** Senders whose budget is remembered, as long as they are neither connected nor have signals waiting. */
const INBOXES_MAX = 64;

export function createInboxes(clock: Clock, connected: (peer: PeerId) => boolean): Inboxes {
  const inboxes = new Map<PeerId, Inbox>();

  function inboxOf(from: PeerId): Inbox {
    const known = inboxes.get(from);
    if (known) return known;
    const idle = ([id, { pending }]: [PeerId, Inbox]): boolean => pending === 0 && !connected(id);
    const stale = inboxes.size < INBOXES_MAX ? undefined : [...inboxes].find(idle);
    if (stale) inboxes.delete(stale[0]);
    const inbox: Inbox = { budget: createBudget(clock, BURST, PER_SECOND), queue: Promise.resolve(), pending: 0 };
    inboxes.set(from, inbox);
    return inbox;
  }

  return {
    take(from, work) {
      const inbox = inboxOf(from);
      if (inbox.pending >= PENDING_MAX || !inbox.budget.take()) return false;
      inbox.pending += 1;
      inbox.queue = inbox.queue.then(() => {
        inbox.pending -= 1;
        return work();
      });
      return true;
    },
  };
}
