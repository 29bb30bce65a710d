/** What the host can do to the others (C5, V5, V6, W7, J6), as one record for the screens; undefined for anybody else. */
import type { Gate } from '../core/admission/gate.ts';
import type { Cell } from '../core/cell.ts';
import type { HostDesk, Order } from '../core/call/host-desk.ts';
import type { Participant } from '../core/call/participant.ts';
import { isOut, type BulkSettings, type Rules } from '../core/call/rules.ts';
import type { PeerId } from '../wire/ids.ts';

export interface HostControl {
  order(peer: PeerId, order: Order): void;
  /** To all but oneself. */
  orderAll(order: Order): void;
  hold(peer: PeerId, held: boolean): Promise<void>;
  set(settings: Partial<BulkSettings>): Promise<void>;
  /** Out of the call, for good or back to the waiting room; the others get a new key. */
  showOut(peer: PeerId, how: 'remove' | 'send-back'): Promise<void>;
  /** Lets in who asks, also who was shown out before. */
  admit(peer: PeerId): Promise<void>;
}

export function createHostControl(deps: {
  readonly desk: HostDesk;
  readonly gate: Pick<Gate, 'admit' | 'expel' | 'queue'>;
  readonly rules: Cell<Rules | undefined>;
  readonly participants: Cell<readonly Participant[]>;
}): HostControl {
  const { desk, gate } = deps;
  return {
    order: desk.order,
    orderAll(order) {
      for (const { peer, self } of deps.participants.get()) if (!self) desk.order(peer, order);
    },
    hold: (peer, held) => desk.change({ t: held ? 'hold' : 'release', peer }),
    set: (settings) => desk.change({ t: 'settings', settings }),
    async showOut(peer, how) {
      // The rules first: they go along with the new key, and tell who is shown out.
      await desk.change({ t: how, peer });
      await gate.expel(peer);
    },
    async admit(peer) {
      const asks = gate.queue.get().some((request) => request.peer === peer);
      if (asks && isOut(deps.rules.get(), peer)) await desk.change({ t: 'readmit', peer });
      await gate.admit(peer);
    },
  };
}
