/**
 * How a member follows the host: an order switches microphone or camera off once, a rule keeps it off. Switching on is always left
 * to the person, so a microphone is never opened by somebody else.
 */
import type { Order } from '../../wire/control.ts';
import { happening, type Cell, type Happening } from '../cell.ts';
import type { Scope } from '../scope.ts';
import type { PeerId } from '../../wire/ids.ts';
import type { OwnMedia } from './own-media.ts';
import { isHeld, type Rules } from './rules.ts';

/** What the person is to be told that the host did. */
export type HostDeed =
  | 'muted'
  | 'camera-off'
  | 'microphones-forbidden'
  | 'cameras-forbidden'
  | 'microphones-allowed'
  | 'cameras-allowed'
  | 'held'
  | 'released';

export interface Obedience {
  readonly deeds: Happening<HostDeed>;
  handleOrder(order: Order): void;
}

type Switches = Pick<OwnMedia, 'microphoneOn' | 'cameraOn' | 'setMicrophone' | 'setCamera'>;

/** Follows until the scope ends. The rules are for everybody but the host. */
export function createObedience(deps: {
  readonly scope: Scope;
  readonly rules: Cell<Rules | undefined>;
  readonly self: PeerId;
  readonly media: Switches;
}): Obedience {
  const { scope, rules, media } = deps;
  const deeds = happening<HostDeed>();
  let mayMicrophone = true;
  let mayCamera = true;
  let held = false;

  const enforce = (): void => {
    if (!mayMicrophone && media.microphoneOn.get()) media.setMicrophone(false);
    if (!mayCamera && media.cameraOn.get()) media.setCamera(false);
  };
  const follow = (now: Rules | undefined): void => {
    const before = { mayMicrophone, mayCamera, held };
    mayMicrophone = now?.microphones ?? true;
    mayCamera = now?.cameras ?? true;
    held = isHeld(now, deps.self);
    enforce();
    if (before.mayMicrophone !== mayMicrophone)
      deeds.emit(mayMicrophone ? 'microphones-allowed' : 'microphones-forbidden');
    if (before.mayCamera !== mayCamera) deeds.emit(mayCamera ? 'cameras-allowed' : 'cameras-forbidden');
    if (before.held !== held) deeds.emit(held ? 'held' : 'released');
  };

  scope.own(rules.subscribe(follow));
  scope.own(media.microphoneOn.subscribe(enforce));
  scope.own(media.cameraOn.subscribe(enforce));
  return {
    deeds,
    handleOrder(order) {
      if (order === 'mute' && media.microphoneOn.get()) {
        media.setMicrophone(false);
        deeds.emit('muted');
      }
      if (order === 'camera-off' && media.cameraOn.get()) {
        media.setCamera(false);
        deeds.emit('camera-off');
      }
    },
  };
}
