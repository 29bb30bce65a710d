/**
 * What the host commands. Standing rules are signed by the authority, each statement whole and above the last; an order (mute, camera
 * off) is for one moment, and waits for a peer that is not present just then.
 */
import { JwsType } from '../../wire/admission.ts';
import type { Order } from '../../wire/control.ts';
import type { Nonce, PeerId, RoomId } from '../../wire/ids.ts';
import type { Clock } from '../clock.ts';
import type { Identity } from '../session/identity.ts';
import type { Control } from './control.ts';
import { changeRules, openRules, type RulesChange } from './rules.ts';
import type { RulesBook } from './rules-book.ts';

export type { Order };

export interface HostDesk {
  /** Resolves when the new rules are in force here and on their way to the others. */
  change(change: RulesChange): Promise<void>;
  order(peer: PeerId, order: Order): void;
  /** Orders that waited for this peer. */
  handlePresent(peer: PeerId): void;
  forget(peer: PeerId): void;
}

export function createHostDesk(deps: {
  readonly authority: Identity;
  readonly room: RoomId;
  /** Known before anything can be changed. */
  call(): Nonce | undefined;
  readonly clock: Clock;
  readonly book: RulesBook;
  readonly control: Pick<Control, 'send'>;
}): HostDesk {
  const { authority, room, clock, book, control } = deps;
  const waiting = new Map<PeerId, Set<Order>>();
  /** One after another: each change builds on the one before. */
  let last: Promise<void> = Promise.resolve();

  async function sign(change: RulesChange): Promise<void> {
    const call = deps.call();
    if (!call) return;
    const before = book.rules.get() ?? openRules(room, call);
    // Above the clock too: a host that takes over on another device may not have heard of the latest.
    const next = { ...changeRules(before, change), n: Math.max(clock.now(), before.n + 1) };
    await book.take(await authority.signJws(JwsType.rules, next));
  }

  const order = (peer: PeerId, what: Order): void => {
    if (control.send(peer, { t: 'order', order: what })) return;
    waiting.set(peer, (waiting.get(peer) ?? new Set()).add(what));
  };

  return {
    change(change) {
      last = last.then(() => sign(change));
      return last;
    },
    order,
    handlePresent(peer) {
      const orders = waiting.get(peer);
      waiting.delete(peer);
      for (const what of orders ?? []) order(peer, what);
    },
    forget: (peer) => void waiting.delete(peer),
  };
}
