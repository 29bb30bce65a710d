/**
 * Which of a browser's tabs is in the room (R7): this one, where no other is; else it says so, takes the room over on request, and
 * learns when the other is closed. What that one had then goes on here: who was in the call is asked first, since closing a
 * tab may have meant to switch camera and microphone off.
 */
import type { RoomPorts } from './room-ports.ts';
import { isSeated } from '../core/call/visit.ts';
import type { Scope } from '../core/scope.ts';
import type { RoomId } from '../wire/ids.ts';
import type { StoredVisit } from '../wire/stored.ts';

export interface TabRoom {
  /** Goes on in this tab with what the other one has, or had when it was closed. */
  takeOver(): Promise<void>;
}

export async function openTabRoom(deps: {
  readonly ports: Pick<RoomPorts, 'claim' | 'onPageHide'>;
  readonly scope: Scope;
  readonly room: RoomId;
  /** What this tab has to give. */
  stored(): StoredVisit | undefined;
  /** The room is this tab's; `handed`: with what another had. */
  enter(handed?: StoredVisit): Promise<void>;
  /** The room is another tab's; `closed`: it was, and the call can go on here. */
  elsewhere(closed: boolean): void;
}): Promise<TabRoom | undefined> {
  const { ports, scope } = deps;
  const claim = await ports.claim(deps.room);
  scope.own(() => claim.end());
  if (scope.ended) return undefined;
  let inside = claim.state.get() === 'mine';
  let taking = false;
  /** Of the tab that was closed, until this one goes on with it. */
  let left: StoredVisit | undefined;

  const enter = (handed?: StoredVisit): Promise<void> => {
    inside = true;
    left = undefined;
    return deps.enter(handed);
  };
  scope.own(
    claim.onTaken(() => {
      const given = left ?? deps.stored();
      inside = false;
      left = undefined;
      deps.elsewhere(false);
      return given;
    }),
  );
  scope.own(ports.onPageHide(() => claim.bequeath(left ?? deps.stored())));
  if (inside) await enter();
  else deps.elsewhere(false);
  scope.own(
    claim.state.subscribe((state) => {
      if (state !== 'mine' || inside || taking) return;
      const found = claim.inherited();
      if (!found || !isSeated(found)) return void enter(found);
      left = found;
      deps.elsewhere(true);
    }),
  );
  return {
    async takeOver() {
      if (inside || taking) return;
      taking = true;
      const handed = left ?? (await claim.takeOver());
      taking = false;
      await enter(handed);
    },
  };
}
