/** The quality of a call's pictures (core/quality) on the call's mesh and control channel. */
import type { PeerId } from '../../wire/ids.ts';
import type { ShownSize } from '../../wire/control.ts';
import { cell, type Cell } from '../cell.ts';
import type { Clock } from '../clock.ts';
import type { Mesh } from '../mesh/mesh.ts';
import { createQuality, type Quality } from '../quality/quality.ts';
import type { Scope } from '../scope.ts';
import type { Control } from './control.ts';
import type { FiguresWatch } from './figures-watch.ts';
import type { OwnMedia } from './own-media.ts';
import type { Participant } from './participant.ts';

/** What is turned and shown of it. */
export type CallQuality = Omit<Quality, 'show' | 'handlePresent' | 'handleView' | 'handleWithheld' | 'forget'> & {
  /** This screen shows a participant's camera or shared screen in this size, in device pixels; null: not. */
  show(picture: MediaStream, size: ShownSize): void;
};

export interface JoinedQuality {
  readonly quality: CallQuality;
  /** What is sent, and shown of oneself: with the preset 'audio' neither camera nor shared screen. */
  readonly media: OwnMedia;
  /** Whose camera is not shown although it is on. */
  isCameraless(peer: PeerId): boolean;
  /** Tells where pictures come from, for `show`. */
  watch(participants: Cell<readonly Participant[]>): void;
}

export function joinQuality(deps: {
  readonly clock: Clock;
  readonly scope: Scope;
  readonly mesh: Pick<Mesh, 'tune' | 'present' | 'gone'>;
  readonly control: Pick<Control, 'send' | 'on'>;
  readonly figures: FiguresWatch;
  readonly media: OwnMedia;
  present(): readonly PeerId[];
}): JoinedQuality {
  const { clock, scope, mesh, control, figures, media } = deps;
  const pictures = new WeakMap<MediaStream, { readonly peer: PeerId; readonly kind: 'camera' | 'screen' }>();
  const { show, handlePresent, handleView, handleWithheld, forget, ...rest } = createQuality({
    ...{ clock, scope, figures: figures.latest, tune: mesh.tune, present: deps.present },
    camera: media.camera,
    send: (peer, message) => void control.send(peer, message),
  });
  control.on('view', ({ peer }, message) => handleView(peer, message));
  control.on('withheld', ({ peer }, message) => handleWithheld(peer, message.camera));
  scope.own(mesh.present.on(handlePresent));
  scope.own(mesh.gone.on(({ peer }) => forget(peer)));
  const { screen } = media;
  const allowed = <T>(source: Cell<T | undefined>): Cell<T | undefined> => {
    const gated = cell<T | undefined>(undefined);
    const pass = (): void => gated.set(rest.screenAllowed.get() ? source.get() : undefined);
    scope.own(source.subscribe(pass));
    scope.own(rest.screenAllowed.subscribe(pass));
    return gated;
  };
  return {
    media: {
      ...media,
      camera: rest.camera,
      ...(screen && { screen: { video: allowed(screen.video), audio: allowed(screen.audio) } }),
    },
    quality: {
      ...rest,
      show(picture, size) {
        const known = pictures.get(picture);
        if (known) show(known.peer, known.kind, size);
      },
    },
    isCameraless: (peer) => rest.preset.get() === 'audio' || rest.withheld.get().has(peer),
    watch(participants) {
      scope.own(
        participants.subscribe((all) => {
          for (const { peer, self, camera, screen } of all) {
            if (!self && camera) pictures.set(camera, { peer, kind: 'camera' });
            if (!self && screen) pictures.set(screen, { peer, kind: 'screen' });
          }
        }),
      );
    },
  };
}
